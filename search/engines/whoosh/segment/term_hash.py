"""The term hash: numbers the terms of a field while a segment is being built, and sorts them."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.arrays import I64Array, U8Array, U32Array
from search.engines.whoosh.segment import term_kernels as kernels
from search.engines.whoosh.segment.term_kernels import BYTES_USED, SIZE_BITS, TERM_COUNT


class TermHash:
    """Numbers terms from 0 in the order in which they are first seen. Not for several threads at once.

    The arrays are those that `term_kernels` describes. Kernels add terms to them, within what `reserve` provided.
    """

    def __init__(self) -> None:
        self.slots = np.zeros(1 << 12, np.uint32)
        self.term_rows = np.empty((1 << 11, 2), np.int64)
        self.term_bytes = np.empty(1 << 15, np.uint8)
        self.state = np.zeros(2, np.int64)

    def __len__(self) -> int:
        return int(self.state[TERM_COUNT])

    def intern(self, arena: U8Array, bounds: I64Array) -> U32Array:
        """Return the number of each term `arena[bounds[k]:bounds[k + 1]]`; new terms are added.

        Mean cost is constant.
        """
        ids = np.empty(len(bounds) - 1, np.uint32)
        done = 0
        while True:
            done = kernels.intern_terms(
                arena, bounds, done, self.slots, self.term_rows, self.term_bytes, self.state, ids
            )
            if done == len(ids):
                return ids
            self.reserve(1, int(bounds[done + 1] - bounds[done]))

    def reserve(self, terms: int, size: int) -> None:
        """Enlarge the arrays for this many new terms of `size` bytes together."""
        terms += len(self)
        size += int(self.state[BYTES_USED])
        if size > len(self.term_bytes):
            self.term_bytes = grow_array(self.term_bytes, max(size, 2 * len(self.term_bytes)))
        if terms > len(self.term_rows):
            self.term_rows = grow_array(self.term_rows, max(terms, 2 * len(self.term_rows)))
        if 2 * terms > len(self.slots):
            self.slots = np.zeros(1 << (2 * terms).bit_length(), np.uint32)
            kernels.rehash(self.term_rows, self.term_bytes, len(self), self.slots)

    def sorted_numbers(self) -> I64Array:
        """Return the numbers of all terms, sorted by the terms' bytes."""
        by = np.empty(len(self), np.int64)
        kernels.sort_keys(self.term_rows, len(self), by)
        sorted_numbers = np.argsort(by)
        kernels.sort_equal_prefixes(self.term_rows, self.term_bytes, by, sorted_numbers)
        return sorted_numbers

    def term(self, number: int) -> bytes:
        """Return a term by its number."""
        where = int(self.term_rows[number, 1])
        start = where >> SIZE_BITS
        return self.term_bytes[start : start + (where & ((1 << SIZE_BITS) - 1))].tobytes()

    def terms(self, first: int = 0) -> list[bytes]:
        """Return the terms from number `first` on."""
        begins = self.term_rows[first : len(self), 1] >> SIZE_BITS
        start = int(begins[0]) if len(begins) else 0
        data = self.term_bytes[start : self.state[BYTES_USED]].tobytes()
        return [data[begin:end] for begin, end in pairwise([*(begins - start).tolist(), len(data)])]


def grow_array(array: NDArray[Any], length: int) -> NDArray[Any]:
    """Return a copy of the array with `length` rows."""
    larger = np.empty((length, *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger
