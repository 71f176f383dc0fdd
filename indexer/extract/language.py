"""The language of a text: the code that is stated in any usual form, and detection where none is stated."""

import re
from functools import cache

from search.analysis.languages import languages

_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")
_SAMPLE_CHARS = 1_000  # more show no more, and detection costs more than all other reading
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "xx", "mis"})


def normalize_language_code(code: str) -> str | None:
    """Return the lower-case ISO 639-1 code of `en-GB`, `eng`, `English`; None for what names no language."""
    code = code.strip()
    if code.casefold() in _other_names():
        return _other_names()[code.casefold()]
    match = _CODE.fullmatch(code)
    if match is None or match[1].lower() in _NO_LANGUAGE:
        return None
    primary = match[1].lower()
    return _other_names().get(primary, primary)


@cache
def _other_names() -> dict[str, str]:
    """Return the code of each language by its names and its other codes, in folded case."""
    return {
        name.casefold(): each.code for each in languages() for name in (each.name, each.own_name, *each.codes) if name
    }


def detect_text_language(text: str) -> str | None:
    """Return the language that a text looks like; None for a text that shows none."""
    if not text:
        return None
    from search.analysis import detect_language  # its tables are loaded only where they are needed

    return detect_language(text[:_SAMPLE_CHARS])
