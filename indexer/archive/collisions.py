"""Do two documents give the same article, or different ones that state the same id?

What states the same address is the same article, read from two places. Otherwise differing contents under one id are
different articles, of which the archive can keep one: the others must be seen to fail, or their texts would be lost
without a word.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, delete, select, tuple_, update

from indexer.archive.dialect import upsert
from indexer.archive.record import content_hash, load, moment
from indexer.archive.schema import alternates, articles, documents, failures
from search.article import Article

DUPLICATE_ID = "duplicate-id"


def collide(one: Article, other: Article) -> bool:
    """Whether two articles of the same id are not the same article."""
    same_address = one.url is not None and one.url == other.url
    return not same_address and content_hash(one) != content_hash(other)


def message(article_id: str, location: str) -> str:
    """What a person is told of a document whose id the document at `location` has."""
    shown = article_id if len(article_id) <= 100 else f"{article_id[:99]}…"
    return f"id {shown} is already taken by {location}; give the records ids of their own, or none"


def judge(connection: Connection, article_ids: Collection[str], now: str) -> tuple[list[dict[str, Any]], list[Any]]:
    """Note or lift the failures of all documents that are in line for these articles, as the owners now stand.

    Returns the failures that were noted, and source and key of the documents whose failure was lifted.
    """
    owning = (
        select(documents.c.article_id, documents.c.location, articles.c.record, articles.c.first_seen)
        .join(articles, articles.c.id == documents.c.article_id)
        .where(documents.c.article_id.in_(list(article_ids)) & documents.c.owns)
    )
    owners = {row.article_id: row for row in connection.execute(owning)}
    same = (documents.c.source == alternates.c.source) & (documents.c.key == alternates.c.key)
    failing = (failures.c.source == alternates.c.source) & (failures.c.key == alternates.c.key)
    waiting = (
        select(documents.c.source, documents.c.key, documents.c.location, documents.c.article_id, alternates.c.record)
        .add_columns(failures.c.reason, failures.c.message)
        .join(alternates, same)
        .outerjoin(failures, failing)
        .where(documents.c.article_id.in_(list(owners)))
    )
    noted: list[dict[str, Any]] = []
    lifted: list[Any] = []
    for row in connection.execute(waiting).all() if owners else ():
        owner = owners[row.article_id]
        seen = moment(owner.first_seen)
        text = message(row.article_id, owner.location)
        if not collide(load(row.record, seen), load(owner.record, seen)):
            if row.reason == DUPLICATE_ID:
                lifted.append((row.source, row.key))
        elif row.reason is None:
            noted.append(
                {"source": row.source, "key": row.key, "location": row.location, "place": "", "reason": DUPLICATE_ID}
                | {"message": text, "first_at": now, "last_at": now, "attempts": 1}
            )
        elif row.reason == DUPLICATE_ID and row.message != text:
            mine = (failures.c.source == row.source) & (failures.c.key == row.key)
            connection.execute(update(failures).where(mine).values(message=text))
    upsert(connection, failures, noted)
    lift(connection, lifted)
    return noted, lifted


def lift(connection: Connection, addresses: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Forget that documents (source and key) fail for their id; returns those that did."""
    wanted = tuple_(failures.c.source, failures.c.key).in_(list(addresses)) & (failures.c.reason == DUPLICATE_ID)
    found = [(row.source, row.key) for row in connection.execute(select(failures).where(wanted))]
    if found:
        connection.execute(delete(failures).where(wanted))
    return found
