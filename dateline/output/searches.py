"""The report of searches in a terminal."""

from collections.abc import Iterator

from web.searches.report import QueryCount, SearchReport

MAX_ROWS = 20


def searches_lines(report: SearchReport, *, only_empty: bool) -> Iterator[str]:
    """Yield the report: the figures, the frequent queries, those that find nothing, and lines for the synonyms file.

    With `only_empty`, the frequent queries are left out.
    """
    days = "day" if report.days == 1 else f"{report.days:,} days"
    yield (
        f"Searches in the last {days}: {report.searches:,}, with {report.queries:,} different queries;"
        f" {report.found_nothing:,} found nothing."
    )
    if not report.searches:
        return
    if not only_empty:
        yield from _table("Most frequent queries", report.frequent)
    yield from _table("Queries that find nothing", report.empty)
    if report.proposals:
        yield ""
        yield "Proposed lines for your synonyms file (search.synonyms); check each:"
        yield from (proposal.line for proposal in report.proposals[:MAX_ROWS])


def _table(heading: str, rows: tuple[QueryCount, ...]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"{heading}:"
    for row in rows[:MAX_ROWS]:
        notes = [f"{row.total:,} articles" if row.total != 1 else "1 article"]
        if row.partial:
            notes.append(f"{row.partial:,} partial matches" if row.partial != 1 else "1 partial match")
        if row.filtered:
            notes.append("with filters")
        yield f"{row.times:>7,}  {row.query}  ({', '.join(notes)})"
    if len(rows) > MAX_ROWS:
        yield "         … (--json has more)"
