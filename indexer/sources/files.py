"""The files below a folder, or one file alone: which documents they hold, and which of them are new."""

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
from indexer.sources.container import ContainerFile, ContainerReader, holds_documents, read_container
from indexer.sources.csv_table import CsvFile
from indexer.sources.detect_content import SourceKind
from indexer.sources.detect_file import (
    HEAD_BYTES,
    container_by_name,
    detect_kind,
    file_ending,
    is_expected,
    look_into,
    media_type,
)
from indexer.sources.epub import EpubFile
from indexer.sources.feed_file import FeedFile
from indexer.sources.file_kinds import FileKind, kind_by_name
from indexer.sources.fingerprints import escape_unprintable, has_same_content, hash_bytes, is_untouched, stat_stamp
from indexer.sources.json_array import JsonArrayFile
from indexer.sources.json_object import holds_records
from indexer.sources.jsonl import JsonLinesFile
from indexer.sources.mail import MailboxFile, MessageFile
from indexer.sources.news_xml import NewsXmlFile
from indexer.sources.skipped import SkippedFiles
from indexer.sources.wacz import WaczFile
from indexer.sources.warc import WarcFile
from indexer.sources.wordpress import WordPressFile

_CHUNK_FILES = 500
_READERS: dict[SourceKind, Callable[[ContainerFile, int], ContainerReader]] = {
    SourceKind.RECORDS: JsonLinesFile,
    SourceKind.ARRAY: JsonArrayFile,
    SourceKind.WARC: WarcFile,
    SourceKind.WORDPRESS: WordPressFile,
    SourceKind.TABLE: CsvFile,
    SourceKind.FEED: FeedFile,
    SourceKind.NEWS: NewsXmlFile,
    SourceKind.MAILBOX: MailboxFile,
    SourceKind.MESSAGE: MessageFile,
    SourceKind.EPUB: EpubFile,
    SourceKind.WACZ: WaczFile,
}


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file below the folder, by its path and by the key that names it within the source."""

    path: Path
    key: str


def walk_files(root: Path, *, follow_links: bool = False) -> Iterator[FileEntry | Failure]:
    """Yield all files below `root` but hidden ones, depth first, by name, an order that does not change between runs.

    Links are followed, but no folder is read twice, so that loops end. One that leads out of `root` is a Failure unless
    `follow_links`: whoever can put a link into a folder must not choose what else of this machine is published. A
    folder that cannot be listed is a Failure that hides what lies beneath; `root` itself raises OSError.
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
            if entry.is_symlink() and not follow_links and not _target(path).is_relative_to(real_root):
                yield _outside(path, key)
                continue
            if not entry.is_dir():
                yield FileEntry(path, key)
                continue
            if entry.is_symlink() and _is_walked_itself(path.resolve(), real_root):
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


def _outside(link: Path, key: str) -> Failure:
    return Failure(
        key,
        escape_unprintable(str(link)),
        "outside",
        f"It is a link to {escape_unprintable(str(_target(link)))}, outside of the folder, and was not read. "
        "Name that as a source of its own, or set follow_links = true for this source.",
        hides=True,
    )


def _target(link: Path) -> Path:
    """Return where a link leads in the end; the link itself if it leads to itself, which opening it will tell."""
    try:
        return link.resolve()
    except (OSError, RuntimeError):
        return link.parent.resolve() / link.name


def _is_walked_itself(folder: Path, root: Path) -> bool:
    """Return whether a folder, without links in its path, lies below `root` and in no hidden folder."""
    return folder.is_relative_to(root) and not any(part.startswith(".") for part in folder.relative_to(root).parts)


def _listing(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted((each for each in entries if not each.name.startswith(".")), key=lambda each: each.name)


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


class FileSource:
    """Files of one article each, and files of many, below a folder or alone."""

    def __init__(
        self, spec: SourceSettings, kind: SourceKind, max_bytes: int, now_ns: Callable[[], int] = time.time_ns
    ) -> None:
        """Read no file of one article, and no record, of more than `max_bytes`; `now_ns` is the file system's clock."""
        self._spec, self._kind, self._max_bytes, self._now_ns = spec, kind, max_bytes, now_ns
        self._skipped = SkippedFiles()

    @property
    def spec(self) -> SourceSettings:
        """What the configuration says about this source."""
        return self._spec

    @property
    def partial(self) -> bool:
        """False: what is not in the files has vanished."""
        return False

    @property
    def remark(self) -> str:
        """What was skipped in the last pass because no article is read from it; "" for nothing."""
        return str(self._skipped)

    def documents(self, known: KnownFingerprints) -> Iterator[SourceItem]:
        """Yield what the files hold, in the order of `walk_files`. Raises SourceError when the location is gone."""
        self._skipped.clear()
        files = self._files()
        while chunk := list(islice(files, _CHUNK_FILES)):
            on_record = known.fingerprints([each.key for each in chunk])
            for each in chunk:
                if isinstance(each, Failure):
                    yield each
                else:
                    yield from self._file(each, on_record.get(each.key), known)

    def _files(self) -> Iterator[FileEntry | Failure]:
        root = Path(self._spec.location)
        try:
            if self._kind is not SourceKind.FOLDER:
                root.stat()
                yield FileEntry(root, escape_unprintable(root.name))
                return
            yield from walk_files(root, follow_links=self._spec.follow_links)
        except OSError as error:
            raise SourceError(
                f"{self._spec.location} cannot be read: {error.strerror}. "
                f"Check the path of the source {self._spec.name}; nothing was removed."
            ) from error

    def _file(self, entry: FileEntry, known: str | None, on_record: KnownFingerprints) -> Iterator[SourceItem]:
        location = escape_unprintable(str(entry.path))
        stated = self._kind if self._kind not in (SourceKind.FOLDER, SourceKind.FILE) else None
        # What cannot be looked into may be a container, whose articles must not count as gone.
        kind: SourceKind | FileKind | None = stated or container_by_name(entry.path.name)
        try:
            status = entry.path.stat()
            if not stat.S_ISREG(status.st_mode):
                if self._expects(entry):
                    yield Failure(entry.key, location, "unsupported", "It is a device or a pipe, not a file.")
                else:
                    self._skip(entry, None)
                return
            stamp = stat_stamp(status, self._now_ns())
            if is_untouched(known, stamp):
                yield Unchanged(entry.key, whole=kind is not None or holds_documents(known))
                return
            data = self._read_whole(entry, status) if kind is None and media_type(entry.path.name) else None
            if stated is None:
                start = look_into(entry.path) if data is None else data[:HEAD_BYTES]
                kind = self._detect(entry, start, data)
            if isinstance(kind, FileKind) and media_type(entry.path.name):
                yield self._misnamed(entry, location, kind, stamp)
            elif isinstance(kind, FileKind) or kind is None:
                self._skip(entry, kind)
            elif kind is SourceKind.FILE:
                yield self._single(entry, location, status, known, data)
            else:
                container = ContainerFile(self._spec, entry.path, entry.key, location)
                reader = _READERS[kind](container, self._max_bytes)
                yield from read_container(container, reader, known, stamp, on_record)
        except OSError as error:
            if not self._expects(entry):
                self._skip(entry, None)
                return
            yield Failure(
                entry.key,
                location,
                "unreadable",
                f"The file cannot be read: {error.strerror}.",
                hides=isinstance(kind, SourceKind)
                or holds_documents(known)
                or media_type(entry.path.name) in (None, "application/json"),
            )

    def _detect(self, entry: FileEntry, start: bytes, data: bytes | None) -> SourceKind | FileKind | None:
        """Return what a file is; one that was named on its own is an article where nothing else is known of it."""
        kind = detect_kind(entry.path, start)
        if self._kind is SourceKind.FILE and not isinstance(kind, SourceKind):
            kind = SourceKind.FILE
        if (
            kind is SourceKind.FILE
            and media_type(entry.path.name) in (None, "application/json")
            and holds_records(start if data is None else data)
        ):
            return SourceKind.ARRAY
        return kind

    def _expects(self, entry: FileEntry) -> bool:
        """Return whether a file should hold articles, by its name or because it was named itself."""
        return self._kind is not SourceKind.FOLDER or is_expected(entry.path.name)

    def _skip(self, entry: FileEntry, kind: FileKind | None) -> None:
        ending = file_ending(entry.path.name)
        self._skipped.add(kind or kind_by_name(ending), ending)

    def _read_whole(self, entry: FileEntry, status: os.stat_result) -> bytes | None:
        """Return the content of a file, None for one that is too large."""
        if status.st_size > self._max_bytes:
            return None
        with entry.path.open("rb") as file:
            data = file.read(self._max_bytes + 1)
        return data if len(data) <= self._max_bytes else None

    def _single(
        self, entry: FileEntry, location: str, status: os.stat_result, known: str | None, data: bytes | None
    ) -> SourceItem:
        stamp = stat_stamp(status, self._now_ns())
        data = self._read_whole(entry, status) if data is None else data
        if data is None:
            grew = status.st_size <= self._max_bytes
            return self._too_large(entry, location, status.st_size, "" if grew else stamp)
        content_hash = hash_bytes(data)
        fingerprint = f"{stamp}:{content_hash}"
        if has_same_content(known, content_hash):
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

    def _misnamed(self, entry: FileEntry, location: str, kind: FileKind, stamp: str) -> Failure:
        """Return the failure of a file that is named like an article, and is of a kind that is not read."""
        fingerprint = "" if stamp.endswith(":0") else f"{stamp}:misnamed"
        return Failure(entry.key, location, "unsupported", kind.sentences(), fingerprint=fingerprint)

    def _too_large(self, entry: FileEntry, location: str, size: int, stamp: str) -> Failure:
        return Failure(
            entry.key,
            location,
            "too-large",
            f"The file has {size:,} bytes, more than the {self._max_bytes:,} that are read. "
            "Split it, or raise max_bytes in the settings.",
            fingerprint="" if not stamp or stamp.endswith(":0") else f"{stamp}:too-large:{self._max_bytes}",
        )
