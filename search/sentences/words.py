"""Which facts about a word decide whether a full stop after it ends a sentence? A table by hash, for the kernels."""

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from search.abbreviations import abbreviations

if TYPE_CHECKING:
    from search.kernels import Hashes

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

_PARTICLES: Final = "a da de del den der des di dos du el la las le les los von"
_ROOM: Final = 4
"""Slots for each word, at least, so that most words are told from it at one look."""


class Vocabulary(NamedTuple):
    """The words of a language: `entries[hash % size]`, or one of those that follow up to a 0.

    With `ordinals` a number with a full stop may be an ordinal.
    """

    entries: "Hashes"
    ordinals: bool


def vocabulary(language: str | None) -> Vocabulary:
    """The table for an ISO 639-1 code, of which the primary part counts."""
    return _vocabulary((language or "en").partition("-")[0].lower())


@cache
def _vocabulary(language: str) -> Vocabulary:
    known = abbreviations(language)
    facts: dict[str, int] = {}
    for words, fact in (
        (known.never, NEVER),
        (known.seldom, SELDOM),
        (known.before_figures, BEFORE_FIGURES),
        (known.openers, SENTENCE_OPENER),
        (_PARTICLES.split(), PARTICLE),
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
