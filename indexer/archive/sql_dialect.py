"""What differs between SQLite and PostgreSQL? All of it is here.

Upserts, how a connection is set up and begins, the turns of those that write, and the lock of the one that writes the
index, which dies with its process.
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
_BUSY = "Another run is writing the index. Try again when it has finished."
_INDEX_KEY, _TURN_KEY = 0x6461_7465_6C69_6E65, 0x6461_7465_6C69_6E66
_LONGEST_TURN = "60s"


def connectable(url: URL) -> Engine:
    """An engine for the archive's database, each connection set up to keep what it commits."""
    if url.get_dialect().name != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows whole, replacing those of the same primary key."""
    if not rows:
        return
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    keys = [column.name for column in table.primary_key]
    values = {column.name: insert.excluded[column.name] for column in table.columns if column.name not in keys}
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=values), rows)


def add_up(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], counter: Column[int]) -> None:
    """Insert rows; where one of the same primary key is there, its `counter` grows by the row's."""
    if not rows:
        return
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    keys = [column.name for column in table.primary_key]
    grown = {counter.name: counter + insert.excluded[counter.name]}
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=grown), rows)


def take_turn(connection: Connection) -> None:
    """Wait until no other transaction writes. SQLite has made sure of it when the transaction began.

    Revisions are given out by a counter; were two transactions to overlap, the index could pass over one of them.
    """
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LONGEST_TURN}'")
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TURN_KEY})


@contextmanager
def index_lock(engine: Engine, wait: float) -> Iterator[None]:
    """Held by the one that writes the index. Raises IndexBusy when another holds it for `wait` seconds."""
    if engine.dialect.name == "sqlite":
        try:
            with FileLock(f"{engine.url.database}.lock", timeout=wait, mode=0o600, is_singleton=False):
                yield
        except Timeout as error:
            raise IndexBusy(_BUSY) from error
        return
    with engine.connect() as connection:
        deadline = time.monotonic() + wait
        key = {"key": _INDEX_KEY}
        while not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), key):
            if time.monotonic() >= deadline:
                raise IndexBusy(_BUSY)
            time.sleep(0.2)
        connection.commit()  # the lock is the session's; an open transaction would only hold back vacuum
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)


def sqlite_path(url: URL) -> Path | None:
    """The file of a SQLite archive; None for another database."""
    if url.get_dialect().name != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise ArchiveError("An archive in memory keeps nothing. Give a path or the address of a database.")
    return Path(url.database)


def _prepare_sqlite(connection: SQLiteConnection, _: object) -> None:
    # The driver would begin transactions only at the first write; `_begin_sqlite` does it instead.
    connection.isolation_level = None
    for pragma in ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
