"""Which number does a term have, and in which order do terms stand? A vocabulary that grows while it is used."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.arrays import I64Array, U8Array, U32Array
from search.engines.whoosh.segment import term_kernels as kernels
from search.engines.whoosh.segment.term_kernels import SIZE_BITS, TERMS, WORDS_USED


class Vocabulary:
    """Numbers terms from 0 in the order in which they are met. Not for several threads at once.

    The arrays are those that `inversion.kernels` describes. Kernels enter terms into them, where `reserve` made room.
    """

    def __init__(self) -> None:
        self.slots = np.zeros(1 << 12, np.uint32)
        self.names = np.empty((1 << 11, 2), np.int64)
        self.words = np.empty(1 << 15, np.uint8)
        self.state = np.zeros(2, np.int64)

    def __len__(self) -> int:
        return int(self.state[TERMS])

    def numbers(self, arena: U8Array, bounds: I64Array) -> U32Array:
        """The number of each term `arena[bounds[k]:bounds[k + 1]]`, new terms entered. Mean cost is constant."""
        ids = np.empty(len(bounds) - 1, np.uint32)
        done = 0
        while True:
            done = kernels.number(arena, bounds, done, self.slots, self.names, self.words, self.state, ids)
            if done == len(ids):
                return ids
            self.reserve(1, int(bounds[done + 1] - bounds[done]))

    def reserve(self, terms: int, size: int) -> None:
        """Make room for so many new terms of so many bytes together."""
        terms += len(self)
        size += int(self.state[WORDS_USED])
        if size > len(self.words):
            self.words = grown(self.words, max(size, 2 * len(self.words)))
        if terms > len(self.names):
            self.names = grown(self.names, max(terms, 2 * len(self.names)))
        if 2 * terms > len(self.slots):
            self.slots = np.zeros(1 << (2 * terms).bit_length(), np.uint32)
            kernels.rehash(self.names, self.words, len(self), self.slots)

    def order(self) -> I64Array:
        """The numbers of all terms, sorted by the terms' bytes."""
        by = np.empty(len(self), np.int64)
        kernels.heads(self.names, len(self), by)
        order = np.argsort(by)
        kernels.sort_alike(self.names, self.words, by, order)
        return order

    def term(self, number: int) -> bytes:
        """A term by its number."""
        where = int(self.names[number, 1])
        start = where >> SIZE_BITS
        return self.words[start : start + (where & ((1 << SIZE_BITS) - 1))].tobytes()

    def terms(self, first: int = 0) -> list[bytes]:
        """The terms from number `first` on."""
        begins = self.names[first : len(self), 1] >> SIZE_BITS
        start = int(begins[0]) if len(begins) else 0
        data = self.words[start : self.state[WORDS_USED]].tobytes()
        return [data[begin:end] for begin, end in pairwise([*(begins - start).tolist(), len(data)])]


def grown(array: NDArray[Any], length: int) -> NDArray[Any]:
    """A copy of the array with room for more rows."""
    larger = np.empty((length, *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger
