"""The records of a web archive (WARC or ARC), and the places where it is broken."""

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException

from indexer.sources.gzip_members import ArchiveBytes, DamagedGzipError, GzipArchive, MemberOffset, starts_record

_MAX_HEAD_BYTES = 1 << 18
_MAX_HTTP_HEAD_BYTES = 1 << 16
_MAX_PACKED_BYTES = 1 << 30
_MAX_STRAY_BYTES = 1024
"""Up to so many bytes between a whole record and the next are left out without a word."""
_MAX_MISCOUNTED_BYTES = 64
"""A record that is longer than it states by no more than this was miscounted, and is read to its real end."""
_NOT_A_RECORD = "This place holds no WARC or ARC record."
_HTTP_KINDS = frozenset({"response", "revisit"})
_HTTP_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(r"[0-9]{1,15}")

# Its remarks on addresses with blanks say nothing that a reader of our messages could act on.
logging.getLogger("warcio.recordloader").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Record:
    """A sound record: its number in the file, its headers, and those of the HTTP response that it holds, if it does.

    `start` is the beginning of its block, of which the HTTP headers are the first `http_size` bytes.
    """

    number: int
    place: MemberOffset
    kind: str
    address: str
    headers: StatusAndHeaders
    length: int
    http: StatusAndHeaders | None
    http_size: int
    start: bytes


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that cannot be read. With `gap` there may have been others that could not be seen."""

    number: int
    place: MemberOffset
    address: str
    reason: str
    message: str
    gap: bool


class _BadHeadersError(Exception):
    """Headers of a record that cannot be used."""


class RecordReader:
    """Reads the records of an archive, one after the other."""

    def __init__(self, stream: ArchiveBytes) -> None:
        self._stream = stream
        self._loader = ArcWarcRecordLoader(arc2warc=True)
        self._http_parser = StatusAndHeadersParser(["HTTP/"], verify=False)
        self._number = 0
        self._line = b""
        self._line_place = MemberOffset(0, 0)
        self._current: MemberOffset | None = None
        self._address = ""
        self._pending_damage: DamagedGzipError | None = None

    def records(self) -> Iterator[Record | BrokenRecord]:
        """Yield all records of the file; after a broken one the next is looked for. Raises OSError."""
        while True:
            self._number += 1
            self._current, self._address = None, ""
            try:
                if not self._line and not self._read_line():
                    return
                yield from self._read_record()
            except DamagedGzipError as error:
                place = self._current or MemberOffset(error.member, 0)
                yield BrokenRecord(self._number, place, self._address, error.reason, str(error), gap=True)
                self._line = b""
                if not self._stream.recover():
                    return

    def block(self, place: MemberOffset, length: int) -> tuple[StatusAndHeaders, StatusAndHeaders | None, bytes]:
        """Return the headers, the HTTP headers and the body as sent of a sound record.

        Raises DamagedGzipError, OSError.
        """
        self._stream.go(place)
        headers, _ = self._parse_headers(self._stream.readline())
        self._address = headers.get_header("WARC-Target-URI") or ""
        block = self._stream.read(length)
        http, size = self._parse_http(headers.get_header("WARC-Type") or "", block)
        return headers, http, block[size:]

    def _read_record(self) -> Iterator[Record | BrokenRecord]:
        place, line = self._line_place, self._line
        self._line, self._current = b"", place
        try:
            if not starts_record(line):
                raise _BadHeadersError(_NOT_A_RECORD)
            headers, stated = self._parse_headers(line)
        except _BadHeadersError as error:
            self._scan()
            yield BrokenRecord(self._number, place, "", "bad-record", str(error), gap=True)
            return
        kind = headers.get_header("WARC-Type") or ""
        self._address = address = headers.get_header("WARC-Target-URI") or ""
        body = self._stream.place()
        start = self._stream.read(min(stated, _MAX_HTTP_HEAD_BYTES))
        length, fault, stray = self._measure(stated, start, body)
        if fault:
            reason = "bad-length" if self._line else "truncated"
            yield BrokenRecord(self._number, place, address, reason, fault, gap=not self._line)
            return
        try:
            http, size = self._parse_http(kind, start[:length])
        except _BadHeadersError as error:
            yield BrokenRecord(self._number, place, address, "bad-http", str(error), gap=False)
            return
        yield Record(self._number, place, kind, address, headers, length, http, size, start)
        if stray is not None:
            self._number += 1
            yield BrokenRecord(self._number, stray, "", "bad-record", _NOT_A_RECORD, gap=True)

    def _parse_headers(self, line: bytes) -> tuple[StatusAndHeaders, int]:
        """Return the headers of the record that begins with a line, and the length that they state."""
        head = io.BytesIO()
        if line.startswith(b"WARC/"):
            while (more := self._stream.readline()).strip():
                head.write(more)
                if head.tell() > _MAX_HEAD_BYTES:
                    raise _BadHeadersError(f"The headers of the record are longer than {_MAX_HEAD_BYTES:,} bytes.")
            head.seek(0)
        try:
            record = self._loader.parse_record_stream(head, line, no_record_parse=True)
        except (ArchiveLoadFailed, StatusAndHeadersParserException, ValueError, EOFError) as error:
            raise _BadHeadersError(f"The headers of the record cannot be read: {str(error)[:200]}") from error
        stated = (record.rec_headers.get_header("Content-Length") or "").strip()
        if not _LENGTH.fullmatch(stated):
            raise _BadHeadersError(f"The record states no possible length ({stated[:40]!r}).")
        return record.rec_headers, int(stated)

    def _parse_http(self, kind: str, start: bytes) -> tuple[StatusAndHeaders | None, int]:
        """Return the HTTP headers at the start of a block, and their size."""
        if kind not in _HTTP_KINDS or not start or (kind == "response" and not self._address.startswith("http")):
            return None, 0
        end = _HTTP_END.search(start[:_MAX_HTTP_HEAD_BYTES])
        if kind == "response" and not (start.startswith(b"HTTP/") and (end or len(start) < _MAX_HTTP_HEAD_BYTES)):
            raise _BadHeadersError("The record should hold an HTTP answer, but holds none.")
        size = end.end() if end else len(start)
        return self._http_parser.parse(io.BytesIO(start[:size])), size

    def _measure(self, stated: int, start: bytes, body: MemberOffset) -> tuple[int, str, MemberOffset | None]:
        """Go to the record after this one.

        Return the length of this one's block, what is wrong with it ("" for nothing), and where between the two
        records there is something that is none.
        """
        stream = self._stream
        is_packed = isinstance(stream, GzipArchive)
        if is_packed and stated > _MAX_PACKED_BYTES:
            stream.recover()
            fault = (
                f"The record states {stated:,} bytes; packed records of more than {_MAX_PACKED_BYTES:,} are skipped."
            )
            return 0, fault, None
        is_whole = len(start) + stream.skip(stated - len(start)) == stated
        if is_whole and self._ends_well():
            return stated, "", None
        after = self._line_place
        stream.go(body)
        length = self._scan()
        if length > stated:
            # Something that is no record lies between the two, unless it is the length of the first that is wrong.
            is_apart = is_packed and after.member != body.member
            if is_whole and (is_apart or self._has_content(start, stated)):
                return stated, "", after if length > stated + _MAX_STRAY_BYTES else None
            if is_whole and length - stated <= _MAX_MISCOUNTED_BYTES:
                return max(stated, length - len(b"\r\n\r\n")), "", None  # the block is all there is before the next
            return stated, f"The record is longer than the {stated:,} bytes that it states.", None
        if length < stated and not self._has_content(start, length):
            return length, f"The record is cut short: it states {stated:,} bytes.", None
        return min(stated, length), "", None

    def _has_content(self, start: bytes, length: int) -> bool:
        """Return whether a block holds the content in the length that its HTTP headers state; no more is needed."""
        end = _HTTP_END.search(start[:length])
        if end is None or not start.startswith(b"HTTP/"):
            return False
        stated = self._http_parser.parse(io.BytesIO(start[: end.end()])).get_header("Content-Length") or ""
        return bool(_LENGTH.fullmatch(stated)) and length - end.end() >= int(stated)

    def _ends_well(self) -> bool:
        """Return whether another record follows, or the end, or damage in another member than the record's own."""
        try:
            return not self._read_line() or starts_record(self._line)
        except DamagedGzipError as error:
            if self._current is None or error.member == self._current.member:
                raise
            self._pending_damage, self._line = error, b""
            return True

    def _read_line(self) -> bool:
        """Read the next line that is not blank; return False at the end."""
        if self._pending_damage is not None:
            error, self._pending_damage = self._pending_damage, None
            raise error
        while True:
            self._line_place = self._stream.place()
            self._line = self._stream.readline()
            if self._line.strip() or not self._line:
                return bool(self._line)

    def _scan(self) -> int:
        """Go on to the next line that begins a record, or to the end; return how many bytes lay before it."""
        stream, scanned, is_line_start, member = self._stream, 0, True, -1
        while True:
            place = stream.place()
            line = stream.readline(within_member=True)
            if (is_line_start or place.member != member) and starts_record(line):
                self._line, self._line_place = line, place
                return scanned
            if not line:
                self._line = b""
                return scanned
            is_line_start, member = line.endswith(b"\n"), place.member
            scanned += len(line)
