"""What does the archive keep of an article, and what has changed since?"""

from collections.abc import Mapping, Set
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, exists, func, select

from indexer.archive.boilerplate import known, without
from indexer.archive.models import Change, FailureRecord, StoredArticle, Version
from indexer.archive.serialize import load, load_ledger, load_repairs, moment
from indexer.archive.tables import articles, documents, failures, versions
from indexer.extract.result import Repair, RepairKind, shorten_example
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


def get(connection: Connection, article_id: str) -> StoredArticle | None:
    """The article with that id, removed or not; None when it never was there."""
    row = connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
    if row is None:
        return None
    article, left_out = _mended(_article(row), row.source, known(connection, row.source or ""))
    return StoredArticle(
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


def _mended(article: Article, source: str | None, boilerplate: Set[int]) -> tuple[Article, tuple[Repair, ...]]:
    """The article without boilerplate, and what is to be told of that."""
    if not source or not boilerplate:
        return article, ()
    text, left_out = without(source, article.text, boilerplate)
    if not left_out:
        return article, ()
    return replace(article, text=text), (Repair(RepairKind.BOILERPLATE, len(left_out), shorten_example(left_out[0])),)


# FOLDED: Which documents cannot be read, and why?


def latest(connection: Connection, limit: int, source: str | None) -> tuple[FailureRecord, ...]:
    """The documents that fail now, those tried last first; of one source where it is named."""
    wanted = select(failures).order_by(failures.c.last_at.desc(), failures.c.source, failures.c.key).limit(limit)
    if source is not None:
        wanted = wanted.where(failures.c.source == source)
    return tuple(_failure(row) for row in connection.execute(wanted))


def by_reason(connection: Connection, source: str | None) -> Mapping[str, int]:
    """How many documents fail now for each reason, the commonest first."""
    number = func.count().label("number")
    wanted = select(failures.c.reason, number).group_by(failures.c.reason).order_by(number.desc(), failures.c.reason)
    if source is not None:
        wanted = wanted.where(failures.c.source == source)
    return {row.reason: row.number for row in connection.execute(wanted)}


def examples(connection: Connection, each: int) -> tuple[FailureRecord, ...]:
    """At most `each` documents that fail now for each reason in each source, those tried last first."""
    newest = (failures.c.last_at.desc(), failures.c.key)
    place = func.row_number().over(partition_by=(failures.c.source, failures.c.reason), order_by=newest)
    ranked = select(failures, place.label("number")).subquery()
    wanted = select(ranked).where(ranked.c.number <= each)
    rows = connection.execute(wanted.order_by(ranked.c.source, ranked.c.reason, ranked.c.number))
    return tuple(_failure(row) for row in rows)


def by_source_and_reason(connection: Connection) -> Mapping[str, Mapping[str, int]]:
    """How many documents of each source fail now for each reason, the commonest first."""
    number = func.count().label("number")
    wanted = select(failures.c.source, failures.c.reason, number).group_by(failures.c.source, failures.c.reason)
    found: dict[str, dict[str, int]] = {}
    for row in connection.execute(wanted.order_by(failures.c.source, number.desc(), failures.c.reason)):
        found.setdefault(row.source, {})[row.reason] = row.number
    return found


def give_up(connection: Connection, source: str, container: str, run: int) -> None:
    """Forget the failures of what a container does not have any more that a run has read to its end. Articles stay."""
    left = (documents.c.source == source) & (documents.c.container == container) & (documents.c.seen != run)
    failing = select(failures.c.key).where(failures.c.source == source)
    without_article = left & documents.c.article_id.is_(None) & documents.c.key.in_(failing)
    connection.execute(delete(documents).where(without_article))  # and their failures with them
    # From the failures, which are few, to their documents: a feed that was read for years has very many of these.
    of_left = exists().where(left & (documents.c.key == failures.c.key))
    connection.execute(delete(failures).where((failures.c.source == source) & of_left))


def _failure(row: Row[Any]) -> FailureRecord:
    return FailureRecord(
        source=row.source,
        key=row.key,
        location=row.location,
        place=row.place,
        reason=row.reason,
        message=row.message,
        first_at=moment(row.first_at),
        last_at=moment(row.last_at),
        attempts=row.attempts,
    )
