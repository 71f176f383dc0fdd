r"""Guesses the encoding of bytes by the language that they make: its letters, its common words, its spelling.

Every candidate decodes the same bytes. The one wins whose characters beyond ASCII are most like those of a language,
where the words around them speak for that language too: `g\xe5r p\xe5 m\xe5ndag` is Swedish in Windows-1252 (går på
måndag) and nothing in Windows-1250 (gĺr pĺ mĺndag). Of equals the first of ENCODINGS wins.
"""

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from search.analysis.languages import languages

_TIERS = (
    ("cp1252",),
    ("cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp874"),
    ("cp932", "euc_jp", "gb18030", "big5hkscs", "cp949"),
    ("iso8859_2", "koi8_r", "cp1257", "cp1258", "iso8859_15", "iso8859_5", "iso8859_7", "iso8859_6", "mac_roman"),
    ("koi8_u", "cp850", "cp437", "cp866", "cp852", "iso8859_9", "iso8859_13", "iso8859_16", "mac_cyrillic"),
    ("mac_latin2", "mac_greek", "mac_turkish", "mac_iceland", "cp857", "cp865", "cp861", "cp775", "cp737", "cp862"),
    ("cp864", "kz1048", "iso8859_4", "iso8859_10", "iso8859_3", "utf_16_le", "utf_16_be"),
)  # fmt: skip
ENCODINGS = tuple(dict.fromkeys(encoding for tier in _TIERS for encoding in tier))
"""The encodings among which one is guessed, those that are met most often first."""
_NARROW = re.compile(r"(?:cp|koi8|kz|iso8859|mac)_?\w+")
_WIDE_CODE_PAGES = frozenset({"cp932", "cp949", "cp950"})
_POINTS_OF_TIER = -0.4
_DOUBT = {encoding: _POINTS_OF_TIER * tier for tier, encodings in enumerate(_TIERS) for encoding in encodings}
"""What an encoding counts before anything is read: it decides about a few letters, and not about many."""

SAMPLE_BYTES = 1 << 16
_MAX_WORDS, _MAX_WORD_BYTES = 300, 40  # with more, nothing becomes surer
_MAX_WIDE_BYTES = 8192
_FIRST_WORDS, _FIRST_BYTES, _FINALISTS = 40, 1024, 8
"""Of a longer text, so much is looked at first, and the best encodings of that are compared by all of it."""
_WORD = re.compile(rb"[A-Za-z'\x80-\xff]*[\x80-\xff][A-Za-z'\x80-\xff]*")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_ASCII_WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]{2,20}(?![A-Za-z\x80-\xff])")
_SPACELESS = ("Han", "Kana", "Hangul", "Thai")

# What a character counts, 1 for the commonest letter of a language. What no text has counts against an encoding more
# than many letters that it may have by chance count for it.
_FOREIGN_LETTER, _FOREIGN_SCRIPT, _MIXED_SCRIPTS, _CAPITAL_WITHIN_WORD = -2.0, -3.0, -4.0, -3.0
_PUNCTUATION, _MISPLACED, _SYMBOL, _SYMBOL_WITHIN_WORD = 0.4, -2.0, -1.0, -3.0
_UNDEFINED = -6.0
_WEIGHT_OF_WORDS = 1.6
_WORDS_TO_BE_SURE = 12
"""So many words show what language a text is in; fewer count in proportion."""
_EXPECTED_SHARE_OF_COMMON_WORDS = 0.25
_RARE_LANGUAGE = -0.5
_COMMON_LANGUAGES = frozenset({
    "en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "no", "fi", "pl", "cs", "hu", "ro", "tr", "el", "ru", "uk",
    "bg", "ja", "zh", "ko", "ar", "fa", "he", "vi", "th",
})  # fmt: skip
_CAPITAL = -0.2
_SPARING_LANGUAGES, _SPARE_LETTER = frozenset({"en", "tl", "ms", "id", "sw"}), 0.3
"""Languages that are written with hardly any letters beyond ASCII, and how much less these count there."""
_COMMON_MARKS = frozenset("‘’“”„‚«»‹›–—…•·°§©®™€£\u00a0\u00ad¿¡´¹²³½¼¾×ºª№")
_APOSTROPHES, _DASHES = frozenset("’·\u00ad"), frozenset("–—")
_OPENING, _CLOSING = frozenset("‘„‚¿¡§£•–—№"), frozenset("’…°©®™¹²³½¼¾ºª–—")
_CJK_MARKS = frozenset("、。「」『』，．・：；？！（）【】《》〈〉“”‘’—…　～％＋－")
_BETWEEN_WORDS = re.compile(f"[{re.escape(''.join(sorted(_COMMON_MARKS)))}'´]+")


@dataclass(frozen=True, slots=True)
class EncodingScore:
    """An encoding, how much like a language it makes the bytes, and which one.

    `letters` rates the characters beyond ASCII alone (0.7 is usual for the right encoding, below 0 is no language);
    `score` adds the common words.
    """

    encoding: str
    score: float
    letters: float
    language: str


def guess_encoding(data: bytes) -> str:
    """Return the encoding that bytes beyond ASCII are probably in; cp1252 for bytes that say nothing."""
    best = best_encoding(data)
    return best.encoding if best else "cp1252"


def best_encoding(data: bytes, encodings: Iterable[str] = ENCODINGS) -> EncodingScore | None:
    """Return the encoding that makes most sense of the bytes beyond ASCII; None where there are none."""
    sample = _sample(data)
    words = Counter(word[:_MAX_WORD_BYTES] for word in _WORD.findall(sample)).most_common(_MAX_WORDS)
    if not words and b"\0" not in sample:
        return None
    ascii_words = Counter(word.lower().decode("ascii") for word in _ASCII_WORD.findall(sample))
    names = list(encodings)
    if len(names) > _FINALISTS and len(words) > _FIRST_WORDS:
        first = _scores(sample[_first_beyond_ascii(sample) :][:_FIRST_BYTES], words[:_FIRST_WORDS], ascii_words, names)
        names = [each.encoding for each in sorted(first, key=lambda each: -each.score)[:_FINALISTS]]
    if not any(name.startswith("utf") for name in names):
        sample = sample[_first_beyond_ascii(sample) :]
    return max(_scores(sample, words, ascii_words, names), key=lambda each: each.score)


def _first_beyond_ascii(sample: bytes) -> int:
    """Return where the first character beyond ASCII begins, in all encodings but the wide ones of Unicode."""
    first = _BEYOND_ASCII.search(sample)
    return first.start() if first else 0


def _scores(
    sample: bytes, words: list[tuple[bytes, int]], ascii_words: Mapping[str, int], encodings: Iterable[str]
) -> list[EncodingScore]:
    return [_score(words, ascii_words, name) if _is_narrow(name) else _score_wide(sample, name) for name in encodings]


def _is_narrow(encoding: str) -> bool:
    """Return whether an encoding has one byte a character, the lower half of them ASCII."""
    return encoding not in _WIDE_CODE_PAGES and _NARROW.fullmatch(encoding) is not None


def _sample(data: bytes) -> bytes:
    """Return the part of the bytes with most to tell: around the first one beyond ASCII."""
    if len(data) <= SAMPLE_BYTES:
        return data
    start = max(0, _first_beyond_ascii(data) - SAMPLE_BYTES // 2)
    return data[start & ~3 :][:SAMPLE_BYTES]


def _score(words: list[tuple[bytes, int]], ascii_words: Mapping[str, int], encoding: str) -> EncodingScore:
    """Return the score of an encoding of one byte a character."""
    letters: Counter[str] = Counter()
    decoded: Counter[str] = Counter()
    spelling = 0.0
    for word, count in words:
        text = word.decode(encoding, "replace")
        for part, points in _spell(text):
            spelling += points * count
            letters[part] += count
        for each in _BETWEEN_WORDS.split(unicodedata.normalize("NFC", text).lower()):
            if len(each) > 1 and each.isalpha():
                decoded[each] += count
    spoken = Counter(ascii_words)
    spoken.update(decoded)
    count = sum(count for _, count in words) + sum(ascii_words.values())
    return EncodingScore(encoding, *_best_language(letters, spoken, count, spelling + _DOUBT.get(encoding, 0.0)))


def _score_wide(sample: bytes, encoding: str) -> EncodingScore:
    """Return the score of an encoding of several bytes a character, which hardly any other bytes fit."""
    try:
        text = codecs.getincrementaldecoder(encoding)("replace").decode(sample[:_MAX_WIDE_BYTES])
    except UnicodeError:  # one that needs a byte order mark
        return EncodingScore(encoding, _UNDEFINED, _UNDEFINED, "")
    letters: Counter[str] = Counter()
    spelling = 0.0
    for word in re.findall(r"[^\x00-\x40\x5b-\x60\x7b-\x7f]*[^\x00-\x7f][^\x00-\x40\x5b-\x60\x7b-\x7f]*", text):
        for part, points in _spell(word):
            spelling += points
            letters[part] += 1
    return EncodingScore(encoding, *_best_language(letters, {}, 0, spelling + _DOUBT.get(encoding, 0.0)))


def _spell(word: str) -> Iterator[tuple[str, float]]:
    """Yield each character beyond ASCII, in lower case, with what its place in the word counts against it."""
    last = ""
    for at, character in enumerate(word):
        script = _script(character)
        before = word[at - 1] if at else ""
        if character > "\x7f":
            points = 0.0
            after = word[at + 1 : at + 2]
            if script == "?":
                points = _UNDEFINED
            elif script == "":
                points = _mark_points(character, before if last else "", after if _is_letter(after) else "")
            elif last and script != last and {script, last} != {"Han", "Kana"}:
                points = _MIXED_SCRIPTS
            elif character.isupper() and before.islower():
                points = _CAPITAL_WITHIN_WORD
            elif character.isupper() and (after.islower() if not last else before > "\x7f" and before.isupper()):
                points = _CAPITAL
            yield character.lower()[:1] if script not in ("", "?") else "", points
        elif script and last and script != last:
            yield "", _MIXED_SCRIPTS if last not in _SPACELESS else 0.0
        elif character.isupper() and before > "\x7f" and before.islower():
            yield "", _CAPITAL_WITHIN_WORD
        last = script if script not in ("", "?") else ""


def _is_letter(character: str) -> bool:
    return bool(character) and _script(character) not in ("", "?")


def _mark_points(character: str, before: str, after: str) -> float:
    """Return what a character that is no letter counts between two others, which are "" at the ends of a word."""
    if character not in _COMMON_MARKS and character not in _CJK_MARKS:
        return _SYMBOL_WITHIN_WORD if before and after else _SYMBOL
    if before and after:
        if character in _APOSTROPHES or (character in _DASHES and after.isupper()):
            return _PUNCTUATION
        return 0.0 if character == "—" else _MISPLACED
    if (before and character in _OPENING) or (after and character in _CLOSING):
        return _MISPLACED
    return _PUNCTUATION


@lru_cache(4096)
def _script(character: str) -> str:
    """Return the script of a letter or a mark that joins letters; "" for other characters, "?" for no character."""
    category = unicodedata.category(character)
    if category[0] not in "LM":
        undefined = category[0] == "C" and character not in "\xad\t\n\r\u200c\u200d\u200e\u200f"
        return "?" if undefined or character == "\ufffd" else ""
    name = unicodedata.name(character, "?")
    if category[0] == "M" and name.startswith("COMBINING"):
        return "Latin"
    first = name.partition(" ")[0].partition("-")[0]
    return {"CJK": "Han", "IDEOGRAPHIC": "Han", "HIRAGANA": "Kana", "KATAKANA": "Kana", "FULLWIDTH": "Latin"}.get(
        first, "?" if name == "?" else first.capitalize()
    )


def _best_language(
    letters: Counter[str], spoken: Mapping[str, int], words: int, spelling: float
) -> tuple[float, float, str]:
    """Return the score of the language that fits letters and words best, the part of the letters in it, and its code.

    `words` says how many words the bytes have, of which an encoding may take some apart.
    """
    profiles = _profiles()
    points = profiles.start.copy()
    numbers: list[int] = []
    counts: list[int] = []
    for letter, count in letters.items():
        number = profiles.letters.get(letter) if letter else None
        if number is not None:
            numbers.append(number)
            counts.append(count)
        elif letter:
            points += count * profiles.foreign.get(_script(letter), profiles.of_no_script)
    points += profiles.points[:, numbers] @ np.array(counts, dtype=np.float64)
    common = np.zeros(len(profiles.codes))
    for word, count in spoken.items():
        for number in profiles.words.get(word, ()):
            common[number] += count
    of_letters = (points + spelling) / max(1, sum(letters.values()))
    share = np.minimum(1.0, common / max(1, words) / _EXPECTED_SHARE_OF_COMMON_WORDS)
    scores = of_letters + _WEIGHT_OF_WORDS * min(1.0, words / _WORDS_TO_BE_SURE) * share
    best = int(np.argmax(scores))
    return float(scores[best]), float(of_letters[best]), profiles.codes[best]


@dataclass(frozen=True, slots=True)
class _Profiles:
    """What letters and words count in each language, the languages in the order of `codes`.

    `points` has a row a language and a column a letter of any; `foreign` has, by script, what its other letters count;
    `words` has the languages in which a word is common.
    """

    codes: tuple[str, ...]
    letters: Mapping[str, int]
    points: NDArray[np.float64]
    foreign: Mapping[str, NDArray[np.float64]]
    of_no_script: NDArray[np.float64]
    words: Mapping[str, tuple[int, ...]]
    start: NDArray[np.float64]


@cache
def _profiles() -> _Profiles:
    known = [each for each in languages() if each.letters and each.code not in ("nb", "nn")]
    alphabets = ["".join(each.letters.split()) for each in known]
    letters = {letter: number for number, letter in enumerate(dict.fromkeys("".join(alphabets)))}
    scripts = [{_script(letter) for letter in alphabet} - {"", "?"} for alphabet in alphabets]
    all_scripts = {script for each in scripts for script in each}
    foreign = {
        script: np.array([_FOREIGN_LETTER if script in each else _FOREIGN_SCRIPT for each in scripts])
        for script in all_scripts
    }
    of_no_script = np.full(len(known), _FOREIGN_SCRIPT)
    points = np.stack([foreign.get(_script(letter), of_no_script) for letter in letters], axis=1)
    words: dict[str, tuple[int, ...]] = {}
    for number, (language, alphabet) in enumerate(zip(known, alphabets, strict=True)):
        weight = _SPARE_LETTER if language.code in _SPARING_LANGUAGES else 1.0
        for place, letter in enumerate(alphabet):
            points[number, letters[letter]] = weight * (1.0 - 0.9 * place / len(alphabet))
        for word in language.common_words:
            words[word] = (*words.get(word, ()), number)
    start = np.array([0.0 if each.code in _COMMON_LANGUAGES else _RARE_LANGUAGE for each in known])
    codes = tuple(each.code for each in known)
    return _Profiles(codes, letters, points, foreign, of_no_script, words, start)
