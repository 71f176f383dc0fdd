"""Crawlers: what they may not index, and how much of the server those that come all the same can take.

Every results page links to others with one filter more, so that there is no end of addresses. `robots.txt` and the
header `X-Robots-Tag` keep crawlers that obey out of them. What the others ask for is answered by few threads of each
process, and the rest of it gets 503, which costs next to nothing, so that most threads are always free for readers.
"""

import re
from collections.abc import Iterable, Iterator
from threading import BoundedSemaphore
from urllib.parse import unquote_plus, urlsplit

from flask import Flask, Response, g, request

from search.request import Facet
from web.context import serving
from web.errors import TooBusy
from web.searches.entry import is_crawler

DEEP = 3
"""From how many choices on a request is deep: each value of a filter, dates, an order, a later page, a single match."""

_PAGES = re.compile(r"/search(/|$)|/facets/|/articles/")
_FEEDS = ("/search.rss", "/search.atom", "/search.json")
_SITEMAPS = "/sitemaps/"
_EXPORT = "/api/v1/export"
_FILTERS = frozenset(facet.value for facet in Facet)
_DATES = frozenset(("from", "to", "date"))
_CHOICES = frozenset(("sort", "page", "cursor", "m", "by", "find", "collapse", "histogram"))
_NOT_INDEXED = ("/search", "/facets/", "/api/", "/openapi.", "/metrics")
_RETRY_SECONDS = "5"
_PATIENCE_SECONDS = 1.0
"""How long the request of a browser waits for a slot before it is refused: most pages take a hundredth of that."""


class _Slot:
    """One of the slots for crawlers that a request has acquired. It is released once."""

    def __init__(self, slots: BoundedSemaphore) -> None:
        self._slots: BoundedSemaphore | None = slots

    def release(self) -> None:
        slots, self._slots = self._slots, None
        if slots is not None:
            slots.release()

    def until_end(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Release the slot after the last part and before the client can know that it was the last."""
        try:
            yield from parts
        finally:
            self.release()


def restrain_crawlers(app: Flask) -> None:
    """Mark what is not to be indexed, and let crawlers have their share of the threads and no more."""

    @app.before_request
    def acquire() -> Response | None:
        server = serving()
        # An export may take minutes, for which nobody else shall wait.
        slots = None if server is None else server.exports if request.path == _EXPORT else server.crawlers
        if slots is None or not _is_restrained():
            return None
        if slots.acquire(timeout=_PATIENCE_SECONDS if _is_browser() else 0):
            g.slot = _Slot(slots)
            return None
        if _is_browser() or not _PAGES.match(request.path):
            raise TooBusy
        # Not the page of the error, which takes as long as some results do.
        headers = {"Retry-After": _RETRY_SECONDS, "Cache-Control": "no-store"}
        return Response("This site is busy. Try again later.\n", 503, headers, content_type="text/plain")

    @app.after_request
    def mark(response: Response) -> Response:
        if request.query_string or request.path.startswith(_NOT_INDEXED):
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        if response.is_streamed and (slot := g.pop("slot", None)) is not None:
            response.response = slot.until_end(response.iter_encoded())
            # An answer that is not sent is closed without having begun.
            response.call_on_close(slot.release)
        return response

    @app.teardown_request
    def release(_error: BaseException | None) -> None:
        if (slot := g.pop("slot", None)) is not None:
            slot.release()


def _is_restrained() -> bool:
    """Whether a crawler asks, as far as that shows, or whoever asks wants an export, a feed or a sitemap."""
    if request.path == _EXPORT or request.path.startswith((*_FEEDS, _SITEMAPS)):
        return True
    if not _PAGES.match(request.path):
        return False
    names_itself = is_crawler(request.headers.get("User-Agent", ""))
    return names_itself or not _is_browser() or count_choices(request.query_string) >= DEEP


def _is_browser() -> bool:
    """Whether the request has what browsers send: how it came about, or the page of this site that it was made on."""
    if "Sec-Fetch-Mode" in request.headers:
        return True
    try:
        return bool(request.referrer) and urlsplit(request.referrer).netloc == request.host
    except ValueError:
        return False


def count_choices(query_string: bytes) -> int:
    """Return how many choices beside the words of the query an address makes.

    >>> count_choices(b"q=ferry&source=Times&source=Post&from=1910&to=1912&page=2")
    4
    """
    names = [unquote_plus(part.partition(b"=")[0].decode("latin-1")) for part in query_string.split(b"&")]
    singles = {name for name in names if name in _CHOICES}
    dates = any(name in _DATES for name in names)
    return sum(name in _FILTERS for name in names) + len(singles) + dates
