"""The file of the search log: SQLite, with one row for each query, hour, surface and use of filters.

Rows are counters, so no order of single searches is kept. What is deleted is overwritten with zeros.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    Table,
    Text,
    delete,
    event,
    select,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from indexer.archive.read_only import ReadOnlyFile, is_read_only
from indexer.archive.sql_dialect import create_database_engine
from search.errors import DatelineError
from web.searches.entry import LoggedSearch, Surface

MAX_QUERIES_OF_HOUR = 2_000
"""So many different queries are kept of an hour, which limits the space that made-up ones can take."""
FORGET_TRIES = 3
"""How often the file of recent changes is emptied, should others be using it. Each try waits for them for seconds."""
FORGET_WAIT_MS = 3_000

metadata = MetaData()

searches = Table(
    "searches",
    metadata,
    Column("hour", Text, primary_key=True),
    Column("query", Text, primary_key=True),
    Column("surface", Text, primary_key=True),
    Column("filtered", Boolean, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("partial", Integer, nullable=False),
    Column("took_ms", Float, nullable=False),
)
"""`total` and `partial` are those of the last search in the hour, `took_ms` is the sum."""


class SearchLogError(DatelineError):
    """The file of the search log cannot be used."""


@dataclass(frozen=True, slots=True)
class Row:
    """The searches for one query in one hour."""

    hour: str
    query: str
    surface: Surface
    filtered: bool
    times: int
    total: int
    partial: int
    took_ms: float


class SearchLog:
    """The file of the log, opened for each use, so that processes may share it. It is made when it is first written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, entries: Sequence[LoggedSearch], oldest: str) -> None:
        """Add searches, and delete what is older than the hour `oldest`. Raises `SearchLogError`.

        Once an hour has `MAX_QUERIES_OF_HOUR` different queries, searches for others are not kept.
        """
        with self._translated():
            if not self.path.exists():
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.path.touch(mode=0o600)
            with self._writing() as engine, engine.begin() as connection:
                metadata.create_all(connection)
                statement = insert(searches)
                added = statement.excluded
                upsert = statement.on_conflict_do_update(
                    index_elements=list(searches.primary_key),
                    set_={
                        "times": searches.c.times + added.times,
                        "total": added.total,
                        "partial": added.partial,
                        "took_ms": searches.c.took_ms + added.took_ms,
                    },
                )
                if kept := _within_limit(connection, entries):
                    connection.execute(upsert, [_values(entry) for entry in kept])
                connection.execute(delete(searches).where(searches.c.hour < oldest))

    def rows(self, oldest: str) -> list[Row]:
        """Return the rows from the hour `oldest` on, in order; none where there is no log. Raises `SearchLogError`."""
        if not self.path.exists():
            return []
        statement = select(searches).where(searches.c.hour >= oldest).order_by(*searches.primary_key)
        with self._translated(), self._reading() as engine, engine.connect() as connection:
            found = connection.execute(statement).all()
        return [Row(hour, query, Surface(surface), *rest) for hour, query, surface, *rest in found]

    def forget(self, text: str) -> int:
        """Delete all queries that contain a text, capitals aside; return the number of searches for them.

        Raises `SearchLogError`, also where they are deleted while others use the file, so that copies of them remain.
        """
        if not self.path.exists():
            return 0
        wanted = text.casefold()
        with self._translated(), self._writing() as engine:
            with engine.begin() as connection:
                rows = connection.execute(select(searches.c.query, searches.c.times)).all()
                matching = {query for query, _ in rows if wanted in query.casefold()}
                for query in matching:
                    connection.execute(delete(searches).where(searches.c.query == query))
            # The file of recent changes beside it still has the old pages.
            if not any(_is_emptied(engine) for _ in range(FORGET_TRIES)):
                raise SearchLogError(
                    f"The queries are deleted from the search log, but {self.path.name}-wal beside {self.path} may"
                    " still have copies of them, since another program is reading the log. Run the command again when"
                    " it has finished; if that does not help, stop the server first."
                )
        return sum(times for query, times in rows if query in matching)

    @contextmanager
    def _writing(self) -> Iterator[Engine]:
        engine = create_database_engine(URL.create("sqlite", database=str(self.path)))
        event.listen(engine, "connect", _overwrite_deleted)
        try:
            yield engine.execution_options(writing=True)
        finally:
            engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Engine]:
        engine = (
            ReadOnlyFile(self.path).create_engine()
            if is_read_only(self.path)
            else create_database_engine(URL.create("sqlite", database=str(self.path)))
        )
        try:
            yield engine
        finally:
            engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            reason = getattr(error, "strerror", None) or str(getattr(error, "orig", None) or error)
            raise SearchLogError(
                f"The search log {self.path} cannot be used: {reason}. If it is damaged, delete it: a new one is made."
            ) from error


def _is_emptied(engine: Engine) -> bool:
    """Empty the file of recent changes; return whether that was possible, as it is when nobody reads or writes."""
    with closing(engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {FORGET_WAIT_MS}")
        busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _within_limit(connection: Connection, entries: Sequence[LoggedSearch]) -> list[LoggedSearch]:
    """Return the entries whose queries their hours have already or have room for."""
    known: dict[str, set[str]] = {}
    for hour in {entry.hour for entry in entries}:
        stored = select(searches.c.query).where(searches.c.hour == hour).distinct()
        known[hour] = set(connection.scalars(stored))
    kept = []
    for entry in entries:
        queries = known[entry.hour]
        if len(queries) < MAX_QUERIES_OF_HOUR:
            queries.add(entry.query)
        if entry.query in queries:
            kept.append(entry)
    return kept


def _values(entry: LoggedSearch) -> dict[str, object]:
    return {
        "hour": entry.hour,
        "query": entry.query,
        "surface": entry.surface.value,
        "filtered": entry.filtered,
        "times": 1,
        "total": entry.total,
        "partial": entry.partial,
        "took_ms": entry.took_ms,
    }


def _overwrite_deleted(connection: SQLiteConnection, _: object) -> None:
    connection.execute("PRAGMA secure_delete = ON").close()
    connection.execute("PRAGMA synchronous = NORMAL").close()
