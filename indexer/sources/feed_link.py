"""The feed that a page names as its site's."""

import re
from urllib.parse import urljoin

from indexer.sources.beginning import decode_beginning

_LINK = re.compile(r"<link\b([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]{2,20})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
_COMMENTS = re.compile(r"comment|kommentar|commentaire|comentario", re.IGNORECASE)
_HEAD_BYTES = 100_000


def find_feed(data: bytes, url: str) -> str:
    """Return the address of the first feed that a page at a URL names, but not that of its comments; "" for none."""
    for start in range(0, min(len(data), _HEAD_BYTES), 20_000):
        for link in _LINK.finditer(decode_beginning(data[start : start + 20_000])):
            stated = {
                match[1].lower(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(link[1])
            }
            if "alternate" not in stated.get("rel", "").lower().split() or stated.get("type", "").lower() not in _TYPES:
                continue
            try:
                address = urljoin(url, stated.get("href", "").strip().replace("&amp;", "&"))
            except ValueError:
                continue
            is_comments = _COMMENTS.search(stated.get("title", "")) or "/comments/" in address
            if address.startswith(("http://", "https://")) and address.isprintable() and not is_comments:
                return str(address)
    return ""
