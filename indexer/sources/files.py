"""Here is a folder, or one file: which documents does it hold, and which of them are new?"""

import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from indexer.document import Document, Failure, KnownFingerprints, SourceItem, Unchanged
from indexer.errors import SourceError
from indexer.settings import SourceSettings
from indexer.sources.container import Container, read_container
from indexer.sources.csv_table import TableFile
from indexer.sources.detect_file import Kind, container_kind, media_type
from indexer.sources.fingerprints import digest, escape_unprintable, same_content, stamp, unmoved
from indexer.sources.json_array import ArrayFile, holds_records
from indexer.sources.jsonl import RecordFile
from indexer.sources.warc import WarcFile
from indexer.sources.wordpress import WordPressFile

# FOLDED: Which files lie below a folder, in an order that does not change?


@dataclass(frozen=True, slots=True)
class Entry:
    """A file below the folder, by its path and by the key that names it within the source."""

    path: Path
    key: str


def walk(root: Path) -> Iterator[Entry | Failure]:
    """All files below `root`, depth first, by name; hidden ones are left out.

    Links are followed, but no folder is read twice, so that loops end. A folder that cannot be listed is a Failure that
    hides what lies beneath; `root` itself raises OSError.
    """
    real_root = root.resolve()
    visited = {_identity(root.stat())}
    stack = [iter(_listing(root))]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            continue
        path = Path(entry.path)
        key = escape_unprintable(path.relative_to(root).as_posix())
        try:
            if not entry.is_dir():
                yield Entry(path, key)
                continue
            if entry.is_symlink() and _is_met(path.resolve(), real_root):
                continue  # it is read where it really lies
            identity = _identity(path.stat())
            if identity not in visited:
                visited.add(identity)
                stack.append(iter(_listing(path)))
        except OSError as error:
            yield Failure(
                key,
                escape_unprintable(str(path)),
                "unreadable",
                f"The folder cannot be listed: {error.strerror}. Its articles stay as they were.",
                hides=True,
            )


def _is_met(folder: Path, root: Path) -> bool:
    """Whether a folder, without links in its path, lies below `root` and in nothing hidden, and so is walked itself."""
    return folder.is_relative_to(root) and not any(part.startswith(".") for part in folder.relative_to(root).parts)


def _listing(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted((each for each in entries if not each.name.startswith(".")), key=lambda each: each.name)


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


_CHUNK = 500
_READERS: dict[Kind, type[WarcFile] | type[WordPressFile] | type[TableFile] | type[ArrayFile]] = {
    Kind.ARRAY: ArrayFile,
    Kind.WARC: WarcFile,
    Kind.WORDPRESS: WordPressFile,
    Kind.TABLE: TableFile,
}


class FileSource:
    """Files of one article each, and files of many, below a folder or alone."""

    def __init__(
        self, spec: SourceSettings, kind: Kind, max_bytes: int, now_ns: Callable[[], int] = time.time_ns
    ) -> None:
        """`max_bytes` bounds a file of one article and a line of records; `now_ns` is the clock of the file system."""
        self._spec, self._kind, self._max_bytes, self._now_ns = spec, kind, max_bytes, now_ns

    @property
    def spec(self) -> SourceSettings:
        """See `indexer.sources.Source`."""
        return self._spec

    @property
    def partial(self) -> bool:
        """See `indexer.sources.Source`."""
        return False

    def documents(self, known: KnownFingerprints) -> Iterator[SourceItem]:
        """See `indexer.sources.Source`."""
        found = self._found()
        while chunk := list(islice(found, _CHUNK)):
            on_record = known.fingerprints([each.key for each in chunk])
            for each in chunk:
                if isinstance(each, Failure):
                    yield each
                else:
                    yield from self._file(each, on_record.get(each.key), known)

    def _found(self) -> Iterator[Entry | Failure]:
        root = Path(self._spec.location)
        try:
            if self._kind is not Kind.FOLDER:
                root.stat()
                yield Entry(root, escape_unprintable(root.name))
                return
            for each in walk(root):
                if isinstance(each, Failure) or media_type(each.path.name) or container_kind(each.path):
                    yield each
        except OSError as error:
            raise SourceError(
                f"{self._spec.location} cannot be read: {error.strerror}. "
                f"Check the path of the source {self._spec.name}; nothing was removed."
            ) from error

    def _file(self, entry: Entry, known: str | None, on_record: KnownFingerprints) -> Iterator[SourceItem]:
        location = escape_unprintable(str(entry.path))
        kind = container_kind(entry.path) if self._kind is Kind.FOLDER else self._kind
        may_be_array = kind in (None, Kind.FILE) and media_type(entry.path.name) == "application/json"
        try:
            status = entry.path.stat()
            if not stat.S_ISREG(status.st_mode):
                yield Failure(entry.key, location, "unsupported", "It is a device or a pipe, not a file.")
                return
            if may_be_array and holds_records(entry.path):
                kind = Kind.ARRAY
            if kind in (None, Kind.FILE):
                yield self._single(entry, location, status, known)
            else:
                yield from self._container(kind, entry, location, stamp(status, self._now_ns()), known, on_record)
        except OSError as error:
            yield Failure(
                entry.key,
                location,
                "unreadable",
                f"The file cannot be read: {error.strerror}.",
                hides=kind not in (None, Kind.FILE) or may_be_array,
            )

    def _container(
        self, kind: Kind, entry: Entry, location: str, stamped: str, known: str | None, on_record: KnownFingerprints
    ) -> Iterator[SourceItem]:
        if kind is Kind.RECORDS:
            lines = RecordFile(self._spec, entry.path, entry.key, location, self._max_bytes)
            yield from lines.read(known, stamped, on_record)
            return
        container = Container(entry.path, entry.key, location)
        reader = _READERS[kind](self._spec, container, self._max_bytes)
        yield from read_container(container, known, stamped, on_record, reader.found)

    def _single(self, entry: Entry, location: str, status: os.stat_result, known: str | None) -> SourceItem:
        stamped = stamp(status, self._now_ns())
        if unmoved(known, stamped):
            return Unchanged(entry.key)
        if status.st_size > self._max_bytes:
            return self._too_large(entry, location, status.st_size, stamped)
        with entry.path.open("rb") as file:
            data = file.read(self._max_bytes + 1)
        if len(data) > self._max_bytes:
            return self._too_large(entry, location, len(data), "")
        hashed = digest(data)
        fingerprint = f"{stamped}:{hashed}"
        if same_content(known, hashed):
            return Unchanged(entry.key, fingerprint)
        return Document(
            key=entry.key,
            location=location,
            fingerprint=fingerprint,
            data=data,
            media_type=media_type(entry.path.name) or "",
            mapping=self._spec.fields,
            modified=datetime.fromtimestamp(max(status.st_mtime, 0), UTC),
            source=self._spec.source,
        )

    def _too_large(self, entry: Entry, location: str, size: int, stamped: str) -> Failure:
        return Failure(
            entry.key,
            location,
            "too-large",
            f"The file has {size:,} bytes, more than the {self._max_bytes:,} that are read. "
            "Split it, or raise max_bytes in the settings.",
            fingerprint="" if not stamped or stamped.endswith(":0") else f"{stamped}:too-large:{self._max_bytes}",
        )
