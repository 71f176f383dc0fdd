"""Posting types: the documents of a term, and its positions in them."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.arrays import I64Array, U8Array, U32Array
from search.engines.whoosh.segment import bitpacking_kernels as kernels


class Postings(NamedTuple):
    """One term of one field: ascending documents, and how often each has it."""

    docs: U32Array
    freqs: U32Array

    @property
    def memory_bytes(self) -> int:
        """About how many bytes of memory the list takes."""
        return self.docs.nbytes + self.freqs.nbytes + 500


class Occurrences(NamedTuple):
    """One term of one field: ascending documents; the positions in `docs[i]` are `positions[at[i]:at[i + 1]]`."""

    docs: U32Array
    at: I64Array
    positions: NDArray[Any]


NO_POSTINGS = Postings(np.empty(0, np.uint32), np.empty(0, np.uint32))
NO_OCCURRENCES = Occurrences(np.empty(0, np.uint32), np.zeros(1, np.int64), np.empty(0, np.uint32))


def pack_posting_lists(stream: U8Array, at: I64Array, counts: I64Array) -> tuple[U8Array, I64Array]:
    """Return the lists `stream[at[t]:at[t + 1]]`, of `counts[t]` documents, as a file stores them, with their starts.

    Those of 128 documents or more are stored in blocks, the others as they are.
    """
    long = counts[counts >= kernels.BLOCK_SIZE]
    longest = int(long.max()) if len(long) else 0
    out = np.empty(int(at[-1]) + kernels.MAX_BYTES_PER_POSTING * int(long.sum()), np.uint8)
    out_at = np.empty(len(counts) + 1, np.int64)
    room, more = np.empty(longest, np.uint32), np.empty(longest, np.uint32)
    size = kernels.pack_lists(stream, at, counts, room, more, out, out_at)
    return out[:size].copy(), out_at
