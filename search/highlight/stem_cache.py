"""Which tokens have the same stem as a word? The stem of a term is looked up once, and kept by the term's hash."""

from functools import cache
from threading import Lock
from typing import Final

import numpy as np
import xxhash

from search.analysis import TokenArrays, stem, stem_all
from search.arrays import I32Array, U8Array, U64Array
from search.highlight.match_kernels import keep, stemmed

LEAST: Final = 1 << 12
MOST: Final = 1 << 18
"""How many terms of a language there is room for, at first and at most; half of it is used. At most it takes 4 MB."""


class Alike:
    """The stems of one language's terms, of those met lately, as hashes. Threads share it.

    Two terms with one hash are met once in the lifetime of a star; a mark more or less in a snippet may hang on it.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._lock = Lock()
        self._known = 0
        self._entries: U64Array = np.zeros(2 * LEAST, np.uint64)

    def of(self, word: str, tokens: TokenArrays, spoken: "U8Array", first: int) -> "I32Array":
        """The tokens, ascending, with the stem of a folded word, among those of texts whose `spoken` is not 0.

        They begin with the byte `first`, unless that is -1.
        """
        # Imported late: it loads the kernels, which a program that only imports this need not wait for.

        wanted = _hash(stem(word, self._language))
        found, new = np.empty(len(tokens.hashes), np.int32), np.empty(len(tokens.hashes), np.int32)
        arrays = tokens.hashes, tokens.arena, tokens.bounds, tokens.firsts, spoken
        with self._lock:
            count, unknown = stemmed(*arrays, first, self._entries, wanted, found, new)
            if not unknown:
                return found[:count]
            late = new[:unknown]
            alike = late[self._learned(tokens, late) == wanted]
        return np.sort(np.concatenate([found[:count], alike]))

    def _learned(self, tokens: TokenArrays, late: "I32Array") -> U64Array:
        """The hash of the stem of each of some tokens, which is known from then on."""
        terms, first, which = np.unique(tokens.hashes[late], return_index=True, return_inverse=True)
        arena, some = tokens.arena.tobytes(), late[first]
        starts, ends = tokens.bounds[some].tolist(), tokens.bounds[some + 1].tolist()
        words = [arena[start:end].decode() for start, end in zip(starts, ends, strict=True)]
        stems = np.array(list(map(_hash, stem_all(words, self._language))), np.uint64)
        self._keep(terms, stems)
        return stems[which]

    def _keep(self, terms: U64Array, stems: U64Array) -> None:

        room = len(self._entries) // 4
        while self._known + len(terms) > room and room < MOST // 2:
            room *= 2
            before = self._entries.reshape(-1, 2)
            before = before[before[:, 0] != 0]
            self._entries = np.zeros(4 * room, np.uint64)
            keep(self._entries, before[:, 0].copy(), before[:, 1].copy())
        if self._known + len(terms) > room:
            self._entries.fill(0)
            self._known = 0
        keep(self._entries, terms[:room], stems[:room])
        self._known += len(terms[:room])


def _hash(text: str) -> int:
    """63 bits, which fit into a number with a sign."""
    return xxhash.xxh3_64_intdigest(text.encode()) >> 1


alike = cache(Alike)
