"""What the whole archive holds: its figures, its dates and its most frequent values, counted once for each commit."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, current_app
from flask.blueprints import BlueprintSetupState

from search.engine import Searcher
from search.query.tree import MatchAll
from search.request import Facet, Interval, SearchRequest
from search.results import FacetCount, Histogram, IndexStats
from web.context import site
from web.pages.periods import finer_interval

MAX_VALUES = 100
"""How many values of each field are counted, the most frequent first."""

_EXTENSION = "dateline.overview"


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of one commit; `values` has every field, those without a value with an empty tuple."""

    stats: IndexStats
    histogram: Histogram | None
    values: Mapping[Facet, tuple[FacetCount, ...]]


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
    def search(interval: Interval, *facets: Facet) -> SearchRequest:
        return SearchRequest(MatchAll(), limit=0, snippets=0, facets=facets, facet_size=MAX_VALUES, histogram=interval)

    results = searcher.search(search(Interval.AUTO, *Facet))
    histogram = results.histogram
    finer = None if histogram is None else finer_interval(histogram)
    if finer is not None:
        histogram = searcher.search(search(finer)).histogram
    return Overview(stats, histogram, {facet: results.facets.get(facet, ()) for facet in Facet})


def install(blueprint: Blueprint) -> None:
    """Give the application that the blueprint is registered with a cache of its overview."""

    @blueprint.record_once
    def add(state: BlueprintSetupState) -> None:
        state.app.extensions.setdefault(_EXTENSION, OverviewCache())


def overview() -> Overview:
    """Return the overview of the site that the current request belongs to. Raises what the engine raises."""
    cache: OverviewCache = current_app.extensions[_EXTENSION]
    return cache.get(site().searcher)
