"""What does an engine answer?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from search.article import Article
from search.query.options import Notice
from search.query.tree import Query
from search.request import Facet, Interval


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text with the ranges that satisfied the query: `[start, end)` in characters, ascending, apart."""

    text: str
    highlights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found, with its title and snippets marked. `score` is 0.0 when the order is by date.

    `matches` is how many marks the whole text has, where the engine counted them.
    """

    article: Article
    score: float
    title: Fragment
    snippets: tuple[Fragment, ...] = ()
    matches: int = 0


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many matching articles have this value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """The matching articles of one period, by its first day."""

    start: date
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Matching articles by period, without gaps from the first to the last; `interval` is never AUTO."""

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
    """The state of the live index. `updated` is the last commit, in UTC; the dates are None in an empty index."""

    articles: int
    generation: str
    updated: datetime | None
    earliest: date | None = None
    latest: date | None = None
    undated: int = 0


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of hits with the counts of the whole match.

    `query` is the tree that was searched (a relaxed one where nothing matched all words; `notices` then says so).
    `total` is exact when `total_is_exact`, otherwise at least so many. Facet counts leave out the filter on their own
    field, so that they show what another choice would give. `took` is in seconds. `suggestions` are queries, spelled
    otherwise than one that matches nothing, that may match. `parsed` is `query` in the language of queries, where it
    was asked in words.
    """

    query: Query
    hits: tuple[Hit, ...]
    total: int
    stats: IndexStats
    took: float
    total_is_exact: bool = True
    facets: Mapping[Facet, tuple[FacetCount, ...]] = field(default_factory=dict)
    histogram: Histogram | None = None
    next_cursor: str | None = None
    notices: tuple[Notice, ...] = ()
    suggestions: tuple[str, ...] = ()
    parsed: str = ""
