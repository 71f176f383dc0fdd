"""What is each character to the rules of sentences and of cuts? Bits by code point, from Python's Unicode data."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from search.analysis.languages import languages, primary_code
from search.arrays import I32Array, U64Array
from search.highlight.abbreviations import abbreviations

BLANK: Final = 1
LETTER: Final = 2
"""Part of a word for `re`, and no decimal digit or underscore."""
ALPHABETIC: Final = 4
ALPHANUMERIC: Final = 8
DECIMAL: Final = 16
SMALL: Final = 32
CASED: Final = 64
"""Its capital and its small letter differ."""
ACCENT: Final = 128
"""Stands on the character before it."""
UNSPACED: Final = 256
"""Of a script in which words stand without blanks, so that a cut may fall between any two letters."""
BREAK: Final = 512
"""May end a paragraph."""
STOP: Final = 1024
"""Ends a sentence before a blank."""
FULL_STOP: Final = 2048
"""Ends a sentence by itself, in a script without blanks."""
CLOSER: Final = 4096
"""Belongs to the sentence whose stop it follows."""
QUOTE: Final = 8192
"""A CLOSER of something said, after which no abbreviation goes on."""
FULL_CLOSER: Final = 16384
OPENER: Final = 32768
"""May stand before the first word of a sentence."""
NEWLINE: Final = 65536
"""Ends a line."""

_SETS: Final = {
    BREAK: "\n\u2029",
    STOP: ".!?…؟",
    FULL_STOP: "。！？｡।॥۔։።။",
    CLOSER: "\"'”’“‘»›«‹)]}",
    QUOTE: "\"'”’“»«",
    FULL_CLOSER: "\"'”’」』】》〉）)]",
    OPENER: "\"'“”‘’„‚«»‹›([{¿¡–—-",
    NEWLINE: "\n\r\u2028\u2029",
}
_UNSPACED: Final = (  # Thai and Lao, Myanmar, Khmer, Han and kana
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x312F), (0x31A0, 0x9FFF), (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F), (0x20000, 0x3FFFF),
)  # fmt: skip
_CASES_END: Final = 0x20000
"""No letter from here on has a case, none is an accent, and all that stand in words are letters of an alphabet."""
_LETTERS_END: Final = 0x40000
_SELECTORS: Final = range(0xE0100, 0xE01F0)
"""The only accents beyond."""
_LIMIT: Final = 0x110000
_CODE, _ANY = "utf-32-le", "surrogatepass"


class Characters(NamedTuple):
    """`classes` has the bits of each code point; `small` its small letter, below a limit behind which none has one."""

    classes: "I32Array"
    small: "I32Array"


@cache
def characters() -> Characters:
    """The tables of this Python's Unicode version."""
    classes = np.zeros(_LIMIT, np.int32)
    text = np.arange(_LETTERS_END, dtype=np.uint32).tobytes().decode(_CODE, _ANY)
    for bit, pattern in ((BLANK, r"\s+"), (LETTER, r"[^\W\d_]+"), (ALPHANUMERIC, r"[^\W_]+"), (DECIMAL, r"\d+")):
        for run in re.finditer(pattern, text):
            classes[run.start() : run.end()] |= bit
    some = classes[:_CASES_END]
    some[_where(str.isalpha, some & LETTER)] |= ALPHABETIC
    some[_where(str.islower, some | 1)] |= SMALL
    some[_where(_is_accent, ~some & ALPHANUMERIC)] |= ACCENT
    # What becomes of a sigma depends on where it stands, and one letter becomes two, which no list of words has.
    lowered = text[:_CASES_END].replace("İ", "i").replace("Σ", "σ").lower()
    small = np.frombuffer(lowered.encode(_CODE, _ANY), np.int32).copy()
    some[_where(_is_cased, (some & SMALL) | (small != np.arange(_CASES_END)))] |= CASED
    small[ord("İ")] = ord("İ")
    classes[_CASES_END:] |= (classes[_CASES_END:] & ALPHANUMERIC > 0) * np.int32(ALPHABETIC)
    classes[_SELECTORS.start : _SELECTORS.stop] |= ACCENT
    for first, last in _UNSPACED:
        classes[first : last + 1] |= UNSPACED
    for bit, members in _SETS.items():
        classes[list(map(ord, members))] |= bit
    return Characters(classes, small)


def _where(holds: Callable[[str], bool], among: "I32Array") -> NDArray[np.intp]:
    """The code points among those that are not 0 for which something holds."""
    points = np.flatnonzero(among)
    found: NDArray[np.intp] = points[np.fromiter(map(holds, map(chr, points.tolist())), bool, len(points))]
    return found


def _is_accent(character: str) -> bool:
    return category(character)[0] == "M"


def _is_cased(character: str) -> bool:
    return character.lower() != character.upper()


# FOLDED: Which facts about a word decide whether a full stop after it ends a sentence? A table by hash, for the kernels.


NEVER: Final = 1
SELDOM: Final = 2
BEFORE_FIGURES: Final = 4
SENTENCE_OPENER: Final = 8
PARTICLE: Final = 16
"""An opener that is also a part of names: it ends nothing after an initial (`J. Le Clerc`)."""

HASH_START: Final = 14695981039346656037
HASH_FACTOR: Final = 1099511628211
"""The numbers of the 64-bit FNV-1a hash, here over code points."""
FACT_BITS: Final = 8
"""The low bits of an entry, which hold the facts; the rest is the word's hash."""

_ROOM: Final = 4
"""Slots for each word, at least, so that most words are told from it at one look."""


class Vocabulary(NamedTuple):
    """The words of a language: `entries[hash % size]`, or one of those that follow up to a 0.

    With `ordinals` a number with a full stop may be an ordinal.
    """

    entries: "U64Array"
    ordinals: bool


def vocabulary(language: str | None) -> Vocabulary:
    """The table for an ISO 639-1 code, of which the primary part counts."""
    return _vocabulary(primary_code(language or "en"))


@cache
def _vocabulary(language: str) -> Vocabulary:
    known = abbreviations(language)
    facts: dict[str, int] = {}
    for words, fact in (
        (known.never, NEVER),
        (known.seldom, SELDOM),
        (known.before_figures, BEFORE_FIGURES),
        (known.openers, SENTENCE_OPENER),
        ({word for each in languages() for word in each.sentences.name_particles}, PARTICLE),
    ):
        for word in words:
            facts[word] = facts.get(word, 0) | fact
    size = 1 << (len(facts) * _ROOM).bit_length()
    entries = np.zeros(size, np.uint64)
    for word, fact in facts.items():
        key = _hashed(word) >> FACT_BITS
        slot = key % size
        while entries[slot]:
            slot = (slot + 1) % size
        entries[slot] = key << FACT_BITS | fact
    return Vocabulary(entries, known.ordinals)


def _hashed(word: str) -> int:
    key = HASH_START
    for character in word:
        key = (key ^ ord(character)) * HASH_FACTOR & 0xFFFF_FFFF_FFFF_FFFF
    return key
