"""A cache of the stems of terms, by the hash of the term: it finds the tokens that have the same stem as a word."""

from functools import cache
from threading import Lock
from typing import Final

import numpy as np
import xxhash

from search.analysis import TokenArrays, stem, stem_all
from search.arrays import I32Array, U8Array, U64Array
from search.highlight.match_kernels import cache_insert, tokens_with_stem

MIN_SLOTS: Final = 1 << 12
MAX_SLOTS: Final = 1 << 18
"""Slots for terms of one language, at first and at most; half of them are used. At most a cache takes 4 MB."""


class StemCache:
    """The stems of the terms of one language that were met lately, as hashes. Threads share it.

    A hash collision of two terms is improbable and would at worst add or drop one highlight.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._lock = Lock()
        self._count = 0
        self._entries: U64Array = np.zeros(2 * MIN_SLOTS, np.uint64)

    def tokens_with_stem_of(self, word: str, tokens: TokenArrays, has_language: U8Array, first_byte: int) -> I32Array:
        """Return the tokens, ascending, with the stem of a folded word, in the texts whose `has_language` is not 0.

        They begin with the byte `first_byte`, unless that is -1.
        """
        wanted = _hash(stem(word, self._language))
        found, unknown = np.empty(len(tokens.hashes), np.int32), np.empty(len(tokens.hashes), np.int32)
        arrays = tokens.hashes, tokens.arena, tokens.bounds, tokens.firsts, has_language
        with self._lock:
            found_count, unknown_count = tokens_with_stem(*arrays, first_byte, self._entries, wanted, found, unknown)
            if not unknown_count:
                return found[:found_count]
            new = unknown[:unknown_count]
            same = new[self._add_stems(tokens, new) == wanted]
        return np.sort(np.concatenate([found[:found_count], same]))

    def _add_stems(self, tokens: TokenArrays, new: I32Array) -> U64Array:
        """Return the hash of the stem of each new token, and add it to the cache."""
        terms, first, which = np.unique(tokens.hashes[new], return_index=True, return_inverse=True)
        arena, some = tokens.arena.tobytes(), new[first]
        starts, ends = tokens.bounds[some].tolist(), tokens.bounds[some + 1].tolist()
        words = [arena[start:end].decode() for start, end in zip(starts, ends, strict=True)]
        stems = np.array(list(map(_hash, stem_all(words, self._language))), np.uint64)
        self._insert(terms, stems)
        return stems[which]

    def _insert(self, terms: U64Array, stems: U64Array) -> None:
        """Add terms that the cache lacks, in a larger table if need be; a table that cannot grow is emptied first."""
        room = len(self._entries) // 4
        while self._count + len(terms) > room and room < MAX_SLOTS // 2:
            room *= 2
            before = self._entries.reshape(-1, 2)
            before = before[before[:, 0] != 0]
            self._entries = np.zeros(4 * room, np.uint64)
            cache_insert(self._entries, before[:, 0].copy(), before[:, 1].copy())
        if self._count + len(terms) > room:
            self._entries.fill(0)
            self._count = 0
        cache_insert(self._entries, terms[:room], stems[:room])
        self._count += len(terms[:room])


def _hash(text: str) -> int:
    """Return 63 bits, which fit into a signed number."""
    return xxhash.xxh3_64_intdigest(text.encode()) >> 1


stem_cache_for = cache(StemCache)
"""Return the cache of a language."""
