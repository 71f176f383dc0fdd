"""The table of documents: what each source held when it was last read, and what has vanished from it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, exists, func, literal, select, update
from sqlalchemy.sql.selectable import NamedFromClause

from indexer.archive.tables import documents, failures, sources

_INVALID = "~"
"""The prefix of a fingerprint that is no longer valid."""


def fingerprints(connection: Connection, source: str, keys: Sequence[str]) -> Mapping[str, str]:
    """Return the fingerprints on record, without those of documents that are to be tried again."""
    return _fingerprints(connection, source, keys, (documents.c.fingerprint != "") & ~_is_invalid())


def invalidated_fingerprints(connection: Connection, source: str, keys: Sequence[str]) -> Mapping[str, str]:
    """Return the fingerprints that documents had before they were invalidated; of those alone that are invalidated."""
    found = _fingerprints(connection, source, keys, _is_invalid())
    return {key: fingerprint.removeprefix(_INVALID) for key, fingerprint in found.items()}


def invalidate_source(connection: Connection, source: str) -> None:
    """Invalidate all fingerprints of a source, so that its next run reads all documents again."""
    _invalidate(connection, documents.c.source == source)


def invalidate_failures(connection: Connection, source: str) -> None:
    """Invalidate the fingerprints of the documents of a source that failed, and of their containers."""
    failed = select(failures.c.key).where(failures.c.source == source)
    containers = select(documents.c.container).where((documents.c.source == source) & documents.c.key.in_(failed))
    _invalidate(
        connection, (documents.c.source == source) & (documents.c.key.in_(failed) | documents.c.key.in_(containers))
    )


def article_ids(connection: Connection, source: str, after: str, limit: int) -> list[str]:
    """Return the ids of the next articles, in their order, that the documents of a source give."""
    given = (documents.c.source == source) & (documents.c.article_id > after)
    wanted = select(documents.c.article_id).where(given).distinct().order_by(documents.c.article_id).limit(limit)
    return [article_id for article_id in connection.scalars(wanted) if article_id is not None]


def invalidate_articles(connection: Connection, source: str, ids: Sequence[str]) -> None:
    """Invalidate the fingerprints of the documents of a source that give these articles, and of their containers."""
    if ids:
        giving = (documents.c.source == source) & documents.c.article_id.in_(ids)
        containers = list(connection.scalars(select(documents.c.container).where(giving).distinct()))
        _invalidate(connection, giving | ((documents.c.source == source) & documents.c.key.in_(containers)))


def count_documents(connection: Connection, source: str) -> int:
    """Return how many documents of a source are on record that gave an article or a failure."""
    failed = select(failures.c.key).where(failures.c.source == source)
    wanted = (documents.c.source == source) & (documents.c.article_id.is_not(None) | documents.c.key.in_(failed))
    return int(connection.scalar(select(func.count()).select_from(documents).where(wanted)) or 0)


def count_articles(connection: Connection, source: str) -> int:
    """Return how many articles the documents of a source give."""
    counted = select(func.count(documents.c.article_id.distinct())).where(documents.c.source == source)
    return int(connection.scalar(counted) or 0)


def count_vanished_articles(connection: Connection, source: str, run: int) -> int:
    """Return how many articles are given only by documents that a complete run did not meet."""
    other = documents.alias("other")
    elsewhere = exists().where(
        (other.c.article_id == documents.c.article_id) & ((other.c.source != source) | ~_vanished(source, run, other))
    )
    lost = _vanished(source, run) & documents.c.article_id.is_not(None) & ~elsewhere
    return int(connection.scalar(select(func.count(documents.c.article_id.distinct())).where(lost)) or 0)


def vanished_keys(connection: Connection, source: str, run: int, after: str, limit: int) -> list[str]:
    """Return the next keys, in their order, of documents that a complete run did not meet."""
    wanted = _vanished(source, run) & (documents.c.key > after)
    return list(connection.scalars(select(documents.c.key).where(wanted).order_by(documents.c.key).limit(limit)))


def count_seen(connection: Connection, source: str, run: int, keys: Sequence[str]) -> int:
    """Return how many of the documents the run has met so far, by themselves or with their container."""
    seen = (documents.c.source == source) & documents.c.key.in_(keys) & ~_vanished(source, run)
    return int(connection.scalar(select(func.count()).select_from(documents).where(seen)) or 0)


def get_recipe(connection: Connection, source: str) -> str | None:
    """Return the recipe by which a source was last read; None for a source that never was."""
    return connection.scalar(select(sources.c.recipe).where(sources.c.name == source))


def _fingerprints(
    connection: Connection, source: str, keys: Sequence[str], which: ColumnElement[bool]
) -> dict[str, str]:
    wanted = (documents.c.source == source) & documents.c.key.in_(keys) & which
    rows = connection.execute(select(documents.c.key, documents.c.fingerprint).where(wanted))
    return {row.key: row.fingerprint for row in rows}


def _is_invalid() -> ColumnElement[bool]:
    return documents.c.fingerprint.startswith(_INVALID)


def _invalidate(connection: Connection, which: ColumnElement[bool]) -> None:
    valid = which & (documents.c.fingerprint != "") & ~_is_invalid()
    connection.execute(update(documents).where(valid).values(fingerprint=literal(_INVALID) + documents.c.fingerprint))


def _vanished(source: str, run: int, table: NamedFromClause = documents) -> ColumnElement[bool]:
    container = documents.alias(f"container_of_{table.name}")
    unchanged = exists().where(
        (container.c.source == table.c.source)
        & (container.c.key == table.c.container)
        & (container.c.kept == run)
        & (container.c.complete <= table.c.seen)
        & (table.c.container != "")
    )
    return (table.c.source == source) & (table.c.seen != run) & ~unchanged
