"""Which documents satisfy a condition that no word is part of? True or false for each, and kept."""

from datetime import datetime

import numpy as np

from search.arrays import BoolArray
from search.article import EPOCH
from search.engines.whoosh.cache import ByteCache
from search.engines.whoosh.index_reader import Snapshot
from search.engines.whoosh.ranking import column_kernels as kernels
from search.engines.whoosh.schema import FACET_VALUES, UNDATED
from search.query.tree import QualityRange
from search.request import Facet, Filters

MASKS_BYTES = 32_000_000

NO_MASK: BoolArray = np.empty(0, bool)
"""Leaves nothing out."""

_END = int(np.iinfo(np.int64).max)

Condition = tuple[datetime | None, datetime | None] | tuple[Facet, tuple[str, ...]] | QualityRange | None
"""A span of time, values of a facet, a range of qualities, or None: no date at all."""


class Masks:
    """Conditions on the documents of one snapshot. Masks are shared: they are not written to."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._kept: ByteCache[Condition, BoolArray] = ByteCache(MASKS_BYTES)

    def of(self, condition: Condition) -> BoolArray:
        """The live documents that satisfy a condition."""
        mask = self._kept.get(condition)
        if mask is None:
            mask = self._made(condition)
            self._kept.put(condition, mask, mask.nbytes + 500)
        return mask

    def filtered(self, filters: Filters, leaving_out: Facet | None = None) -> BoolArray:
        """What satisfies all filters, but for those on one facet; NO_MASK where there is no filter."""
        conditions: list[Condition] = [
            (facet, values) for facet, values in filters.values.items() if values and facet is not leaving_out
        ]
        if filters.undated:
            conditions.append(None)
        elif filters.since is not None or filters.until is not None:
            conditions.append((filters.since, filters.until))
        if not conditions:
            return NO_MASK
        mask, *others = map(self.of, conditions)
        for other in others:
            mask = mask & other
        return mask

    def _made(self, condition: Condition) -> BoolArray:
        snapshot = self._snapshot
        match condition:
            case None:
                return np.asarray(snapshot.live & (snapshot.published == UNDATED))
            case QualityRange(least, most):
                return np.asarray(snapshot.live & (snapshot.quality >= least) & (snapshot.quality <= most))
            case Facet() as facet, tuple(values):
                mask = np.zeros(len(snapshot.live), bool)
                for value in values:
                    mask[snapshot.postings(FACET_VALUES[facet], value).docs] = True
                return mask
            case since, until:
                return self._between(since, until)

    def _between(self, since: datetime | None, until: datetime | None) -> BoolArray:
        mask = np.empty(len(self._snapshot.live), bool)
        # A bound with a fraction of a second keeps the whole second before it.
        first = UNDATED + 1 if since is None else int(-(-(since - EPOCH).total_seconds() // 1))
        stop = _END if until is None else int(-(-(until - EPOCH).total_seconds() // 1))
        kernels.between(self._snapshot.published, self._snapshot.live, first, stop, mask)
        return mask
