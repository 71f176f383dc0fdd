"""Where did each field of an article come from, how sure is it, and why did that value win?

A ledger is what the judging of one document leaves behind: for every field that any place stated, all candidates as
they were found, and what became of each. Nothing in it is needed to show or to search the article.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from search.article import FIELDS

DECIDED_FIELDS = tuple(field.name for field in FIELDS if field.label)
"""The fields that extraction decides, in the order in which they are shown."""


class Outcome(StrEnum):
    """What became of a candidate."""

    WON = "won"
    AGREES = "agrees"
    OUTRANKED = "outranked"
    REJECTED = "rejected"


class DecisionRule(StrEnum):
    """By what rule a field got its value. The names are stable; `words` says each as a sentence's end."""

    SETTINGS = "settings"
    SOURCE = "source"
    ONLY = "only-place"
    AGREEMENT = "agreement"
    TRUSTED = "most-trusted"
    OUTVOTED = "outvoted"
    JOINED = "joined"
    FROM_TEXT = "from-text"
    DETECTED = "detected"
    TAKEN = "taken"
    CHANGE = "date-of-change"
    SHOWN = "change-shown"
    EXPORT = "export"
    NONE = "none"

    @property
    def words(self) -> str:
        """The rule as a person reads it."""
        return _WORDS[self]


_WORDS = {
    DecisionRule.SETTINGS: "the settings state it",
    DecisionRule.SOURCE: "the source states it, and comes before the document",
    DecisionRule.ONLY: "the only place that states one",
    DecisionRule.AGREEMENT: "all places that state one agree",
    DecisionRule.TRUSTED: "the most trusted of the places that state one",
    DecisionRule.OUTVOTED: "places that agree outweigh one that is trusted more",
    DecisionRule.JOINED: "all places together",
    DecisionRule.FROM_TEXT: "made from the text, since no place states one",
    DecisionRule.DETECTED: "found by looking at the text, since no place states it",
    DecisionRule.TAKEN: "what was taken for the text of the article",
    DecisionRule.CHANGE: "the date of the last change, since no place states when it was published",
    DecisionRule.SHOWN: "the date of the last change, the only one that is shown at the headline; no article appears after it",
    DecisionRule.EXPORT: "an export states it, and it was judged when it was read first",
    DecisionRule.NONE: "no place states one that can be used",
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
    """The verdicts on an article's fields, in the order of FIELDS; none on a field that no place stated."""

    verdicts: tuple[FieldDecision, ...] = ()

    def __iter__(self) -> Iterator[FieldDecision]:
        return iter(self.verdicts)

    def of(self, field: str) -> FieldDecision | None:
        """The verdict on a field; None where no place stated it."""
        return next((verdict for verdict in self.verdicts if verdict.field == field), None)

    def confidence(self, field: str) -> float:
        """How sure a field's value is, from 0 to 1; 0 where it has none."""
        verdict = self.of(field)
        return verdict.confidence if verdict else 0.0

    def to_json(self) -> dict[str, Any]:
        """The ledger as JSON values, an object for each field: what programs get to see of it."""
        return {
            verdict.field: {
                "confidence": verdict.confidence,
                "rule": verdict.rule.value,
                "why": verdict.rule.words,
                "candidates": [_candidate(entry) for entry in verdict.entries],
            }
            for verdict in self.verdicts
        }


def _candidate(entry: ProvenanceEntry) -> dict[str, Any]:
    stated = {"value": entry.value, "origin": entry.origin, "confidence": entry.confidence, "outcome": entry.outcome}
    return {**stated, "reason": entry.reason} if entry.reason else stated
