"""Here is a term of one commit: its documents, and where in them it stands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from search.engines.whoosh.segment.field import FieldReader

Words = NDArray[np.uint32]
Longs = NDArray[np.int64]


class Postings(NamedTuple):
    """One term of one field: ascending documents, and how often each has it."""

    docs: Words
    freqs: Words

    @property
    def held(self) -> int:
        """About how many bytes of memory the list takes."""
        return self.docs.nbytes + self.freqs.nbytes + 500


class Occurrences(NamedTuple):
    """One term of one field: ascending documents; the positions in `docs[i]` are `positions[at[i]:at[i + 1]]`."""

    docs: Words
    at: Longs
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

    def located(self, docs: Words) -> tuple[Longs, Longs]:
        """Where among `positions` those of each of these documents (ascending) begin and end, which may be nowhere."""
        begins, ends = np.empty(len(docs), np.int64), np.empty(len(docs), np.int64)
        self.field.locate(self.number, self.base, docs, begins, ends)
        return begins, ends
