"""The language of a text: the code that is stated in any usual form, and detection where none is stated."""

import re

_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")
_THREE = {"eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt",
          "nld": "nl", "dut": "nl", "rus": "ru", "pol": "pl", "ara": "ar", "zho": "zh", "chi": "zh", "jpn": "ja",
          "kor": "ko", "swe": "sv", "dan": "da", "fin": "fi", "tur": "tr", "ukr": "uk", "ell": "el", "heb": "he",
          "hin": "hi", "ces": "cs", "cze": "cs", "hun": "hu", "ron": "ro", "rum": "ro", "cat": "ca"}  # fmt: skip
_NAMES = {"english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
          "español": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "dutch": "nl",
          "nederlands": "nl", "russian": "ru", "polish": "pl", "arabic": "ar", "chinese": "zh", "japanese": "ja",
          "korean": "ko", "swedish": "sv", "danish": "da", "finnish": "fi", "norwegian": "no",
          "turkish": "tr",
          "ukrainian": "uk", "greek": "el", "hebrew": "he", "hindi": "hi", "czech": "cs",
          "hungarian": "hu"}  # fmt: skip
_SAMPLE_CHARS = 1_000  # more show no more, and detection costs more than all other reading
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "xx", "mis"})


def normalize_language_code(code: str) -> str | None:
    """Return the lower-case ISO 639-1 code of `en-GB`, `eng`, `English`; None for what names no language."""
    code = code.strip()
    if code.casefold() in _NAMES:
        return _NAMES[code.casefold()]
    match = _CODE.fullmatch(code)
    if match is None or match[1].lower() in _NO_LANGUAGE:
        return None
    primary = match[1].lower()
    return _THREE.get(primary, primary)


def detect_text_language(text: str) -> str | None:
    """Return the language that a text looks like; None for a text that shows none."""
    if not text:
        return None
    from search.analysis import detect_language  # its tables are loaded only where they are needed

    return detect_language(text[:_SAMPLE_CHARS])
