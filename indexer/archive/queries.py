"""Queries for the size of the archive, and for the documents that fail."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, exists, func, select

from indexer.archive import sql_dialect
from indexer.archive.meta_rows import latest_revision
from indexer.archive.models import ArchiveStats, FailureRecord
from indexer.archive.serialize import from_utc_text
from indexer.archive.tables import articles, documents, failures, versions


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
        size_bytes=sql_dialect.database_bytes(connection),
    )


def _count_rows(connection: Connection, table: Table) -> int:
    return int(connection.scalar(select(func.count()).select_from(table)) or 0)


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
