"""May this search go on? Limits of time and of postings read, looked at between pieces of work."""

import threading
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TypeVar

import numpy as np

from search.arrays import F32Array, U32Array
from search.engines.whoosh.ranking.score_kernels import ABSENT

Item = TypeVar("Item")


class Budget:
    """Once it is spent it stays so. What was left out must then only ever make a result smaller."""

    __slots__ = ("_deadline", "_postings", "over")

    def __init__(self, seconds: float, postings: int) -> None:
        self._deadline = time.perf_counter() + seconds
        self._postings = postings
        self.over = False

    @property
    def postings_over(self) -> bool:
        """Whether it was the postings that there were too many of."""
        return self._postings < 0

    def read(self, postings: int) -> None:
        """So many postings were read."""
        self._postings -= postings
        self.over = self.over or self._postings < 0

    def spent(self) -> bool:
        """Whether the search has to end with what it has."""
        if not self.over:
            self.over = time.perf_counter() > self._deadline
        return self.over

    def while_open(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, as long as something is left."""
        for item in items:
            if self.spent():
                return
            yield item


# FOLDED: Where do the kernels work? Arrays with a cell for every document, one set for each thread, used again and again.


_local = threading.local()


class Scratch:
    """`sums` is ABSENT everywhere whenever a `with` begins, also after one that an error ended."""

    __slots__ = ("_dirty", "documents", "seen", "sums")

    def __init__(self, documents: int) -> None:
        self.documents = documents
        self.sums: F32Array = np.full(documents, ABSENT)
        # One more than there are documents: see `kernels.add`.
        self.seen: U32Array = np.empty(documents + 1, np.uint32)
        self._dirty = False

    def __enter__(self) -> "Scratch":
        if self._dirty:
            self.sums.fill(ABSENT)
        self._dirty = True
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._dirty = kind is not None


def scratch(documents: int) -> Scratch:
    """The arrays of this thread, with room for so many documents."""
    found: Scratch | None = getattr(_local, "scratch", None)
    if found is None or len(found.sums) < documents:
        found = _local.scratch = Scratch(documents)
    found.documents = documents
    return found
