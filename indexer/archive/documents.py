"""What did each source hold when it was last read, and what has vanished from it?"""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, exists, func, literal, select, update
from sqlalchemy.sql.selectable import NamedFromClause

from indexer.archive.tables import documents, failures, sources

_VOID = "~"
"""What stands before a fingerprint that does not hold any more."""


def fingerprints(connection: Connection, source: str, keys: Sequence[str]) -> Mapping[str, str]:
    """The fingerprints on record of those of the documents that are known and need not be tried again."""
    return _fingerprints(connection, source, keys, (documents.c.fingerprint != "") & ~_is_void())


def forgotten(connection: Connection, source: str, keys: Sequence[str]) -> Mapping[str, str]:
    """The fingerprints that those of the documents had that are to be tried again because theirs was forgotten."""
    found = _fingerprints(connection, source, keys, _is_void())
    return {key: fingerprint.removeprefix(_VOID) for key, fingerprint in found.items()}


def forget_fingerprints(connection: Connection, source: str) -> None:
    """Have all documents of a source read again at its next run."""
    _forget(connection, documents.c.source == source)


def forget_failures(connection: Connection, source: str) -> None:
    """Have the documents of a source that failed, and what holds them, read again at its next run."""
    failed = select(failures.c.key).where(failures.c.source == source)
    holders = select(documents.c.container).where((documents.c.source == source) & documents.c.key.in_(failed))
    _forget(connection, (documents.c.source == source) & (documents.c.key.in_(failed) | documents.c.key.in_(holders)))


def count(connection: Connection, source: str) -> int:
    """How many documents of a source are on record that gave an article or a failure."""
    failed = select(failures.c.key).where(failures.c.source == source)
    told = (documents.c.source == source) & (documents.c.article_id.is_not(None) | documents.c.key.in_(failed))
    return int(connection.scalar(select(func.count()).select_from(documents).where(told)) or 0)


def articles_held(connection: Connection, source: str) -> int:
    """How many articles the documents of a source give."""
    counted = select(func.count(documents.c.article_id.distinct())).where(documents.c.source == source)
    return int(connection.scalar(counted) or 0)


def articles_lost(connection: Connection, source: str, run: int) -> int:
    """How many articles would have no document any more without those that a complete run did not meet."""
    other = documents.alias("other")
    elsewhere = exists().where(
        (other.c.article_id == documents.c.article_id) & ((other.c.source != source) | ~_vanished(source, run, other))
    )
    lost = _vanished(source, run) & documents.c.article_id.is_not(None) & ~elsewhere
    return int(connection.scalar(select(func.count(documents.c.article_id.distinct())).where(lost)) or 0)


def vanished(connection: Connection, source: str, run: int, after: str, limit: int) -> list[str]:
    """The next keys, in their order, of documents that a complete run did not meet."""
    wanted = _vanished(source, run) & (documents.c.key > after)
    return list(connection.scalars(select(documents.c.key).where(wanted).order_by(documents.c.key).limit(limit)))


def met(connection: Connection, source: str, run: int, keys: Sequence[str]) -> int:
    """How many of the documents the run has met so far, itself or with their container."""
    mine = (documents.c.source == source) & documents.c.key.in_(keys) & ~_vanished(source, run)
    return int(connection.scalar(select(func.count()).select_from(documents).where(mine)) or 0)


def on_record(connection: Connection, source: str) -> str | None:
    """The recipe by which a source was last read; None for a source that never was."""
    return connection.scalar(select(sources.c.recipe).where(sources.c.name == source))


def _fingerprints(
    connection: Connection, source: str, keys: Sequence[str], which: ColumnElement[bool]
) -> dict[str, str]:
    wanted = (documents.c.source == source) & documents.c.key.in_(keys) & which
    rows = connection.execute(select(documents.c.key, documents.c.fingerprint).where(wanted))
    return {row.key: row.fingerprint for row in rows}


def _is_void() -> ColumnElement[bool]:
    return documents.c.fingerprint.startswith(_VOID)


def _forget(connection: Connection, which: ColumnElement[bool]) -> None:
    holding = which & (documents.c.fingerprint != "") & ~_is_void()
    connection.execute(update(documents).where(holding).values(fingerprint=literal(_VOID) + documents.c.fingerprint))


def _vanished(source: str, run: int, table: NamedFromClause = documents) -> ColumnElement[bool]:
    holder = documents.alias(f"holder_of_{table.name}")
    kept = exists().where(
        (holder.c.source == table.c.source)
        & (holder.c.key == table.c.container)
        & (holder.c.kept == run)
        & (holder.c.complete <= table.c.seen)
        & (table.c.container != "")
    )
    return (table.c.source == source) & (table.c.seen != run) & ~kept
