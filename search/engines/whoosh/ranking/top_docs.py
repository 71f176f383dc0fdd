"""In what order do hits stand, and where does a page begin?

Every order is total: equal scores or times fall to the newer article, then to the hash of the id. So a cursor, which
names the last hit of a page by these keys, means the same place after a commit.
"""

import base64
import json
from functools import cached_property
from typing import NamedTuple

import numpy as np

from search.arrays import F32Array, I64Array, U32Array
from search.engines.whoosh.index_reader import Snapshot
from search.engines.whoosh.ranking import top_docs_kernels as kernels
from search.engines.whoosh.schema import UNDATED
from search.errors import CursorExpired
from search.request import Sort

_LAST = int(np.iinfo(np.int64).max)


class Place(NamedTuple):
    """Where a hit stands: score, time (the greater the earlier in the order), hash of the id."""

    score: float
    time: int
    tie: int


_NO_PLACE = Place(0.0, 0, 0)


class Page(NamedTuple):
    """How many matches come after the cursor, and the first of them."""

    beyond: int
    docs: U32Array
    scores: F32Array


class Order:
    """The orders of the documents of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._newest, self._ties = snapshot.published, snapshot.tie

    @cached_property
    def _oldest(self) -> I64Array:
        return np.where(self._newest == UNDATED, UNDATED, -self._newest)

    def best(
        self, docs: U32Array, scores: F32Array, weight: np.float32, by_doc: bool, sort: Sort, room: int,
        after: Place | None,
    ) -> Page:  # fmt: skip
        """The first `room` matches; see `kernels.best`."""
        heap, heap_scores = np.empty(min(room, len(docs)), np.uint32), np.empty(min(room, len(docs)), np.float32)
        place = after or _NO_PLACE
        beyond, size = kernels.best(
            docs, scores, weight, by_doc, sort is Sort.RELEVANCE, self._times(sort), self._ties,
            after is not None, place.score, place.time, place.tie, heap, heap_scores,
        )  # fmt: skip
        return Page(beyond, heap[:size], heap_scores[:size])

    def first_of_each(self, docs: U32Array, scores: F32Array, sort: Sort) -> tuple[U32Array, F32Array]:
        """Of the matches with the same words the one that stands first, in no order."""
        table = np.full(1 << (2 * len(docs) + 2).bit_length(), -1, np.int64)
        chosen, kept = np.empty(len(docs), np.uint32), np.empty(len(docs), np.float32)
        count = kernels.first_of_each(
            docs, scores, sort is Sort.RELEVANCE, self._snapshot.words, self._times(sort), self._ties,
            table, chosen, kept,
        )  # fmt: skip
        return chosen[:count], kept[:count]

    def cursor(self, doc: int, score: float, sort: Sort) -> str:
        """The cursor of the page that follows this hit."""
        time = int(self._times(sort)[doc])
        keys = [sort.value, -score, _LAST if time == UNDATED else -time, int(self._ties[doc])]
        return base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")

    def _times(self, sort: Sort) -> I64Array:
        return self._oldest if sort is Sort.OLDEST else self._newest


def place_of(cursor: str, sort: Sort) -> Place:
    """The place that a cursor names. Raises `CursorExpired` for a cursor of another order."""
    try:
        name, first, second, third = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        score, time, tie = float(first), int(second), int(third)
        if name != sort.value or not 0 <= tie < 1 << 64 or abs(time) >= 1 << 63:
            raise ValueError(name)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise CursorExpired("This cursor belongs to another search. Start again from the first page.") from None
    return Place(-score, UNDATED if time == _LAST else -time, tie)
