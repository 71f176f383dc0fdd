"""JSON files of many records: an array, a wrapper with lists of records, or objects one after the other.

    [{"title": "Bridge opens", …}, {"title": "Ferry closes", …}]      {"articles": [{…}, {…}]}      {…} {…}

Arrays are read as a stream, record by record, since dumps of this kind may be larger than memory. A record is known by
its id or URL, else by its number in the file, from 1.
"""

import codecs
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import IO

from indexer.document import Document, Failure
from indexer.extract.record_lists import find_records
from indexer.sources.beginning import decode_beginning
from indexer.sources.compression import DAMAGE, decompressed
from indexer.sources.container import ContainerFile, Problem, RecordNames
from indexer.sources.date_order import detect_order_in_json, has_numeric_date_in_json
from indexer.sources.fingerprints import hash_bytes
from indexer.sources.text_stream import as_utf8

_READ_BYTES = 1 << 18
_SAMPLE_CHARS = 1 << 18
_STARTS = re.compile(r"\s*\[\s*\{")
_SPACE = re.compile(r"[ \t\r\n\x1e]*")
_UNDECODABLE = re.compile("[\udc80-\udcff]")


def starts_with_record(start: bytes) -> bool:
    """Return whether a file that begins so is an array whose first item is an object."""
    return _STARTS.match(decode_beginning(start)) is not None


class JsonArrayFile:
    """One JSON file of many records."""

    def __init__(self, container: ContainerFile, max_bytes: int) -> None:
        """Read no record of more than `max_bytes` characters."""
        self._container, self._max_chars = container, max_bytes
        self._names = RecordNames(container.spec.fields)
        self._number = 0
        self._date_order = ""

    def records(self, file: io.RawIOBase) -> Iterator[Document | Failure | Problem]:
        """Yield the records in their order, up to a place where the file cannot be parsed. Raises OSError."""
        try:
            with decompressed(file, self._container.path.name) as stream:
                text = _JsonText(stream, self._max_chars)
                yield from self._values(text)
        except DAMAGE as error:
            fault = "cut short" if isinstance(error, EOFError) else "damaged"
            message = f"The compressed file is {fault} after record {self._number}; the records before that were read."
            yield Problem("truncated" if fault == "cut short" else "damaged", message, f"record {self._number}")

    def _values(self, text: "_JsonText") -> Iterator[Document | Failure | Problem]:
        is_array = text.peek() == "["
        self._date_order = detect_order_in_json(text.sample, self._container.spec.fields.get("published", ""))
        values = 0
        try:
            if is_array:
                text.next()
            while (mark := text.peek()) and mark != "]":
                if values and is_array and mark != ",":
                    raise ValueError("a comma or the closing bracket is missing")
                if mark == "," and values:
                    text.next()
                    if text.peek() == "]":  # a comma after the last record
                        break
                values += 1
                yield from self._value(*text.value())
            if is_array and (text.next() != "]" or text.peek()):
                raise ValueError("the file is cut short" if not text.peek() else "more follows the closing bracket")
        except _TooLongError:
            message = f"Record {values} is longer than the {self._max_chars:,} bytes that are read."
            yield Problem("too-large", message, f"record {values}")
        except (ValueError, RecursionError) as error:
            fault = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]
            message = f"The file is not valid JSON at record {max(values, 1)}: {fault}. The records before were read."
            yield Problem("bad-json", message, f"record {max(values, 1)}")

    def _value(self, value: object, source: str) -> Iterator[Document | Failure]:
        if isinstance(value, list) or (isinstance(value, dict) and (inner := find_records(value))):
            for record in inner if isinstance(value, dict) else value:
                self._number += 1
                yield self._record(record, json.dumps(record, sort_keys=True, ensure_ascii=False))
            return
        self._number += 1
        yield self._record(value, source)

    def _record(self, value: object, source: str) -> Document | Failure:
        date_order = self._date_order if self._date_order and has_numeric_date_in_json(source) else ""
        fingerprint = hash_bytes((source + date_order).encode("utf-8", "surrogatepass"))
        place, name = f"record {self._number}", f":{self._number}"
        if not isinstance(value, Mapping):
            problem = Problem("bad-json", "The record is no JSON object.", place, name)
            return self._container.failure(problem, fingerprint)
        if _UNDECODABLE.search(source):
            problem = Problem("bad-encoding", "The record is not UTF-8. Convert the file to UTF-8.", place, name)
            return self._container.failure(problem, fingerprint)
        name = self._names.name(value, self._number)
        return self._container.record(name, value, fingerprint, date_order=date_order)


class _TooLongError(Exception):
    """A record that is too long."""


class _JsonText:
    """The text of a JSON file, of which a part at a time is in memory."""

    def __init__(self, file: IO[bytes], max_chars: int) -> None:
        self._file, self._max_chars = as_utf8(file), max_chars
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
        self._json = json.JSONDecoder(strict=False)
        self._text, self._at, self._ended = "", 0, False

    @property
    def sample(self) -> str:
        """The beginning of the text that is in memory by now."""
        return self._text[:_SAMPLE_CHARS]

    def peek(self) -> str:
        """Return the next character that is no white space, "" at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # it matches anything
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._read_more(_READ_BYTES)

    def next(self) -> str:
        """Return the same, and go past it."""
        mark = self.peek()
        self._at += len(mark)
        return mark

    def value(self) -> tuple[object, str]:
        """Return the value that begins here, and its source. Raises ValueError, RecursionError, _TooLongError."""
        if not self.peek():
            raise ValueError("the file is cut short")
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except ValueError as error:
                if self._ended:
                    raise ValueError(error.msg if isinstance(error, json.JSONDecodeError) else str(error)) from error
            else:
                if end < len(self._text) or self._ended:  # a number may go on
                    source = self._text[self._at : end]
                    if len(source) > self._max_chars:
                        raise _TooLongError
                    self._at = end
                    return value, source
            if len(self._text) - self._at > self._max_chars:
                raise _TooLongError
            # Twice as much each time, so that a long record is not parsed again and again.
            self._read_more(max(_READ_BYTES, len(self._text) - self._at))

    def _read_more(self, size: int) -> None:
        data = self._file.read(size)
        self._ended = not data
        self._text = self._text[self._at :] + self._decoder.decode(data, self._ended)
        self._at = 0
