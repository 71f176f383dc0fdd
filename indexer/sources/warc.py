"""Here is a web archive (WARC or ARC): which pages does it hold, and in which state were they last?

A page is known by its address. Of several captures the newest counts; a revisit stands for the capture that it names,
if that is in the same file. So a file is read twice: once to see what it holds, and once more for the pages that count.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from indexer.document import Document, Failure
from indexer.extract.urls import canonical_url
from indexer.settings import SourceSettings
from indexer.sources.container import Container, Problem
from indexer.sources.fingerprints import digest, escape_unprintable, shortened
from indexer.sources.gzip_members import Damaged, Place, archive_bytes
from indexer.sources.http_payload import Undecodable, content_of
from indexer.sources.warc_records import Broken, Record, RecordReader

_MOST_BROKEN = 1_000
_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown"})
_KINDS = frozenset({"response", "resource", "conversion"})
_SCHEMES = ("http://", "https://", "ftp://", "file://")
_FOR_MACHINES = re.compile(r"/(?:\.well-known/.*|(?:robots|(?:app-)?ads|humans|security|llms)\.txt)$")
_FOREIGN = {b"\x04\x22\x4d\x18": "lz4", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}


class _Capture(NamedTuple):
    """A state of a page. Of two the greater counts: what was sent more than what was made of it, then the newer."""

    sent: bool
    date: int
    number: int
    place: Place
    length: int


class _Revisit(NamedTuple):
    """A capture that says that the page was as before, with the names of what it was as before."""

    address: str
    date: int
    number: int
    names: tuple[int, ...]


class WarcFile:
    """One web archive of a source."""

    def __init__(self, spec: SourceSettings, container: Container, max_bytes: int) -> None:
        """No page of more than `max_bytes` is read, neither as sent nor unpacked."""
        self._spec, self._container, self._max_bytes = spec, container, max_bytes
        self._captures: dict[str, _Capture] = {}
        self._revisits: list[_Revisit] = []
        self._named: dict[int, _Capture] = {}
        self._broken: list[Broken] = []

    def found(self) -> Iterator[Document | Failure | Problem]:
        """The pages and failures in the order in which they stand in the file. Raises OSError."""
        with self._container.path.open("rb") as file:
            start = file.read(6)
            foreign = next((name for magic, name in _FOREIGN.items() if start.startswith(magic)), None)
            if foreign:
                message = f"Web archives packed by {foreign} are not read. Unpack the file, or pack it by gzip."
                yield Problem("unsupported", message, "byte 0")
                return
            self._survey(RecordReader(archive_bytes(file)))
            self._resolve()
            reader = RecordReader(archive_bytes(file))
            found: list[tuple[str, _Capture | Broken]] = [
                *self._captures.items(),
                *(("", each) for each in self._broken),
            ]
            for address, each in sorted(found, key=lambda each: each[1].place):
                yield self._trouble(each) if isinstance(each, Broken) else self._page(reader, address, each)

    def _survey(self, reader: RecordReader) -> None:
        for each in reader.records():
            if isinstance(each, Broken):
                self._broken.append(each)
                if len(self._broken) >= _MOST_BROKEN:
                    message = f"{_MOST_BROKEN:,} places cannot be read; what follows was left out."
                    self._broken.append(Broken(each.number + 1, each.place, "", "damaged", message, gap=True))
                    return
            elif not each.address.startswith(_SCHEMES):
                continue
            elif each.kind == "revisit":
                self._revisits.append(_Revisit(_address(each.address), _date(each), each.number, _meant(each)))
            elif _is_page(each):
                self._take(each)

    def _take(self, record: Record) -> None:
        capture = _Capture(record.kind != "conversion", _date(record), record.number, record.place, record.length)
        address = _address(record.address)
        self._captures[address] = max(capture, self._captures.get(address, capture))
        for name in _names(record):
            self._named[name] = capture

    def _resolve(self) -> None:
        for revisit in self._revisits:
            meant = next((self._named[name] for name in revisit.names if name in self._named), None)
            if meant is not None:
                capture = meant._replace(date=revisit.date, number=revisit.number)
                self._captures[revisit.address] = max(capture, self._captures.get(revisit.address, capture))
        self._named.clear()

    def _page(self, reader: RecordReader, address: str, capture: _Capture) -> Document | Failure:
        name = "#" + shortened(address)
        try:
            if capture.length > self._max_bytes:
                message = f"The record has {capture.length:,} bytes, more than the {self._max_bytes:,} that are read."
                raise Undecodable("too-large", message)
            headers, http, data = reader.block(capture.place, capture.length)
            if http is not None:
                data = content_of(data, http, self._max_bytes, cut=bool(headers.get_header("WARC-Truncated")))
        except (Undecodable, Damaged) as error:
            problem = Problem(error.reason, str(error), _where(capture), name)
            return self._container.failure(problem, digest(repr((capture, problem)).encode()))
        stated = (http or headers).get_header("Content-Type") or ""
        return Document(
            key=self._container.key + name,
            location=address,
            fingerprint=digest(stated.encode("utf-8", "replace") + b"\0" + data),
            data=data,
            media_type=stated,
            mapping=self._spec.fields,
            modified=_moment(capture.date),
            source=self._spec.source,
            container=self._container.key,
        )

    def _trouble(self, broken: Broken) -> Failure | Problem:
        problem = Problem(broken.reason, broken.message, _where(broken), f":{broken.number}")
        if broken.gap:
            return problem
        address = _address(broken.address) if broken.address.startswith(_SCHEMES) else ""
        if address and address not in self._captures:
            self._captures[address] = _Capture(False, 0, broken.number, broken.place, 0)  # the next has its number
            problem = Problem(broken.reason, broken.message, problem.place, "#" + shortened(address))
        return self._container.failure(problem, digest(repr(broken).encode()))


def _is_page(record: Record) -> bool:
    if record.kind not in _KINDS or record.length <= record.http_size:
        return False
    if record.http is not None and record.http.get_statuscode() != "200":
        return False
    stated = ((record.http or record.headers).get_header("Content-Type") or "").partition(";")[0].strip().lower()
    if not stated:
        return record.start[record.http_size :].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return stated in _TYPES and not _FOR_MACHINES.search(record.address.partition("?")[0])


def _names(record: Record) -> list[int]:
    """By what a revisit may mean this record, as numbers, since there are many."""
    headers = record.headers
    return _numbers(
        headers.get_header("WARC-Record-ID"),
        (_address(record.address), _date(record)),
        headers.get_header("WARC-Payload-Digest"),
    )


def _meant(revisit: Record) -> tuple[int, ...]:
    headers = revisit.headers
    address = headers.get_header("WARC-Refers-To-Target-URI") or revisit.address
    digits = _digits(headers.get_header("WARC-Refers-To-Date"))
    return tuple(
        _numbers(
            headers.get_header("WARC-Refers-To"),
            (_address(address), digits) if digits else None,
            headers.get_header("WARC-Payload-Digest"),
        )
    )


def _numbers(*names: object) -> list[int]:
    return [hash(name) for name in names if name]


def _address(stated: str) -> str:
    return canonical_url(stated) or escape_unprintable(stated)


def _date(record: Record) -> int:
    return _digits(record.headers.get_header("WARC-Date"))


def _digits(date: str | None) -> int:
    """A date of any precision as a number that orders: 2015-11-27T13:46:00Z as 20151127134600."""
    return int(re.sub(r"[^0-9]", "", date or "")[:14].ljust(14, "0"))


def _moment(digits: int) -> datetime | None:
    try:
        return datetime.strptime(str(digits), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _where(each: _Capture | Broken) -> str:
    return f"record {each.number}, byte {each.place.member}"
