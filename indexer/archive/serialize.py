"""Articles, repairs and provenance as the text of a column, and the hash that tells two versions of an article apart.

An article is stored as the names and values of an export line (`search.article`) without `first_seen`, which has a
column of its own. Provenance is compact JSON: each distinct value once, outcomes by their first letter.

{"title": [0.97, "agreement", ["The pier opens"], [[0, "OpenGraph og:title", 0.85, "w"], [0, "heading h1", 0.8, "a"]]]}
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from indexer.extract.provenance import DecisionRule, FieldDecision, Outcome, Provenance, ProvenanceEntry
from indexer.extract.result import Repair
from search.article import Article, from_record, to_record

DECODE_ERRORS = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)
"""What the functions here raise for a text that none of them wrote."""

_NOT_CONTENT = ("first_seen", "location", "updated", "image", "image_alt", "quality")
_LETTERS = {outcome: outcome.value[0] for outcome in Outcome}
_OUTCOMES = {letter: outcome for outcome, letter in _LETTERS.items()}


def dump_article(article: Article) -> str:
    """Return the article as JSON text that any database can store: NUL and lone surrogates are escaped."""
    record = to_record(article)
    del record["first_seen"]
    return _dump_json(record)


def load_article(text: str, first_seen: datetime) -> Article:
    """Return the article of such a text: the inverse of `dump_article`."""
    return replace(from_record({**json.loads(text), "first_seen": None}), first_seen=first_seen)


def content_hash(article: Article) -> str:
    """Return a hash that is equal for two articles exactly when their content is.

    Where and when an article was found and the quality of its extraction are not content. Nor are its picture and the
    time of its last change: sites change these without changing a word.
    """
    record = to_record(article)
    for name in _NOT_CONTENT:
        del record[name]
    return blake2b(json.dumps(record, sort_keys=True).encode(), digest_size=16).hexdigest()


def equal_except_quality(one: Article, other: Article) -> bool:
    """Whether two articles differ at most in the quality of their extraction and in when they were first seen."""
    return replace(one, quality=None, first_seen=None) == replace(other, quality=None, first_seen=None)


def from_utc_text(text: str) -> datetime:
    """Return the time that a column holds: the inverse of `search.article.to_utc_text`."""
    return datetime.fromisoformat(text).astimezone(UTC)


def dump_repairs(repairs: Sequence[Repair]) -> str:
    """Return repairs as JSON text."""
    return _dump_json([[str(each.kind), each.count, each.example] for each in repairs])


def load_repairs(text: str) -> tuple[Repair, ...]:
    """Return the inverse of `dump_repairs`."""
    return tuple(Repair(kind, count, example) for kind, count, example in json.loads(text))


def dump_ledger(ledger: Provenance) -> str:
    """Return provenance as JSON text, "" if it says nothing."""
    return _dump_json({decision.field: _dump_decision(decision) for decision in ledger}) if ledger.decisions else ""


def load_ledger(text: str) -> Provenance | None:
    """Return the inverse of `dump_ledger`; None where no provenance was stored, as in archives of earlier versions."""
    if not text:
        return None
    return Provenance(tuple(_load_decision(field, *row) for field, row in json.loads(text).items()))


def _dump_decision(decision: FieldDecision) -> list[Any]:
    values = list(dict.fromkeys(entry.value for entry in decision.entries))
    entries = [_dump_entry(entry, values.index(entry.value)) for entry in decision.entries]
    return [decision.confidence, decision.rule.value, values, entries]


def _dump_entry(entry: ProvenanceEntry, value: int) -> list[Any]:
    row = [value, entry.origin, entry.confidence, _LETTERS[entry.outcome]]
    return [*row, entry.reason] if entry.reason else row


def _load_decision(
    field: str, confidence: float, rule: str, values: list[str], entries: list[list[Any]]
) -> FieldDecision:
    return FieldDecision(field, confidence, DecisionRule(rule), tuple(_load_entry(values, *entry) for entry in entries))


def _load_entry(
    values: list[str], value: int, origin: str, confidence: float, letter: str, reason: str = ""
) -> ProvenanceEntry:
    return ProvenanceEntry(values[value], origin, confidence, _OUTCOMES[letter], reason)


def _dump_json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        # A lone surrogate has no UTF-8; written as an escape it survives.
        return json.dumps(value, separators=(",", ":"))
    return text
