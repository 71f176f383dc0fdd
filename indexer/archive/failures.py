"""Which documents cannot be read, and why?"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, select

from indexer.archive.record import moment
from indexer.archive.schema import documents, failures
from indexer.archive.values import FailureRecord


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
