"""Files that hold many documents: what all formats share, from recognising an unchanged file to naming its records."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from indexer.document import ContainerDone, Document, Failure, KnownFingerprints, SourceItem, Unchanged
from indexer.settings import SourceSettings
from indexer.sources.compression import HashedFile
from indexer.sources.fingerprints import (
    escape_unprintable,
    has_same_content,
    has_same_size,
    hash_bytes,
    hash_file,
    is_untouched,
    shorten,
)

_MAX_CHUNK_RECORDS = 500
_MAX_CHUNK_BYTES = 8_000_000
_CONTAINER_MARK = "documents"
"""What fingerprints of containers have before the hash, so that an unchanged one is known without a look into it."""
_ID_MEMBERS = ("id", "guid", "uuid", "_id", "url", "link", "permalink")


@dataclass(frozen=True, slots=True)
class Problem:
    """A place of a container where documents may have been that could not be seen.

    `place` is for a person, such as `line 7`; `name` is what the place adds to the container's key, such as `:7`.
    """

    reason: str
    message: str
    place: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ContainerFile:
    """A file of many documents: its path, its key within the source, and its location as a person reads it."""

    spec: SourceSettings
    path: Path
    key: str
    location: str

    def record(
        self,
        name: str,
        fields: Mapping[str, object],
        fingerprint: str,
        *,
        stated_by: str = "record",
        location: str = "",
        data: bytes = b"",
        media_type: str = "application/json",
        date_order: str = "",
    ) -> Document:
        """Return the document of a record with these fields; `name` is what it adds to the container's key.

        Beside the fields it may have content, `data` of that media type. `location` is where a person finds it, if that
        is another place than the container with the name.
        """
        return Document(
            key=self.key + name,
            location=location or self.location + name,
            fingerprint=fingerprint,
            data=data,
            media_type=media_type,
            fields=fields,
            date_order=date_order,
            mapping=self.spec.fields,
            source=self.spec.source,
            stated_by=stated_by,
            container=self.key,
        )

    def failure(self, problem: Problem, fingerprint: str = "") -> Failure:
        """Return the failure of a single document, which hides no other. By default only the same problem is equal."""
        return Failure(
            self.key + problem.name,
            self.location + problem.name,
            problem.reason,
            problem.message,
            problem.place,
            fingerprint or hash_bytes(repr(problem).encode("utf-8", "surrogatepass")),
            container=self.key,
        )


class ContainerReader(Protocol):
    """A reader of one format of container, for one file."""

    def records(self, file: io.RawIOBase) -> Iterator[Document | Failure | Problem]:
        """Yield what the file holds, in its order. Keys must differ. Raises OSError.

        `file` is open at its beginning. A reader that must seek opens the container's path for itself.
        """
        ...


def holds_documents(fingerprint: str | None) -> bool:
    """Return whether a fingerprint on record is that of a container."""
    return fingerprint is not None and f":{_CONTAINER_MARK}:" in fingerprint


def damage_problem(error: Exception, line: int, records: str) -> Problem:
    """Return the problem of compressed data that cannot be read after a line; `error` is one of DAMAGE."""
    reason = "truncated" if isinstance(error, EOFError) else "damaged"
    message = f"The compressed file is {reason} after line {line}; the {records} before that were read."
    return Problem(reason, message, f"line {line}")


def read_container(
    container: ContainerFile, reader: ContainerReader, known: str | None, stamp: str, on_record: KnownFingerprints
) -> Iterator[SourceItem]:
    """Yield all that the reader gives, or the file as a whole when it is unchanged. Raises OSError.

    `known` is the file's fingerprint on record, `stamp` its present size and times. After a Problem the file does not
    count as read to its end: the last Problem becomes a failure of the whole file that hides, so that no article is
    removed that may have been at such a place.
    """
    if is_untouched(known, stamp):
        yield Unchanged(container.key, whole=True)
        return
    if has_same_size(known, stamp):
        content_hash = hash_file(container.path)
        if has_same_content(known, content_hash):
            yield Unchanged(container.key, f"{stamp}:{_CONTAINER_MARK}:{content_hash}", whole=True)
            return
    with HashedFile(container.path) as file:
        problem: Problem | None = None
        chunk: list[Document | Failure] = []
        size = 0
        records = reader.records(file)
        while True:
            try:
                item = next(records, None)
            except OSError:
                yield from mark_unchanged(chunk, on_record)
                raise
            if item is None:
                break
            if isinstance(item, Problem):
                if problem is not None:
                    chunk.append(container.failure(problem))
                problem = item
            else:
                chunk.append(item)
                size += _size(item)
            if len(chunk) >= _MAX_CHUNK_RECORDS or size >= _MAX_CHUNK_BYTES:
                yield from mark_unchanged(chunk, on_record)
                chunk, size = [], 0
        yield from mark_unchanged(chunk, on_record)
        fingerprint = f"{stamp}:{_CONTAINER_MARK}:{file.digest()}"
    if problem is None:
        yield ContainerDone(container.key, container.location, fingerprint)
    else:
        yield Failure(
            container.key,
            container.location,
            problem.reason,
            problem.message,
            problem.place,
            fingerprint,
            hides=True,
        )


def _size(item: Document | Failure) -> int:
    """Return roughly how many bytes an item keeps in memory."""
    if isinstance(item, Failure):
        return 0
    size = len(item.data)
    for value in item.fields.values():
        if isinstance(value, str):
            size += len(value)
    return size


def mark_unchanged(chunk: Sequence[Document | Failure], on_record: KnownFingerprints) -> Iterator[SourceItem]:
    """Yield the items of a chunk, as Unchanged those that are on record with the same fingerprint."""
    if not chunk:
        return
    known = on_record.fingerprints([item.key for item in chunk])
    for item in chunk:
        yield Unchanged(item.key) if known.get(item.key) == item.fingerprint else item


class RecordNames:
    """Names the records of one file, each name once: by the record's id or URL, else by its number."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        """Prefer the members that the settings' `mapping` has for id and URL to the usual ones."""
        self._paths = (*(mapping[field] for field in ("id", "url") if field in mapping), *_ID_MEMBERS)
        self._hashes: set[int] = set()

    def name(self, record: Mapping[str, object], number: int) -> str:
        """Return what a record adds to the key of its file: `#id`, or `:number` where it states none."""
        for path in self._paths:
            value = _member(record, path)
            if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
                return self.unique(str(value).strip(), number)
        return f":{number}"

    def unique(self, record_id: str, number: int) -> str:
        """Return the same for an id that is known; a second record with that id has its number added."""
        name = "#" + shorten(escape_unprintable(record_id))
        if hash(name) in self._hashes:
            return f"{name}:{number}"
        self._hashes.add(hash(name))
        return name


def _member(record: Mapping[str, object], path: str) -> object:
    if path in record:
        return record[path]
    value: object = record
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
