"""Where do the kernels work? Arrays with a cell for every document, one set for each thread, used again and again."""

import threading
from types import TracebackType

import numpy as np

from search.engines.whoosh.ranking.kernels import ABSENT
from search.kernels import Singles, Words

_local = threading.local()


class Scratch:
    """`sums` is ABSENT everywhere whenever a `with` begins, also after one that an error ended."""

    __slots__ = ("_dirty", "documents", "seen", "sums")

    def __init__(self, documents: int) -> None:
        self.documents = documents
        self.sums: Singles = np.full(documents, ABSENT)
        # One more than there are documents: see `kernels.add`.
        self.seen: Words = np.empty(documents + 1, np.uint32)
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
