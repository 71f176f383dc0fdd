"""How is a ledger written into a column? As compact JSON: each distinct value once, outcomes by their first letter.

{"title": [0.97, "agreement", ["The pier opens"], [[0, "OpenGraph og:title", 0.85, "w"], [0, "heading h1", 0.8, "a"]]]}
"""

import json
from typing import Any

from indexer.archive.record import json_text
from indexer.reading.ledger import Entry, Ledger, Outcome, Rule, Verdict

_LETTERS = {outcome: outcome.value[0] for outcome in Outcome}
_OUTCOMES = {letter: outcome for outcome, letter in _LETTERS.items()}


def dump_ledger(ledger: Ledger) -> str:
    """The ledger as JSON text, "" for one that says nothing."""
    return json_text({verdict.field: _row(verdict) for verdict in ledger}) if ledger.verdicts else ""


def load_ledger(text: str) -> Ledger | None:
    """The inverse of `dump_ledger`; None where no ledger was kept, as in archives of earlier versions."""
    if not text:
        return None
    return Ledger(tuple(_verdict(field, *row) for field, row in json.loads(text).items()))


def _row(verdict: Verdict) -> list[Any]:
    values = list(dict.fromkeys(entry.value for entry in verdict.entries))
    entries = [_written(entry, values.index(entry.value)) for entry in verdict.entries]
    return [verdict.confidence, verdict.rule.value, values, entries]


def _written(entry: Entry, value: int) -> list[Any]:
    stated = [value, entry.origin, entry.confidence, _LETTERS[entry.outcome]]
    return [*stated, entry.reason] if entry.reason else stated


def _verdict(field: str, confidence: float, rule: str, values: list[str], entries: list[list[Any]]) -> Verdict:
    return Verdict(field, confidence, Rule(rule), tuple(_entry(values, *entry) for entry in entries))


def _entry(values: list[str], value: int, origin: str, confidence: float, letter: str, reason: str = "") -> Entry:
    return Entry(values[value], origin, confidence, _OUTCOMES[letter], reason)
