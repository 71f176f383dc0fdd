"""The connection to the archive's database, and its errors in words for a person."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from indexer.archive import sql_dialect
from indexer.archive.meta_rows import give_archive_id
from indexer.archive.read_only import ReadOnlyFile, is_read_only
from indexer.archive.serialize import DECODE_ERRORS
from indexer.archive.tables import FORMAT, can_migrate, meta, metadata, migrate, stored_format
from indexer.errors import ArchiveError


class Database:
    """An open database of the format that this program reads. Threads may share it, and a forked process may use it."""

    def __init__(self, where: str | Path, *, create: bool) -> None:
        """Open the database; make it if it does not exist and `create` is true. Raises ArchiveError."""
        url = _url(where)
        path = sql_dialect.sqlite_path(url)
        self.name = str(path) if path else url.render_as_string(hide_password=True)
        with self._translated():
            if path is not None:
                _prepare_file(path, create)
            self._read_only = ReadOnlyFile(path) if path is not None and is_read_only(path) else None
            self._engine = (
                self._read_only.create_engine() if self._read_only else sql_dialect.create_database_engine(url)
            )
            self._writers = self._engine.execution_options(writing=True)
        self._process = os.getpid()
        try:
            self._check_format(create)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Provide a connection with one consistent view."""
        self._after_fork()
        unchanged = self._read_only.unchanged() if self._read_only else nullcontext()
        with self._translated(), unchanged, self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Provide a transaction: durable after a clean exit, undone after an error. All processes take turns."""
        self._after_fork()
        self._refuse_to_write()
        with self._translated(), self._writers.begin() as connection:
            sql_dialect.wait_for_turn(connection)
            yield connection

    @contextmanager
    def decoding(self) -> Iterator[None]:
        """Translate what reading a value raises that no version of this program wrote."""
        try:
            yield
        except DECODE_ERRORS as error:
            raise ArchiveError(
                f"The archive {self.name} is damaged ({type(error).__name__}: {error}). Restore it from a backup."
            ) from error

    @contextmanager
    def lock(self, wait: float) -> Iterator[None]:
        """Hold the lock for writing the index; see `sql_dialect.index_lock`."""
        self._after_fork()
        self._refuse_to_write()
        with ExitStack() as locks:
            with self._translated():
                locks.enter_context(sql_dialect.index_lock(self._engine, wait))
            yield

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _check_format(self, create: bool) -> None:
        with self.reading() as connection:
            exists = inspect(connection).has_table(meta.name)
        if not exists:
            if not create:
                raise ArchiveError(f"There is no archive in {self.name} yet. Run `dateline index` to make one.")
            with self.writing() as connection:
                metadata.create_all(connection)
                sql_dialect.upsert(connection, meta, [{"name": "format", "value": str(FORMAT)}])
                give_archive_id(connection)
        with self.reading() as connection:
            stored = stored_format(connection)
        if can_migrate(stored) and self._read_only:
            raise ArchiveError(
                f"The archive {self.name} has format {stored}, and on a read-only disk it cannot be brought to format "
                f"{FORMAT}. Run `dateline status` once where it can be written."
            )
        if can_migrate(stored):
            with self.writing() as connection:
                migrate(connection)
                give_archive_id(connection)
                stored = stored_format(connection)
        if stored != str(FORMAT):
            raise ArchiveError(
                f"The archive {self.name} has format {stored}; this program reads format {FORMAT}. "
                "It was written by another version of Dateline: use that one, or a newer one."
            )

    def _refuse_to_write(self) -> None:
        if self._read_only:
            raise ArchiveError(
                f"The archive {self.name} can only be read: it is on a read-only disk, or this user may not write it."
            )

    def _after_fork(self) -> None:
        if self._process != os.getpid():
            # The parent's connections are for the parent to use and to close.
            self._engine.dispose(close=False)
            self._process = os.getpid()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise ArchiveError(f"The archive {self.name} {_explain(str(getattr(error, 'orig', error)))}") from error
        except OSError as error:
            raise ArchiveError(
                f"The archive {self.name} cannot be opened: {error.strerror or error}. "
                "Check that the data folder exists and is writable, or choose another with --data."
            ) from error


_EXPLANATIONS = {
    "lock timeout": "is in use by another program. Try again when it has finished.",
    "locked": "is in use by another program. Try again when it has finished.",
    "readonly": "cannot be written. Check the permissions of the data folder.",
    "read-only": "cannot be written. Check the permissions of the data folder.",
    "unable to open": "cannot be opened. Check the permissions of the data folder.",
    "full": "cannot grow: the disk is full. Free some space and run again; what was committed is safe.",
    "malformed": "is damaged. Restore it from a backup.",
    "not a database": "is damaged, or is not an archive. Restore it from a backup, or move the file away.",
}


def _explain(message: str) -> str:
    for word, explanation in _EXPLANATIONS.items():
        if word in message:
            return explanation
    return f"cannot be used: {message.strip().splitlines()[0] if message.strip() else 'no reason given'}"


def _url(where: str | Path) -> URL:
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(where))
    try:
        url = make_url(where)
        name = url.get_dialect().name
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise ArchiveError(f"{where} is not the address of a database that can be used here: {error}") from error
    if name not in sql_dialect.DIALECTS:
        raise ArchiveError(f"An archive is stored in SQLite or PostgreSQL, not in {name}.")
    return url


def _prepare_file(path: Path, create: bool) -> None:
    if path.exists():
        return
    if not create:
        raise ArchiveError(f"There is no archive in {path} yet. Run `dateline index` to make one.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
