"""An archive of SQLite on a disk that cannot be written: opened without the files that SQLite makes beside its own.

A writer leaves the file alone when it has ended, so that it can be read as one that never changes. While a writer on
another machine, or in another container, is at work, its log lies beside the file, and is read with it.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from indexer.archive.sql_dialect import prepare_reader
from indexer.errors import ArchiveError


class ReadOnlyFile:
    """The file of an archive that can only be read. Each connection is opened anew, as the file is then."""

    def __init__(self, path: Path) -> None:
        self._path, self._log = path, path.with_name(f"{path.name}-wal")

    def create_engine(self) -> Engine:
        """Return an engine for it."""
        engine = create_engine(
            URL.create("sqlite", database=str(self._path)), creator=self._connect, poolclass=NullPool
        )
        event.listen(engine, "connect", prepare_reader)
        return engine

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Raise ArchiveError if a writer begins while the file is read as one that never changes."""
        before = self._stamp()
        yield
        if not self._has_log(before) and self._stamp() != before:
            raise ArchiveError(f"The archive {self._path} was written while it was read. Try again.")

    def _connect(self) -> sqlite3.Connection:
        never_changes = "" if self._has_log(self._stamp()) else "&immutable=1"
        address = f"file:{quote(str(self._path.absolute()))}?mode=ro{never_changes}"
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    def _stamp(self) -> tuple[tuple[int, int, int], int]:
        """Return a value that changes with the file, and the length of its log."""
        status = self._path.stat()
        log = self._log.stat().st_size if self._log.exists() else 0
        return (status.st_ino, status.st_size, status.st_mtime_ns), log

    def _has_log(self, stamp: tuple[tuple[int, int, int], int]) -> bool:
        return bool(stamp[1])


def is_read_only(path: Path) -> bool:
    """Whether the file exists, and it or its folder cannot be written by this process."""
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
