"""Damaged rows of articles: how they are found, named, and written again where something else of them changes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from indexer.archive.checksums import Values, Verifier
from indexer.archive.models import DamagedRecord
from indexer.archive.serialize import DECODE_ERRORS, from_utc_text, load_article
from indexer.archive.tables import articles
from indexer.errors import RecordDamaged
from search.article import to_utc_text

_MAX_ID_CHARS_SHOWN = 100
_MAX_RECORDS_NAMED = 5


def is_readable(row: Values, verifier: Verifier) -> bool:
    """Whether a row of `articles` is as it was written, also where an earlier version wrote it without a checksum."""
    if not verifier.is_intact(articles, row):
        return False
    if row["checksum"] is not None:
        return True
    try:
        load_article(row["record"], from_utc_text(row["first_seen"]))
    except DECODE_ERRORS:
        return False
    return True


def damaged_row(row: Values, now: str) -> dict[str, Any]:
    """Return what can be written again of a damaged row: of its history as much as can be read."""
    texts = {column.name: _storable(row[column.name]) for column in articles.columns}
    return {
        **texts,
        "revision": row["revision"] if isinstance(row["revision"], int) else 0,
        "version": row["version"] if isinstance(row["version"], int) else 1,
        "first_seen": _time_or(row["first_seen"], now),
        "updated": _time_or(row["updated"], now),
        "removed_at": row["removed_at"] and _time_or(row["removed_at"], now),
    }


def _storable(value: object) -> str:
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""


def _time_or(value: object, now: str) -> str:
    try:
        return str(to_utc_text(from_utc_text(str(value))))
    except DECODE_ERRORS:
        return now


def damage(connection: Connection, *records: DamagedRecord) -> RecordDamaged:
    """Return the error that names damaged articles and the archive, and says what to do."""
    url = connection.engine.url
    where = url.database if connection.dialect.name == "sqlite" else url.render_as_string(hide_password=True)
    return RecordDamaged(damage_message(str(where), records))


def damage_message(archive: str, records: Sequence[DamagedRecord]) -> str:
    """Return a sentence that names damaged articles and the archive, and what to do."""
    names = ", ".join(_shown(each.article_id) for each in records[:_MAX_RECORDS_NAMED])
    rest = f" and {len(records) - _MAX_RECORDS_NAMED:,} more" if len(records) > _MAX_RECORDS_NAMED else ""
    which = f"The article {names} is" if len(records) == 1 else f"The articles {names}{rest} are"
    return (
        f"{which} damaged in the archive {archive}: the checksum does not fit. Restore the archive from a backup, "
        "or run `dateline index --retry-failed` to read damaged articles from their sources again."
    )


def _shown(article_id: str) -> str:
    printable = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in article_id)
    too_long = len(printable) > _MAX_ID_CHARS_SHOWN
    return f"{printable[: _MAX_ID_CHARS_SHOWN - 1]}…" if too_long else printable
