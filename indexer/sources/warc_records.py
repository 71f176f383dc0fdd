"""Here are the bytes of a web archive: which records do they hold, and where are they broken?"""

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException

from indexer.sources.gzip_members import ArchiveBytes, Damaged, Place, starts_record

_LONGEST_HEAD = 1 << 18
_HTTP_HEAD = 1 << 16
_HUGE = 1 << 30
_FARTHEST = 1 << 26
_STRAY = 1024
"""Bytes between a record's stated end and the next that say that its length is a little wrong, and no more."""
_NO_RECORD = "What stands here is no WARC or ARC record."
_HTTP_KINDS = frozenset({"response", "revisit"})
_HTTP_END = re.compile(rb"\r?\n\r?\n")

# Its remarks on addresses with blanks say nothing that a reader of our messages could act on.
logging.getLogger("warcio.recordloader").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Record:
    """A sound record: its number in the file, its headers, and those of the HTTP answer that it holds, if it does."""

    number: int
    place: Place
    kind: str
    address: str
    headers: StatusAndHeaders
    length: int
    http: StatusAndHeaders | None
    http_size: int
    start: bytes
    """The beginning of its block."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that cannot be had. With `gap` there may have been others that could not be seen."""

    number: int
    place: Place
    address: str
    reason: str
    message: str
    gap: bool


class RecordReader:
    """The records of an archive, one after the other."""

    def __init__(self, stream: ArchiveBytes) -> None:
        self._stream = stream
        self._loader = ArcWarcRecordLoader(arc2warc=True)
        self._http = StatusAndHeadersParser(["HTTP/"], verify=False)
        self._line = b""
        self._place, self._address = Place(0, 0), ""
        self._current: Place | None = None
        self._ahead: Damaged | None = None
        self._stray: Place | None = None

    def records(self) -> Iterator[Record | Broken]:
        """All records of the file; what follows a broken one is found again. Raises OSError."""
        number = 0
        while True:
            number += 1
            self._current, self._address = None, ""
            try:
                if not self._line and not self._to_line():
                    return
                yield self._record(number)
                if self._stray is not None:
                    number += 1
                    place, self._stray = self._stray, None
                    yield Broken(number, place, "", "bad-record", _NO_RECORD, gap=True)
            except Damaged as error:
                place = self._current or Place(error.member, 0)
                yield Broken(number, place, self._address, error.reason, str(error), gap=True)
                self._line = b""
                if not self._stream.recover():
                    return

    def block(self, place: Place, length: int) -> tuple[StatusAndHeaders, StatusAndHeaders | None, bytes]:
        """The headers, the HTTP headers and the content as sent of a record that was sound. Raises Damaged, OSError."""
        self._stream.go(place)
        headers, _ = self._headers(self._stream.readline())
        self._address = headers.get_header("WARC-Target-URI") or ""
        block = self._stream.read(length)
        http, size = self._http_part(headers.get_header("WARC-Type") or "", block)
        return headers, http, block[size:]

    def _record(self, number: int) -> Record | Broken:
        stream, place, line = self._stream, self._place, self._line
        self._line, self._current = b"", place
        if not starts_record(line):
            self._scan()
            return Broken(number, place, "", "bad-record", _NO_RECORD, gap=True)
        try:
            headers, length = self._headers(line)
        except _BadHeaders as error:
            self._scan()
            return Broken(number, place, "", "bad-record", str(error), gap=True)
        kind = headers.get_header("WARC-Type") or ""
        self._address = address = headers.get_header("WARC-Target-URI") or ""
        body = stream.place() if stream.backwards else place
        start = stream.read(min(length, _HTTP_HEAD))
        length, message = self._skip(length, start, body)
        if message:
            gap = not self._line and not stream.fresh
            return Broken(number, place, address, "truncated" if gap else "bad-length", message, gap)
        try:
            http, size = self._http_part(kind, start[:length])
        except _BadHeaders as error:
            return Broken(number, place, address, "bad-http", str(error), gap=False)
        return Record(number, place, kind, address, headers, length, http, size, start)

    def _http_part(self, kind: str, start: bytes) -> tuple[StatusAndHeaders | None, int]:
        """The HTTP headers at the start of a block, and their size."""
        if kind not in _HTTP_KINDS or not start or (kind == "response" and not self._address.startswith("http")):
            return None, 0
        end = _HTTP_END.search(start[:_HTTP_HEAD])
        if kind == "response" and (not start.startswith(b"HTTP/") or (end is None and len(start) >= _HTTP_HEAD)):
            raise _BadHeaders("The record should hold an HTTP answer, and holds none.")
        size = end.end() if end else len(start)
        return self._http.parse(io.BytesIO(start[:size])), size

    def _headers(self, line: bytes) -> tuple[StatusAndHeaders, int]:
        head = io.BytesIO()
        if line.startswith(b"WARC/"):
            while (more := self._stream.readline()).strip():
                head.write(more)
                if head.tell() > _LONGEST_HEAD:
                    raise _BadHeaders(f"The headers of the record are longer than {_LONGEST_HEAD:,} bytes.")
            head.seek(0)
        try:
            record = self._loader.parse_record_stream(head, line, no_record_parse=True)
        except (ArchiveLoadFailed, StatusAndHeadersParserException, ValueError, EOFError) as error:
            raise _BadHeaders(f"The headers of the record cannot be read: {str(error)[:200]}") from error
        stated = (record.rec_headers.get_header("Content-Length") or "").strip()
        if not re.fullmatch(r"[0-9]{1,15}", stated):
            raise _BadHeaders(f"The record states no length that could be ({stated[:40]!r}).")
        return record.rec_headers, int(stated)

    def _skip(self, length: int, start: bytes, body: Place) -> tuple[int, str]:
        """Go to the record after this one: how many bytes of this one there are, and what is wrong with that."""
        stream = self._stream
        if length > _HUGE and not stream.backwards:
            stream.recover()
            return 0, f"The record states {length:,} bytes; packed records of more than {_HUGE:,} are passed over."
        have = len(start) + stream.skip(length - len(start))
        if have == length and self._ends_well():
            return length, ""
        place, whole = self._place, have == length
        if stream.backwards:
            stream.go(body)
            have = self._scan()
        elif have == length:
            have += len(self._line) + self._scan()
        if have > length + _STRAY:
            # Between two records stands what is none, unless it is the length of the first that is wrong.
            apart = self._current is not None and place.member != self._current.member and not stream.backwards
            if whole and (apart or self._has_its_content(start, length)):
                self._stray = place
                return length, ""
            return length, f"The record is longer than the {length:,} bytes that it states."
        if have < length and not self._has_its_content(start, have):
            return have, f"The record is cut short: it states {length:,} bytes."
        return min(length, have), ""

    def _has_its_content(self, start: bytes, have: int) -> bool:
        """Whether the content is there in the length that the HTTP answer states; where it is, no more is needed."""
        end = _HTTP_END.search(start[:have])
        if end is None or not start.startswith(b"HTTP/"):
            return False
        stated = self._http.parse(io.BytesIO(start[: end.end()])).get_header("Content-Length") or ""
        return bool(re.fullmatch(r"[0-9]{1,15}", stated)) and have - end.end() >= int(stated)

    def _ends_well(self) -> bool:
        """Whether another record follows, or the end, or damage of another member than the record's own."""
        try:
            return not self._to_line() or starts_record(self._line)
        except Damaged as error:
            if self._current is None or error.member == self._current.member:
                raise
            self._ahead, self._line = error, b""
            return True

    def _to_line(self) -> bool:
        """Read the next line that is not blank. False at the end."""
        if self._ahead is not None:
            error, self._ahead = self._ahead, None
            raise error
        stream = self._stream
        while True:
            stream.enter()
            self._place = stream.place()
            stream.enter()
            self._line = stream.readline()
            if self._line.strip() or not (self._line or stream.fresh):
                return bool(self._line)

    def _scan(self) -> int:
        """Go on to the next line that begins a record, or to the end; how many bytes lay before it."""
        stream, scanned, begins = self._stream, 0, True
        while True:
            if stream.fresh:
                self._line = b""
                return scanned
            place = stream.place()
            if stream.fresh:
                continue
            line = stream.readline()
            if not line:
                self._line = b""
                return scanned
            if begins and starts_record(line):
                self._line, self._place = line, place
                return scanned
            begins = line.endswith(b"\n")
            scanned += len(line)
            if scanned > _FARTHEST and not stream.backwards:
                stream.recover()


class _BadHeaders(Exception):
    """Headers of a record that cannot be used."""
