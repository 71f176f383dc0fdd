"""Here is a JSON Lines file: which records does it hold, and which of them are new?

A record's key is its id or address within the file, so that records may move; without one it is the number of its line.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from indexer.document import ContainerDone, Document, Failure, KnownFingerprints, SourceItem, Unchanged
from indexer.settings import SourceSettings
from indexer.sources.compression import DAMAGE, Line, LineFile
from indexer.sources.container import Problem, RecordNames, new_ones
from indexer.sources.fingerprints import digest, file_digest, same_content, same_size, unmoved

_CHUNK_RECORDS = 500
_CHUNK_BYTES = 8_000_000
_BOM = b"\xef\xbb\xbf"


class RecordFile:
    """One JSON Lines file of a source, in one pass over it."""

    def __init__(self, spec: SourceSettings, path: Path, key: str, location: str, longest: int) -> None:
        """`key` and `location` are the file's; no line of more than `longest` bytes is read."""
        self._spec, self._path, self._key, self._location, self._longest = spec, path, key, location, longest
        self._names = RecordNames(spec.fields)

    def read(self, known: str | None, stamped: str, on_record: KnownFingerprints) -> Iterator[SourceItem]:
        """All records, or the file as a whole when it is unchanged. Raises OSError when the file cannot be opened."""
        if unmoved(known, stamped):
            yield Unchanged(self._key, whole=True)
            return
        if same_size(known, stamped):
            hashed = file_digest(self._path)
            if same_content(known, hashed):
                yield Unchanged(self._key, f"{stamped}:{hashed}", whole=True)
                return
        with LineFile(self._path, self._longest) as file:
            problem = None
            for each in self._records(file, on_record):
                if isinstance(each, Problem):
                    problem = each
                else:
                    yield each
            fingerprint = f"{stamped}:{file.digest()}"
        if problem is None:
            yield ContainerDone(self._key, self._location, fingerprint)
        else:
            yield Failure(
                self._key, self._location, problem.reason, problem.message, problem.place, fingerprint, hides=True
            )

    def _records(self, file: LineFile, on_record: KnownFingerprints) -> "Iterator[SourceItem | Problem]":
        chunk: list[Document | Failure] = []
        size = 0
        number = 0
        problem = None
        found = file.lines()
        while problem is None:
            try:
                line = next(found, None)
            except DAMAGE as error:
                kind = "truncated" if isinstance(error, EOFError) else "damaged"
                message = f"The compressed file is {kind} after line {number}; the records before that were read."
                problem = Problem(kind, message, f"line {number}")
                break
            except OSError as error:
                problem = Problem("unreadable", f"The file cannot be read on: {error.strerror}.", f"line {number}")
                break
            if line is None:
                break
            number = line.number
            problem = _no_records(line) if number == 1 else None
            if problem is None and (line.text is None or line.text.strip()):
                chunk.append(self._record(line))
                size += len(line.text or b"")
            if len(chunk) >= _CHUNK_RECORDS or size >= _CHUNK_BYTES:
                yield from new_ones(chunk, on_record)
                chunk, size = [], 0
        yield from new_ones(chunk, on_record)
        if problem is not None:
            yield problem

    def _record(self, line: Line) -> Document | Failure:
        if line.text is None:
            message = f"The line is longer than the {self._longest:,} bytes that are read."
            return self._failure(line, "too-large", message, f"too-long:{self._longest}")
        fingerprint = digest(line.text)
        try:
            value = json.loads(line.text.removeprefix(_BOM).decode())
        except UnicodeDecodeError as error:
            message = f"The line is not UTF-8 (byte {error.start + 1}). Convert the file to UTF-8."
            return self._failure(line, "bad-encoding", message, fingerprint)
        except (ValueError, RecursionError) as error:
            cut = "" if line.ended else " The line is cut short: the file ends within it."
            return self._failure(line, "bad-json", f"The line is not valid JSON: {_short(error)}.{cut}", fingerprint)
        if not isinstance(value, dict):
            return self._failure(
                line, "bad-json", "The line holds no JSON object; write one article a line.", fingerprint
            )
        name = self._names.of(value, line.number)
        return Document(
            key=self._key + name,
            location=self._location + name,
            fingerprint=fingerprint,
            media_type="application/json",
            fields=value,
            mapping=self._spec.fields,
            source=self._spec.source,
            container=self._key,
        )

    def _failure(self, line: Line, reason: str, message: str, fingerprint: str) -> Failure:
        name = f":{line.number}"
        place = f"line {line.number}"
        return Failure(
            self._key + name, self._location + name, reason, message, place, fingerprint, container=self._key
        )


def _no_records(line: Line) -> Problem | None:
    start = (line.text or b"").removeprefix(_BOM)
    if b"\0" in start:
        return Problem("binary", "The file holds no text. JSON Lines are UTF-8, one JSON object a line.", "line 1")
    if start.strip().startswith(b"["):
        message = "The file is one JSON array. Write one object a line instead, without the brackets and commas."
        return Problem("bad-json", message, "line 1")
    return None


def _short(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]
