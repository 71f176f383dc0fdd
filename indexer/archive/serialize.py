"""How is an article written into a column, and when are two contents the same?

A row holds the names and values of an export line (`search.article`), less `first_seen`, which has a column of its own.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from indexer.extract.provenance import DecisionRule, FieldDecision, Outcome, Provenance, ProvenanceEntry
from indexer.extract.result import Repair
from search.article import FIELDS, Article, from_record, to_record, to_utc_text

_NOT_CONTENT = (*(field.name for field in FIELDS if not field.content), "image_alt")


def dump(article: Article) -> str:
    """The article as JSON text that any database can keep: no NUL and no lone surrogate stands in it as itself."""
    record = to_record(article)
    del record["first_seen"]
    return json_text(record)


def load(text: str, first_seen: datetime) -> Article:
    """The article of such a text: the inverse of `dump`."""
    return replace(from_record({**json.loads(text), "first_seen": None}), first_seen=first_seen)


def content_hash(article: Article) -> str:
    """Equal for two articles exactly when all is equal that an article says.

    Where and when it was met and how surely it was read are not that, nor are its picture and the time of its last
    change: sites give these anew without changing a word.
    """
    record = to_record(article)
    for name in _NOT_CONTENT:
        del record[name]
    return blake2b(json.dumps(record, sort_keys=True).encode(), digest_size=16).hexdigest()


def same_but_for_quality(one: Article, other: Article) -> bool:
    """Whether two articles differ at most in how surely they were read."""
    return replace(one, quality=None, first_seen=None) == replace(other, quality=None, first_seen=None)


def dump_repairs(repairs: Sequence[Any]) -> str:
    """What was mended, as JSON text; `repairs` have `kind`, `count` and `example`."""
    return json_text([[str(each.kind), each.count, each.example] for each in repairs])


def load_repairs(text: str) -> tuple[Repair, ...]:
    """The inverse of `dump_repairs`."""
    return tuple(Repair(kind, count, example) for kind, count, example in json.loads(text))


def stamp(moment: datetime) -> str:
    """A point in time as a column holds it; whole seconds in UTC."""
    return str(to_utc_text(moment))


def moment(text: str) -> datetime:
    """The inverse of `stamp`."""
    return datetime.fromisoformat(text).astimezone(UTC)


def json_text(value: object) -> str:
    """JSON text that any database can keep."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate has no UTF-8; written as an escape it survives.
    return text if _encodable(text) else json.dumps(value, separators=(",", ":"))


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


# FOLDED: How is a ledger written into a column? As compact JSON: each distinct value once, outcomes by their first letter.
# FOLDED:
# FOLDED: {"title": [0.97, "agreement", ["The pier opens"], [[0, "OpenGraph og:title", 0.85, "w"], [0, "heading h1", 0.8, "a"]]]}


_LETTERS = {outcome: outcome.value[0] for outcome in Outcome}
_OUTCOMES = {letter: outcome for outcome, letter in _LETTERS.items()}


def dump_ledger(ledger: Provenance) -> str:
    """The ledger as JSON text, "" for one that says nothing."""
    return json_text({verdict.field: _row(verdict) for verdict in ledger}) if ledger.decisions else ""


def load_ledger(text: str) -> Provenance | None:
    """The inverse of `dump_ledger`; None where no ledger was kept, as in archives of earlier versions."""
    if not text:
        return None
    return Provenance(tuple(_verdict(field, *row) for field, row in json.loads(text).items()))


def _row(verdict: FieldDecision) -> list[Any]:
    values = list(dict.fromkeys(entry.value for entry in verdict.entries))
    entries = [_written(entry, values.index(entry.value)) for entry in verdict.entries]
    return [verdict.confidence, verdict.rule.value, values, entries]


def _written(entry: ProvenanceEntry, value: int) -> list[Any]:
    stated = [value, entry.origin, entry.confidence, _LETTERS[entry.outcome]]
    return [*stated, entry.reason] if entry.reason else stated


def _verdict(field: str, confidence: float, rule: str, values: list[str], entries: list[list[Any]]) -> FieldDecision:
    return FieldDecision(field, confidence, DecisionRule(rule), tuple(_entry(values, *entry) for entry in entries))


def _entry(
    values: list[str], value: int, origin: str, confidence: float, letter: str, reason: str = ""
) -> ProvenanceEntry:
    return ProvenanceEntry(values[value], origin, confidence, _OUTCOMES[letter], reason)
