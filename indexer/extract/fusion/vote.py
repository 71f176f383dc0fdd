"""The vote on a field: which of its candidates wins, by what rule, and how sure that is.

Candidates with equal values are grouped. A group is as strong as its most trusted place, and each further kind of place
that states the same value removes a share of the remaining doubt. The strongest group wins; what others state makes
the winner less sure. What the settings state comes before what the source states, and that before what the document
states. For example, an `h1` (trust 0.93) and a `title` element (0.7) that agree leave a doubt of 0.07 × (1 − 0.5 × 0.7)
= 0.05, so the confidence is 0.95; an OpenGraph title (0.8) that differs lowers it to 0.95 × (1 − 0.25 × 0.8) = 0.76.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from indexer.extract.candidates import Candidate
from indexer.extract.cleanup import to_one_line
from indexer.extract.fields import Field
from indexer.extract.fusion.trust import Authority, origin_authority, origin_family, origin_trust
from indexer.extract.provenance import DecisionRule, FieldDecision, Outcome, ProvenanceEntry

AGREEMENT_SHARE, CONFLICT_SHARE = 0.5, 0.25
"""The share of its trust that a place removes from the doubt if it agrees, and from the confidence if it differs."""
MAX_CONFIDENCE = 0.99
"""The greatest confidence, but for that in what the settings state, which is 1."""
MAX_ENTRIES_PER_FIELD = 12
"""How many candidates of a field its provenance has at most, the winner first."""
_MAX_CANDIDATES = 60
_MAX_DISPLAYED_VALUES, _MAX_DISPLAYED_CHARS = 20, 160
_MAX_RIVALS = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a candidate cannot be a field's value, as the end of a sentence that begins with the candidate."""

    reason: str


@dataclass(frozen=True, slots=True)
class UsableCandidate(Generic[T]):
    """A candidate that can be a field's value, the value that it stands for, and how far its origin is trusted."""

    candidate: Candidate
    value: T
    trust: float

    @property
    def authority(self) -> Authority:
        """Who states it."""
        return origin_authority(self.candidate.origin)


@dataclass(frozen=True, slots=True)
class Decision(Generic[T]):
    """The outcome of a vote.

    `value` is None if no candidate was usable, and `field_decision` None if there was no candidate at all. `winner` is
    the candidate that gave the value; None where no single one did.
    """

    value: T | None = None
    field_decision: FieldDecision | None = None
    winner: UsableCandidate[T] | None = None


def vote(
    field: Field,
    candidates: Iterable[Candidate],
    parse: Callable[[Candidate], T | Rejected],
    *,
    is_same: Callable[[T, T], bool] = operator.eq,
    pick: Callable[[Sequence[UsableCandidate[T]]], UsableCandidate[T]] = operator.itemgetter(0),
    count_agreement: bool = True,
) -> Decision[T]:
    """Let the candidates of a field compete. `parse` gives the value of a candidate, or why it is rejected.

    `is_same` says whether two values mean the same, `pick` which candidate of a group gives the value; the most trusted
    comes first in a group. Without `count_agreement` the most trusted usable candidate wins, however many differ.
    """
    distinct = {(one.origin, one.values): one for one in candidates}.values()
    if not distinct:
        return Decision()
    ranked = sorted(distinct, key=lambda one: (origin_authority(one.origin), -origin_trust(field, one.origin)))
    usable: list[UsableCandidate[T]] = []
    rejected: list[ProvenanceEntry] = []
    for one in ranked[:_MAX_CANDIDATES]:
        value = parse(one)
        if isinstance(value, Rejected):
            rejected.append(ProvenanceEntry(display_value(one), one.origin, 0.0, Outcome.REJECTED, value.reason))
        else:
            usable.append(UsableCandidate(one, value, origin_trust(field, one.origin)))
    if not usable:
        entries = tuple(rejected[:MAX_ENTRIES_PER_FIELD])
        return Decision(None, FieldDecision(field, 0.0, DecisionRule.NONE, entries) if rejected else None)
    groups = _group_by_value(usable, is_same)
    highest = usable[0].authority
    rivals = [group for group in groups if group[0].authority is highest]
    winning = max(rivals, key=group_strength) if count_agreement else groups[0]
    winner = pick(winning)
    others = [group for group in groups if group is not winning]
    entries = (
        _entry(winner, Outcome.WON),
        *(_entry(each, Outcome.AGREES) for each in winning if each is not winner),
        *(_entry(each, Outcome.OUTRANKED) for group in others for each in group),
        *rejected,
    )
    confidence = _confidence(highest, winning, others)
    rule = _rule(highest, winning, others, usable)
    return Decision(winner.value, FieldDecision(field, confidence, rule, entries[:MAX_ENTRIES_PER_FIELD]), winner)


def group_strength(group: Sequence[UsableCandidate[T]]) -> float:
    """Return how far candidates with the same value are believed together, each family of origins counted once."""
    trust_by_family: dict[str, float] = {}
    for each in group:
        family = origin_family(each.candidate.origin)
        trust_by_family[family] = max(trust_by_family.get(family, 0.0), each.trust)
    leading, *others = sorted(trust_by_family.values(), reverse=True)
    doubt = 1 - leading
    for other in others:
        doubt *= 1 - AGREEMENT_SHARE * other
    return 1 - doubt


def display_value(candidate: Candidate) -> str:
    """Return a candidate's values on one line, shortened."""
    values = candidate.values[:_MAX_DISPLAYED_VALUES]
    line = to_one_line("; ".join(value[: 2 * _MAX_DISPLAYED_CHARS] for value in values))
    return line if len(line) <= _MAX_DISPLAYED_CHARS else line[: _MAX_DISPLAYED_CHARS - 1] + "…"


def _group_by_value(
    usable: Sequence[UsableCandidate[T]], is_same: Callable[[T, T], bool]
) -> list[list[UsableCandidate[T]]]:
    groups: list[list[UsableCandidate[T]]] = []
    for each in usable:
        group = next((group for group in groups if is_same(group[0].value, each.value)), None)
        if group is None:
            groups.append([each])
        else:
            group.append(each)
    return groups


def _confidence(
    highest: Authority, winning: Sequence[UsableCandidate[T]], others: Sequence[Sequence[UsableCandidate[T]]]
) -> float:
    if highest is Authority.SETTINGS:
        return 1.0
    confidence = group_strength(winning)
    for rival in sorted(map(group_strength, others), reverse=True)[:_MAX_RIVALS]:
        confidence *= 1 - CONFLICT_SHARE * rival
    return round(min(confidence, MAX_CONFIDENCE), 2)


def _rule(
    highest: Authority,
    winning: Sequence[UsableCandidate[T]],
    others: Sequence[Sequence[UsableCandidate[T]]],
    usable: Sequence[UsableCandidate[T]],
) -> DecisionRule:
    if highest is Authority.SETTINGS:
        return DecisionRule.SETTINGS
    if highest is Authority.SOURCE and usable[-1].authority is not highest:
        return DecisionRule.SOURCE
    if not others:
        origins = {each.candidate.origin for each in winning}
        return DecisionRule.ONLY_PLACE if len(origins) == 1 else DecisionRule.AGREEMENT
    return DecisionRule.MOST_TRUSTED if winning[0] is usable[0] else DecisionRule.OUTVOTED


def _entry(each: UsableCandidate[T], outcome: Outcome) -> ProvenanceEntry:
    return ProvenanceEntry(display_value(each.candidate), each.candidate.origin, each.trust, outcome)
