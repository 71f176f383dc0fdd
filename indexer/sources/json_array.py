"""JSON files that hold an array of records: `[{"title": "Bridge opens", …}, {"title": "Ferry closes", …}]`.

They are read as a stream, record by record, since dumps of this kind may be larger than memory. A record is known by
its id or URL, else by its number in the array, from 1.
"""

import codecs
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

from indexer.document import Document, Failure
from indexer.sources.container import ContainerFile, Problem, RecordNames
from indexer.sources.fingerprints import hash_bytes

_HEAD_BYTES = 4096
_READ_BYTES = 1 << 16
_STARTS = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
_SPACE = re.compile(r"[ \t\r\n]*")
_UNDECODABLE = re.compile("[\udc80-\udcff]")


def starts_with_record(path: Path) -> bool:
    """Return whether a file is an array whose first item is an object. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        return _STARTS.match(file.read(_HEAD_BYTES)) is not None


class JsonArrayFile:
    """One JSON array of a source."""

    def __init__(self, container: ContainerFile, max_bytes: int) -> None:
        """Read no record of more than `max_bytes` characters."""
        self._container, self._max_chars = container, max_bytes
        self._names = RecordNames(container.spec.fields)

    def records(self, file: io.RawIOBase) -> Iterator[Document | Failure | Problem]:
        """Yield the records in their order, up to a place where the array cannot be parsed. Raises OSError."""
        text = _JsonText(file, self._max_chars)
        number = 0
        mark = text.next()  # the opening bracket
        try:
            while (number == 0 and text.peek() != "]") or mark == ",":
                number += 1
                yield self._record(number, *text.value())
                mark = text.next()
            if number == 0:
                mark = text.next()
            if mark != "]" or text.peek():
                raise ValueError("a comma or the closing bracket is missing" if mark else "the file is cut short")
        except _TooLongError:
            message = f"Record {number} is longer than the {self._max_chars:,} bytes that are read."
            yield Problem("too-large", message, f"record {number}")
        except (ValueError, RecursionError) as error:
            fault = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]
            message = f"The array is not valid JSON at record {number}: {fault}. The records before were read."
            yield Problem("bad-json", message, f"record {number}")

    def _record(self, number: int, value: object, source: str) -> Document | Failure:
        fingerprint = hash_bytes(source.encode("utf-8", "surrogateescape"))
        place, name = f"record {number}", f":{number}"
        if not isinstance(value, dict):
            problem = Problem("bad-json", "The record is no JSON object.", place, name)
            return self._container.failure(problem, fingerprint)
        if _UNDECODABLE.search(source):
            problem = Problem("bad-encoding", "The record is not UTF-8. Convert the file to UTF-8.", place, name)
            return self._container.failure(problem, fingerprint)
        return self._container.record(self._names.name(value, number), value, fingerprint)


class _TooLongError(Exception):
    """A record that is too long."""


class _JsonText:
    """The text of a JSON file, of which a part at a time is in memory."""

    def __init__(self, file: io.RawIOBase, max_chars: int) -> None:
        self._file, self._max_chars = file, max_chars
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
        self._json = json.JSONDecoder(strict=False)
        self._text, self._at, self._ended = "", 0, False

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
        data = self._file.read(size) or b""
        self._ended = not data
        self._text = self._text[self._at :] + self._decoder.decode(data, self._ended)
        self._at = 0
