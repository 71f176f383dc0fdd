"""Provenance: for each field of an article where its value came from, how sure it is, and why it won.

It has, for every field that any place stated, all candidates as they were found, and what became of each. Nothing in it
is needed to show or to search the article. Users meet it as the "ledger" of an article.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from search.article import FIELDS
from search.message import to_translate

DECIDED_FIELDS = tuple(field.name for field in FIELDS if field.label)
"""The fields that extraction decides, in the order in which they are shown."""


class Outcome(StrEnum):
    """What became of a candidate."""

    WON = "won"
    AGREES = "agrees"
    OUTRANKED = "outranked"
    REJECTED = "rejected"


class DecisionRule(StrEnum):
    """The rule by which a field got its value. The names are stable; `words` says each as a phrase."""

    SETTINGS = "settings"
    SOURCE = "source"
    ONLY_PLACE = "only-place"
    AGREEMENT = "agreement"
    MOST_TRUSTED = "most-trusted"
    OUTVOTED = "outvoted"
    JOINED = "joined"
    FROM_TEXT = "from-text"
    DETECTED = "detected"
    CONTRADICTED = "contradicted"
    TAKEN = "taken"
    DATE_OF_CHANGE = "date-of-change"
    CHANGE_SHOWN = "change-shown"
    EXPORT = "export"
    NONE = "none"

    @property
    def words(self) -> str:
        """The rule as a person reads it."""
        return _WORDS[self]


_WORDS = {
    DecisionRule.SETTINGS: to_translate("stated in the settings"),
    DecisionRule.SOURCE: to_translate("stated by the source, which comes before the document"),
    DecisionRule.ONLY_PLACE: to_translate("the only candidate found"),
    DecisionRule.AGREEMENT: to_translate("all candidates agree"),
    DecisionRule.MOST_TRUSTED: to_translate("the most trusted candidate"),
    DecisionRule.OUTVOTED: to_translate("candidates that agree outweigh a more trusted one"),
    DecisionRule.JOINED: to_translate("all candidates combined"),
    DecisionRule.FROM_TEXT: to_translate("made from the text, because no usable title was found"),
    DecisionRule.DETECTED: to_translate("detected from the text, because no language is stated"),
    DecisionRule.CONTRADICTED: to_translate(
        "detected from the text, which is clearly not in the language that the page states"
    ),
    DecisionRule.TAKEN: to_translate("chosen as the text of the article"),
    DecisionRule.DATE_OF_CHANGE: to_translate("the date of the last change, because no date of publication was found"),
    DecisionRule.CHANGE_SHOWN: to_translate(
        "the date of the last change, the only date shown at the headline; an article cannot appear after it"
    ),
    DecisionRule.EXPORT: to_translate("stated by an export, and decided when the article was first read"),
    DecisionRule.NONE: to_translate("no usable candidate was found"),
}


@dataclass(frozen=True, slots=True)
class ProvenanceEntry:
    """One candidate: its value as it was found (shortened), where, and what became of it.

    `confidence` is how far its origin is trusted for this field, from 0 to 1, and 0 for a value that cannot be used;
    `reason` says why it was rejected, and is empty otherwise.
    """

    value: str
    origin: str
    confidence: float
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FieldDecision:
    """How a field was decided: how sure its value is, by what rule it won, and all candidates, the winner first.

    Without a winner the rule is NONE and the confidence 0.
    """

    field: str
    confidence: float
    rule: DecisionRule
    entries: tuple[ProvenanceEntry, ...]

    @property
    def winner(self) -> ProvenanceEntry | None:
        """The candidate that gave the value; the first of them for a field that all places give together."""
        return next((entry for entry in self.entries if entry.outcome is Outcome.WON), None)


@dataclass(frozen=True, slots=True)
class Provenance:
    """The decisions on an article's fields, in the order of DECIDED_FIELDS; none on a field that no place stated."""

    decisions: tuple[FieldDecision, ...] = ()

    def __iter__(self) -> Iterator[FieldDecision]:
        return iter(self.decisions)

    def decision(self, field: str) -> FieldDecision | None:
        """Return the decision on a field; None where no place stated it."""
        return next((decision for decision in self.decisions if decision.field == field), None)

    def confidence(self, field: str) -> float:
        """Return how sure a field's value is, from 0 to 1; 0 where it has none."""
        decision = self.decision(field)
        return decision.confidence if decision else 0.0

    def to_json(self) -> dict[str, Any]:
        """Return JSON values, an object for each field: what programs get to see as the ledger."""
        return {
            decision.field: {
                "confidence": decision.confidence,
                "rule": decision.rule.value,
                "why": decision.rule.words,
                "candidates": [_candidate(entry) for entry in decision.entries],
            }
            for decision in self.decisions
        }


def _candidate(entry: ProvenanceEntry) -> dict[str, Any]:
    stated = {"value": entry.value, "origin": entry.origin, "confidence": entry.confidence, "outcome": entry.outcome}
    return {**stated, "reason": entry.reason} if entry.reason else stated
