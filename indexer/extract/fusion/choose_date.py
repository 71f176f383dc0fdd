"""Chooses the date of publication and that of the last change among the dates that a document states."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from indexer.extract.candidates import Candidate
from indexer.extract.date_order import NO_EVIDENCE, OrderEvidence
from indexer.extract.date_rules import EARLIEST_PRINT_YEAR, can_be_same_date, clip_to_now
from indexer.extract.dates import find_dates, parse_date
from indexer.extract.fields import Field
from indexer.extract.fusion.trust import MACHINE_FAMILY, origin_family
from indexer.extract.fusion.vote import MAX_ENTRIES_PER_FIELD, Decision, Rejected, UsableCandidate, vote
from indexer.extract.provenance import DecisionRule, Outcome
from indexer.extract.settings import DateOrder
from search.article import Precision, Published
from search.message import to_translate

MAX_CONFIDENCE_OF_CHANGE_DATE = 0.5
"""How sure the date of the last change is, at most, as the date of publication."""
_MIN_TRUST_TO_REFINE = 0.6
"""A less trusted place makes no date more precise, and does not say which day it was where the article appeared."""
_MAX_CHARS = 200
_AT_HEADLINE = frozenset(
    {"line near the headline", "stamp near the headline", "time near the headline", "time marked as publication"}
)
"""Origins that readers surely see. A `time` that is marked as a change is not among them: many sites hide it."""


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads dates by an order of day and month, and rejects those that lie after `now`.

    A date that may be read in two orders is read as one of the `known_days`, if it is one of them in one order only;
    else by the `evidence` of its document, where the settings leave the order open.
    """

    order: DateOrder
    now: datetime
    evidence: OrderEvidence = NO_EVIDENCE
    known_days: frozenset[datetime] = frozenset()

    def read(self, candidate: Candidate) -> Published | Rejected:
        """Return the date that a candidate states, or why it cannot be one."""
        published = self._parse(candidate.value)
        if published is None:
            matches = find_dates(candidate.value[:_MAX_CHARS], self._order)
            impossible = any(match.published is None for match in matches)
            return Rejected(to_translate("is no day of the calendar") if impossible else to_translate("is no date"))
        if published.moment.year < EARLIEST_PRINT_YEAR:
            return Rejected(to_translate("lies before anything was printed"))
        return (
            clip_to_now(published, self.now)
            or self._other_order(candidate)
            or Rejected(to_translate("lies in the future"))
        )

    def max_confidence(self, candidate: Candidate) -> float:
        """Return how sure the date of a candidate may be, at most: less than 1 where it may mean another day."""
        if self.order is not DateOrder.AUTO:
            return 1.0
        days = {_day(each) for each in _possible_days(candidate.value) if clip_to_now(each, self.now)}
        return 1.0 if len(days) < 2 or days & self.known_days else self.evidence.max_confidence

    def with_days_of(self, candidates: Sequence[Candidate]) -> "DateReader":
        """Return a reader that also knows the days that candidates state beyond doubt."""
        if self.order is not DateOrder.AUTO or len(candidates) < 2:
            return self  # nothing is in doubt, or nothing could settle it
        readings = (_possible_days(one.value) for one in candidates)
        sure = {_day(published) for days in readings if len(days) == 1 for published in days}
        return replace(self, known_days=frozenset(sure))

    @property
    def _order(self) -> DateOrder:
        return self.evidence.order if self.order is DateOrder.AUTO else self.order

    def _parse(self, text: str) -> Published | None:
        published = parse_date(text, self._order)
        if self.order is not DateOrder.AUTO or published is None or not self.known_days:
            return published
        for order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST):
            other = parse_date(text, order)
            if other is not None and _day(published) not in self.known_days and _day(other) in self.known_days:
                return other
        return published

    def _other_order(self, candidate: Candidate) -> Published | None:
        """Return what a date means in the other order where it would lie in the future in this one."""
        if self.order is not DateOrder.AUTO:
            return None
        past = (clip_to_now(each, self.now) for each in _possible_days(candidate.value))
        return next((each for each in past if each is not None), None)


def _day(published: Published) -> datetime:
    return published.wall.replace(hour=0, minute=0, second=0)


def _possible_days(text: str) -> set[Published]:
    """Return what a date may mean, in either order of day and month."""
    orders = (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
    dates = {published for order in orders if (published := parse_date(text, order)) is not None}
    return {published for published in dates if published.precision >= Precision.DAY}


def choose_published(
    candidates: Sequence[Candidate], changes: Iterable[Candidate], reader: DateReader
) -> Decision[Published]:
    """Choose the date of publication. Where no place states it, the date of the last change is used, and is unsure.

    So it is where it is the only date that readers are shown at the headline, and what is written for machines states a
    later day. A change that only machines are given says nothing: before it appears, an article is changed.
    """
    reader = reader.with_days_of(candidates)
    changes = list(changes)
    decision = vote(Field.PUBLISHED, candidates, reader.read, is_same=can_be_same_date, pick=_pick_printed)
    decision = _as_sure_as_its_order(decision, reader)
    if decision.value is None:
        return _use_change(changes, DecisionRule.DATE_OF_CHANGE, decision, reader)
    shown = [one for one in changes if one.origin in _AT_HEADLINE]
    if shown and not any(one.origin in _AT_HEADLINE for one in candidates) and _is_for_machines(decision):
        latest = _use_change(shown, DecisionRule.CHANGE_SHOWN, decision, reader)
        if latest.value and _is_later(decision.value, latest.value):
            return latest
    return decision


def choose_updated(
    candidates: Sequence[Candidate], published: Published | None, reader: DateReader
) -> Decision[Published]:
    """Choose the date of the last change, which does not lie before that of the publication."""
    reader = reader.with_days_of(candidates)

    def parse(one: Candidate) -> Published | Rejected:
        value = reader.read(one)
        if isinstance(value, Published) and published is not None and value.wall.date() < published.wall.date():
            return Rejected(to_translate("lies before the publication"))
        return value

    return vote(Field.UPDATED, candidates, parse, is_same=can_be_same_date, pick=_pick_printed)


def _as_sure_as_its_order(decision: Decision[Published], reader: DateReader) -> Decision[Published]:
    """Return a decision no surer than the order of day and month in the date that won."""
    if decision.winner is None or decision.field_decision is None:
        return decision
    confidence = min(decision.field_decision.confidence, reader.max_confidence(decision.winner.candidate))
    return replace(decision, field_decision=replace(decision.field_decision, confidence=confidence))


def _is_for_machines(decision: Decision[Published]) -> bool:
    return decision.winner is not None and origin_family(decision.winner.candidate.origin) == MACHINE_FAMILY


def _is_later(one: Published, other: Published) -> bool:
    """Return whether the one is of a later day, and cannot be the same moment on another clock."""
    return one.wall.date() > other.wall.date() and not can_be_same_date(one, other)


def _use_change(
    changes: Iterable[Candidate], rule: DecisionRule, published: Decision[Published], reader: DateReader
) -> Decision[Published]:
    """Return the date of the last change in place of the one `published`; the latter where there is no change."""
    change = vote(Field.UPDATED, changes, reader.read, is_same=can_be_same_date, pick=_pick_printed)
    if change.winner is None or change.field_decision is None:
        return published
    others = published.field_decision.entries if published.field_decision else ()
    beaten = (
        entry if entry.outcome is Outcome.REJECTED else replace(entry, outcome=Outcome.OUTRANKED) for entry in others
    )
    field_decision = replace(
        change.field_decision,
        field=Field.PUBLISHED,
        confidence=min(change.field_decision.confidence, MAX_CONFIDENCE_OF_CHANGE_DATE),
        rule=rule,
        entries=(*change.field_decision.entries, *beaten)[:MAX_ENTRIES_PER_FIELD],
    )
    return replace(change, field_decision=field_decision)


def _pick_printed(group: Sequence[UsableCandidate[Published]]) -> UsableCandidate[Published]:
    """Return of dates that mean the same the most precise of those that are trusted, and of these the most trusted.

    Where a moment in UTC falls on another day than the one that is printed, what is printed counts: it is the day on
    which the article appeared where it appeared. Of places that state just that clock, one that states its zone and the
    seconds is taken: what one of them knows is known.
    """
    chosen = _most_precise(group)
    if chosen.value.precision < Precision.TIME:
        return chosen
    stating = [each for each in group if _states(each.value, chosen.value)]
    zoned = next((each for each in stating if each.value.moment.tzinfo), chosen)
    exact = (
        each for each in stating if each.value.moment.tzinfo == zoned.value.moment.tzinfo and each.value.wall.second
    )
    return next(exact, zoned)


def _states(other: Published, one: Published) -> bool:
    """Return whether another date has the clock of this one, and contradicts neither its zone nor its seconds."""
    if other.precision < Precision.TIME or other.wall.replace(second=0) != one.wall.replace(second=0):
        return False
    return one.wall.second in (0, other.wall.second) and one.moment.tzinfo in (None, other.moment.tzinfo)


def _most_precise(group: Sequence[UsableCandidate[Published]]) -> UsableCandidate[Published]:
    trusted = [each for each in group if each is group[0] or each.trust >= _MIN_TRUST_TO_REFINE]
    best = max(trusted, key=lambda each: each.value.precision)
    if best.value.precision < Precision.DAY:
        # A day that lies in the month of a better place may be believed.
        return next((each for each in group if each.value.precision >= Precision.DAY), best)
    if best.value.moment.tzinfo is UTC:
        elsewhere = [each for each in _printed(trusted) if each.value.wall.date() != best.value.wall.date()]
        here = [each for each in _printed(trusted) if each.value.wall.date() == best.value.wall.date()]
        if elsewhere and not here:
            return max(elsewhere, key=lambda each: each.value.precision)
    return best


def _printed(group: Sequence[UsableCandidate[Published]]) -> Iterator[UsableCandidate[Published]]:
    """Yield the trusted days that are stated without a zone."""
    for each in group:
        is_wall_clock = each.value.precision >= Precision.DAY and each.value.moment.tzinfo is None
        if is_wall_clock and each.trust >= _MIN_TRUST_TO_REFINE:
            yield each
