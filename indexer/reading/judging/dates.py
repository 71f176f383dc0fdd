"""Which of the dates that a document states is the one on which it was published, which that of its last change?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from indexer.reading.dates import FIRST_YEAR, find_dates, parse_date, plausible
from indexer.reading.draft import Candidate, Field
from indexer.reading.judging.weighing import Rejected, Sound, Weighed, weigh
from indexer.reading.ledger import Rule
from indexer.reading.settings import DateOrder
from search.published import Precision, Published

_UNSURE = 0.5
"""How sure the date of the last change is, at most, as the date of publication."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What dates are read by: the order of day and month, the time now, and how far ahead of it one may lie."""

    order: DateOrder
    now: datetime
    max_future_days: int

    def read(self, one: Candidate) -> Published | Rejected:
        """The date that a candidate states, or why it cannot be one."""
        published = parse_date(one.value, self.order)
        if published is None:
            impossible = any(found.published is None for found in find_dates(one.value[:200], self.order))
            return Rejected("is no day of the calendar" if impossible else "is no date")
        if not plausible(published, self.now, self.max_future_days):
            old = published.moment.year < FIRST_YEAR
            return Rejected("lies before anything was printed" if old else "lies in the future")
        return published


def published(found: Sequence[Candidate], changes: Iterable[Candidate], by: Calendar) -> Weighed[Published]:
    """The date of publication. Where no place states it, the date of the last change stands for it, and is unsure."""
    weighed = weigh(Field.PUBLISHED, found, by.read, same=same_date, best=_most_precise)
    if weighed.winner is not None:
        return weighed
    change = weigh(Field.UPDATED, changes, by.read, same=same_date, best=_most_precise)
    if change.winner is None or change.verdict is None:
        return weighed
    rejected = weighed.verdict.entries if weighed.verdict else ()
    verdict = replace(
        change.verdict,
        field=Field.PUBLISHED,
        confidence=min(change.verdict.confidence, _UNSURE),
        rule=Rule.CHANGE,
        entries=(*change.verdict.entries, *rejected),
    )
    return Weighed(change.winner, verdict)


def updated(found: Iterable[Candidate], since: Published | None, by: Calendar) -> Weighed[Published]:
    """The date of the last change, which does not lie before that of the publication."""

    def read(one: Candidate) -> Published | Rejected:
        value = by.read(one)
        if isinstance(value, Published) and since is not None and value.wall.date() < since.wall.date():
            return Rejected("lies before the publication")
        return value

    return weigh(Field.UPDATED, found, read, same=same_date, best=_most_precise)


def same_date(one: Published, other: Published) -> bool:
    """Whether two dates can mean the same: the same moment, or the same day, month or year as far as both go."""
    if one.moment.tzinfo is not None and other.moment.tzinfo is not None and one.moment == other.moment:
        return True
    precision = min(one.precision, other.precision, Precision.DAY)
    parts: dict[Precision, Callable[[datetime], tuple[int, ...]]] = {
        Precision.YEAR: lambda wall: (wall.year,),
        Precision.MONTH: lambda wall: (wall.year, wall.month),
        Precision.DAY: lambda wall: (wall.year, wall.month, wall.day),
    }
    return parts[precision](one.wall) == parts[precision](other.wall)


def _most_precise(party: Sequence[Sound[Published]]) -> Sound[Published]:
    """Of dates that mean the same the most precise, and of these the most trusted."""
    return max(party, key=lambda each: each.value.precision)
