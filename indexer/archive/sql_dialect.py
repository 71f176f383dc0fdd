"""All that differs between SQLite and PostgreSQL.

These are upserts, how a connection is set up and begins, the turns of those that write, and the lock of the one that
writes the index, which is released when its process dies.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Column, Connection, Engine, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL

from indexer.errors import ArchiveError, IndexBusy

DIALECTS = ("sqlite", "postgresql")
_INDEX_BUSY_MESSAGE = "Another run is writing the index. Try again when it has finished."
_INDEX_LOCK_KEY, _TURN_LOCK_KEY = 0x6461_7465_6C69_6E65, 0x6461_7465_6C69_6E66
_MAX_TURN_WAIT = "60s"
_LOCK_POLL_SECONDS = 0.2


def create_database_engine(url: URL) -> Engine:
    """Return an engine for the archive's database, with each connection set up so that commits are durable."""
    if url.get_dialect().name != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def database_bytes(connection: Connection) -> int:
    """Return the size of the database on disk."""
    if connection.dialect.name == "sqlite":
        size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    else:
        size = "SELECT pg_database_size(current_database())"
    return int(connection.scalar(text(size)) or 0)


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert whole rows, replacing those with the same primary key."""
    if rows:
        insert, keys = _insert(connection, table)
        values = {column.name: insert.excluded[column.name] for column in table.columns if column.name not in keys}
        connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=values), rows)


def add_to_counters(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], counter: Column[int]
) -> None:
    """Insert rows; where a row with the same primary key exists, add the row's `counter` to its own."""
    if rows:
        insert, keys = _insert(connection, table)
        sums = {counter.name: counter + insert.excluded[counter.name]}
        connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=sums), rows)


def _insert(connection: Connection, table: Table) -> tuple[sqlite.Insert | postgresql.Insert, list[str]]:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table), [column.name for column in table.primary_key]


def wait_for_turn(connection: Connection) -> None:
    """Wait until no other transaction writes. SQLite has made sure of it when the transaction began.

    Revisions come from a counter; if two transactions overlapped, the index could skip one of them.
    """
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_MAX_TURN_WAIT}'")
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TURN_LOCK_KEY})


@contextmanager
def index_lock(engine: Engine, wait: float) -> Iterator[None]:
    """Hold the lock for writing the index. Raises IndexBusy when another run holds it for `wait` seconds."""
    if engine.dialect.name == "sqlite":
        try:
            with FileLock(f"{engine.url.database}.lock", timeout=wait, mode=0o600, is_singleton=False):
                yield
        except Timeout as error:
            raise IndexBusy(_INDEX_BUSY_MESSAGE) from error
        return
    with engine.connect() as connection:
        deadline = time.monotonic() + wait
        key = {"key": _INDEX_LOCK_KEY}
        while not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), key):
            if time.monotonic() >= deadline:
                raise IndexBusy(_INDEX_BUSY_MESSAGE)
            time.sleep(_LOCK_POLL_SECONDS)
        connection.commit()  # the lock belongs to the session; an open transaction would only hold back vacuum
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)


def sqlite_path(url: URL) -> Path | None:
    """Return the file of a SQLite archive; None for another database."""
    if url.get_dialect().name != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise ArchiveError("An archive in memory keeps nothing. Give a path or the address of a database.")
    return Path(url.database)


def _prepare_sqlite(connection: SQLiteConnection, _: object) -> None:
    prepare_reader(connection, None)
    for pragma in ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def prepare_reader(connection: SQLiteConnection, _: object) -> None:
    """Set up a connection to SQLite as far as reading needs it."""
    # The driver would begin transactions only at the first write.
    connection.isolation_level = None
    # A damaged text need not be UTF-8, and must not hide what else is in its row, nor the other rows.
    connection.text_factory = lambda encoded: encoded.decode("utf-8", "surrogateescape")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
