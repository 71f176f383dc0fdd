"""What kind of thing a response is: a feed, a sitemap, or a page."""

import re

from indexer.fetch.decoding import gunzip
from indexer.fetch.response import Response

_HEAD_BYTES = 20_000
_WORDS_OF_URL_LIST = 50
"""A text whose first words, this many, are all URLs is a sitemap, of the kind with one URL a line."""
_PROLOGUE = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"\s*<(?:[\w.-]+:)?([\w.-]+)")
_ROOTS = {
    "rss": "feed",
    "feed": "feed",
    "rdf": "feed",
    "channel": "feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
}
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_BOMS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))


def detect_response(response: Response, max_bytes: int) -> str:
    """Return `feed`, `sitemap` or `page`, by the content first, and by what the server says where that is no help.

    Raises FetchError for a compressed file that cannot be read within `max_bytes`.
    """
    text = decode_beginning(gunzip(response.data, max_bytes))
    if text.lstrip().startswith("{") and "jsonfeed.org/version" in text:
        return "feed"
    words = text.split(maxsplit=_WORDS_OF_URL_LIST)[:_WORDS_OF_URL_LIST]
    if words and all(word.startswith(("http://", "https://")) for word in words):
        return "sitemap"
    while prologue := _PROLOGUE.match(text):
        text = text[prologue.end() :]
    root = _ROOT.match(text)
    kind = _ROOTS.get(root[1].lower()) if root else None
    return kind or ("feed" if response.media_type in _FEEDS and not (root and root[1].lower() == "html") else "page")


def decode_beginning(data: bytes) -> str:
    """Return the first characters of a text, in which names of elements can be read whatever its encoding."""
    head = data[:_HEAD_BYTES]
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    return head.decode("latin-1")
