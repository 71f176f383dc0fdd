"""ZIP archives that others made: whatever `zipfile` raises for a damaged or encrypted one is `DamagedZip`."""

import errno
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,  # compressed bytes that are wrong
    EOFError,  # a member that is cut off
    KeyError,  # a member that is not there
    RuntimeError,  # a password is wanted, or the compression is unknown (NotImplementedError)
    ValueError,  # names and numbers of the directory that cannot be (UnicodeError)
    OverflowError,  # a place beyond what a file can have
)


class DamagedZip(Exception):
    """A ZIP archive, or a member of one, that cannot be read; the message says why."""


class ZipArchive:
    """An open ZIP archive, closed at the end of its `with`. All calls may raise `DamagedZip` and OSError."""

    def __init__(self, path: Path) -> None:
        with _translated():
            self._archive = zipfile.ZipFile(path)
        self.names = tuple(self._archive.namelist())

    def __enter__(self) -> "ZipArchive":
        return self

    def __exit__(self, *_error: object) -> None:
        self._archive.close()

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """Return a member, None for one of more than `max_bytes`."""
        with self.open(name) as member:
            data = member.read(max_bytes + 1)
        return data if len(data) <= max_bytes else None

    def open(self, name: str) -> io.BufferedReader:
        """Return a member as a file that can be sought."""
        with _translated():
            return io.BufferedReader(_Member(self._archive.open(name)))


class _Member(io.RawIOBase):
    """A member whose bytes are decompressed, and checked, as they are read."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the buffer of a BufferedReader
        with _translated():
            data = self._member.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        with _translated():
            return self._member.seek(offset, whence)

    def tell(self) -> int:
        return self._member.tell()

    def close(self) -> None:
        self._member.close()
        super().close()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except _ERRORS as error:
        raise DamagedZip(str(error) or type(error).__name__) from error
    except OSError as error:
        # The directory names a place before the beginning of the file; any other error is the machine's.
        if error.errno != errno.EINVAL:
            raise
        raise DamagedZip("its directory names a place that the file does not have") from error
