"""What did each source hold when it was last read, and what has vanished from it?"""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, exists, func, select, update

from indexer.archive.schema import documents, sources


def fingerprints(connection: Connection, source: str, keys: Sequence[str]) -> Mapping[str, str]:
    """The fingerprints on record of those of the documents that are known and need not be tried again."""
    wanted = (documents.c.source == source) & documents.c.key.in_(keys) & (documents.c.fingerprint != "")
    rows = connection.execute(select(documents.c.key, documents.c.fingerprint).where(wanted))
    return {row.key: row.fingerprint for row in rows}


def forget_fingerprints(connection: Connection, source: str) -> None:
    """Have all documents of a source read again at its next run."""
    connection.execute(update(documents).where(documents.c.source == source).values(fingerprint=""))


def vanished(connection: Connection, source: str, run: int, after: str, limit: int) -> list[str]:
    """The next keys, in their order, of documents that a complete run did not meet."""
    wanted = _vanished(source, run) & (documents.c.key > after)
    return list(connection.scalars(select(documents.c.key).where(wanted).order_by(documents.c.key).limit(limit)))


def vanished_count(connection: Connection, source: str, run: int) -> int:
    """How many documents a complete run did not meet."""
    return int(connection.scalar(select(func.count()).select_from(documents).where(_vanished(source, run))) or 0)


def on_record(connection: Connection, source: str) -> str | None:
    """The recipe by which a source was last read; None for a source that never was."""
    return connection.scalar(select(sources.c.recipe).where(sources.c.name == source))


def _vanished(source: str, run: int) -> ColumnElement[bool]:
    holder = documents.alias("holder")
    kept = exists().where(
        (holder.c.source == documents.c.source)
        & (holder.c.key == documents.c.container)
        & (holder.c.kept == run)
        & (holder.c.complete <= documents.c.seen)
        & (documents.c.container != "")
    )
    return (documents.c.source == source) & (documents.c.seen != run) & ~kept
