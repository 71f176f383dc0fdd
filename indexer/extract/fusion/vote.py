"""Here are the candidates of a field: which wins, by what rule, and how sure is that?

Candidates that say the same form a party. A party is as strong as its most trusted place, and each further kind of
place that says the same takes away a share of the doubt that is left. The strongest party wins; what others say of
the same field makes the winner less sure. What the settings state comes before what the source states, and that before
what stands in the document.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from indexer.extract.candidates import Candidate, Field
from indexer.extract.cleanup import to_one_line
from indexer.extract.fusion.trust import Authority, origin_authority, origin_family, origin_trust
from indexer.extract.provenance import DecisionRule, FieldDecision, Outcome, ProvenanceEntry

AGREEMENT_SHARE, CONFLICT_SHARE = 0.5, 0.25
"""Which share of its trust a place that agrees takes of the doubt, and one that says otherwise of the confidence."""
MAX_CONFIDENCE = 0.99
"""No confidence is greater, but that in what the settings state."""
MAX_ENTRIES_PER_FIELD = 12
"""So many candidates of a field are kept, the winner first."""
_MOST, _LONGEST_VALUE = 60, 160
_RIVALS = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a candidate cannot be a field's value, as the end of a sentence that begins with the candidate."""

    reason: str


@dataclass(frozen=True, slots=True)
class UsableCandidate(Generic[T]):
    """A candidate that can be a field's value, and the value that it stands for."""

    candidate: Candidate
    value: T
    trust: float


@dataclass(frozen=True, slots=True)
class Decision(Generic[T]):
    """What came of weighing: the value, None if no candidate was sound; the verdict, None if there was no candidate."""

    winner: UsableCandidate[T] | None
    verdict: FieldDecision | None

    @property
    def value(self) -> T | None:
        """The value that won."""
        return self.winner.value if self.winner else None


def vote(
    field: Field,
    found: Iterable[Candidate],
    read: Callable[[Candidate], T | Rejected],
    *,
    same: Callable[[T, T], bool] = operator.eq,
    best: Callable[[Sequence[UsableCandidate[T]]], UsableCandidate[T]] = operator.itemgetter(0),
    vote: bool = True,
) -> Decision[T]:
    """Let the candidates of a field compete. `read` gives the value of a sound one.

    `same` says whether two values mean the same, `best` which of a party that does gives the value; the most trusted
    comes first in it. Without `vote` the most trusted sound candidate wins, however many say otherwise.
    """
    distinct = {(one.origin, one.values): one for one in found}.values()
    if not distinct:
        return Decision(None, None)
    ranked = sorted(distinct, key=lambda one: (origin_authority(one.origin), -origin_trust(field, one.origin)))[:_MOST]
    sound: list[UsableCandidate[T]] = []
    rejected: list[ProvenanceEntry] = []
    for one in ranked:
        value = read(one)
        if isinstance(value, Rejected):
            rejected.append(ProvenanceEntry(display_value(one), one.origin, 0.0, Outcome.REJECTED, value.reason))
        else:
            sound.append(UsableCandidate(one, value, origin_trust(field, one.origin)))
    if not sound:
        return Decision(
            None,
            FieldDecision(field, 0.0, DecisionRule.NONE, tuple(rejected[:MAX_ENTRIES_PER_FIELD])) if rejected else None,
        )
    parties = _parties(sound, same)
    first = origin_authority(sound[0].candidate.origin)
    rivals = [party for party in parties if origin_authority(party[0].candidate.origin) is first]
    winning = max(rivals, key=group_strength) if vote else parties[0]
    winner = best(winning)
    others = [party for party in parties if party is not winning]
    entries = (
        _entry(winner, Outcome.WON),
        *(_entry(each, Outcome.AGREES) for each in winning if each is not winner),
        *(_entry(each, Outcome.OUTRANKED) for party in others for each in party),
        *rejected,
    )
    confidence = _confidence(first, winning, others)
    rule = _rule(first, winning, others, sound)
    return Decision(winner, FieldDecision(field, confidence, rule, entries[:MAX_ENTRIES_PER_FIELD]))


def group_strength(party: Sequence[UsableCandidate[T]]) -> float:
    """How far candidates that say the same are believed together, each kind of place counted once."""
    by_kind: dict[str, float] = {}
    for each in party:
        kind = origin_family(each.candidate.origin)
        by_kind[kind] = max(by_kind.get(kind, 0.0), each.trust)
    leading, *others = sorted(by_kind.values(), reverse=True)
    doubt = 1 - leading
    for other in others:
        doubt *= 1 - AGREEMENT_SHARE * other
    return 1 - doubt


def display_value(one: Candidate) -> str:
    """A candidate's values on one line, shortened."""
    line = to_one_line("; ".join(value[: 2 * _LONGEST_VALUE] for value in one.values[:20]))
    return line if len(line) <= _LONGEST_VALUE else line[: _LONGEST_VALUE - 1] + "…"


def _parties(sound: Sequence[UsableCandidate[T]], same: Callable[[T, T], bool]) -> list[list[UsableCandidate[T]]]:
    parties: list[list[UsableCandidate[T]]] = []
    for each in sound:
        home = next((party for party in parties if same(party[0].value, each.value)), None)
        if home is None:
            parties.append([each])
        else:
            home.append(each)
    return parties


def _confidence(
    first: Authority, winning: Sequence[UsableCandidate[T]], others: Sequence[Sequence[UsableCandidate[T]]]
) -> float:
    if first is Authority.SETTINGS:
        return 1.0
    confidence = group_strength(winning)
    for rival in sorted(map(group_strength, others), reverse=True)[:_RIVALS]:
        confidence *= 1 - CONFLICT_SHARE * rival
    return round(min(confidence, MAX_CONFIDENCE), 2)


def _rule(
    first: Authority,
    winning: Sequence[UsableCandidate[T]],
    others: Sequence[Sequence[UsableCandidate[T]]],
    sound: Sequence[UsableCandidate[T]],
) -> DecisionRule:
    if first is Authority.SETTINGS:
        return DecisionRule.SETTINGS
    if first is Authority.SOURCE and origin_authority(sound[-1].candidate.origin) is not first:
        return DecisionRule.SOURCE
    if not others:
        return DecisionRule.ONLY if len({each.candidate.origin for each in winning}) == 1 else DecisionRule.AGREEMENT
    return DecisionRule.TRUSTED if winning[0] is sound[0] else DecisionRule.OUTVOTED


def _entry(each: UsableCandidate[T], outcome: Outcome) -> ProvenanceEntry:
    return ProvenanceEntry(display_value(each.candidate), each.candidate.origin, each.trust, outcome)
