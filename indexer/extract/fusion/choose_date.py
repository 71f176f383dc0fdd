"""Which of the dates that a document states is the one on which it was published, which that of its last change?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from indexer.extract.candidates import Candidate, Field
from indexer.extract.date_rules import EARLIEST_PRINT_YEAR, can_be_same_date, clip_to_now
from indexer.extract.dates import find_dates, parse_date
from indexer.extract.fusion.trust import MACHINE_FAMILY, origin_family
from indexer.extract.fusion.vote import MAX_ENTRIES_PER_FIELD, Decision, Rejected, UsableCandidate, vote
from indexer.extract.provenance import DecisionRule, Outcome
from indexer.extract.settings import DateOrder
from search.article import Precision, Published

MAX_CONFIDENCE_OF_CHANGE_DATE = 0.5
"""How sure the date of the last change is, at most, as the date of publication."""
_TELLING = 0.6
"""A place of less trust makes no date more precise, and does not say which day it was where the article appeared."""
_LONGEST = 200
_AT_HEADLINE = frozenset(
    {"line near the headline", "stamp near the headline", "time near the headline", "time marked as publication"}
)
"""What readers surely see. A `time` that is marked as a change is none of it: many sites hide it."""


@dataclass(frozen=True, slots=True)
class DateReader:
    """What dates are read by: the order of day and month, and the time now, ahead of which none lies.

    A date that may be read in two orders is read as one of the `known` days, if it is one of them in one order only.
    """

    order: DateOrder
    now: datetime
    known: frozenset[datetime] = frozenset()

    def read(self, one: Candidate) -> Published | Rejected:
        """The date that a candidate states, or why it cannot be one."""
        published = self._parsed(one.value)
        if published is None:
            found = find_dates(one.value[:_LONGEST], self.order)
            impossible = any(each.published is None for each in found)
            return Rejected("is no day of the calendar" if impossible else "is no date")
        if published.moment.year < EARLIEST_PRINT_YEAR:
            return Rejected("lies before anything was printed")
        return clip_to_now(published, self.now) or Rejected("lies in the future")

    def knowing(self, found: Sequence[Candidate]) -> "DateReader":
        """The same, with the days that candidates state beyond doubt."""
        if self.order is not DateOrder.AUTO or len(found) < 2:
            return self  # nothing is in doubt, or nothing tells
        days = (_readings(one.value) for one in found)
        sure = {reading.wall.replace(hour=0, minute=0, second=0) for readings in days if len(readings) == 1
                for reading in readings}  # fmt: skip
        return replace(self, known=frozenset(sure))

    def _parsed(self, text: str) -> Published | None:
        published = parse_date(text, self.order)
        if self.order is not DateOrder.AUTO or published is None or not self.known:
            return published
        other = parse_date(text, DateOrder.MONTH_FIRST)
        if other is None or self._is_known(published) or not self._is_known(other):
            return published
        return other

    def _is_known(self, published: Published) -> bool:
        return published.wall.replace(hour=0, minute=0, second=0) in self.known


def _readings(text: str) -> set[Published]:
    """What a date may mean, in either order of day and month."""
    orders = (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
    found = {published for order in orders if (published := parse_date(text, order)) is not None}
    return {published for published in found if published.precision >= Precision.DAY}


def choose_published(found: Sequence[Candidate], changes: Iterable[Candidate], by: DateReader) -> Decision[Published]:
    """The date of publication. Where no place states it, the date of the last change stands for it, and is unsure.

    So it does where it is the only date that readers are shown at the headline, and what is written for machines alone
    states a later day. A change that only machines are told of says nothing: before it appears, an article is changed.
    """
    by = by.knowing(found)
    changes = list(changes)
    weighed = vote(Field.PUBLISHED, found, by.read, same=can_be_same_date, best=_as_printed)
    if weighed.value is None:
        return _of_change(changes, DecisionRule.CHANGE, weighed, by)
    shown = [one for one in changes if one.origin in _AT_HEADLINE]
    if shown and not any(one.origin in _AT_HEADLINE for one in found) and _is_for_machines(weighed):
        latest = _of_change(shown, DecisionRule.SHOWN, weighed, by)
        if latest.value and _is_later(weighed.value, latest.value):
            return latest
    return weighed


def _is_for_machines(weighed: Decision[Published]) -> bool:
    return weighed.winner is not None and origin_family(weighed.winner.candidate.origin) == MACHINE_FAMILY


def _is_later(one: Published, other: Published) -> bool:
    """Whether the one is of a later day, and cannot be the same moment on another clock."""
    return one.wall.date() > other.wall.date() and not can_be_same_date(one, other)


def _of_change(
    changes: Iterable[Candidate], rule: DecisionRule, weighed: Decision[Published], by: DateReader
) -> Decision[Published]:
    """The date of the last change in place of the publication's; what was `weighed` where there is none."""
    change = vote(Field.UPDATED, changes, by.read, same=can_be_same_date, best=_as_printed)
    if change.winner is None or change.verdict is None:
        return weighed
    others = weighed.verdict.entries if weighed.verdict else ()
    beaten = (
        entry if entry.outcome is Outcome.REJECTED else replace(entry, outcome=Outcome.OUTRANKED) for entry in others
    )
    verdict = replace(
        change.verdict,
        field=Field.PUBLISHED,
        confidence=min(change.verdict.confidence, MAX_CONFIDENCE_OF_CHANGE_DATE),
        rule=rule,
        entries=(*change.verdict.entries, *beaten)[:MAX_ENTRIES_PER_FIELD],
    )
    return Decision(change.winner, verdict)


def choose_updated(found: Sequence[Candidate], since: Published | None, by: DateReader) -> Decision[Published]:
    """The date of the last change, which does not lie before that of the publication."""
    by = by.knowing(found)

    def read(one: Candidate) -> Published | Rejected:
        value = by.read(one)
        if isinstance(value, Published) and since is not None and value.wall.date() < since.wall.date():
            return Rejected("lies before the publication")
        return value

    return vote(Field.UPDATED, found, read, same=can_be_same_date, best=_as_printed)


def _as_printed(party: Sequence[UsableCandidate[Published]]) -> UsableCandidate[Published]:
    """Of dates that mean the same the most precise of those that are trusted, and of these the most trusted.

    Where a moment in UTC falls on another day than the one that is printed, what is printed counts: it is the day on
    which the article appeared where it appeared. Of places that state just that clock, one that tells its zone and the
    seconds is taken: what one of them knows is known.
    """
    chosen = _most_precise(party)
    if chosen.value.precision < Precision.TIME:
        return chosen
    stating = [each for each in party if _states(each.value, chosen.value)]
    zoned = next((each for each in stating if each.value.moment.tzinfo), chosen)
    exact = (
        each for each in stating if each.value.moment.tzinfo == zoned.value.moment.tzinfo and each.value.wall.second
    )
    return next(exact, zoned)


def _states(other: Published, one: Published) -> bool:
    """Whether another date has the clock of this one, and says nothing of zone and seconds that this one denies."""
    if other.precision < Precision.TIME or other.wall.replace(second=0) != one.wall.replace(second=0):
        return False
    return one.wall.second in (0, other.wall.second) and one.moment.tzinfo in (None, other.moment.tzinfo)


def _most_precise(party: Sequence[UsableCandidate[Published]]) -> UsableCandidate[Published]:
    trusted = [each for each in party if each is party[0] or each.trust >= _TELLING]
    best = max(trusted, key=lambda each: each.value.precision)
    if best.value.precision < Precision.DAY:
        # A day that lies in the month of a better place may be believed.
        return next((each for each in party if each.value.precision >= Precision.DAY), best)
    if best.value.moment.tzinfo is UTC:
        elsewhere = [each for each in _printed(trusted) if each.value.wall.date() != best.value.wall.date()]
        here = [each for each in _printed(trusted) if each.value.wall.date() == best.value.wall.date()]
        if elsewhere and not here:
            return max(elsewhere, key=lambda each: each.value.precision)
    return best


def _printed(party: Sequence[UsableCandidate[Published]]) -> Iterator[UsableCandidate[Published]]:
    for each in party:
        if each.value.precision >= Precision.DAY and each.value.moment.tzinfo is None and each.trust >= _TELLING:
            yield each
