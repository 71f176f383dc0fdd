"""Web archives (WARC and ARC): the pages that they hold, each in its newest state.

A page is known by its URL. Of several captures the newest counts; a revisit counts as the capture that it names, if
that is in the same file. So a file is read twice: once to see what it holds, and once more for the pages that count.
"""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, NamedTuple

from indexer.document import Document, Failure
from indexer.extract.urls import canonical_url
from indexer.fetch.decoding import GZIP_MAGIC
from indexer.sources.beginning import decode_beginning, root_name
from indexer.sources.container import ContainerFile, Problem
from indexer.sources.detect_content import SourceKind, detect_content
from indexer.sources.file_kinds import FileKind
from indexer.sources.fingerprints import escape_unprintable, hash_bytes, shorten
from indexer.sources.gzip_members import DamagedGzipError, MemberOffset, open_archive
from indexer.sources.http_payload import UndecodableError, decode_payload
from indexer.sources.warc_records import BrokenRecord, Record, RecordReader

_MAX_BROKEN_RECORDS = 1_000
_SNIFFED_BYTES = 4096
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown"})
_UNSPECIFIC_TYPES = frozenset({"", "application/octet-stream", "unknown/unknown", "application/unknown", "text", "*/*"})
_PAGE_ROOTS = frozenset({"html", "head", "body", "title", "meta", "div", "p", "table", "article", "center", "h1"})
_PAGE_KINDS = frozenset({"response", "resource", "conversion"})
_SCHEMES = ("http://", "https://", "ftp://", "file://")
_MACHINE_PATHS = re.compile(r"/(?:\.well-known/.*|(?:robots|(?:app-)?ads|humans|security|llms)\.txt)$")
_UNSUPPORTED_PACKERS = {b"\x04\x22\x4d\x18": "lz4", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}


_NO_PAGES = frozenset({SourceKind.FEED, SourceKind.WORDPRESS, SourceKind.NEWS, SourceKind.WARC, SourceKind.EPUB})


class _Capture(NamedTuple):
    """A state of a page. Of two the greater counts: what the server sent before what was made of it, then the newer."""

    is_original: bool
    date: int
    number: int
    place: MemberOffset
    length: int


class _Revisit(NamedTuple):
    """A capture that says that the page had not changed since another, with hashes of what may name that one."""

    address: str
    date: int
    number: int
    names: tuple[int, ...]


class WarcFile:
    """One web archive of a source."""

    def __init__(self, container: ContainerFile, max_bytes: int) -> None:
        """Read no page of more than `max_bytes`, neither as sent nor decompressed."""
        self._container, self._max_bytes = container, max_bytes
        self._captures: dict[str, _Capture] = {}
        self._revisits: list[_Revisit] = []
        self._by_name: dict[int, _Capture] = {}
        self._broken: list[BrokenRecord] = []

    def records(self, file: io.RawIOBase) -> Iterator[Document | Failure | Problem]:  # it must seek
        """Yield the pages and failures in the order of the file. Raises OSError."""
        with self._container.path.open("rb") as archive:
            yield from self.read(archive)

    def read(self, archive: IO[bytes]) -> Iterator[Document | Failure | Problem]:
        """Yield the same for an archive that is open, and can be sought, wherever it lies. Raises OSError."""
        start = archive.read(6)
        packer = next((name for magic, name in _UNSUPPORTED_PACKERS.items() if start.startswith(magic)), None)
        if packer:
            message = f"Web archives packed by {packer} are not read. Unpack the file, or pack it by gzip."
            yield Problem("unsupported", message, "byte 0")
            return
        self._survey(RecordReader(open_archive(archive)))
        self._resolve_revisits()
        reader = RecordReader(open_archive(archive))
        items: list[tuple[str, _Capture | BrokenRecord]] = [
            *self._captures.items(),
            *(("", broken) for broken in self._broken),
        ]
        for address, item in sorted(items, key=lambda item: item[1].place):
            found = self._failure(item) if isinstance(item, BrokenRecord) else self._page(reader, address, item)
            if found is not None:
                yield found

    def _survey(self, reader: RecordReader) -> None:
        for record in reader.records():
            if isinstance(record, BrokenRecord):
                self._broken.append(record)
                if len(self._broken) >= _MAX_BROKEN_RECORDS:
                    message = f"{_MAX_BROKEN_RECORDS:,} places cannot be read; what follows was left out."
                    self._broken.append(BrokenRecord(record.number + 1, record.place, "", "damaged", message, gap=True))
                    return
            elif not record.address.startswith(_SCHEMES):
                continue
            elif record.kind == "revisit":
                names = _names_of_original(record)
                self._revisits.append(_Revisit(_canonical(record.address), _date(record), record.number, names))
            elif _is_page(record):
                self._add_capture(record)

    def _add_capture(self, record: Record) -> None:
        capture = _Capture(record.kind != "conversion", _date(record), record.number, record.place, record.length)
        address = _canonical(record.address)
        self._captures[address] = max(capture, self._captures.get(address, capture))
        for name in _names(record):
            self._by_name[name] = capture

    def _resolve_revisits(self) -> None:
        for revisit in self._revisits:
            original = next((self._by_name[name] for name in revisit.names if name in self._by_name), None)
            if original is not None:
                capture = original._replace(date=revisit.date, number=revisit.number)
                self._captures[revisit.address] = max(capture, self._captures.get(revisit.address, capture))
        self._by_name.clear()

    def _page(self, reader: RecordReader, address: str, capture: _Capture) -> Document | Failure | None:
        """Return a page, or its failure; None for what is no page, although the server called it one."""
        name = "#" + shorten(address)
        try:
            if capture.length > self._max_bytes:
                message = f"The record has {capture.length:,} bytes, more than the {self._max_bytes:,} that are read."
                raise UndecodableError("too-large", message)
            headers, http, data = reader.block(capture.place, capture.length)
            if http is not None:
                data = decode_payload(data, http, self._max_bytes, cut=bool(headers.get_header("WARC-Truncated")))
        except (UndecodableError, DamagedGzipError) as error:
            problem = Problem(error.reason, str(error), _where(capture), name)
            return self._container.failure(problem, hash_bytes(repr((capture, problem)).encode()))
        stated = (http or headers).get_header("Content-Type") or ""
        if _holds_no_page(data):
            return None
        return Document(
            key=self._container.key + name,
            location=address,
            fingerprint=hash_bytes(stated.encode("utf-8", "replace") + b"\0" + data),
            data=data,
            media_type="" if _media_type(stated) in _UNSPECIFIC_TYPES else stated,
            mapping=self._container.spec.fields,
            modified=_parse_date(capture.date),
            source=self._container.spec.source,
            container=self._container.key,
        )

    def _failure(self, broken: BrokenRecord) -> Failure | Problem:
        problem = Problem(broken.reason, broken.message, _where(broken), f":{broken.number}")
        if broken.gap:
            return problem
        address = _canonical(broken.address) if broken.address.startswith(_SCHEMES) else ""
        if address and address not in self._captures:
            self._captures[address] = _Capture(False, 0, broken.number, broken.place, 0)  # the next has its number
            problem = Problem(broken.reason, broken.message, problem.place, "#" + shorten(address))
        return self._container.failure(problem, hash_bytes(repr(broken).encode()))


def _is_page(record: Record) -> bool:
    if record.kind not in _PAGE_KINDS or record.length <= record.http_size:
        return False
    if record.http is not None and record.http.get_statuscode() != "200":
        return False
    stated = _media_type((record.http or record.headers).get_header("Content-Type") or "")
    if stated in _UNSPECIFIC_TYPES:
        start = record.start[record.http_size :]
        return root_name(decode_beginning(start)) in _PAGE_ROOTS or start.startswith(GZIP_MAGIC)
    return stated in _PAGE_TYPES and not _MACHINE_PATHS.search(record.address.partition("?")[0])


def _media_type(stated: str) -> str:
    return stated.partition(";")[0].strip().lower()


def _holds_no_page(data: bytes) -> bool:
    """Return whether a content is a feed, a sitemap, a PDF document or the like, whatever its server says it is."""
    found = detect_content(data[:_SNIFFED_BYTES], ".html")
    return found in _NO_PAGES or isinstance(found, FileKind)


def _names(record: Record) -> tuple[int, ...]:
    """Return by what a revisit may name this record, as hashes, since there are many."""
    headers = record.headers
    return _hashes(
        headers.get_header("WARC-Record-ID"),
        (_canonical(record.address), _date(record)),
        headers.get_header("WARC-Payload-Digest"),
    )


def _names_of_original(revisit: Record) -> tuple[int, ...]:
    headers = revisit.headers
    address = headers.get_header("WARC-Refers-To-Target-URI") or revisit.address
    digits = _digits(headers.get_header("WARC-Refers-To-Date"))
    return _hashes(
        headers.get_header("WARC-Refers-To"),
        (_canonical(address), digits) if digits else None,
        headers.get_header("WARC-Payload-Digest"),
    )


def _hashes(*names: object) -> tuple[int, ...]:
    return tuple(hash(name) for name in names if name)


def _canonical(stated: str) -> str:
    return canonical_url(stated) or escape_unprintable(stated)


def _date(record: Record) -> int:
    return _digits(record.headers.get_header("WARC-Date"))


def _digits(date: str | None) -> int:
    """Return a date of any precision as a number that orders: 20151127134600 for 2015-11-27T13:46:00Z."""
    return int(re.sub(r"[^0-9]", "", date or "")[:14].ljust(14, "0"))


def _parse_date(digits: int) -> datetime | None:
    try:
        return datetime.strptime(str(digits), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _where(item: _Capture | BrokenRecord) -> str:
    return f"record {item.number}, byte {item.place.byte}"
