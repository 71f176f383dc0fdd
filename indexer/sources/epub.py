"""E-books in EPUB as articles: each chapter, in the order in which it is read, with what the book says of itself."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from indexer.document import Document, Failure
from indexer.sources.container import ContainerFile, Problem, RecordNames
from indexer.sources.fingerprints import hash_bytes

_CONTAINER = "META-INF/container.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/html")
_PAGE_ENDINGS = (".xhtml", ".html", ".htm")
_MAX_CHAPTERS = 10_000
_MAX_METADATA_BYTES = 5_000_000
_TAG = re.compile(rb"<[^<>]*>")
_MIN_WORDS = 20
"""A page with fewer words is a cover, a title page or a divider."""
ZIP_ERRORS = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
              ValueError, KeyError, UnicodeError, OverflowError)  # fmt: skip
"""What reading a damaged or encrypted ZIP archive raises, beside OSError."""


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
            with zipfile.ZipFile(self._container.path) as archive:
                yield from self._chapters(archive)
        except ZIP_ERRORS as error:
            yield Problem("damaged", f"The e-book is a damaged or encrypted ZIP archive: {error}.", "byte 0")

    def _chapters(self, archive: zipfile.ZipFile) -> Iterator[Document | Failure | Problem]:
        if "META-INF/encryption.xml" in archive.namelist() and "META-INF/rights.xml" in archive.namelist():
            yield Problem("encrypted", "The e-book is protected against copying, and cannot be read.", "byte 0")
            return
        book = read_book(archive)
        found = 0
        for number, page in enumerate(book.pages[:_MAX_CHAPTERS], 1):
            name = self._names.unique(page, number)
            try:
                data = read_member(archive, page, self._max_bytes)
            except ZIP_ERRORS as error:
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


def read_member(archive: zipfile.ZipFile, name: str, max_bytes: int) -> bytes | None:
    """Return a member of a ZIP archive, None for one of more than `max_bytes`. Raises ZIP_ERRORS, OSError."""
    with archive.open(name) as member:
        data = member.read(max_bytes + 1)
    return data if len(data) <= max_bytes else None


def read_book(archive: zipfile.ZipFile) -> _Book:
    """Return the pages of a book by its own list, or all pages by name where it has none that can be read."""
    members = archive.namelist()
    every = tuple(sorted(each for each in members if each.lower().endswith(_PAGE_ENDINGS)))
    try:
        container = _parse(archive, _CONTAINER)
        path = next(each.get("full-path", "") for each in container.iter() if _local(each) == "rootfile")
        package = _parse(archive, path)
    except (*ZIP_ERRORS, ParseError, DefusedXmlException, StopIteration, LookupError):
        return _Book(every)
    folder, present = posixpath.dirname(path), set(members)
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


def _parse(archive: zipfile.ZipFile, name: str) -> Any:  # noqa: ANN401
    data = read_member(archive, name, _MAX_METADATA_BYTES)
    if data is None:
        raise ValueError("its list of contents is too large")
    return fromstring(data)


def _local(element: Any) -> str:  # noqa: ANN401
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _word_count(data: bytes) -> int:
    """Return roughly how many words a page has, enough to tell a chapter from a cover."""
    return len(_TAG.sub(b" ", data[max(data.find(b"<body"), 0) :]).split())
