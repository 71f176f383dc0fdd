"""The files below a folder, or one file alone: which documents they hold, and which of them are new."""

import os
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from indexer.document import Document, Failure, KnownFingerprints, SourceItem, Unchanged
from indexer.errors import SourceError
from indexer.settings import SourceSettings
from indexer.sources.container import ContainerFile, ContainerReader, read_container
from indexer.sources.csv_table import CsvFile
from indexer.sources.detect_file import SourceKind, detect_container, file_kind, media_type
from indexer.sources.fingerprints import escape_unprintable, has_same_content, hash_bytes, is_untouched, stat_stamp
from indexer.sources.json_array import JsonArrayFile, starts_with_record
from indexer.sources.jsonl import JsonLinesFile
from indexer.sources.warc import WarcFile
from indexer.sources.wordpress import WordPressFile

_CHUNK_FILES = 500
_MAX_KINDS_NAMED = 5
_READERS: dict[SourceKind, Callable[[ContainerFile, int], ContainerReader]] = {
    SourceKind.RECORDS: JsonLinesFile,
    SourceKind.ARRAY: JsonArrayFile,
    SourceKind.WARC: WarcFile,
    SourceKind.WORDPRESS: WordPressFile,
    SourceKind.TABLE: CsvFile,
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
            if entry.is_symlink() and not follow_links and not path.resolve().is_relative_to(real_root):
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
        f"It is a link to {escape_unprintable(str(link.resolve()))}, outside of the folder, and was not read. "
        "Name that as a source of its own, or set follow_links = true for this source.",
        hides=True,
    )


def _is_walked_itself(folder: Path, root: Path) -> bool:
    """Return whether a folder, without links in its path, lies below `root` and in no hidden folder."""
    return folder.is_relative_to(root) and not any(part.startswith(".") for part in folder.relative_to(root).parts)


def _listing(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted((each for each in entries if not each.name.startswith(".")), key=lambda each: each.name)


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def skipped_text(kinds: Mapping[str, int]) -> str:
    """Return how many files were skipped, by their endings, the most frequent first.

    >>> skipped_text({".pdf": 1})
    '1 file of an unknown kind skipped (.pdf)'
    >>> skipped_text({"": 1, ".pdf": 2})
    '3 files of unknown kinds skipped (2 .pdf, 1 without an ending)'
    """
    if not kinds:
        return ""
    total = sum(kinds.values())
    ranked = sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))
    files = "1 file" if total == 1 else f"{total:,} files"
    if len(ranked) == 1:
        return f"{files} of an unknown kind skipped ({ranked[0][0] or 'without an ending'})"
    named = [f"{count:,} {kind or 'without an ending'}" for kind, count in ranked[:_MAX_KINDS_NAMED]]
    if rest := sum(count for _, count in ranked[_MAX_KINDS_NAMED:]):
        named.append(f"{rest:,} of other kinds")
    return f"{files} of unknown kinds skipped ({', '.join(named)})"


class FileSource:
    """Files of one article each, and files of many, below a folder or alone."""

    def __init__(
        self, spec: SourceSettings, kind: SourceKind, max_bytes: int, now_ns: Callable[[], int] = time.time_ns
    ) -> None:
        """Read no file of one article, and no record, of more than `max_bytes`; `now_ns` is the file system's clock."""
        self._spec, self._kind, self._max_bytes, self._now_ns = spec, kind, max_bytes, now_ns
        self._skipped: Counter[str] = Counter()

    @property
    def spec(self) -> SourceSettings:
        """What the configuration says about this source."""
        return self._spec

    @property
    def partial(self) -> bool:
        """False: what is not in the files has vanished."""
        return False

    @property
    def skipped(self) -> str:
        """What was skipped in the last pass because its kind is unknown; "" for nothing."""
        return skipped_text(self._skipped)

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
            for each in walk_files(root, follow_links=self._spec.follow_links):
                if isinstance(each, Failure) or media_type(each.path.name) or detect_container(each.path):
                    yield each
                else:
                    self._skipped[file_kind(each.path.name)] += 1
        except OSError as error:
            raise SourceError(
                f"{self._spec.location} cannot be read: {error.strerror}. "
                f"Check the path of the source {self._spec.name}; nothing was removed."
            ) from error

    def _file(self, entry: FileEntry, known: str | None, on_record: KnownFingerprints) -> Iterator[SourceItem]:
        location = escape_unprintable(str(entry.path))
        kind = detect_container(entry.path) if self._kind is SourceKind.FOLDER else self._kind
        may_be_array = kind in (None, SourceKind.FILE) and media_type(entry.path.name) == "application/json"
        try:
            status = entry.path.stat()
            if not stat.S_ISREG(status.st_mode):
                yield Failure(entry.key, location, "unsupported", "It is a device or a pipe, not a file.")
                return
            if may_be_array and starts_with_record(entry.path):
                kind = SourceKind.ARRAY
            if kind in (None, SourceKind.FILE):
                yield self._single(entry, location, status, known)
            else:
                container = ContainerFile(self._spec, entry.path, entry.key, location)
                reader = _READERS[kind](container, self._max_bytes)
                yield from read_container(container, reader, known, stat_stamp(status, self._now_ns()), on_record)
        except OSError as error:
            yield Failure(
                entry.key,
                location,
                "unreadable",
                f"The file cannot be read: {error.strerror}.",
                hides=kind not in (None, SourceKind.FILE) or may_be_array,
            )

    def _single(self, entry: FileEntry, location: str, status: os.stat_result, known: str | None) -> SourceItem:
        stamp = stat_stamp(status, self._now_ns())
        if is_untouched(known, stamp):
            return Unchanged(entry.key)
        if status.st_size > self._max_bytes:
            return self._too_large(entry, location, status.st_size, stamp)
        with entry.path.open("rb") as file:
            data = file.read(self._max_bytes + 1)
        if len(data) > self._max_bytes:
            return self._too_large(entry, location, len(data), "")
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

    def _too_large(self, entry: FileEntry, location: str, size: int, stamp: str) -> Failure:
        return Failure(
            entry.key,
            location,
            "too-large",
            f"The file has {size:,} bytes, more than the {self._max_bytes:,} that are read. "
            "Split it, or raise max_bytes in the settings.",
            fingerprint="" if not stamp or stamp.endswith(":0") else f"{stamp}:too-large:{self._max_bytes}",
        )
