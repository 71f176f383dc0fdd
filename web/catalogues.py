"""Reads the catalogues of translated texts, one `.po` file a language, as translators edit them."""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from web.texts import ENGLISH, LANGUAGES, Texts

FOLDER = Path(__file__).parent / "translations"


def read_texts() -> Mapping[str, Texts]:
    """Return the texts of every language of the interface, by its code. They are read once."""
    return {code: ENGLISH if code == ENGLISH.language else _read(code) for code in LANGUAGES}


@cache
def _read(code: str) -> Texts:
    with (FOLDER / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Texts(code, GNUTranslations(compiled), _number_format(code))


def _number_format(code: str) -> Callable[[int], str]:
    """Return how a language groups the digits of a number: 1.204, or 1,23,456 in Hindi."""
    locale = Locale.parse(code)

    @lru_cache(maxsize=4096)
    def grouped(value: int) -> str:
        return format_decimal(value, locale=locale)

    # Most numbers of a page have no group to part.
    return lambda value: str(value) if 0 <= value < 1000 else grouped(value)
