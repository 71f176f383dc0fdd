"""A request to an engine: a query, and options such as filters, order and page."""

import math
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum

from search.query.tree import Query

MAX_OFFSET = 10_000
"""The maximum number of hits before a page. Beyond it a cursor does the same work at the cost of one page."""


class Sort(StrEnum):
    """The order of hits. Ties fall to the newer article, then to a hash of the id, so every order is total."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class PartialMatches(StrEnum):
    """Whether articles that have most of the words follow where fewer than a page have all of them."""

    AUTO = "auto"
    NONE = "none"


class Interval(StrEnum):
    """The width of a histogram's bucket. AUTO is the finest that gives few enough buckets, or else the year."""

    AUTO = "auto"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Facet(StrEnum):
    """The fields that can be counted and filtered by value."""

    SOURCE = "source"
    SECTION = "section"
    AUTHOR = "author"
    TAG = "tag"
    LANGUAGE = "lang"


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions beside the query. Values of one field mean "any of"; different fields must all hold.

    `since` is inclusive and `until` exclusive, both wall-clock times without a zone; either may be None. `undated`
    selects the articles without a date and excludes both bounds. Case does not
    count in values; accents do not where no value has them.
    """

    since: datetime | None = None
    until: datetime | None = None
    undated: bool = False
    values: dict[Facet, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """Everything about one page of one search but its query.

    `offset` counts hits from 0 and `limit` may be 0 (counts only). `cursor` is the `next_cursor` of an earlier page of
    the same search and replaces `offset`. `snippets` is the maximum number of fragments of a hit, `snippet_chars` their
    maximum total length in characters, `facet_size` the maximum number of values of a facet, and `histogram_buckets`
    that of the buckets of a histogram by AUTO, unless even years are more. With `collapse`, of articles with the same
    words only the best-ranked is a hit and counted; facets count all of them, since each can be selected there.
    `partial` is a matter of `search.service`; an engine answers the query alone.
    `deadline` is a time of `time.perf_counter()` at which the search ends with what it has, if not before.
    """

    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    cursor: str | None = None
    snippets: int = 2
    snippet_chars: int = 240
    facets: tuple[Facet, ...] = ()
    facet_size: int = 10
    histogram: Interval | None = None
    histogram_buckets: int = 24
    collapse: bool = False
    partial: PartialMatches = PartialMatches.AUTO
    deadline: float = math.inf

    def request(self, query: Query) -> "SearchRequest":
        """Return the request that has these options for a query."""
        return SearchRequest(query, **{each.name: getattr(self, each.name) for each in fields(SearchOptions)})


@dataclass(frozen=True, slots=True)
class SearchRequest(SearchOptions):
    """One page of one search: `SearchRequest(Word("river"), limit=10)`.

    `typed` is the text that the query was read from, if it was: by relevance, a match with exactly this title is first.
    """

    query: Query
    typed: str = field(default="", kw_only=True)
