"""What the owner of a site sees of the search log: frequent searches, those that found nothing, and proposals."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from search.query.synonyms import SynonymGroups, usual_abbreviations
from web.searches.entry import Surface, hour_text
from web.searches.proposals import Proposal, propose_synonyms
from web.searches.store import Row, SearchLog

MAX_QUERIES = 100


@dataclass(frozen=True, slots=True)
class QueryCount:
    """A query with how often it was searched for. `total` and `partial` are those of the last search, on day `last`."""

    query: str
    filtered: bool
    times: int
    by_api: int
    total: int
    partial: int
    took_ms: float
    last: str


@dataclass(frozen=True, slots=True)
class SearchReport:
    """The searches of the last `days` days. `empty` are those that found nothing when they were last made."""

    days: int
    searches: int
    queries: int
    found_nothing: int
    frequent: tuple[QueryCount, ...]
    empty: tuple[QueryCount, ...]
    proposals: tuple[Proposal, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values; a proposal has its line of the synonyms file."""
        proposals = [{**asdict(each), "reason": each.reason.value, "line": each.line} for each in self.proposals]
        return {**asdict(self), "proposals": proposals}


def build_report(
    log: SearchLog, days: int, now: datetime, language: str | None, in_force: SynonymGroups | None = None
) -> SearchReport:
    """Return the report of the `days` days before `now`, a time with a zone.

    `language` is the one of the site, whose usual abbreviations are proposed, and `in_force` are the synonyms that
    searches already use. Raises `SearchLogError`.
    """
    rows = log.rows(hour_text(now - timedelta(days=days)))
    counts = _counts(rows)
    empty = [each for each in counts if not each.total]
    known = [usual_abbreviations(language)]
    return SearchReport(
        days=days,
        searches=sum(row.times for row in rows),
        queries=len(counts),
        found_nothing=sum(row.times for row in rows if not row.total),
        frequent=tuple(counts[:MAX_QUERIES]),
        empty=tuple(empty[:MAX_QUERIES]),
        proposals=propose_synonyms(rows, known, in_force),
    )


def _counts(rows: Iterable[Row]) -> list[QueryCount]:
    """Return the queries, the most frequent first, each with and without filters apart."""
    grouped: dict[tuple[str, bool], list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.query, row.filtered].append(row)
    counts = [_count(query, filtered, same) for (query, filtered), same in grouped.items()]
    return sorted(counts, key=lambda each: (-each.times, each.query, each.filtered))


def _count(query: str, filtered: bool, rows: Sequence[Row]) -> QueryCount:
    times = sum(row.times for row in rows)
    last = max(rows, key=lambda row: row.hour)
    return QueryCount(
        query=query,
        filtered=filtered,
        times=times,
        by_api=sum(row.times for row in rows if row.surface is Surface.API),
        total=last.total,
        partial=last.partial,
        took_ms=round(sum(row.took_ms for row in rows) / times, 1),
        last=last.hour[:10],
    )
