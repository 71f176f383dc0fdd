"""The parser of sitemaps: the pages that one lists, or the other sitemaps."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from indexer.fetch.response import FetchError
from indexer.sources.beginning import decode_beginning, strip_beginning

_BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,30};)")
_CDATA = b"<![CDATA["
_MAX_URL_CHARS = 2_000
_NEWS_FIELDS = {"title": "title", "publication_date": "published", "language": "language", "name": "source"}


@dataclass(frozen=True, slots=True)
class SitemapUrl:
    """A page, or another sitemap if `is_sitemap`; `lastmod` as it is written, `fields` from the news extension."""

    url: str
    lastmod: str = ""
    fields: dict[str, object] = field(default_factory=dict)
    is_sitemap: bool = False


def parse_sitemap(data: bytes, url: str) -> Iterator[SitemapUrl]:
    """Yield the URLs of a sitemap or an index, in XML or one a line, in their order. `url` is its own.

    Raises FetchError `not-a-sitemap`, `entities` for XML that declares any, or `bad-xml` after the URLs before the
    place that is broken.
    """
    data = strip_beginning(data)
    text = decode_beginning(data).lstrip()
    if text.startswith(("http://", "https://")):
        for line in data.decode("utf-8-sig", "replace").splitlines():
            if line.strip().startswith(("http://", "https://")) and len(line) <= _MAX_URL_CHARS:
                yield SitemapUrl(line.strip())
        return
    if not text.startswith("<"):
        raise FetchError("not-a-sitemap", "It holds neither XML nor a list of addresses.")
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    yield from _parse_xml(data if utf16 else _escape_ampersands(data), url)


def _escape_ampersands(data: bytes) -> bytes:
    """Escape bare ampersands, which are frequent in URLs. In a CDATA section an ampersand stands for itself."""
    pieces: list[bytes] = []
    at = 0
    while (start := data.find(_CDATA, at)) >= 0 and (end := data.find(b"]]>", start)) >= 0:
        pieces += (_BARE_AMPERSAND.sub(b"&amp;", data[at:start]), data[start:end])
        at = end
    return b"".join((*pieces, _BARE_AMPERSAND.sub(b"&amp;", data[at:])))


def _parse_xml(data: bytes, url: str) -> Iterator[SitemapUrl]:
    root: Any = None
    number = 0
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            name = _local(element.tag).lower()
            if root is None:
                root = element
                if name not in ("urlset", "sitemapindex"):
                    raise FetchError("not-a-sitemap", f"It is no sitemap but <{name[:40]}>.")
            elif event == "end" and name in ("url", "sitemap"):
                number += 1
                entry = _parse_element(element, url, name == "sitemap")
                root.clear()
                if entry is not None:
                    yield entry
    except DefusedXmlException as error:
        raise FetchError("entities", "It declares a document type or entities, which are not read.") from error
    except (ParseError, ValueError, LookupError) as error:
        raise FetchError("bad-xml", f"Its XML is broken after {number:,} entries: {error}.") from error


def _parse_element(element: Any, base: str, is_sitemap: bool) -> SitemapUrl | None:  # noqa: ANN401  # an element of the standard library, which defusedxml does not type
    loc, lastmod = "", ""
    fields: dict[str, object] = {}
    for each in element.iter():
        name, text = _local(each.tag).lower(), (each.text or "").strip()
        if not text:
            continue
        if "sitemap-news" in each.tag:
            if name == "keywords":
                fields["tags"] = [tag.strip() for tag in text.split(",") if tag.strip()]
            elif name in _NEWS_FIELDS:
                fields.setdefault(_NEWS_FIELDS[name], text)
        elif name == "loc" and "sitemap-image" in each.tag:
            fields.setdefault("image", text)
        elif name == "loc" and "sitemap-video" not in each.tag:
            loc = loc or text
        elif name == "lastmod":
            lastmod = text
    loc = loc or _loose_address(element)
    try:
        url = urljoin(base, loc) if loc else ""
    except ValueError:
        return None
    if not url.startswith(("http://", "https://")) or len(url) > _MAX_URL_CHARS:
        return None
    return SitemapUrl(url, lastmod[:100], fields, is_sitemap)


def _loose_address(element: Any) -> str:  # noqa: ANN401
    """Return the address of an entry that has no `loc`: as its own text, or in an attribute of it or of a `link`."""
    text = (element.text or "").strip()
    if text.startswith(("http://", "https://", "/")) and not any(character.isspace() for character in text):
        return text
    stated = (each.get(name) or "" for each in element.iter() for name in ("loc", "href", "url") if _is_own(each))
    return next(filter(None, (each.strip() for each in stated)), "")


def _is_own(element: Any) -> bool:  # noqa: ANN401
    """Return whether an element may have the address of the entry, and not that of a translation of it."""
    return element.get("hreflang") is None and _local(element.tag).lower() in ("url", "sitemap", "loc", "link", "a")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
