"""Here is a sitemap: which pages does it list, or which other sitemaps?"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from indexer.fetch.response import FetchError
from indexer.sources.detect_response import decode_beginning

_LOOSE = re.compile(rb"&(?!#?\w{1,30};)")
_CDATA = b"<![CDATA["
_LONGEST = 2_000
_NEWS = {"title": "title", "publication_date": "published", "language": "language", "name": "source"}


@dataclass(frozen=True, slots=True)
class SitemapUrl:
    """A page, or another sitemap where `is_sitemap`; `lastmod` as it is written, `fields` of the news extension."""

    address: str
    lastmod: str = ""
    fields: dict[str, object] = field(default_factory=dict)
    is_sitemap: bool = False


def parse_sitemap(data: bytes, address: str) -> Iterator[SitemapUrl]:
    """The entries of a sitemap or an index, in XML or one address a line, in their order. `address` is its own.

    Raises FetchError `not-a-sitemap`, `entities` for XML that declares any, or `bad-xml` after the entries before the
    place that is broken.
    """
    text = decode_beginning(data).lstrip()
    if text.startswith(("http://", "https://")):
        for line in data.decode("utf-8-sig", "replace").splitlines():
            if line.strip().startswith(("http://", "https://")) and len(line) <= _LONGEST:
                yield SitemapUrl(line.strip())
        return
    if not text.startswith("<"):
        raise FetchError("not-a-sitemap", "It holds neither XML nor a list of addresses.")
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    yield from _elements(data if utf16 else _with_references(data.lstrip()), address)


def _with_references(data: bytes) -> bytes:
    """XML in whose addresses no bare & stands, as it often does. In a CDATA section it means itself."""
    pieces: list[bytes] = []
    at = 0
    while (start := data.find(_CDATA, at)) >= 0 and (end := data.find(b"]]>", start)) >= 0:
        pieces += (_LOOSE.sub(b"&amp;", data[at:start]), data[start:end])
        at = end
    return b"".join((*pieces, _LOOSE.sub(b"&amp;", data[at:])))


def _elements(data: bytes, address: str) -> Iterator[SitemapUrl]:
    root: Any = None
    number = 0
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            name = _local(element.tag)
            if root is None:
                root = element
                if name not in ("urlset", "sitemapindex"):
                    raise FetchError("not-a-sitemap", f"It is no sitemap but <{name[:40]}>.")
            elif event == "end" and name in ("url", "sitemap"):
                number += 1
                entry = _entry(element, address, name == "sitemap")
                root.clear()
                if entry is not None:
                    yield entry
    except DefusedXmlException as error:
        raise FetchError("entities", "It declares a document type or entities, which are not read.") from error
    except (ParseError, ValueError, LookupError) as error:
        raise FetchError("bad-xml", f"Its XML is broken after {number:,} entries: {error}.") from error


def _entry(element: Any, base: str, is_sitemap: bool) -> SitemapUrl | None:  # noqa: ANN401  # an element of the standard library, typed by nobody here
    address, lastmod = "", ""
    fields: dict[str, object] = {}
    for each in element.iter():
        name, text = _local(each.tag), (each.text or "").strip()
        if not text:
            continue
        if "sitemap-news" in each.tag:
            if name == "keywords":
                fields["tags"] = [tag.strip() for tag in text.split(",") if tag.strip()]
            elif name in _NEWS:
                fields.setdefault(_NEWS[name], text)
        elif name == "loc" and "sitemap-image" in each.tag:
            fields.setdefault("image", text)
        elif name == "loc" and "sitemap-video" not in each.tag:
            address = address or text
        elif name == "lastmod":
            lastmod = text
    try:
        whole = urljoin(base, address) if address else ""
    except ValueError:
        return None
    if not whole.startswith(("http://", "https://")) or len(whole) > _LONGEST:
        return None
    return SitemapUrl(whole, lastmod[:100], fields, is_sitemap)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
