"""How are the matching articles spread over time?"""

from functools import cache, partial

import numpy as np

from search.engines.whoosh.fields import UNDATED
from search.engines.whoosh.ranking.columns import kernels
from search.engines.whoosh.snapshot import Snapshot
from search.errors import RequestError
from search.kernels import Ints, Words
from search.request import Interval
from search.results import Bucket, Histogram

FINE_BUCKETS = 24
"""What AUTO aims for: as many bars as a chart shows legibly."""

MAX_BUCKETS = 4_000
"""The most buckets of one histogram: ten years of days."""

_UNITS = {Interval.DAY: "D", Interval.MONTH: "M", Interval.YEAR: "Y"}


class Periods:
    """The day, month and year of each document of one snapshot, counted from 1970."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._column = cache(partial(_period_column, snapshot))

    def histogram(self, docs: Words, interval: Interval) -> Histogram:
        """`docs` by period. Raises `RequestError` when a fixed interval would give more than MAX_BUCKETS."""
        days = self._column(Interval.DAY)
        first_day, last_day, undated = kernels.extent(days, docs)
        if first_day > last_day:
            return Histogram(Interval.YEAR if interval is Interval.AUTO else interval, (), undated)
        choices = list(_UNITS) if interval is Interval.AUTO else [interval]
        for choice in choices:
            unit = f"datetime64[{_UNITS[choice]}]"
            first, last = (int(np.datetime64(day, "D").astype(unit).astype(int)) for day in (first_day, last_day))
            span = last - first + 1
            if interval is not Interval.AUTO or span <= FINE_BUCKETS:
                break
        if span > MAX_BUCKETS:
            raise RequestError(
                f"A histogram by {choice.value} would have {span:,} bars, more than {MAX_BUCKETS:,}. "
                "Choose a longer interval or a shorter range of dates."
            )
        counts = np.zeros(span, np.int64)
        kernels.spread(self._column(choice), docs, first, counts)
        starts = np.arange(first, last + 1).astype(unit).astype("datetime64[D]").tolist()
        buckets = tuple(Bucket(start, count) for start, count in zip(starts, counts.tolist(), strict=True))
        return Histogram(choice, buckets, undated)


def _period_column(snapshot: Snapshot, interval: Interval) -> Ints:
    times = snapshot.published
    periods = times.astype("datetime64[s]").astype(f"datetime64[{_UNITS[interval]}]").astype(np.int64)
    return np.where(times == UNDATED, kernels.NO_PERIOD, periods).astype(np.int32)
