"""Filters: conditions on documents as cached masks, one boolean for each document."""

from datetime import datetime

import numpy as np

from search.arrays import BoolArray
from search.article import EPOCH
from search.engines.whoosh.cache import ByteCache
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.ranking import column_kernels as kernels
from search.engines.whoosh.schema import FACET_VALUES, UNDATED
from search.query.tree import QualityRange
from search.request import Facet, Filters

FILTER_CACHE_BYTES = 32_000_000

NO_MASK: BoolArray = np.empty(0, bool)
"""Leaves nothing out."""

_MAX_SECONDS = int(np.iinfo(np.int64).max)

Condition = tuple[datetime | None, datetime | None] | tuple[Facet, tuple[str, ...]] | QualityRange | None
"""A span of time, values of a facet, a range of qualities, or None for articles without a date."""


class FilterCache:
    """The masks of conditions on one commit. Masks are shared, so callers must not write to them."""

    def __init__(self, index: IndexReader) -> None:
        self._index = index
        self._cache: ByteCache[Condition, BoolArray] = ByteCache(FILTER_CACHE_BYTES)

    def mask(self, condition: Condition) -> BoolArray:
        """Return which live documents satisfy a condition."""
        mask = self._cache.get(condition)
        if mask is None:
            mask = self._build_mask(condition)
            self._cache.put(condition, mask, mask.nbytes + 500)
        return mask

    def combined_mask(self, filters: Filters, except_for: Facet | None = None) -> BoolArray:
        """Return which documents satisfy all filters, except those on one facet; NO_MASK where there is no filter."""
        conditions: list[Condition] = [
            (facet, values) for facet, values in filters.values.items() if values and facet is not except_for
        ]
        if filters.undated:
            conditions.append(None)
        elif filters.since is not None or filters.until is not None:
            conditions.append((filters.since, filters.until))
        if not conditions:
            return NO_MASK
        mask, *others = map(self.mask, conditions)
        for other in others:
            mask = mask & other
        return mask

    def _build_mask(self, condition: Condition) -> BoolArray:
        index = self._index
        match condition:
            case None:
                return np.asarray(index.live & (index.published == UNDATED))
            case QualityRange(least, most):
                return np.asarray(index.live & (index.quality >= least) & (index.quality <= most))
            case Facet() as facet, tuple(values):
                mask = np.zeros(len(index.live), bool)
                for value in (spelling for wanted in values for spelling in index.values_like(facet, wanted)):
                    mask[index.postings(FACET_VALUES[facet], value).docs] = True
                return mask
            case since, until:
                return self._range_mask(since, until)

    def _range_mask(self, since: datetime | None, until: datetime | None) -> BoolArray:
        mask = np.empty(len(self._index.live), bool)
        # A bound with a fraction of a second keeps the whole second before it.
        first = UNDATED + 1 if since is None else int(-(-(since - EPOCH).total_seconds() // 1))
        stop = _MAX_SECONDS if until is None else int(-(-(until - EPOCH).total_seconds() // 1))
        kernels.range_mask(self._index.published, self._index.live, first, stop, mask)
        return mask
