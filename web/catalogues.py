"""Reads the catalogues of translated texts, one `.po` file a language, as translators edit them."""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal

from search.errors import DatelineError
from web.texts import ENGLISH, LANGUAGES, Texts

FOLDER = Path(__file__).parent / "translations"


class CatalogueError(DatelineError):
    """A catalogue of the owner's that cannot be used; the message names the file and the place."""


def read_texts(folder: Path | None = None) -> Mapping[str, Texts]:
    """Return the texts of every language of the interface, by its code.

    Texts in `translations` of the owner's folder replace those of the program. Raises `CatalogueError`.
    """
    texts = {code: ENGLISH if code == ENGLISH.language else _read(code) for code in LANGUAGES}
    for code in LANGUAGES if folder is not None else ():
        file = Path(folder or "") / "translations" / f"{code}.po"
        if file.exists():
            texts[code] = _replaced(texts[code], _read_own(file, code))
    return texts


@cache
def _read(code: str) -> Texts:
    with (FOLDER / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    return Texts(code, _compiled(catalogue), _number_format(code))


def _compiled(catalogue: Catalog) -> GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _replaced(texts: Texts, own: GNUTranslations) -> Texts:
    own.add_fallback(texts.catalogue)
    return Texts(texts.language, own, texts.number)


def _read_own(path: Path, code: str) -> GNUTranslations:
    """Return a catalogue of the owner's, each text of which names the values that its original names, and no others."""
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=code, abort_invalid=True)
    except (OSError, UnicodeError, PoFileError) as error:
        raise CatalogueError(f"web.folder: {path} cannot be read: {error}") from error
    for message in catalogue:
        if not message.id:
            continue
        forms = (message.id,) if isinstance(message.id, str) else message.id
        known = {place for form in forms for place in _PLACES.findall(form)}
        texts = (message.string,) if isinstance(message.string, str) else message.string
        for text in texts or ():
            if wrong := sorted(set(_PLACES.findall(str(text))) - known):
                raise CatalogueError(
                    f"web.folder: {path}, line {message.lineno}: the text has {', '.join(wrong)}, and the English text"
                    f" “{forms[0]}” does not"
                )
    return _compiled(catalogue)


_PLACES = re.compile(r"%(?:\(\w+\))?.?|\"", re.DOTALL)
"""What a translation may have only where the English text has it: places, and the mark that ends an attribute."""


def _number_format(code: str) -> Callable[[int], str]:
    """Return how a language groups the digits of a number: 1.204, or 1,23,456 in Hindi."""
    locale = Locale.parse(code)

    @lru_cache(maxsize=4096)
    def grouped(value: int) -> str:
        return format_decimal(value, locale=locale)

    # Most numbers of a page have no group to part.
    return lambda value: str(value) if 0 <= value < 1000 else grouped(value)
