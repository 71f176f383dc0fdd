"""JSON Lines files: one record a line, as `{"id": "a1", "title": "Bridge opens", "text": "…"}`.

A record's key is its id or URL within the file, so that records may move; without one it is the number of its line.
"""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from indexer.document import Document, Failure
from indexer.extract.record_lists import find_records
from indexer.sources.compression import DAMAGE, decompressed
from indexer.sources.container import ContainerFile, Problem, RecordNames, damage_problem
from indexer.sources.date_order import detect_order_in_json, has_numeric_date_in_json
from indexer.sources.fingerprints import hash_bytes, hash_value
from indexer.sources.text_stream import as_utf8
from search.export import END_OF_EXPORT

_BULK_MEMBERS = frozenset({"_id", "_index", "_type", "routing", "version", "pipeline"})
_BOM = b"\xef\xbb\xbf"
_SKIP_BYTES = 1 << 16
_SAMPLE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class _Line:
    """A line by its number, from 1. `text` is None for one that is too long."""

    number: int
    text: bytes | None
    has_line_break: bool


class JsonLinesFile:
    """One JSON Lines file of a source."""

    def __init__(self, container: ContainerFile, max_bytes: int) -> None:
        """Read no line of more than `max_bytes`."""
        self._container, self._max_bytes = container, max_bytes
        self._names = RecordNames(container.spec.fields)
        self._date_order = self._next_id = ""

    def records(self, file: io.RawIOBase) -> Iterator[Document | Failure | Problem]:
        """Yield the records in their order, and failures by line. Raises OSError."""
        number = 0
        try:
            with decompressed(file, self._container.path.name) as packed:
                stream = as_utf8(packed)
                self._date_order = self._detect_date_order(stream)
                for line in _lines(stream, self._max_bytes):
                    number = line.number
                    if number == 1 and (problem := _check_first_line(line)):
                        yield problem
                        return
                    if line.text is None or line.text.strip():
                        yield from self._records(line)
        except DAMAGE as error:
            yield damage_problem(error, number, "records")

    def _detect_date_order(self, stream: IO[bytes]) -> str:
        sample = stream.peek(_SAMPLE_BYTES) if isinstance(stream, io.BufferedReader) else b""
        return detect_order_in_json(sample.decode("utf-8", "replace"), self._container.spec.fields.get("published", ""))

    def _records(self, line: _Line) -> Iterator[Document | Failure]:
        if line.text is None:
            message = f"The line is longer than the {self._max_bytes:,} bytes that are read."
            yield self._failure(line, "too-large", message, f"too-long:{self._max_bytes}")
            return
        fingerprint = hash_bytes(line.text)
        try:
            text = line.text.removeprefix(_BOM).decode().lstrip("\x1e")
            value = json.loads(text, strict=False)
        except UnicodeDecodeError as error:
            message = f"The line is not UTF-8 (byte {error.start + 1}). Convert the file to UTF-8."
            yield self._failure(line, "bad-encoding", message, fingerprint)
            return
        except (ValueError, RecursionError) as error:
            fault = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]
            cut = "" if line.has_line_break else " The line is cut short: the file ends within it."
            yield self._failure(line, "bad-json", f"The line is not valid JSON: {fault}.{cut}", fingerprint)
            return
        if not isinstance(value, dict):
            message = "The line holds no JSON object; write one article a line."
            yield self._failure(line, "bad-json", message, fingerprint)
            return
        order = self._date_order if self._date_order and has_numeric_date_in_json(text) else ""
        if order:
            fingerprint = hash_bytes(line.text + order.encode())
        if END_OF_EXPORT in value:
            if value[END_OF_EXPORT] is not True:
                message = "The export broke off here, so articles are missing. Export them again."
                yield self._failure(line, "truncated", message, fingerprint)
            return
        if (action := _bulk_action(value)) is not None:
            self._next_id = action
            return
        if self._next_id and "id" not in value:
            value = {"id": self._next_id, **value}
        self._next_id = ""
        records = find_records(value)
        if not records:
            yield self._container.record(self._names.name(value, line.number), value, fingerprint, date_order=order)
        for number, record in enumerate(records, 1):
            name = self._names.name(record, line.number)
            name = name if name.startswith("#") else f":{line.number}.{number}"
            yield self._container.record(name, record, hash_value([record, order]), date_order=order)

    def _failure(self, line: _Line, reason: str, message: str, fingerprint: str) -> Failure:
        problem = Problem(reason, message, f"line {line.number}", f":{line.number}")
        return self._container.failure(problem, fingerprint)


def _bulk_action(value: Mapping[str, object]) -> str | None:
    """Return the id that a line of a search engine's bulk file gives the record on the next line; None for a record."""
    if len(value) != 1:
        return None
    name, stated = next(iter(value.items()))
    if name not in ("index", "create") or not isinstance(stated, Mapping) or not stated.keys() <= _BULK_MEMBERS:
        return None
    return str(stated.get("_id", ""))


def _lines(stream: IO[bytes], max_bytes: int) -> Iterator[_Line]:
    number = 0
    while text := stream.readline(max_bytes + 1):
        number += 1
        has_line_break = text.endswith(b"\n")
        if has_line_break or len(text) <= max_bytes:
            yield _Line(number, text, has_line_break)
            continue
        while text and not text.endswith(b"\n"):
            text = stream.readline(_SKIP_BYTES)
        yield _Line(number, None, text.endswith(b"\n"))


def _check_first_line(line: _Line) -> Problem | None:
    start = (line.text or b"").removeprefix(_BOM)
    if b"\0" in start:
        return Problem("binary", "The file holds no text. JSON Lines are UTF-8, one JSON object a line.", "line 1")
    if start.strip().startswith(b"["):
        message = "The file is one JSON array. Write one object a line instead, without the brackets and commas."
        return Problem("bad-json", message, "line 1")
    return None
