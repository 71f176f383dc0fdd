"""Sort orders, cursors and the top documents of a search.

Every order is total: equal scores or times are ordered by newer article, then by the hash of the id. So a cursor, which
names the last hit of a page by these keys, means the same place after a commit.
"""

import base64
import json
from functools import cached_property
from typing import NamedTuple

import numpy as np

from search.arrays import F32Array, I64Array, U32Array
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.ranking import top_docs_kernels as kernels
from search.engines.whoosh.schema import UNDATED
from search.errors import CursorExpired, CursorInvalid
from search.request import Sort

_LATEST_TIME = int(np.iinfo(np.int64).max)


class SortKey(NamedTuple):
    """The keys of a hit: score, time (the greater the earlier in the order), hash of the id."""

    score: float
    time: int
    tie: int


_NO_KEY = SortKey(0.0, 0, 0)


class TopK(NamedTuple):
    """How many matches come after the cursor, and the first of them."""

    remaining: int
    docs: U32Array
    scores: F32Array


class SortOrder:
    """The orders of the documents of one commit."""

    def __init__(self, index: IndexReader) -> None:
        self._index = index
        self._newest, self._ties = index.published, index.id_hashes

    @cached_property
    def _oldest(self) -> I64Array:
        return np.where(self._newest == UNDATED, UNDATED, -self._newest)

    def top_k(
        self, docs: U32Array, scores: F32Array, weight: np.float32, by_doc: bool, sort: Sort, count: int,
        after: SortKey | None,
    ) -> TopK:  # fmt: skip
        """Return the first `count` matches after a key; see `top_docs_kernels.top_k`."""
        heap, heap_scores = np.empty(min(count, len(docs)), np.uint32), np.empty(min(count, len(docs)), np.float32)
        key = after or _NO_KEY
        remaining, size = kernels.top_k(
            docs, scores, weight, by_doc, sort is Sort.RELEVANCE, self._times(sort), self._ties,
            after is not None, key.score, key.time, key.tie, heap, heap_scores,
        )  # fmt: skip
        return TopK(remaining, heap[:size], heap_scores[:size])

    def dedupe(self, docs: U32Array, scores: F32Array, sort: Sort) -> tuple[U32Array, F32Array]:
        """Return the first match of each text (title and text with the same words), in no order."""
        table = np.full(1 << (2 * len(docs) + 2).bit_length(), -1, np.int64)
        chosen, kept_scores = np.empty(len(docs), np.uint32), np.empty(len(docs), np.float32)
        count = kernels.dedupe(
            docs, scores, sort is Sort.RELEVANCE, self._index.text_hashes, self._times(sort), self._ties,
            table, chosen, kept_scores,
        )  # fmt: skip
        return chosen[:count], kept_scores[:count]

    def copies(self, docs: U32Array, chosen: U32Array) -> tuple[U32Array, ...]:
        """Return for each chosen document the others of `docs` with the same words, the earliest first."""
        hashes = self._index.text_hashes
        alike = docs[np.isin(hashes[docs], hashes[chosen])]
        # The oldest come first, articles without a date last.
        times = self._newest[alike]
        alike = alike[np.lexsort((self._ties[alike], np.where(times == UNDATED, _LATEST_TIME, times)))]
        return tuple(alike[(hashes[alike] == hashes[doc]) & (alike != doc)] for doc in chosen)

    def cursor(self, doc: int, score: float, sort: Sort) -> str:
        """Return the cursor of the page that follows this hit."""
        time = int(self._times(sort)[doc])
        keys = [sort.value, -score, _LATEST_TIME if time == UNDATED else -time, int(self._ties[doc])]
        return base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")

    def _times(self, sort: Sort) -> I64Array:
        return self._oldest if sort is Sort.OLDEST else self._newest


def parse_cursor(cursor: str, sort: Sort) -> SortKey:
    """Return the key that a cursor names. Raises `CursorInvalid`, or `CursorExpired` for a cursor of another order."""
    try:
        name, first, second, third = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        score, time, tie = float(first), int(second), int(third)
        if name not in list(Sort) or not 0 <= tie < 1 << 64 or abs(time) >= 1 << 63:
            raise ValueError(name)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise CursorInvalid("This is not a cursor. Copy it whole from the link to the next page.") from None
    if name != sort.value:
        raise CursorExpired("This cursor belongs to another search. Start again from the first page.")
    return SortKey(-score, UNDATED if time == _LATEST_TIME else -time, tie)
