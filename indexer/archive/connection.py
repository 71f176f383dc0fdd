"""How is the archive's database opened, read and written, and what does its trouble mean to a person?"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from indexer.archive import sql_dialect as dialect
from indexer.archive.tables import FORMAT, can_migrate, found_format, meta, metadata, migrate
from indexer.errors import ArchiveError


class Database:
    """An open database of the format that this program reads. Threads share it; a fork may go on using it."""

    def __init__(self, where: str | Path, *, create: bool) -> None:
        """Open it, and make it where it does not exist and `create` says so. Raises ArchiveError."""
        url = _url(where)
        path = dialect.sqlite_path(url)
        self.name = str(path) if path else url.render_as_string(hide_password=True)
        with self._translated():
            if path is not None:
                _prepare_file(path, create)
            self._engine = dialect.connectable(url)
            self._writers = self._engine.execution_options(writing=True)
        self._process = os.getpid()
        try:
            self._check_format(create)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection with one consistent view."""
        self._after_fork()
        with self._translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: durable after a clean exit, undone after an error. All processes take turns."""
        self._after_fork()
        with self._translated(), self._writers.begin() as connection:
            dialect.take_turn(connection)
            yield connection

    @contextmanager
    def lock(self, wait: float) -> Iterator[None]:
        """Held by the one that writes the index; see `dialect.index_lock`."""
        self._after_fork()
        with ExitStack() as held:
            with self._translated():
                held.enter_context(dialect.index_lock(self._engine, wait))
            yield

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    def _check_format(self, create: bool) -> None:
        with self.reading() as connection:
            exists = inspect(connection).has_table(meta.name)
        if not exists:
            if not create:
                raise ArchiveError(f"There is no archive in {self.name} yet. Run `dateline index` to make one.")
            with self.writing() as connection:
                metadata.create_all(connection)
                dialect.upsert(connection, meta, [{"name": "format", "value": str(FORMAT)}])
        with self.reading() as connection:
            found = found_format(connection)
        if can_migrate(found):
            with self.writing() as connection:
                migrate(connection)
                found = found_format(connection)
        if found != str(FORMAT):
            raise ArchiveError(
                f"The archive {self.name} has format {found}; this program reads format {FORMAT}. "
                "It was written by another version of Dateline: use that one, or a newer one."
            )

    def _after_fork(self) -> None:
        if self._process != os.getpid():
            # The parent's connections are the parent's to use and to close.
            self._engine.dispose(close=False)
            self._process = os.getpid()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise ArchiveError(f"The archive {self.name} {_meaning(str(getattr(error, 'orig', error)))}") from error
        except OSError as error:
            raise ArchiveError(
                f"The archive {self.name} cannot be opened: {error.strerror or error}. "
                "Check that the data folder exists and may be written, or choose another with --data."
            ) from error


_MEANINGS = {
    "lock timeout": "is in use by another program. Try again when it has finished.",
    "locked": "is in use by another program. Try again when it has finished.",
    "readonly": "may not be written. Check the permissions of the data folder.",
    "read-only": "may not be written. Check the permissions of the data folder.",
    "unable to open": "cannot be opened. Check the permissions of the data folder.",
    "full": "cannot grow: the disk is full. Free some space and run again; what was committed is safe.",
    "malformed": "is damaged. Restore it from a backup.",
    "not a database": "is damaged, or no archive at all. Restore it from a backup, or move the file away.",
}


def _meaning(message: str) -> str:
    for word, meaning in _MEANINGS.items():
        if word in message:
            return meaning
    return f"cannot be used: {message.strip().splitlines()[0] if message.strip() else 'no reason given'}"


def _url(where: str | Path) -> URL:
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(where))
    try:
        url = make_url(where)
        name = url.get_dialect().name
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise ArchiveError(f"{where} is not the address of a database that can be used here: {error}") from error
    if name not in dialect.DIALECTS:
        raise ArchiveError(f"An archive is kept in SQLite or PostgreSQL, not in {name}.")
    return url


def _prepare_file(path: Path, create: bool) -> None:
    if path.exists():
        return
    if not create:
        raise ArchiveError(f"There is no archive in {path} yet. Run `dateline index` to make one.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
