"""How is an article written into a column, and when are two contents the same?

A row holds the names and values of an export line (`search.record`), less `first_seen`, which has a column of its own.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from indexer.archive.values import Mending
from search.article import Article
from search.record import from_record, instant, to_record

_NOT_CONTENT = ("first_seen", "location", "updated", "image", "image_alt", "quality")


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


def load_repairs(text: str) -> tuple[Mending, ...]:
    """The inverse of `dump_repairs`."""
    return tuple(Mending(kind, count, example) for kind, count, example in json.loads(text))


def stamp(moment: datetime) -> str:
    """A point in time as a column holds it; whole seconds in UTC."""
    return str(instant(moment))


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
