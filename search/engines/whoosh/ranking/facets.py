"""Facet counts and date histograms: how the matching articles are spread over the values of a field and over time."""

from functools import cache, partial
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from search.arrays import BoolArray, I32Array, U32Array
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.ranking import column_kernels as kernels
from search.engines.whoosh.schema import FACET_VALUES, UNDATED
from search.engines.whoosh.segment.reader import SegmentReader
from search.errors import HistogramTooFine
from search.request import Facet, Interval
from search.results import Bucket, FacetCount, Histogram


class FacetColumn(NamedTuple):
    """The values of each document: those of document d are `terms[number]` for each of `values[at[d]:at[d + 1]]`."""

    terms: list[bytes]
    at: U32Array
    values: U32Array


class FacetCounts(NamedTuple):
    """The most frequent values of a facet, and how many values it has in all."""

    most: tuple[FacetCount, ...]
    total: int


MAX_VALUES_TO_SORT = 2_000
"""Values of a field above which they are not all sorted to find the most frequent ones."""

_columns_by_segment: WeakKeyDictionary[SegmentReader, dict[Facet, FacetColumn]] = WeakKeyDictionary()


class FacetCounter:
    """Counts the facet values of documents of one commit."""

    def __init__(self, index: IndexReader) -> None:
        self._column = cache(partial(_merged_column, index))

    def count(self, facet: Facet, docs: U32Array, size: int) -> FacetCounts:
        """Return the `size` most frequent values among `docs`, most articles first, then by value."""
        column = self._column(facet)
        counts = np.zeros(len(column.terms), np.int64)
        kernels.count_values(column.at, column.values, docs, counts)
        if size and len(counts) > max(MAX_VALUES_TO_SORT, size):
            # Values rarer than the last one wanted need not be sorted.
            least = max(int(np.partition(counts, len(counts) - size)[len(counts) - size]), 1)
            numbers = np.flatnonzero(counts >= least)
            numbers = numbers[np.argsort(-counts[numbers], kind="stable")]
        else:
            numbers = np.argsort(-counts, kind="stable")
        # Terms are sorted by their bytes, which is the order of their characters.
        chosen = numbers[:size]
        found = zip(chosen.tolist(), counts[chosen].tolist(), strict=True)
        most = tuple(FacetCount(column.terms[number].decode(), count) for number, count in found if count)
        return FacetCounts(most, int(np.count_nonzero(counts)))


def _merged_column(index: IndexReader, facet: Facet) -> FacetColumn:
    parts = [_segment_column(reader, facet) for reader in index.segments.values()]
    terms = parts[0].terms if len(parts) == 1 else sorted(set().union(*(part.terms for part in parts)))
    number = {term: place for place, term in enumerate(terms)}
    ats, values, shift = [np.zeros(1, np.uint32)], [np.empty(0, np.uint32)], 0
    for part in parts:
        renumbered = np.array([number[term] for term in part.terms], np.uint32)
        values.append(renumbered[part.values])
        ats.append(part.at[1:] + np.uint32(shift))
        shift += len(part.values)
    return _without_case(FacetColumn(terms, np.concatenate(ats), np.concatenate(values)), index.live)


def _without_case(column: FacetColumn, live: BoolArray) -> FacetColumn:
    """Return the column with values that differ in case alone as one, in the spelling of most live articles."""
    spellings: dict[str, list[int]] = {}
    for number, term in enumerate(column.terms):
        spellings.setdefault(term.decode().casefold(), []).append(number)
    if len(spellings) == len(column.terms):
        return column
    docs = np.repeat(np.arange(len(column.at) - 1), np.diff(column.at))
    counts = np.bincount(column.values[live[docs]], minlength=len(column.terms))

    def rank(number: int) -> tuple[int, bool, int]:
        # Of equally common spellings neither `COURIER` nor `courier`, but `Courier`.
        term = column.terms[number].decode()
        return int(counts[number]), term not in (term.lower(), term.upper()), number

    chosen = {max(numbers, key=rank): numbers for numbers in spellings.values()}
    merged = np.zeros(len(column.terms), np.uint32)
    for place, number in enumerate(sorted(chosen)):
        merged[chosen[number]] = place
    # An article that has a value in two spellings has it once.
    pairs = np.unique(docs.astype(np.int64) << 32 | merged[column.values])
    at = np.zeros(len(column.at), np.uint32)
    np.cumsum(np.bincount(pairs >> 32, minlength=len(column.at) - 1), out=at[1:])
    return FacetColumn([column.terms[number] for number in sorted(chosen)], at, (pairs & 0xFFFFFFFF).astype(np.uint32))


def _segment_column(reader: SegmentReader, facet: Facet) -> FacetColumn:
    """Return the column of a segment, which never changes."""
    known = _columns_by_segment.setdefault(reader, {})
    if facet not in known:
        field = reader.field(FACET_VALUES[facet])
        lists_at, docs = field.all_docs()
        numbers = np.repeat(np.arange(len(field), dtype=np.uint32), np.diff(lists_at))
        at = np.zeros(reader.doc_count + 1, np.uint32)
        np.cumsum(np.bincount(docs, minlength=reader.doc_count), out=at[1:])
        known[facet] = FacetColumn(field.terms(), at, numbers[np.argsort(docs, kind="stable")])
    return known[facet]


MAX_BUCKETS = 4_000
"""The most buckets of one histogram: ten years of days."""

_UNITS = {Interval.DAY: "D", Interval.MONTH: "M", Interval.YEAR: "Y"}


class DateHistogram:
    """Counts documents of one commit by day, month and year."""

    def __init__(self, index: IndexReader) -> None:
        self._column = cache(partial(_period_column, index))

    def histogram(self, docs: U32Array, interval: Interval, max_auto_buckets: int) -> Histogram:
        """Return `docs` by period; AUTO gives at most `max_auto_buckets`, or years.

        Raises `HistogramTooFine` above MAX_BUCKETS of a fixed interval.
        """
        days = self._column(Interval.DAY)
        first_day, last_day, undated = kernels.min_max(days, docs)
        if first_day > last_day:
            return Histogram(Interval.YEAR if interval is Interval.AUTO else interval, (), undated)
        choices = list(_UNITS) if interval is Interval.AUTO else [interval]
        for choice in choices:
            unit = f"datetime64[{_UNITS[choice]}]"
            first, last = (int(np.datetime64(day, "D").astype(unit).astype(int)) for day in (first_day, last_day))
            span = last - first + 1
            if interval is not Interval.AUTO or span <= max_auto_buckets:
                break
        if span > MAX_BUCKETS:
            raise HistogramTooFine(
                f"A histogram by {choice.value} would have {span:,} bars, more than {MAX_BUCKETS:,}. "
                "Choose a longer interval or a shorter range of dates."
            )
        counts = np.zeros(span, np.int64)
        kernels.fill_histogram(self._column(choice), docs, first, counts)
        starts = np.arange(first, last + 1).astype(unit).astype("datetime64[D]").tolist()
        buckets = tuple(Bucket(start, count) for start, count in zip(starts, counts.tolist(), strict=True))
        return Histogram(choice, buckets, undated)


def _period_column(index: IndexReader, interval: Interval) -> I32Array:
    times = index.published
    periods = times.astype("datetime64[s]").astype(f"datetime64[{_UNITS[interval]}]").astype(np.int64)
    return np.where(times == UNDATED, kernels.NO_PERIOD, periods).astype(np.int32)
