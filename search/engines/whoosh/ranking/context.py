"""The context of one search: its limits of time and of postings read, and the work arrays of its thread."""

import threading
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TypeVar

import numpy as np

from search.arrays import F32Array, U32Array
from search.engines.whoosh.ranking.score_kernels import ABSENT

Item = TypeVar("Item")


class SearchBudget:
    """Limits of time and of postings.

    Once exhausted it stays so, and what was left out must only make a result smaller.
    """

    __slots__ = ("_deadline", "_postings", "is_exhausted")

    def __init__(self, seconds: float, postings: int) -> None:
        self._deadline = time.perf_counter() + seconds
        self._postings = postings
        self.is_exhausted = False

    @property
    def is_out_of_postings(self) -> bool:
        """Whether the search read more postings than it may."""
        return self._postings < 0

    def count_postings(self, postings: int) -> None:
        """Take the number of postings read off the budget."""
        self._postings -= postings
        self.is_exhausted = self.is_exhausted or self._postings < 0

    def must_stop(self) -> bool:
        """Look at the clock; return whether the search has to end with what it has."""
        if not self.is_exhausted:
            self.is_exhausted = time.perf_counter() > self._deadline
        return self.is_exhausted

    def until_exhausted(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield the items, as long as something of the budget is left."""
        for item in items:
            if self.must_stop():
                return
            yield item


_local = threading.local()


class WorkArrays:
    """Arrays with a cell for every document, reused by all searches of a thread.

    `sums` is ABSENT everywhere whenever a `with` begins, also after one that an error ended.
    """

    __slots__ = ("_dirty", "documents", "seen", "sums")

    def __init__(self, documents: int) -> None:
        self.documents = documents
        self.sums: F32Array = np.full(documents, ABSENT)
        # One more than there are documents: see `score_kernels.accumulate`.
        self.seen: U32Array = np.empty(documents + 1, np.uint32)
        self._dirty = False

    def __enter__(self) -> "WorkArrays":
        if self._dirty:
            self.sums.fill(ABSENT)
        self._dirty = True
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._dirty = kind is not None


def thread_work_arrays(documents: int) -> WorkArrays:
    """Return the arrays of this thread, for at least this many documents."""
    found: WorkArrays | None = getattr(_local, "scratch", None)
    if found is None or len(found.sums) < documents:
        found = _local.scratch = WorkArrays(documents)
    found.documents = documents
    return found
