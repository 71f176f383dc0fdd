"""The checksums of rows with articles in them: what was written is what is read, or the row is damaged.

A database finds a page that is torn, and nothing else: a flipped bit in a text is another text. So each row of
`articles`, `versions` and `alternates` has the XXH3 (64 bits) of its other columns.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import xxhash
from sqlalchemy import Connection, Table, bindparam, delete, select, tuple_, update

from indexer.archive.meta_rows import get_value, put_value
from indexer.archive.tables import CHECKSUM_CURSOR, alternates, articles, meta, versions

Values = Mapping[Any, Any]
"""The columns of a row by their names."""
_CHECKED = {table.name: table for table in (articles, versions, alternates)}
_PAGE_ROWS = 500


def checksum(table: Table, row: Values) -> int:
    """Return the checksum of a row, as a signed integer of 64 bits.

    Empty columns do not count, so that a later version may add columns without touching every row.
    """
    digest = xxhash.xxh3_64()
    for name in (column.name for column in table.columns if column.name != "checksum"):
        value = row[name]
        if value is not None and value != "":
            # A damaged row may have a value of any type.
            encoded = value.encode(errors="surrogatepass") if isinstance(value, str) else repr(value).encode()
            digest.update(f"{name} {len(encoded)} ".encode())
            digest.update(encoded)
    return int.from_bytes(digest.digest(), signed=True)


def with_checksums(table: Table, rows: Iterable[Values]) -> list[dict[str, Any]]:
    """Return the rows with their checksums, as they are to be written."""
    return [{**row, "checksum": checksum(table, row)} for row in rows]


class Verifier:
    """Tells within one transaction which rows are as they were written.

    Rows of an earlier version have no checksum, and are taken as they are until all rows have got theirs. From then on
    a row without one is damaged.
    """

    def __init__(self, connection: Connection) -> None:
        self._may_be_missing = get_value(connection, CHECKSUM_CURSOR) is not None

    def is_intact(self, table: Table, row: Values) -> bool:
        """Whether a row is as it was written."""
        if row["checksum"] is None:
            return self._may_be_missing
        return bool(row["checksum"] == checksum(table, row))


def add_missing_checksums(connection: Connection) -> int | None:
    """Give the next rows their checksums that an earlier version wrote without; return how many, None at the end."""
    cursor = get_value(connection, CHECKSUM_CURSOR)
    if cursor is None:
        return None
    name, last = json.loads(cursor)
    table = _CHECKED[name]
    keys = list(table.primary_key.columns)
    page = select(table).order_by(*keys).limit(_PAGE_ROWS)
    if last:
        page = page.where(tuple_(*keys) > tuple_(*last))
    rows = [row for row in connection.execute(page).mappings() if all(_is_storable(row[key.name]) for key in keys)]
    reached = [rows[-1][key.name] for key in keys] if rows else []
    missing = with_checksums(table, (row for row in rows if row["checksum"] is None))
    if missing:
        is_row = [key == bindparam(f"key_{key.name}") for key in keys]
        values = [
            {"checksum": row["checksum"], **{f"key_{key.name}": row[key.name] for key in keys}} for row in missing
        ]
        connection.execute(update(table).where(*is_row).values(checksum=bindparam("checksum")), values)
    if _is_further(reached, last):
        put_value(connection, CHECKSUM_CURSOR, json.dumps([name, reached]))
        return len(rows)
    following = list(_CHECKED)[list(_CHECKED).index(name) + 1 :]
    if following:
        put_value(connection, CHECKSUM_CURSOR, json.dumps([following[0], []]))
    else:
        connection.execute(delete(meta).where(meta.c.name == CHECKSUM_CURSOR))
    return 0


def _is_storable(key: object) -> bool:
    """Whether a value can be written as it was read: a damaged text need not be UTF-8."""
    try:
        return isinstance(key, int) or (isinstance(key, str) and bool(key.encode()))
    except UnicodeEncodeError:
        return False


def _is_further(reached: list[Any], last: list[Any]) -> bool:
    """Whether a page has led on; a damaged key might lead back for ever."""
    try:
        return reached > last
    except TypeError:
        return False
