"""How are the matching articles spread over values, and over time?"""

from collections.abc import Iterator
from datetime import date

import numpy as np

from search.engines.whoosh.fields import FACET_VALUES, UNDATED
from search.engines.whoosh.segments import Ints
from search.engines.whoosh.snapshot import Snapshot
from search.errors import RequestError
from search.request import Facet, Interval
from search.results import Bucket, FacetCount, Histogram

FINE_BUCKETS = 24
"""What AUTO aims for: as many bars as a chart shows legibly."""

MAX_BUCKETS = 4_000
"""The most buckets of one histogram: ten years of days."""

_UNITS = {Interval.DAY: "datetime64[D]", Interval.MONTH: "datetime64[M]", Interval.YEAR: "datetime64[Y]"}


def count_values(snapshot: Snapshot, facet: Facet, docs: Ints, size: int) -> tuple[FacetCount, ...]:
    """The `size` most frequent values among `docs`, most articles first, then by value."""
    chosen = np.zeros(len(snapshot.live), bool)
    chosen[docs] = True
    counts = [(value, int(chosen[found].sum())) for value, found in _values(snapshot, facet)]
    counts.sort(key=lambda pair: (-pair[1], pair[0]))
    return tuple(FacetCount(value, count) for value, count in counts[:size] if count)


def having(snapshot: Snapshot, facet: Facet, values: tuple[str, ...]) -> Ints:
    """The documents with any of these values, ascending."""
    return np.unique(np.concatenate([snapshot.postings(FACET_VALUES[facet], value).docs for value in values]))


def histogram(snapshot: Snapshot, docs: Ints, interval: Interval) -> Histogram:
    """`docs` by period. Raises `RequestError` when a fixed interval would give more than MAX_BUCKETS."""
    times = snapshot.published[docs]
    dated = times[times != UNDATED].astype("datetime64[s]")
    undated = len(times) - len(dated)
    if not len(dated):
        return Histogram(Interval.YEAR if interval is Interval.AUTO else interval, (), undated)
    choices = list(_UNITS) if interval is Interval.AUTO else [interval]
    for choice in choices:
        periods = dated.astype(_UNITS[choice])
        first, last = periods.min(), periods.max()
        span = int((last - first).astype(int)) + 1
        if interval is not Interval.AUTO or span <= FINE_BUCKETS or choice is choices[-1]:
            break
    if span > MAX_BUCKETS:
        raise RequestError(
            f"A histogram by {choice.value} would have {span:,} bars, more than {MAX_BUCKETS:,}. "
            "Choose a longer interval or a shorter range of dates."
        )
    counts = np.bincount((periods - first).astype(int), minlength=span)
    starts = (first + np.arange(span)).astype("datetime64[D]")
    buckets = tuple(Bucket(_date(start), int(count)) for start, count in zip(starts, counts, strict=True))
    return Histogram(choice, buckets, undated)


def _values(snapshot: Snapshot, facet: Facet) -> Iterator[tuple[str, Ints]]:
    for value in snapshot.terms(FACET_VALUES[facet]):
        yield value, snapshot.postings(FACET_VALUES[facet], value).docs


def _date(day: np.datetime64) -> date:
    return date.fromisoformat(str(day))
