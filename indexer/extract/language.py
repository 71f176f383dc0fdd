"""The language of a text: the code that is stated in any usual form, and detection where it is not."""

import re
from functools import cache

from search.analysis.languages import get_language, languages

_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")
_SAMPLE_CHARS = 1_000  # more show no more, and detection costs more than all other reading
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "xx", "mis"})
_WORD = re.compile(r"[^\W\d_]+")
_LETTER_BEYOND_ASCII = re.compile(r"[^\W\d_a-zA-Z]")
_MIN_WORDS, _MIN_WORDS_TO_DETECT = 20, 3
_USUAL_SHARE = 0.25
"""The share of common words from which on a text is surely in a language."""
_CLEAR_SHARE, _CLEAR_RATIO = 0.15, 1.5
_MIN_TELLING_LETTERS = 5
_SIMILAR_LANGUAGES = (
    frozenset({"no", "nb", "nn", "da"}), frozenset({"hr", "sr", "bs", "sh", "sl"}), frozenset({"cs", "sk"}),
    frozenset({"id", "ms"}), frozenset({"gl", "pt"}), frozenset({"zh", "yue"}), frozenset({"bg", "mk"}),
)  # fmt: skip
"""Languages that hardly anything tells apart, so that none contradicts another."""
_MIN_FOREIGN_SHARE = 0.6


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

    sample = text[:_SAMPLE_CHARS]
    return _by_letters(sample, detect_language(sample) or _by_words(sample))


def contradicting_language(text: str, stated: str) -> str | None:
    """Return the language that a text is clearly in where that is not the `stated` one; None where nothing contradicts.

    Most pages state theirs rightly, and a look at the common words shows it; only then is the text's language detected.
    """
    sample = text[:_SAMPLE_CHARS]
    if not get_language(stated).common_words and not _letters(stated):
        return None  # nothing is known of it
    foreign = _foreign_share(sample, stated)
    words = [word for word in _WORD.findall(sample.lower()) if len(word) > 1]
    if foreign < _MIN_FOREIGN_SHARE and (len(words) < _MIN_WORDS or _common_share(words, stated) >= _USUAL_SHARE):
        return None
    detected = detect_text_language(text)
    if detected is None or detected == stated or any({detected, stated} <= group for group in _SIMILAR_LANGUAGES):
        return None
    if foreign >= _MIN_FOREIGN_SHARE or _has_letters_of(sample, detected, stated):
        return detected
    share = _common_share(words, detected)
    return detected if share >= _CLEAR_SHARE and share >= _CLEAR_RATIO * _common_share(words, stated) else None


def _has_letters_of(text: str, one: str, other: str) -> bool:
    """Return whether a text has several letters of the one language, and most of them are none of the other."""
    letters = _LETTER_BEYOND_ASCII.findall(text.lower())
    telling = [letter for letter in letters if letter in _letters(one) and letter not in _letters(other)]
    return len(telling) >= _MIN_TELLING_LETTERS and len(telling) * 2 > len(letters)


def _common_share(words: list[str], code: str) -> float:
    """Return the share of words that are among the common ones of a language."""
    common = _common_words(code)
    return sum(word in common for word in words) / len(words) if words else 0.0


@cache
def _common_words(code: str) -> frozenset[str]:
    return frozenset(get_language(code).common_words)


def _foreign_share(text: str, code: str) -> float:
    """Return the share of the letters of a text that are of a script in which a language is not written."""
    letters = [each for each in text if each.isalpha()]
    if len(letters) < _MIN_WORDS:
        return 0.0
    kana = sum("\u3040" <= each <= "\u30ff" for each in letters)
    if code in {"ja", "zh"} and (kana == 0) == (code == "ja"):
        return 1.0
    own = _letters(code)
    is_latin = not own or any(each < "\u0250" for each in own)
    return sum(each > "\u024f" if is_latin else each.lower() not in own for each in letters) / len(letters)


@cache
def _letters(code: str) -> frozenset[str]:
    return frozenset("".join(get_language(code).letters.split()))


_ALIKE = (("ru", "uk", "bg", "be", "mk", "sr"), ("sv", "da", "no", "nn", "is", "fi"), ("pl", "cs", "sk", "hr", "sl"))
"""Languages with much the same letters, of which some tell."""


def _by_words(text: str) -> str | None:
    """Return the language of which a short text has most common words; None where none of them stands out."""
    words = [word for word in _WORD.findall(text.lower()) if len(word) > 1]
    letters = set(_LETTER_BEYOND_ASCII.findall(text.lower()))
    shares = {each.code: _common_share(words, each.code) for each in languages() if each.detect}
    fitting = [code for code, share in shares.items() if share >= _USUAL_SHARE and letters <= _letters(code)]
    if len(words) < _MIN_WORDS_TO_DETECT or not fitting:
        return None
    best, *others = sorted(fitting, key=lambda code: -shares[code])
    return best if not others or shares[best] > shares[others[0]] else None


def _by_letters(text: str, detected: str | None) -> str | None:
    """Return the language of a group whose letters and words a text has, where the detected one lacks some of them."""
    group = next((each for each in _ALIKE if detected in each), None)
    letters = set(_LETTER_BEYOND_ASCII.findall(text.lower()))
    if detected is None or group is None or not letters or letters <= _letters(detected):
        return detected
    words = _WORD.findall(text.lower())
    fitting = [code for code in group if letters <= _letters(code)]
    if len(words) < _MIN_WORDS_TO_DETECT or not fitting:
        return detected
    return max(fitting, key=lambda code: (_common_share(words, code), -group.index(code)))
