"""E-books in EPUB as articles: each chapter, in the order in which it is read, with what the book says of itself."""

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from indexer.document import Document, Failure
from indexer.sources.container import ContainerFile, Problem, RecordNames
from indexer.sources.fingerprints import hash_bytes
from indexer.sources.zip_archive import DamagedZip, ZipArchive

_CONTAINER = "META-INF/container.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/html")
_PAGE_ENDINGS = (".xhtml", ".html", ".htm")
_MAX_CHAPTERS = 10_000
_MAX_METADATA_BYTES = 5_000_000
_TAG = re.compile(rb"<[^<>]*>")
_MIN_WORDS = 20
"""A page with fewer words is a cover, a title page or a divider."""


@dataclass(frozen=True, slots=True)
class _Book:
    """The pages of a book in their order, and the fields of its articles."""

    pages: tuple[str, ...]
    fields: dict[str, object] = field(default_factory=dict)


class EpubFile:
    """One e-book of a source."""

    def __init__(self, container: ContainerFile, max_bytes: int) -> None:
        """Read no chapter of more than `max_bytes`."""
        self._container, self._max_bytes = container, max_bytes
        self._names = RecordNames({})

    def records(self, file: io.RawIOBase) -> Iterator[Document | Failure | Problem]:  # it must seek
        """Yield the chapters in their order. Raises OSError."""
        try:
            with ZipArchive(self._container.path) as archive:
                yield from self._chapters(archive)
        except DamagedZip as error:
            yield Problem("damaged", f"The e-book is a damaged or encrypted ZIP archive: {error}.", "byte 0")

    def _chapters(self, archive: ZipArchive) -> Iterator[Document | Failure | Problem]:
        if "META-INF/encryption.xml" in archive.names and "META-INF/rights.xml" in archive.names:
            yield Problem("encrypted", "The e-book is protected against copying, and cannot be read.", "byte 0")
            return
        book = read_book(archive)
        found = 0
        for number, page in enumerate(book.pages[:_MAX_CHAPTERS], 1):
            name = self._names.unique(page, number)
            try:
                data = archive.read(page, self._max_bytes)
            except DamagedZip as error:
                problem = Problem("damaged", f"The chapter cannot be read: {error}.", page, name)
                yield self._container.failure(problem)
                continue
            if data is None:
                message = f"The chapter has more than the {self._max_bytes:,} bytes that are read."
                yield self._container.failure(Problem("too-large", message, page, name))
            elif _word_count(data) >= _MIN_WORDS:
                found += 1
                fingerprint = hash_bytes(repr(sorted(book.fields.items())).encode("utf-8", "surrogatepass") + data)
                yield self._container.record(name, book.fields, fingerprint, data=data, media_type="text/html")
        if not found:
            yield Problem("no-text", "The e-book has no chapter with a text.", "byte 0")


def read_book(archive: ZipArchive) -> _Book:
    """Return the pages of a book by its own list, or all pages by name where it has none that can be read."""
    every = tuple(sorted(each for each in archive.names if each.lower().endswith(_PAGE_ENDINGS)))
    try:
        container = _parse(archive, _CONTAINER)
        path = next(each.get("full-path", "") for each in container.iter() if _local(each) == "rootfile")
        package = _parse(archive, path)
    except (DamagedZip, ParseError, DefusedXmlException, StopIteration, ValueError, LookupError):
        return _Book(every)
    folder, present = posixpath.dirname(path), set(archive.names)
    manifest = {
        each.get("id", ""): posixpath.normpath(posixpath.join(folder, unquote(each.get("href", ""))))
        for each in package.iter()
        if _local(each) == "item"
        and each.get("media-type") in _PAGES
        and "nav" not in (each.get("properties") or "").split()
    }
    order = [manifest.get(each.get("idref", ""), "") for each in package.iter() if _local(each) == "itemref"]
    pages = tuple(dict.fromkeys(page for page in order if page in present))
    return _Book(pages or every, _fields(package))


def _fields(package: Any) -> dict[str, object]:  # noqa: ANN401  # an element of the standard library
    stated: dict[str, list[str]] = {}
    for each in package.iter():
        if "purl.org/dc/elements" in str(each.tag) and (text := " ".join("".join(each.itertext()).split())):
            stated.setdefault(_local(each), []).append(text)
    fields: dict[str, object] = {
        "source": next(iter(stated.get("title", [])), ""),
        "author": [name for name in stated.get("creator", []) if name.lower() != "calibre"],
        "published": next(iter(stated.get("date", [])), ""),
        "language": next(iter(stated.get("language", [])), ""),
        "tags": stated.get("subject", []),
    }
    return {name: value for name, value in fields.items() if value}


def _parse(archive: ZipArchive, name: str) -> Any:  # noqa: ANN401
    data = archive.read(name, _MAX_METADATA_BYTES)
    if data is None:
        raise ValueError("its list of contents is too large")
    return fromstring(data)


def _local(element: Any) -> str:  # noqa: ANN401
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _word_count(data: bytes) -> int:
    """Return roughly how many words a page has, enough to tell a chapter from a cover."""
    return len(_TAG.sub(b" ", data[max(data.find(b"<body"), 0) :]).split())
