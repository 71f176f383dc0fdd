"""What does the archive keep of an article, and what has changed since?"""

from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from indexer.archive.ledgers import load_ledger
from indexer.archive.record import load, load_repairs, moment
from indexer.archive.schema import articles, versions
from indexer.archive.values import Change, Stored, Version
from search.article import Article

_READ: Select[Any] = select(
    articles.c.id, articles.c.record, articles.c.first_seen, articles.c.revision, articles.c.removed_at
)
"""What an article is made of, without what is told of it."""


def get(connection: Connection, article_id: str) -> Stored | None:
    """The article with that id, removed or not; None when it never was there."""
    row = connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
    if row is None:
        return None
    return Stored(
        article=_article(row),
        first_seen=moment(row.first_seen),
        updated=moment(row.updated),
        removed_at=moment(row.removed_at) if row.removed_at else None,
        repairs=load_repairs(row.repairs),
        versions=row.version,
        ledger=load_ledger(row.ledger),
    )


def earlier_versions(connection: Connection, article_id: str) -> tuple[Version, ...]:
    """What stood before, the oldest first."""
    first_seen = connection.scalar(select(articles.c.first_seen).where(articles.c.id == article_id))
    rows = connection.execute(select(versions).where(versions.c.article_id == article_id).order_by(versions.c.number))
    return tuple(
        Version(row.number, load(row.record, moment(str(first_seen))), moment(row.seen_from), moment(row.replaced_at))
        for row in rows
    )


def live_after(connection: Connection, last_id: str, limit: int) -> list[Article]:
    """The next live articles in the order of their ids."""
    wanted = articles.c.removed_at.is_(None) & (articles.c.id > last_id)
    rows = connection.execute(_READ.where(wanted).order_by(articles.c.id).limit(limit))
    return [_article(row) for row in rows]


def changes_after(connection: Connection, revision: int, limit: int) -> list[Change]:
    """The next changes in the order in which they were made, each article once, as it stands now."""
    wanted = _READ.where(articles.c.revision > revision).order_by(articles.c.revision).limit(limit)
    return [
        Change(row.revision, row.id, None if row.removed_at else _article(row)) for row in connection.execute(wanted)
    ]


def pending(connection: Connection, revision: int) -> int:
    """How many articles have changed after a revision."""
    return int(connection.scalar(select(func.count()).where(articles.c.revision > revision)) or 0)


def live_count(connection: Connection) -> int:
    """How many articles are live."""
    return int(connection.scalar(select(func.count()).where(articles.c.removed_at.is_(None))) or 0)


def _article(row: Row[Any]) -> Article:
    return load(row.record, moment(row.first_seen))
