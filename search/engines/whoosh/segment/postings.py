"""Here is a term of one commit: its documents, and where in them it stands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.arrays import I64Array, U8Array, U32Array
from search.engines.whoosh.segment import bitpacking_kernels as kernels

if TYPE_CHECKING:
    from search.engines.whoosh.segment.reader import FieldReader


class Postings(NamedTuple):
    """One term of one field: ascending documents, and how often each has it."""

    docs: U32Array
    freqs: U32Array

    @property
    def held(self) -> int:
        """About how many bytes of memory the list takes."""
        return self.docs.nbytes + self.freqs.nbytes + 500


class Occurrences(NamedTuple):
    """One term of one field: ascending documents; the positions in `docs[i]` are `positions[at[i]:at[i + 1]]`."""

    docs: U32Array
    at: I64Array
    positions: NDArray[Any]


NO_POSTINGS = Postings(np.empty(0, np.uint32), np.empty(0, np.uint32))
NO_OCCURRENCES = Occurrences(np.empty(0, np.uint32), np.zeros(1, np.int64), np.empty(0, np.uint32))


@dataclass(frozen=True, slots=True)
class SegmentTerm:
    """One term of one field of a segment whose documents count from `base`. Its list is read when it is asked for.

    Deleted documents are still in it. Both ways to read it raise `IndexDamaged`.
    """

    field: "FieldReader"
    number: int
    base: int

    @property
    def count(self) -> int:
        """How many documents have it."""
        return self.field.count(self.number)

    @property
    def positions(self) -> NDArray[Any]:
        """Where it stands in all documents, one after the other: a part of the mapped file."""
        return self.field.places(self.number)

    def occurrences(self) -> Occurrences:
        """Where it stands in each document."""
        return self.field.occurrences(self.number, self.base)

    def located(self, docs: U32Array) -> tuple[I64Array, I64Array]:
        """Where among `positions` those of each of these documents (ascending) begin and end, which may be nowhere."""
        begins, ends = np.empty(len(docs), np.int64), np.empty(len(docs), np.int64)
        self.field.locate(self.number, self.base, docs, begins, ends)
        return begins, ends


# FOLDED: Here are plain lists: how does a file have them? Those of many documents in blocks, the others as they are.


def in_blocks(stream: U8Array, at: I64Array, counts: I64Array) -> tuple[U8Array, I64Array]:
    """The lists `stream[at[t]:at[t + 1]]`, of `counts[t]` documents, as a file has them, and where each begins."""
    long = counts[counts >= kernels.SIZE]
    longest = int(long.max()) if len(long) else 0
    out = np.empty(int(at[-1]) + kernels.ROOM * int(long.sum()), np.uint8)
    out_at = np.empty(len(counts) + 1, np.int64)
    room, more = np.empty(longest, np.uint32), np.empty(longest, np.uint32)
    size = kernels.stored(stream, at, counts, room, more, out, out_at)
    return out[:size].copy(), out_at
