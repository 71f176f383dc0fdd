"""Here is an address: is it a feed, a sitemap or a page, and what does it hold that is new?"""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from indexer.document import ContainerDone, Failure, KnownFingerprints, SourceItem, Unchanged
from indexer.errors import SourceError
from indexer.fetch.client import Fetcher
from indexer.fetch.response import FetchError, Response
from indexer.settings import SourceSettings
from indexer.sources.detect_response import detect_response
from indexer.sources.feed import feed_documents
from indexer.sources.fingerprints import Visit, escape_unprintable
from indexer.sources.page_fetch import ListedPage, PageReader, key_of
from indexer.sources.sitemap import SitemapWalk, find_sitemaps, sitemap_key

# FOLDED: Here is one address: what article does it hold?


def listed(address: str) -> ListedPage:
    """The page that a source of a single address is."""
    return ListedPage(key_of(address), address)


def page_documents(
    address: str, pages: PageReader, before: Visit, answer: Response | None = None
) -> Iterator[SourceItem]:
    """The page, asked for unless its answer is given. Raises SourceError after a failure, unless the page is gone."""
    page = listed(address)
    found = pages.read(page, str(before), always=True) if answer is None else pages.answered(page, answer, before)
    yield found
    if isinstance(found, Failure) and not found.gone:
        raise SourceError(f"{address} cannot be read: {found.message}")


KINDS = ("feed", "sitemap", "page")
_ORIGIN = ":origin"
"""The key of the source's own address, where that is not itself an article."""


class WebSource:
    """A feed, the sitemaps of a site, or a single page."""

    def __init__(self, spec: SourceSettings, fetcher: Fetcher, max_bytes: int) -> None:
        """No page of more than `max_bytes` is read."""
        self._spec, self._fetcher = spec, fetcher
        self._pages = PageReader(spec, fetcher, max_bytes)
        self._partial = True

    @property
    def spec(self) -> SourceSettings:
        """See `indexer.sources.Source`."""
        return self._spec

    @property
    def partial(self) -> bool:
        """See `indexer.sources.Source`."""
        return self._partial

    def documents(self, known: KnownFingerprints) -> Iterator[SourceItem]:
        """See `indexer.sources.Source`."""
        self._partial = True
        address, kind = self._spec.location, self._spec.type
        page = listed(address)
        visit, known_page = self._visits(known, page.key)
        if kind == "page":
            yield from page_documents(address, self._pages, known_page)
            self._partial = False
            return
        if kind == "sitemap" and _is_front_page(address):
            yield from self._site(known, visit)
            return
        known_page = known_page if kind == "auto" else Visit()
        # Where not all was read that the last answer holds, it is wanted again, changed or not.
        marks = next((each for each in (known_page, visit) if each.digest), Visit())
        try:
            answer = self._fetcher.get(address, etag=marks.etag, modified=marks.modified)
            if answer.not_modified:
                yield from self._unchanged(known_page, answer, visit)
            else:
                yield from self._read(answer, visit, known, known_page)
        except FetchError as error:
            starts = self._starts() if kind == "auto" and not error.temporary and not known_page.misses else []
            if starts:
                yield from self._sitemaps(starts, known, visit)
                return
            if known_page.was_there or known_page.misses:
                found = self._pages.failed(page, error, known_page)
                yield found
                if found.gone:
                    return
            else:
                yield self._failure(error, visit)
            raise SourceError(f"{escape_unprintable(address)} cannot be read: {error}") from error

    def _visits(self, known: KnownFingerprints, page: str) -> tuple[Visit, Visit]:
        """The last visits to the address as that of a feed or a site, and as that of the page with this key."""
        on_record, forgotten = (ask([_ORIGIN, page]) for ask in (known.fingerprints, known.forgotten))
        origin, article = (
            Visit.parse(on_record[key]) if key in on_record else Visit.parse(forgotten.get(key)).without_validators()
            for key in (_ORIGIN, page)
        )
        return (origin if origin.address == self._spec.location else Visit()), article

    def _unchanged(self, known_page: Visit, answer: Response, visit: Visit) -> Iterator[SourceItem]:
        """Nothing is new at the source's own address, which is a page or a feed: sitemaps are asked for whole."""
        if known_page.digest:
            yield self._pages.answered(listed(self._spec.location), answer, known_page)
            self._partial = False
        else:
            yield Unchanged(_ORIGIN, str(visit), whole=True)

    def _read(self, answer: Response, visit: Visit, known: KnownFingerprints, page: Visit) -> Iterator[SourceItem]:
        limit, stated = self._fetcher.settings.max_bytes, self._spec.type
        found = detect_response(answer, limit) if stated == "auto" else stated
        # A login page, or one that says sorry, does not make a page of what was a feed or a site before.
        kind = visit.kind if stated == "auto" and found == "page" and visit.kind else found
        if kind == "feed":
            yield from feed_documents(answer, _ORIGIN, self._spec, self._pages, known)
        elif kind == "sitemap" and found == "page" and _is_front_page(self._spec.location):
            yield from self._site(known, visit)
        elif kind == "sitemap":
            yield from self._sitemaps([self._spec.location], known, visit, answer)
        elif page == Visit() and (starts := self._starts()):
            yield from self._sitemaps(starts, known, visit)
        else:
            yield from page_documents(self._spec.location, self._pages, page, answer)
            self._partial = False

    def _starts(self) -> list[str]:
        """The sitemaps of a site whose front page was given, none for any other page or where there are none."""
        if not _is_front_page(self._spec.location):
            return []
        try:
            starts = find_sitemaps(self._spec.location, self._fetcher)
            first = self._fetcher.get(starts[0])
            return starts if detect_response(first, self._fetcher.settings.max_bytes) == "sitemap" else []
        except FetchError:
            return []

    def _site(self, known: KnownFingerprints, visit: Visit) -> Iterator[SourceItem]:
        try:
            starts = find_sitemaps(self._spec.location, self._fetcher)
        except FetchError as error:
            yield self._failure(error, visit)
            raise SourceError(f"{self._spec.location} cannot be read: {error}") from error
        yield from self._sitemaps(starts, known, visit)

    def _sitemaps(
        self, starts: Sequence[str], known: KnownFingerprints, visit: Visit, first: Response | None = None
    ) -> Iterator[SourceItem]:
        walk = SitemapWalk(self._pages, self._fetcher, self._spec.max_items, visit.whole)
        for number, found in enumerate(walk.documents(starts, known, first)):
            yield found
            if number == 0 and isinstance(found, Failure) and found.key == sitemap_key(starts[0]) and len(starts) == 1:
                raise SourceError(f"{found.location} cannot be read: {found.message}")
        whole = visit.whole if walk.partial else self._fetcher.clock().isoformat()
        yield ContainerDone(
            _ORIGIN,
            escape_unprintable(self._spec.location),
            str(Visit(self._spec.location, kind="sitemap", whole=whole)),
        )
        self._partial = walk.partial

    def _failure(self, error: FetchError, visit: Visit) -> Failure:
        return Failure(
            _ORIGIN,
            escape_unprintable(self._spec.location),
            error.reason,
            escape_unprintable(str(error)),
            # What the address is, is not forgotten over a failure.
            fingerprint=str(Visit(visit.address, kind=visit.kind, whole=visit.whole)) if visit.kind else "",
            hides=True,
        )


def _is_front_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query
