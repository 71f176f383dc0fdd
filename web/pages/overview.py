"""What the whole archive holds: its figures, its dates and its most frequent values, counted once for each commit."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, current_app
from flask.blueprints import BlueprintSetupState

from search.engine import Searcher
from search.query.tree import MatchAll
from search.request import Facet, Interval, SearchRequest, Sort
from search.results import FacetCount, Histogram, IndexStats
from web.context import site
from web.pages.periods import MAX_COUNTED, Period, each_year

MAX_VALUES = 100
"""How many values of each field are counted, the most frequent first."""

_TITLES = 50
"""How many titles the examples are made from."""

_EXTENSION = "dateline.overview"


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of one commit; `values` has every field, those without a value with an empty tuple.

    `years` are those that have articles, the newest first. `titles` are those of the newest articles.
    """

    stats: IndexStats
    histogram: Histogram | None
    years: tuple[Period, ...]
    values: Mapping[Facet, tuple[FacetCount, ...]]
    titles: tuple[str, ...]


class OverviewCache:
    """The overview of the last commit that was asked for. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: Overview | None = None

    def get(self, searcher: Searcher) -> Overview:
        """Return the overview of the live commit. Raises what the engine raises."""
        stats = searcher.stats()
        last = self._last
        if last is not None and last.stats == stats:
            return last
        with self._lock:
            if self._last is None or self._last.stats != stats:
                self._last = _count(searcher, stats)
            return self._last


def _count(searcher: Searcher, stats: IndexStats) -> Overview:
    every = SearchRequest(MatchAll(), limit=0, snippets=0)
    newest = replace(
        every,
        limit=_TITLES,
        sort=Sort.NEWEST,
        facets=tuple(Facet),
        facet_size=MAX_VALUES,
        histogram=Interval.AUTO,
        histogram_buckets=MAX_COUNTED,
    )
    results = searcher.search(newest)
    years = searcher.search(replace(every, histogram=Interval.YEAR)).histogram
    spans = () if years is None else each_year(years)
    return Overview(
        stats,
        results.histogram,
        tuple(span for span in reversed(spans) if span.count),
        {facet: results.facets.get(facet, ()) for facet in Facet},
        tuple(hit.article.title for hit in results.hits if hit.article.title),
    )


def install(blueprint: Blueprint) -> None:
    """Give the application that the blueprint is registered with a cache of its overview."""

    @blueprint.record_once
    def add(state: BlueprintSetupState) -> None:
        state.app.extensions.setdefault(_EXTENSION, OverviewCache())


def overview() -> Overview:
    """Return the overview of the site that the current request belongs to. Raises what the engine raises."""
    cache: OverviewCache = current_app.extensions[_EXTENSION]
    return cache.get(site().searcher)
