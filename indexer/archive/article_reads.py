"""Articles read from the archive and verified: each as it was written, or named as damaged.

Keys come from an index of the database, so that a row that cannot be read, or has another key now, can be named and
passed over.
"""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Table, select
from sqlalchemy.exc import DBAPIError

from indexer.archive.boilerplate import boilerplate_digests, remove_boilerplate
from indexer.archive.checksums import Verifier
from indexer.archive.damage import damage
from indexer.archive.models import Change, DamagedRecord, StoredArticle, Version
from indexer.archive.serialize import DECODE_ERRORS, from_utc_text, load_article, load_ledger, load_repairs
from indexer.archive.tables import articles, versions
from indexer.extract.result import Repair, RepairKind, shorten_example
from search.article import Article


def get_article(connection: Connection, article_id: str) -> StoredArticle | None:
    """Return the article with that id, removed or not; None when the archive never had it. Raises RecordDamaged."""
    try:
        row = connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
    except DBAPIError as error:
        if not _is_torn(error):
            raise
        raise damage(connection, DamagedRecord(article_id)) from error
    if row is None:
        return None
    boilerplate, verifier = boilerplate_digests(connection, _text(row.source)), Verifier(connection)
    try:
        article, repairs = _without_boilerplate(_article(row, verifier), row.source, boilerplate)
        return StoredArticle(
            article=article,
            first_seen=from_utc_text(row.first_seen),
            updated=from_utc_text(row.updated),
            removed_at=from_utc_text(row.removed_at) if row.removed_at else None,
            repairs=load_repairs(row.repairs) + repairs,
            versions=row.version,
            ledger=load_ledger(row.ledger),
        )
    except DECODE_ERRORS as error:
        raise damage(connection, DamagedRecord(article_id)) from error


def earlier_versions(connection: Connection, article_id: str) -> tuple[Version, ...]:
    """Return the earlier versions of an article, the oldest first. Raises RecordDamaged."""
    now = connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
    if now is None:
        return ()
    rows = connection.execute(select(versions).where(versions.c.article_id == article_id).order_by(versions.c.number))
    verifier = Verifier(connection)
    try:
        _check(articles, now, verifier)
        first_seen, boilerplate = from_utc_text(now.first_seen), boilerplate_digests(connection, now.source or "")
        return tuple(_version(row, verifier, first_seen, now.source, boilerplate) for row in rows)
    except DECODE_ERRORS as error:
        raise damage(connection, DamagedRecord(article_id)) from error


def live_after(connection: Connection, last_id: str, limit: int) -> tuple[list[Article | DamagedRecord], str | None]:
    """Return the live ones of the next articles in the order of their ids, and the last of these ids; None for none."""
    wanted = select(articles.c.id).where(articles.c.id > last_id).order_by(articles.c.id).limit(limit)
    ids = connection.scalars(wanted).all()
    boilerplate, verifier = boilerplate_digests(connection), Verifier(connection)
    found: list[Article | DamagedRecord] = []
    for article_id, row in zip(ids, _rows(connection, articles.c.id, ids), strict=True):
        read = _read(row, verifier, DamagedRecord(article_id), boilerplate)
        if read is not None:
            found.append(read)
    return found, ids[-1] if ids else None


def changes_after(connection: Connection, revision: int, limit: int) -> list[Change]:
    """Return the next changes in the order in which they were made, each article once, as it is now."""
    wanted = select(articles.c.revision).where(articles.c.revision > revision).order_by(articles.c.revision)
    revisions = connection.scalars(wanted.limit(limit)).all()
    boilerplate, verifier = boilerplate_digests(connection), Verifier(connection)
    changes = []
    for number, row in zip(revisions, _rows(connection, articles.c.revision, revisions), strict=True):
        article_id = "" if row is None else _text(row.id)
        read = _read(row, verifier, DamagedRecord(article_id or f"of revision {number}"), boilerplate)
        damaged = read if isinstance(read, DamagedRecord) else None
        article = read if isinstance(read, Article) else None
        changes.append(Change(number, article_id, article, damaged))
    return changes


def damaged_ids(connection: Connection, article_ids: Sequence[str]) -> list[str]:
    """Return which of these articles are damaged; they are given in the order of their ids."""
    rows, verifier = _rows(connection, articles.c.id, article_ids), Verifier(connection)
    read = (_read(row, verifier, DamagedRecord(each), frozenset()) for each, row in zip(article_ids, rows, strict=True))
    return [each.article_id for each in read if isinstance(each, DamagedRecord)]


def _rows(connection: Connection, key: Column[Any], keys: Sequence[Any]) -> list[Row[Any] | None]:
    """Return the rows with these keys, which are consecutive ones in ascending order; None for one that is unreadable.

    Raises what the database raises where it does not matter which row is read.
    """
    if not keys:
        return []
    try:
        rows = connection.execute(select(articles).where(key.between(keys[0], keys[-1])).order_by(key)).all()
        if len(rows) == len(keys):
            return list(rows)
    except DBAPIError as error:
        if not _is_torn(error):
            raise
    return [_row(connection, key == each) for each in keys]


def _row(connection: Connection, which: ColumnElement[bool]) -> Row[Any] | None:
    try:
        return connection.execute(select(articles).where(which)).one_or_none()
    except DBAPIError as error:
        if not _is_torn(error):
            raise
        return None


def _is_torn(error: DBAPIError) -> bool:
    """Whether SQLite cannot read what one query needed, so that another may still read the rest."""
    return any(said in str(error.orig) for said in ("malformed", "disk I/O error"))


def _read(
    row: Row[Any] | None, verifier: Verifier, damaged: DamagedRecord, boilerplate: Set[int]
) -> Article | DamagedRecord | None:
    """Return the article, None if it was removed, or `damaged` if the row is not as it was written."""
    if row is None:
        return damaged
    try:
        article = _article(row, verifier)
        return None if row.removed_at else _without_boilerplate(article, row.source, boilerplate)[0]
    except DECODE_ERRORS:
        return damaged


def _article(row: Row[Any], verifier: Verifier) -> Article:
    """Return the article of a row. Raises one of DECODE_ERRORS for a damaged one."""
    _check(articles, row, verifier)
    return load_article(row.record, from_utc_text(row.first_seen))


def _version(
    row: Row[Any], verifier: Verifier, first_seen: datetime, source: str | None, boilerplate: Set[int]
) -> Version:
    _check(versions, row, verifier)
    return Version(
        number=row.number,
        article=_without_boilerplate(load_article(row.record, first_seen), source, boilerplate)[0],
        seen_from=from_utc_text(row.seen_from),
        replaced_at=from_utc_text(row.replaced_at),
    )


def _check(table: Table, row: Row[Any], verifier: Verifier) -> None:
    if not verifier.is_intact(table, row._mapping):
        raise ValueError("it does not fit its checksum")


def _text(value: object) -> str:
    """Return the text of a column; "" for NULL, and for what damage may have made of it."""
    return value if isinstance(value, str) and value.isprintable() else ""


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
