"""Here is a JSON file that holds an array: which records does it hold?

It is read as a stream, record by record, since dumps of this kind may be larger than memory. A record is known by its
id or address, else by its number in the array, from 1.
"""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path

from indexer.document import Document, Failure
from indexer.settings import SourceSettings
from indexer.sources.container import Container, Problem, RecordNames
from indexer.sources.fingerprints import digest

_BEGINNING = 4096
_CHUNK = 1 << 16
_STARTS = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
_SPACE = re.compile(r"[ \t\r\n]*")
_STRAY = re.compile("[\udc80-\udcff]")


def holds_records(path: Path) -> bool:
    """Whether a file is an array whose first item is an object. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        return _STARTS.match(file.read(_BEGINNING)) is not None


class ArrayFile:
    """One JSON array of a source."""

    def __init__(self, spec: SourceSettings, container: Container, max_bytes: int) -> None:
        """No record of more than `max_bytes` characters is read."""
        self._spec, self._container, self._longest = spec, container, max_bytes
        self._names = RecordNames(spec.fields)

    def found(self) -> Iterator[Document | Failure | Problem]:
        """The records in their order, up to where the array cannot be read on. Raises OSError."""
        with _Text(self._container.path, self._longest) as text:
            number = 0
            mark = text.next()  # the bracket by which the array begins
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
                message = f"Record {number} is longer than the {self._longest:,} bytes that are read."
                yield Problem("too-large", message, f"record {number}")
            except (ValueError, RecursionError) as error:
                said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]
                message = f"The array is not valid JSON at record {number}: {said}. The records before were read."
                yield Problem("bad-json", message, f"record {number}")

    def _record(self, number: int, value: object, source: str) -> Document | Failure:
        fingerprint = digest(source.encode("utf-8", "surrogateescape"))
        place = f"record {number}"
        if not isinstance(value, dict):
            problem = Problem("bad-json", "The record is no JSON object.", place, f":{number}")
            return self._container.failure(problem, fingerprint)
        if _STRAY.search(source):
            message = "The record is not UTF-8. Convert the file to UTF-8."
            return self._container.failure(Problem("bad-encoding", message, place, f":{number}"), fingerprint)
        name = self._names.of(value, number)
        return Document(
            key=self._container.key + name,
            location=self._container.location + name,
            fingerprint=fingerprint,
            media_type="application/json",
            fields=value,
            mapping=self._spec.fields,
            source=self._spec.source,
            container=self._container.key,
        )


class _TooLongError(Exception):
    """A record that is too long."""


class _Text:
    """A file of JSON, of which a part at a time is in memory."""

    def __init__(self, path: Path, longest: int) -> None:
        self._file = path.open("rb")
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
        self._json = json.JSONDecoder(strict=False)
        self._longest = longest
        self._text, self._at, self._ended = "", 0, False

    def __enter__(self) -> "_Text":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def peek(self) -> str:
        """The next character that is no white space, "" at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # it matches anything
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._more(_CHUNK)

    def next(self) -> str:
        """The same, and goes past it."""
        mark = self.peek()
        self._at += len(mark)
        return mark

    def value(self) -> tuple[object, str]:
        """The value that begins here, and its source. Raises ValueError, RecursionError, _TooLongError."""
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
                    if len(source) > self._longest:
                        raise _TooLongError
                    self._at = end
                    return value, source
            if len(self._text) - self._at > self._longest:
                raise _TooLongError
            # Ever more at once, so that a long record is not tried again and again.
            self._more(max(_CHUNK, len(self._text) - self._at))

    def _more(self, size: int) -> None:
        data = self._file.read(size)
        self._ended = not data
        self._text = self._text[self._at :] + self._decoder.decode(data, self._ended)
        self._at = 0
