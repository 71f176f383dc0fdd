"""Sources of the web: a feed, the sitemaps of a site, or a single page, whichever a URL turns out to be."""

from collections.abc import Iterator, Sequence

from indexer.document import ContainerDone, Failure, KnownFingerprints, SourceItem, Unchanged
from indexer.errors import SourceError
from indexer.extract.urls import is_front_page
from indexer.fetch.client import Fetcher
from indexer.fetch.response import FetchError, Response
from indexer.settings import SourceSettings
from indexer.sources.detect_response import detect_response
from indexer.sources.feed import feed_documents
from indexer.sources.feed_link import find_feed
from indexer.sources.fingerprints import Visit, escape_unprintable
from indexer.sources.page_fetch import ListedPage, PageReader, page_key
from indexer.sources.sitemap import SitemapWalk, find_sitemaps, sitemap_key

_ORIGIN = ":origin"
"""The key of the source's own URL, where that is not itself an article."""


class WebSource:
    """A feed, the sitemaps of a site, or a single page."""

    def __init__(self, spec: SourceSettings, fetcher: Fetcher, max_bytes: int) -> None:
        """Read no page of more than `max_bytes`."""
        self._spec, self._fetcher = spec, fetcher
        self._url = spec.location
        self._page = ListedPage(page_key(self._url), self._url)
        self._pages = PageReader(spec, fetcher, max_bytes)
        self._partial = True
        self._remark = ""

    @property
    def spec(self) -> SourceSettings:
        """What the configuration says about this source."""
        return self._spec

    @property
    def partial(self) -> bool:
        """Whether the last pass may have left out what is still there."""
        return self._partial

    @property
    def remark(self) -> str:
        """What there is to say about the last pass: the feed that a page names; "" for nothing."""
        return self._remark

    def documents(self, known: KnownFingerprints) -> Iterator[SourceItem]:
        """Yield what the URL holds, as `indexer.sources.Source` promises it. Raises SourceError."""
        self._partial, self._remark = True, ""
        stated = self._spec.type
        origin, page = self._visits(known)
        if stated == "page":
            yield from self._single_page(page)
            return
        if stated == "sitemap" and is_front_page(self._url):
            yield from self._site(known, origin)
            return
        page = page if stated == "auto" else Visit()
        # Where not all was read that the last response holds, it must be sent again, changed or not.
        validators = next((visit for visit in (page, origin) if visit.digest), Visit())
        try:
            response = self._fetcher.get(self._url, etag=validators.etag, modified=validators.modified)
            if response.not_modified:
                yield from self._unchanged(page, response, origin)
            else:
                yield from self._read(response, origin, known, page)
        except FetchError as error:
            starts = self._front_page_sitemaps() if stated == "auto" and not error.temporary and not page.misses else []
            if starts:
                yield from self._sitemaps(starts, known, origin)
                return
            if page.was_there or page.misses:
                item = self._pages.from_error(self._page, error, page)
                yield item
                if item.gone:
                    return
            else:
                yield self._failure(error, origin)
            raise SourceError(f"{escape_unprintable(self._url)} cannot be read: {error}") from error

    def _visits(self, known: KnownFingerprints) -> tuple[Visit, Visit]:
        """Return the last visits to the URL: as that of a feed or a site, and as that of a page."""
        keys = [_ORIGIN, self._page.key]
        on_record, forgotten = known.fingerprints(keys), known.forgotten(keys)
        origin, page = (
            Visit.parse(on_record[key]) if key in on_record else Visit.parse(forgotten.get(key)).without_validators()
            for key in keys
        )
        return (origin if origin.address == self._url else Visit()), page

    def _single_page(self, before: Visit, response: Response | None = None) -> Iterator[SourceItem]:
        """Yield the page, requested unless its response is given. Raises SourceError if it failed and is not gone."""
        if response is None:
            item = self._pages.read(self._page, str(before), always=True)
        else:
            item = self._pages.from_response(self._page, response, before)
        yield item
        if isinstance(item, Failure) and not item.gone:
            raise SourceError(f"{self._url} cannot be read: {item.message}")
        self._partial = False

    def _unchanged(self, page: Visit, response: Response, origin: Visit) -> Iterator[SourceItem]:
        """Yield that the URL, a page or a feed, is unchanged. Sitemaps are always requested whole."""
        if page.digest:
            yield self._pages.from_response(self._page, response, page)
            self._partial = False
        else:
            yield Unchanged(_ORIGIN, str(origin), whole=True)

    def _read(self, response: Response, origin: Visit, known: KnownFingerprints, page: Visit) -> Iterator[SourceItem]:
        stated = self._spec.type
        detected = detect_response(response, self._fetcher.settings.max_bytes) if stated == "auto" else stated
        # A login or error page does not make a page of what was a feed or a site before.
        kind = origin.kind if stated == "auto" and detected == "page" and origin.kind else detected
        if kind == "feed":
            yield from feed_documents(response, _ORIGIN, self._spec, self._pages, known)
        elif kind == "sitemap" and detected == "page" and is_front_page(self._url):
            yield from self._site(known, origin)
        elif kind == "sitemap":
            yield from self._sitemaps([self._url], known, origin, response)
        elif page == Visit() and (starts := self._front_page_sitemaps()):
            yield from self._sitemaps(starts, known, origin)
        else:
            if stated == "auto" and (feed := find_feed(response.data, response.url)):
                self._remark = f"the page names a feed of its site; to follow it, run dateline index {feed}"
            yield from self._single_page(page, response)

    def _front_page_sitemaps(self) -> list[str]:
        """Return the sitemaps of a site if the URL is its front page; [] for any other page or where there are none."""
        if not is_front_page(self._url):
            return []
        try:
            starts = find_sitemaps(self._url, self._fetcher)
            first = self._fetcher.get(starts[0])
            return starts if detect_response(first, self._fetcher.settings.max_bytes) == "sitemap" else []
        except FetchError:
            return []

    def _site(self, known: KnownFingerprints, origin: Visit) -> Iterator[SourceItem]:
        try:
            starts = find_sitemaps(self._url, self._fetcher)
        except FetchError as error:
            yield self._failure(error, origin)
            raise SourceError(f"{self._url} cannot be read: {error}") from error
        yield from self._sitemaps(starts, known, origin)

    def _sitemaps(
        self, starts: Sequence[str], known: KnownFingerprints, origin: Visit, first: Response | None = None
    ) -> Iterator[SourceItem]:
        walk = SitemapWalk(self._pages, self._fetcher, self._spec.max_items, origin.whole)
        for number, item in enumerate(walk.documents(starts, known, first)):
            yield item
            if number == 0 and isinstance(item, Failure) and item.key == sitemap_key(starts[0]) and len(starts) == 1:
                raise SourceError(f"{item.location} cannot be read: {item.message}")
        whole = origin.whole if walk.partial else self._fetcher.clock().isoformat()
        yield ContainerDone(_ORIGIN, escape_unprintable(self._url), str(Visit(self._url, kind="sitemap", whole=whole)))
        self._partial = walk.partial

    def _failure(self, error: FetchError, origin: Visit) -> Failure:
        return Failure(
            _ORIGIN,
            escape_unprintable(self._url),
            error.reason,
            escape_unprintable(str(error)),
            # What the URL is, is not forgotten because of a failure.
            fingerprint=str(Visit(origin.address, kind=origin.kind, whole=origin.whole)) if origin.kind else "",
            hides=True,
        )
