"""The pages of a site's sitemaps that are new or changed.

Sitemaps of an index whose stated time of change is on record are left out, except once in `fetch.whole_hours` hours,
when all are read. Only such a whole pass shows what is no longer listed, since a page may be in several of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from indexer.document import ContainerDone, Failure, KnownFingerprints, SourceItem, Unchanged
from indexer.fetch.client import Fetcher
from indexer.fetch.decoding import gunzip
from indexer.fetch.response import FetchError, Response
from indexer.sources.fingerprints import Visit, escape_unprintable, hash_bytes
from indexer.sources.page_fetch import ListedPage, PageReader, page_key
from indexer.sources.sitemap_parser import SitemapUrl, parse_sitemap

_CHUNK_PAGES = 100


@dataclass(frozen=True, slots=True)
class _SitemapFile:
    """A sitemap to read: how deep it is in indexes, and the time of change that its index states."""

    url: str
    depth: int
    lastmod: str = ""


class SitemapWalk:
    """One pass over the sitemaps of a source. `partial` says afterwards that some of them were left out."""

    def __init__(self, pages: PageReader, fetcher: Fetcher, max_items: int | None, whole: str) -> None:
        """Read no more than `max_items` pages; `whole` is when all were last read, as a Visit states it."""
        self._pages, self._fetcher, self._settings = pages, fetcher, fetcher.settings
        self._left = max_items
        self._seen: set[str] = set()
        self._files = 0
        due = datetime.fromisoformat(whole) + timedelta(hours=self._settings.whole_hours) if whole else None
        self._whole = due is None or due <= fetcher.clock()
        self._problem: FetchError | None = None
        self.partial = False

    def documents(
        self, starts: Sequence[str], known: KnownFingerprints, first: Response | None = None
    ) -> Iterator[SourceItem]:
        """Yield the pages that the sitemaps at these URLs list; `first` is the first one's response, if known."""
        pending = [_SitemapFile(url, 0) for url in reversed(starts)]
        while pending:
            file = pending.pop()
            if file.url in self._seen:
                continue
            self._seen.add(file.url)
            response, first = first, None
            self._files += 1
            if self._files > self._settings.max_sitemaps:
                self.partial = True
                message = f"The source has more sitemaps than the {self._settings.max_sitemaps:,} that are read."
                yield Failure(":sitemaps", file.url, "too-many", message)
                return
            if self._left == 0:
                self.partial = True
                return
            yield from self._read_sitemap(file, known, pending, response)

    def _read_sitemap(
        self, file: _SitemapFile, known: KnownFingerprints, pending: list[_SitemapFile], response: Response | None
    ) -> Iterator[SourceItem]:
        key = sitemap_key(file.url)
        visit = Visit.parse(known.fingerprints([key]).get(key))
        if not self._whole and file.lastmod and visit.digest and visit.lastmod == file.lastmod:
            self.partial = True
            yield Unchanged(key)
            return
        settled = True
        inner: list[_SitemapFile] = []
        try:
            response = response or self._fetcher.get(file.url)
            pages = self._new_pages(gunzip(response.data, self._settings.max_bytes), response.url, file, inner)
            while chunk := list(islice(pages, _CHUNK_PAGES)):
                on_record = known.fingerprints([page.key for page in chunk])
                for page in chunk:
                    item = self._pages.read(page, on_record.get(page.key))
                    settled = settled and bool(page.lastmod) and not isinstance(item, Failure)
                    yield item
            if self._problem is not None:
                raise self._problem
        except FetchError as error:
            self.partial = True
            location = escape_unprintable(file.url)
            yield Failure(key, location, error.reason, escape_unprintable(str(error)), fingerprint=str(Visit()))
        else:
            settled = settled and not inner
            fingerprint = Visit(lastmod=file.lastmod, digest=hash_bytes(response.data) if settled else "")
            yield ContainerDone(key, escape_unprintable(file.url), str(fingerprint))
        pending.extend(reversed(inner))

    def _new_pages(self, data: bytes, url: str, file: _SitemapFile, inner: list[_SitemapFile]) -> Iterator[ListedPage]:
        """Yield the pages of a sitemap that were not seen before; the sitemaps that it lists are added to `inner`."""
        self._problem = None
        for entry in self._until_broken(parse_sitemap(data, url)):
            if entry.url in self._seen:
                continue
            if entry.is_sitemap:
                if file.depth + 1 > self._settings.sitemap_depth:
                    deepest = self._settings.sitemap_depth
                    self._problem = FetchError("too-deep", f"It leads deeper than {deepest} indexes.")
                    return
                inner.append(_SitemapFile(entry.url, file.depth + 1, entry.lastmod))
                continue
            if self._left == 0:
                self.partial = True
                return
            if self._left is not None:
                self._left -= 1
            self._seen.add(entry.url)
            yield _listed_page(entry)

    def _until_broken(self, entries: Iterator[SitemapUrl]) -> Iterator[SitemapUrl]:
        """Yield the entries before the place where a sitemap is broken; the error is kept until they have been read."""
        try:
            yield from entries
        except FetchError as error:
            self._problem = error


def sitemap_key(url: str) -> str:
    """Return the key within its source of a sitemap, which is not an article."""
    return "sitemap " + page_key(url)


def _listed_page(entry: SitemapUrl) -> ListedPage:
    fields = dict(entry.fields)
    if entry.lastmod and fields:
        fields["updated"] = entry.lastmod
    return ListedPage(page_key(entry.url), entry.url, fields, entry.lastmod, stated_by="sitemap")


def find_sitemaps(url: str, fetcher: Fetcher) -> list[str]:
    """Return the sitemaps of a site: those that its robots.txt names, else the usual place, where there may be none.

    Raises FetchError when robots.txt cannot be fetched.
    """
    named = [each for each in fetcher.sitemaps(url) if each.startswith(("http://", "https://"))]
    scheme, _, rest = url.partition("://")
    return named or [f"{scheme}://{rest.partition('/')[0].partition('?')[0]}/sitemap.xml"]
