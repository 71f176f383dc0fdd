"""The tables that sentences are split by: the classes of characters, and the words of each language.

Characters are classified by Python's Unicode data when that is first needed. Words are hashed, so that compiled code
can look them up.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis.languages import languages, primary_code
from search.arrays import I32Array, U64Array
from search.highlight.abbreviations import abbreviations

# The classes of a character are bits.
BLANK: Final = 1
LETTER: Final = 2
"""Part of a word for `re`, and no decimal digit or underscore."""
ALPHABETIC: Final = 4
ALPHANUMERIC: Final = 8
DECIMAL: Final = 16
LOWERCASE: Final = 32
CASED: Final = 64
"""Its capital and its small letter differ."""
BREAK: Final = 128
"""May end a paragraph."""
STOP: Final = 256
"""Ends a sentence before a blank."""
FULL_STOP: Final = 512
"""Ends a sentence by itself, in a script without blanks."""
CLOSER: Final = 1024
"""Belongs to the sentence whose stop it follows."""
QUOTE: Final = 2048
"""A CLOSER of something said, after which no abbreviation continues."""
FULL_CLOSER: Final = 4096
"""A CLOSER after a FULL_STOP."""
OPENER: Final = 8192
"""May stand before the first word of a sentence."""

_SETS: Final = {
    BREAK: "\n\u2029",
    STOP: ".!?…؟",
    FULL_STOP: "。！？｡।॥۔։።។",
    CLOSER: "\"'”’“‘»›«‹)]}",
    QUOTE: "\"'”’“»«",
    FULL_CLOSER: "\"'”’」』】》〉）)]",
    OPENER: "\"'“”‘’„‚«»‹›([{¿¡–—-",
}
_CASES_END: Final = 0x20000
"""No letter from here on has a case, and all that are part of words are letters of an alphabet."""
_LETTERS_END: Final = 0x40000
_CODE_POINTS: Final = 0x110000
_CODE, _ANY = "utf-32-le", "surrogatepass"


class Characters(NamedTuple):
    """The classes of each code point, and the small letter of each one below a limit behind which none has any."""

    classes: I32Array
    lowercase: I32Array


@cache
def character_tables() -> Characters:
    """Return the tables of this Python's Unicode version."""
    classes = np.zeros(_CODE_POINTS, np.int32)
    text = np.arange(_LETTERS_END, dtype=np.uint32).tobytes().decode(_CODE, _ANY)
    for bit, pattern in ((BLANK, r"\s+"), (LETTER, r"[^\W\d_]+"), (ALPHANUMERIC, r"[^\W_]+"), (DECIMAL, r"\d+")):
        for run in re.finditer(pattern, text):
            classes[run.start() : run.end()] |= bit
    some = classes[:_CASES_END]
    some[_where(str.isalpha, some & LETTER)] |= ALPHABETIC
    some[_where(str.islower, some | 1)] |= LOWERCASE
    # What becomes of a sigma depends on where it stands, and one letter becomes two, which no list of words has.
    lowered = text[:_CASES_END].replace("İ", "i").replace("Σ", "σ").lower()
    lowercase = np.frombuffer(lowered.encode(_CODE, _ANY), np.int32).copy()
    some[_where(_is_cased, (some & LOWERCASE) | (lowercase != np.arange(_CASES_END)))] |= CASED
    lowercase[ord("İ")] = ord("İ")
    classes[_CASES_END:] |= (classes[_CASES_END:] & ALPHANUMERIC > 0) * np.int32(ALPHABETIC)
    for bit, members in _SETS.items():
        classes[list(map(ord, members))] |= bit
    return Characters(classes, lowercase)


def _where(holds: Callable[[str], bool], candidates: NDArray[np.integer]) -> NDArray[np.intp]:
    """Return the code points for which something holds, of those whose candidate is not 0."""
    points = np.flatnonzero(candidates)
    found: NDArray[np.intp] = points[np.fromiter(map(holds, map(chr, points.tolist())), bool, len(points))]
    return found


def _is_cased(character: str) -> bool:
    return character.lower() != character.upper()


# The flags of a word are bits.
NEVER: Final = 1
SELDOM: Final = 2
BEFORE_FIGURES: Final = 4
SENTENCE_OPENER: Final = 8
PARTICLE: Final = 16
"""An opener that is also a part of names: it ends nothing after an initial (`J. Le Clerc`)."""

HASH_START: Final = 14695981039346656037
HASH_FACTOR: Final = 1099511628211
"""The numbers of the 64-bit FNV-1a hash, here over code points."""
FLAG_BITS: Final = 8
"""The low bits of an entry, which hold the flags; the rest is the word's hash."""
MIN_SLOTS_PER_WORD: Final = 4
"""So many that most words are found, or found to be missing, at one look."""


class Vocabulary(NamedTuple):
    """The words of a language: each is at `words[hash % size]`, or at one of the places after it up to a 0.

    With `ordinals`, a number with a full stop may be an ordinal.
    """

    words: U64Array
    ordinals: bool


def vocabulary(language: str | None) -> Vocabulary:
    """Return the table for an ISO 639-1 code, of which the primary part counts."""
    return _vocabulary(primary_code(language or "en"))


@cache
def _vocabulary(language: str) -> Vocabulary:
    known = abbreviations(language)
    flags: dict[str, int] = {}
    for members, flag in (
        (known.never, NEVER),
        (known.seldom, SELDOM),
        (known.before_figures, BEFORE_FIGURES),
        (known.openers, SENTENCE_OPENER),
        ({word for each in languages() for word in each.sentences.name_particles}, PARTICLE),
    ):
        for word in members:
            flags[word] = flags.get(word, 0) | flag
    size = 1 << (len(flags) * MIN_SLOTS_PER_WORD).bit_length()
    words = np.zeros(size, np.uint64)
    for word, its_flags in flags.items():
        key = _hash(word) >> FLAG_BITS
        slot = key % size
        while words[slot]:
            slot = (slot + 1) % size
        words[slot] = key << FLAG_BITS | its_flags
    return Vocabulary(words, known.ordinals)


def _hash(word: str) -> int:
    key = HASH_START
    for character in word:
        key = (key ^ ord(character)) * HASH_FACTOR & 0xFFFF_FFFF_FFFF_FFFF
    return key
