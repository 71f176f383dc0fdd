"""What kind of thing a response is: a feed, a sitemap, or a page."""

from indexer.fetch.decoding import gunzip
from indexer.fetch.response import Response
from indexer.sources.beginning import decode_beginning, root_name

_WORDS_OF_URL_LIST = 50
"""A text whose first words, this many, are all URLs is a sitemap, of the kind with one URL a line."""
_ROOTS = {
    "rss": "feed",
    "feed": "feed",
    "rdf": "feed",
    "channel": "feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
}
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")


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
    root = root_name(text)
    if root == "entry" and "w3.org/2005/Atom" in text:
        return "feed"
    return _ROOTS.get(root) or ("feed" if response.media_type in _FEEDS and root != "html" else "page")
