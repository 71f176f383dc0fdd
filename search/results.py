"""The answers of an engine: search results, suggestions and figures of the index."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from search.article import Article
from search.query.options import Notice
from search.query.tree import Query
from search.request import Facet, Interval


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text and the ranges in it that matched: `[start, end)` in characters, ascending, not touching."""

    text: str
    highlights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that matches, with highlights in its title and snippets. `score` is 0.0 when the order is by date.

    `matches` is the number of highlights in the whole text, where the engine counted them. `missing` are the words and
    phrases of the query, in the query language, that a partial match does not have; a full match has them all. Where
    articles with the same words are one hit, `copies` are the first of the others that match, the earliest first, and
    `copy_count` is the number of all others.
    """

    article: Article
    score: float
    title: Fragment
    snippets: tuple[Fragment, ...] = ()
    matches: int = 0
    missing: tuple[str, ...] = ()
    copies: tuple[Article, ...] = ()
    copy_count: int = 0


@dataclass(frozen=True, slots=True)
class FacetCount:
    """The number of matching articles that have this value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """The number of matching articles in one period, which is named by its first day."""

    start: date
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """The numbers of matching articles by period, without gaps from first to last; `interval` is never AUTO."""

    interval: Interval
    buckets: tuple[Bucket, ...]
    undated: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word of the archive, in its folded form, with the number of articles that have it."""

    text: str
    articles: int


@dataclass(frozen=True, slots=True)
class IndexStats:
    """The state of the live index. `updated` is the last commit, in UTC; the dates are None in an empty index.

    `origin` names the archive that the index was built from; "" where whoever built it gave no name. `size_bytes` is
    the size of the index on disk; 0 where the engine does not know it.
    """

    articles: int
    generation: str
    updated: datetime | None
    earliest: date | None = None
    latest: date | None = None
    undated: int = 0
    origin: str = ""
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of hits with the counts of the whole match.

    `query` is the tree that was searched for (an easier one where nothing matched; `notices` then says so).
    `total` is exact when `total_is_exact`, otherwise a lower bound. `partial` is the number of articles that have most
    of the words but not all: they are hits after all others, and in no other count. Facet counts ignore the filter on
    their own field, so that they show what another choice would give; `facet_totals` has the number of values of each
    facet, of which `facets` has the most frequent. `took` is in seconds. `suggestions` are corrected
    spellings of a query that matches nothing or has a rare spelling. `parsed` is `query` in the query language, where
    the search was for a text. `deadline` is the time of `time.perf_counter()` at which the search reaches its time
    limit, infinite where there is none.
    """

    query: Query
    hits: tuple[Hit, ...]
    total: int
    stats: IndexStats
    took: float
    total_is_exact: bool = True
    partial: int = 0
    facets: Mapping[Facet, tuple[FacetCount, ...]] = field(default_factory=dict)
    facet_totals: Mapping[Facet, int] = field(default_factory=dict)
    histogram: Histogram | None = None
    next_cursor: str | None = None
    notices: tuple[Notice, ...] = ()
    suggestions: tuple[str, ...] = ()
    parsed: str = ""
    deadline: float = math.inf
