"""What does the archive keep of an article, and what has changed since?"""

from collections.abc import Set
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from indexer.archive.boilerplate import known
from indexer.archive.ledgers import load_ledger
from indexer.archive.paragraphs import without
from indexer.archive.record import load, load_repairs, moment
from indexer.archive.schema import articles, versions
from indexer.archive.values import Change, Mending, Stored, Version
from indexer.reading.repairs import RepairKind, shown
from search.article import Article

_READ: Select[Any] = select(
    articles.c.id,
    articles.c.record,
    articles.c.first_seen,
    articles.c.revision,
    articles.c.removed_at,
    articles.c.source,
)
"""What an article is made of, without what is told of it."""


def get(connection: Connection, article_id: str) -> Stored | None:
    """The article with that id, removed or not; None when it never was there."""
    row = connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
    if row is None:
        return None
    article, left_out = _mended(_article(row), row.source, known(connection, row.source or ""))
    return Stored(
        article=article,
        first_seen=moment(row.first_seen),
        updated=moment(row.updated),
        removed_at=moment(row.removed_at) if row.removed_at else None,
        repairs=load_repairs(row.repairs) + left_out,
        versions=row.version,
        ledger=load_ledger(row.ledger),
    )


def earlier_versions(connection: Connection, article_id: str) -> tuple[Version, ...]:
    """What stood before, the oldest first."""
    now = connection.execute(_READ.where(articles.c.id == article_id)).one_or_none()
    if now is None:
        return ()
    seen, boilerplate = moment(now.first_seen), known(connection, now.source or "")
    rows = connection.execute(select(versions).where(versions.c.article_id == article_id).order_by(versions.c.number))
    return tuple(
        Version(
            number=row.number,
            article=_mended(load(row.record, seen), now.source, boilerplate)[0],
            seen_from=moment(row.seen_from),
            replaced_at=moment(row.replaced_at),
        )
        for row in rows
    )


def live_after(connection: Connection, last_id: str, limit: int) -> list[Article]:
    """The next live articles in the order of their ids."""
    wanted = articles.c.removed_at.is_(None) & (articles.c.id > last_id)
    rows = connection.execute(_READ.where(wanted).order_by(articles.c.id).limit(limit))
    boilerplate = known(connection)
    return [_mended(_article(row), row.source, boilerplate)[0] for row in rows]


def changes_after(connection: Connection, revision: int, limit: int) -> list[Change]:
    """The next changes in the order in which they were made, each article once, as it stands now."""
    wanted = _READ.where(articles.c.revision > revision).order_by(articles.c.revision).limit(limit)
    boilerplate = known(connection)
    return [
        Change(row.revision, row.id, None if row.removed_at else _mended(_article(row), row.source, boilerplate)[0])
        for row in connection.execute(wanted)
    ]


def pending(connection: Connection, revision: int) -> int:
    """How many articles have changed after a revision."""
    return int(connection.scalar(select(func.count()).where(articles.c.revision > revision)) or 0)


def live_count(connection: Connection) -> int:
    """How many articles are live."""
    return int(connection.scalar(select(func.count()).where(articles.c.removed_at.is_(None))) or 0)


def _article(row: Row[Any]) -> Article:
    return load(row.record, moment(row.first_seen))


def _mended(article: Article, source: str | None, boilerplate: Set[int]) -> tuple[Article, tuple[Mending, ...]]:
    """The article without boilerplate, and what is to be told of that."""
    if not source or not boilerplate:
        return article, ()
    text, left_out = without(source, article.text, boilerplate)
    if not left_out:
        return article, ()
    return replace(article, text=text), (Mending(RepairKind.BOILERPLATE, len(left_out), shown(left_out[0])),)
