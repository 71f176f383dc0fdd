"""Queries for articles, their changes, and the documents that fail."""

from collections.abc import Mapping, Set
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, delete, exists, func, select

from indexer.archive.boilerplate import boilerplate_digests, remove_boilerplate
from indexer.archive.meta_rows import latest_revision
from indexer.archive.models import ArchiveStats, Change, FailureRecord, StoredArticle, Version
from indexer.archive.serialize import from_utc_text, load_article, load_ledger, load_repairs
from indexer.archive.tables import articles, documents, failures, versions
from indexer.extract.result import Repair, RepairKind, shorten_example
from search.article import Article

_SELECT_ARTICLE: Select[Any] = select(
    articles.c.id,
    articles.c.record,
    articles.c.first_seen,
    articles.c.revision,
    articles.c.removed_at,
    articles.c.source,
)
"""The columns that make an article, without those about it."""


def get_article(connection: Connection, article_id: str) -> StoredArticle | None:
    """Return the article with that id, removed or not; None when the archive never had it."""
    row = connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
    if row is None:
        return None
    article, repairs = _without_boilerplate(
        _article(row), row.source, boilerplate_digests(connection, row.source or "")
    )
    return StoredArticle(
        article=article,
        first_seen=from_utc_text(row.first_seen),
        updated=from_utc_text(row.updated),
        removed_at=from_utc_text(row.removed_at) if row.removed_at else None,
        repairs=load_repairs(row.repairs) + repairs,
        versions=row.version,
        ledger=load_ledger(row.ledger),
    )


def earlier_versions(connection: Connection, article_id: str) -> tuple[Version, ...]:
    """Return the earlier versions of an article, the oldest first."""
    now = connection.execute(_SELECT_ARTICLE.where(articles.c.id == article_id)).one_or_none()
    if now is None:
        return ()
    first_seen, boilerplate = from_utc_text(now.first_seen), boilerplate_digests(connection, now.source or "")
    rows = connection.execute(select(versions).where(versions.c.article_id == article_id).order_by(versions.c.number))
    return tuple(
        Version(
            number=row.number,
            article=_without_boilerplate(load_article(row.record, first_seen), now.source, boilerplate)[0],
            seen_from=from_utc_text(row.seen_from),
            replaced_at=from_utc_text(row.replaced_at),
        )
        for row in rows
    )


def live_after(connection: Connection, last_id: str, limit: int) -> list[Article]:
    """Return the next live articles in the order of their ids."""
    wanted = articles.c.removed_at.is_(None) & (articles.c.id > last_id)
    rows = connection.execute(_SELECT_ARTICLE.where(wanted).order_by(articles.c.id).limit(limit))
    boilerplate = boilerplate_digests(connection)
    return [_without_boilerplate(_article(row), row.source, boilerplate)[0] for row in rows]


def changes_after(connection: Connection, revision: int, limit: int) -> list[Change]:
    """Return the next changes in the order in which they were made, each article once, as it is now."""
    wanted = _SELECT_ARTICLE.where(articles.c.revision > revision).order_by(articles.c.revision).limit(limit)
    boilerplate = boilerplate_digests(connection)
    changes = []
    for row in connection.execute(wanted):
        article = None if row.removed_at else _without_boilerplate(_article(row), row.source, boilerplate)[0]
        changes.append(Change(row.revision, row.id, article))
    return changes


def count_changes_after(connection: Connection, revision: int) -> int:
    """Return how many articles have changed after a revision."""
    return int(connection.scalar(select(func.count()).where(articles.c.revision > revision)) or 0)


def archive_stats(connection: Connection) -> ArchiveStats:
    """Return the size of the archive."""
    live = int(connection.scalar(select(func.count()).where(articles.c.removed_at.is_(None))) or 0)
    return ArchiveStats(
        articles=live,
        removed=_count_rows(connection, articles) - live,
        versions=_count_rows(connection, versions),
        failures=_count_rows(connection, failures),
        revision=latest_revision(connection),
    )


def _count_rows(connection: Connection, table: Table) -> int:
    return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def _article(row: Row[Any]) -> Article:
    return load_article(row.record, from_utc_text(row.first_seen))


def _without_boilerplate(
    article: Article, source: str | None, boilerplate: Set[int]
) -> tuple[Article, tuple[Repair, ...]]:
    """Return the article without boilerplate, and a repair that says so if there was any."""
    if not source or not boilerplate:
        return article, ()
    text, left_out = remove_boilerplate(source, article.text, boilerplate)
    if not left_out:
        return article, ()
    return replace(article, text=text), (Repair(RepairKind.BOILERPLATE, len(left_out), shorten_example(left_out[0])),)


# Failures


def latest_failures(connection: Connection, limit: int, source: str | None) -> tuple[FailureRecord, ...]:
    """Return the documents that fail now, those tried last first; of one source if it is named."""
    wanted = select(failures).order_by(failures.c.last_at.desc(), failures.c.source, failures.c.key).limit(limit)
    if source is not None:
        wanted = wanted.where(failures.c.source == source)
    return tuple(_failure(row) for row in connection.execute(wanted))


def failures_by_reason(connection: Connection, source: str | None) -> Mapping[str, int]:
    """Return how many documents fail now for each reason, the most frequent first."""
    number = func.count().label("number")
    wanted = select(failures.c.reason, number).group_by(failures.c.reason).order_by(number.desc(), failures.c.reason)
    if source is not None:
        wanted = wanted.where(failures.c.source == source)
    return {row.reason: row.number for row in connection.execute(wanted)}


def failure_examples(connection: Connection, each: int) -> tuple[FailureRecord, ...]:
    """Return at most `each` documents that fail now for each reason in each source, those tried last first."""
    newest = (failures.c.last_at.desc(), failures.c.key)
    rank = func.row_number().over(partition_by=(failures.c.source, failures.c.reason), order_by=newest)
    ranked = select(failures, rank.label("number")).subquery()
    wanted = select(ranked).where(ranked.c.number <= each)
    rows = connection.execute(wanted.order_by(ranked.c.source, ranked.c.reason, ranked.c.number))
    return tuple(_failure(row) for row in rows)


def failures_by_source(connection: Connection) -> Mapping[str, Mapping[str, int]]:
    """Return how many documents of each source fail now for each reason, the most frequent first."""
    number = func.count().label("number")
    wanted = select(failures.c.source, failures.c.reason, number).group_by(failures.c.source, failures.c.reason)
    counts: dict[str, dict[str, int]] = {}
    for row in connection.execute(wanted.order_by(failures.c.source, number.desc(), failures.c.reason)):
        counts.setdefault(row.source, {})[row.reason] = row.number
    return counts


def drop_stale_failures(connection: Connection, source: str, container: str, run: int) -> None:
    """Delete the failures of documents that a container no longer has, after a run has read it. Articles stay."""
    left = (documents.c.source == source) & (documents.c.container == container) & (documents.c.seen != run)
    failing = select(failures.c.key).where(failures.c.source == source)
    without_article = left & documents.c.article_id.is_(None) & documents.c.key.in_(failing)
    connection.execute(delete(documents).where(without_article))  # and their failures with them
    # From the failures, which are few, to their documents: a feed that was read for years has very many documents.
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
        first_at=from_utc_text(row.first_at),
        last_at=from_utc_text(row.last_at),
        attempts=row.attempts,
    )
