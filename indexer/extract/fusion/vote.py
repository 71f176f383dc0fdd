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
from indexer.extract.cleanup import one_line
from indexer.extract.fusion.trust import Standing, family_of, standing_of, trust
from indexer.extract.provenance import DecisionRule, FieldDecision, Outcome, ProvenanceEntry

AGREEMENT, CONFLICT = 0.5, 0.25
"""Which share of its trust a place that agrees takes of the doubt, and one that says otherwise of the confidence."""
SUREST = 0.99
"""No confidence is greater, but that in what the settings state."""
MOST_ENTRIES = 12
"""So many candidates of a field are kept, the winner first."""
_MOST, _LONGEST_VALUE = 60, 160
_RIVALS = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a candidate cannot be a field's value, as the end of a sentence that begins with the candidate."""

    reason: str


@dataclass(frozen=True, slots=True)
class Sound(Generic[T]):
    """A candidate that can be a field's value, and the value that it stands for."""

    candidate: Candidate
    value: T
    trust: float


@dataclass(frozen=True, slots=True)
class Weighed(Generic[T]):
    """What came of weighing: the value, None if no candidate was sound; the verdict, None if there was no candidate."""

    winner: Sound[T] | None
    verdict: FieldDecision | None

    @property
    def value(self) -> T | None:
        """The value that won."""
        return self.winner.value if self.winner else None


def weigh(
    field: Field,
    found: Iterable[Candidate],
    read: Callable[[Candidate], T | Rejected],
    *,
    same: Callable[[T, T], bool] = operator.eq,
    best: Callable[[Sequence[Sound[T]]], Sound[T]] = operator.itemgetter(0),
    vote: bool = True,
) -> Weighed[T]:
    """Let the candidates of a field compete. `read` gives the value of a sound one.

    `same` says whether two values mean the same, `best` which of a party that does gives the value; the most trusted
    comes first in it. Without `vote` the most trusted sound candidate wins, however many say otherwise.
    """
    distinct = {(one.origin, one.values): one for one in found}.values()
    if not distinct:
        return Weighed(None, None)
    ranked = sorted(distinct, key=lambda one: (standing_of(one.origin), -trust(field, one.origin)))[:_MOST]
    sound: list[Sound[T]] = []
    rejected: list[ProvenanceEntry] = []
    for one in ranked:
        value = read(one)
        if isinstance(value, Rejected):
            rejected.append(ProvenanceEntry(shown(one), one.origin, 0.0, Outcome.REJECTED, value.reason))
        else:
            sound.append(Sound(one, value, trust(field, one.origin)))
    if not sound:
        return Weighed(
            None, FieldDecision(field, 0.0, DecisionRule.NONE, tuple(rejected[:MOST_ENTRIES])) if rejected else None
        )
    parties = _parties(sound, same)
    first = standing_of(sound[0].candidate.origin)
    rivals = [party for party in parties if standing_of(party[0].candidate.origin) is first]
    winning = max(rivals, key=strength) if vote else parties[0]
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
    return Weighed(winner, FieldDecision(field, confidence, rule, entries[:MOST_ENTRIES]))


def strength(party: Sequence[Sound[T]]) -> float:
    """How far candidates that say the same are believed together, each kind of place counted once."""
    by_kind: dict[str, float] = {}
    for each in party:
        kind = family_of(each.candidate.origin)
        by_kind[kind] = max(by_kind.get(kind, 0.0), each.trust)
    leading, *others = sorted(by_kind.values(), reverse=True)
    doubt = 1 - leading
    for other in others:
        doubt *= 1 - AGREEMENT * other
    return 1 - doubt


def shown(one: Candidate) -> str:
    """A candidate's values on one line, shortened."""
    line = one_line("; ".join(value[: 2 * _LONGEST_VALUE] for value in one.values[:20]))
    return line if len(line) <= _LONGEST_VALUE else line[: _LONGEST_VALUE - 1] + "…"


def _parties(sound: Sequence[Sound[T]], same: Callable[[T, T], bool]) -> list[list[Sound[T]]]:
    parties: list[list[Sound[T]]] = []
    for each in sound:
        home = next((party for party in parties if same(party[0].value, each.value)), None)
        if home is None:
            parties.append([each])
        else:
            home.append(each)
    return parties


def _confidence(first: Standing, winning: Sequence[Sound[T]], others: Sequence[Sequence[Sound[T]]]) -> float:
    if first is Standing.SETTINGS:
        return 1.0
    confidence = strength(winning)
    for rival in sorted(map(strength, others), reverse=True)[:_RIVALS]:
        confidence *= 1 - CONFLICT * rival
    return round(min(confidence, SUREST), 2)


def _rule(
    first: Standing, winning: Sequence[Sound[T]], others: Sequence[Sequence[Sound[T]]], sound: Sequence[Sound[T]]
) -> DecisionRule:
    if first is Standing.SETTINGS:
        return DecisionRule.SETTINGS
    if first is Standing.SOURCE and standing_of(sound[-1].candidate.origin) is not first:
        return DecisionRule.SOURCE
    if not others:
        return DecisionRule.ONLY if len({each.candidate.origin for each in winning}) == 1 else DecisionRule.AGREEMENT
    return DecisionRule.TRUSTED if winning[0] is sound[0] else DecisionRule.OUTVOTED


def _entry(each: Sound[T], outcome: Outcome) -> ProvenanceEntry:
    return ProvenanceEntry(shown(each.candidate), each.candidate.origin, each.trust, outcome)
