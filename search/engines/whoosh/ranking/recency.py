"""How much more does a newer article count? A factor for each document, halved in its excess with every half-life.

    factor = 1 + recency * 2 ** (-age / half-life)

The age counts from the newest article that is live, not from today: so the same search gives the same order until the
next commit, and an archive that ended long ago has its newest articles, too. Articles without a date have the factor 1.
"""

from functools import cached_property

import numpy as np

from search.engines.whoosh.fields import UNDATED
from search.engines.whoosh.snapshot import Snapshot
from search.kernels import Singles
from search.settings import SearchSettings

_DAY = 86_400


class Recency:
    """The factors of one snapshot."""

    def __init__(self, snapshot: Snapshot, settings: SearchSettings) -> None:
        self._snapshot, self._settings = snapshot, settings

    @cached_property
    def factors(self) -> Singles:
        """The factor of each document."""
        times, live = self._snapshot.published, self._snapshot.live
        dated = times != UNDATED
        factors = np.ones(len(times), np.float32)
        if (dated & live).any():
            age = (times[dated & live].max() - times[dated]) / (self._settings.half_life * _DAY)
            # A deleted document may be newer than all that are live; it is no match anyway.
            factors[dated] += self._settings.recency * np.exp2(-np.maximum(age, 0))
        return factors
