"""Here is a sitemap, an index of them, or a site that names some: which of its pages are new?

Of an index, those sitemaps are left out whose stated time of change is on record, except once in so many hours, when
all of it is read. Only such a whole reading shows what is no longer listed, since a page may stand in several.
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
from indexer.sources.page_fetch import ListedPage, PageReader, key_of
from indexer.sources.sitemap_parser import SitemapUrl, parse_sitemap

_CHUNK = 100


@dataclass(frozen=True, slots=True)
class _File:
    """A sitemap to read: how deep it lies, and the time of change that its index states."""

    address: str
    depth: int
    lastmod: str = ""


class SitemapWalk:
    """One pass over the sitemaps of a source. `partial` says afterwards that some of them were left out."""

    def __init__(self, pages: PageReader, fetcher: Fetcher, max_items: int | None, whole: str) -> None:
        """`whole` is when all was last read, as it stands in a Visit; no more than `max_items` pages are read."""
        self._pages, self._fetcher, self._settings = pages, fetcher, fetcher.settings
        self._left = max_items
        self._met: set[str] = set()
        self._files = 0
        due = datetime.fromisoformat(whole) + timedelta(hours=self._settings.whole_hours) if whole else None
        self._whole = due is None or due <= fetcher.clock()
        self._problem: FetchError | None = None
        self.partial = False

    def documents(
        self, starts: Sequence[str], known: KnownFingerprints, first: Response | None = None
    ) -> Iterator[SourceItem]:
        """The pages that the sitemaps at these addresses list; `first` is the answer of the first, if it was asked."""
        waiting = [_File(address, 0) for address in reversed(starts)]
        while waiting:
            file = waiting.pop()
            if file.address in self._met:
                continue
            self._met.add(file.address)
            answer, first = first, None
            self._files += 1
            if self._files > self._settings.max_sitemaps:
                self.partial = True
                message = f"The source has more sitemaps than the {self._settings.max_sitemaps:,} that are read."
                yield Failure(":sitemaps", file.address, "too-many", message)
                return
            if self._left == 0:
                self.partial = True
                return
            yield from self._file(file, known, waiting, answer)

    def _file(
        self, file: _File, known: KnownFingerprints, waiting: list[_File], answer: Response | None
    ) -> Iterator[SourceItem]:
        key = sitemap_key(file.address)
        visit = Visit.parse(known.fingerprints([key]).get(key))
        if not self._whole and file.lastmod and visit.digest and visit.lastmod == file.lastmod:
            self.partial = True
            yield Unchanged(key)
            return
        settled = True
        inner: list[_File] = []
        try:
            given = answer or self._fetcher.get(file.address)
            entries = self._entries(gunzip(given.data, self._settings.max_bytes), given.url, file, inner)
            while chunk := list(islice(entries, _CHUNK)):
                on_record = known.fingerprints([page.key for page in chunk])
                for page in chunk:
                    found = self._pages.read(page, on_record.get(page.key))
                    settled = settled and bool(page.lastmod) and not isinstance(found, Failure)
                    yield found
            if self._problem is not None:
                raise self._problem
        except FetchError as error:
            self.partial = True
            location = escape_unprintable(file.address)
            yield Failure(key, location, error.reason, escape_unprintable(str(error)), fingerprint=str(Visit()))
        else:
            settled = settled and not inner
            fingerprint = Visit(lastmod=file.lastmod, digest=hash_bytes(given.data) if settled else "")
            yield ContainerDone(key, escape_unprintable(file.address), str(fingerprint))
        waiting.extend(reversed(inner))

    def _entries(self, data: bytes, address: str, file: _File, inner: list[_File]) -> Iterator[ListedPage]:
        """The pages of a sitemap that were not met before; what it lists of other sitemaps goes to `inner`."""
        self._problem = None
        for entry in self._until_broken(parse_sitemap(data, address)):
            if entry.address in self._met:
                continue
            if entry.is_sitemap:
                if file.depth + 1 > self._settings.sitemap_depth:
                    deepest = self._settings.sitemap_depth
                    self._problem = FetchError("too-deep", f"It leads deeper than {deepest} indexes.")
                    return
                inner.append(_File(entry.address, file.depth + 1, entry.lastmod))
                continue
            if self._left == 0:
                self.partial = True
                return
            if self._left is not None:
                self._left -= 1
            self._met.add(entry.address)
            yield _listed(entry)

    def _until_broken(self, entries: Iterator[SitemapUrl]) -> Iterator[SitemapUrl]:
        """The entries before the place where a sitemap is broken, which is kept for when they have been read."""
        try:
            yield from entries
        except FetchError as error:
            self._problem = error


def sitemap_key(address: str) -> str:
    """The key of a sitemap, which is not an article, within its source."""
    return "sitemap " + key_of(address)


def _listed(entry: SitemapUrl) -> ListedPage:
    fields = dict(entry.fields)
    if entry.lastmod and fields:
        fields["updated"] = entry.lastmod
    return ListedPage(key_of(entry.address), entry.address, fields, entry.lastmod, stated_by="sitemap")


def find_sitemaps(address: str, fetcher: Fetcher) -> list[str]:
    """The sitemaps of a site: those that its robots.txt names, else the usual place, whether or not there is one.

    Raises FetchError when robots.txt cannot be had.
    """
    named = [each for each in fetcher.sitemaps(address) if each.startswith(("http://", "https://"))]
    scheme, _, rest = address.partition("://")
    return named or [f"{scheme}://{rest.partition('/')[0].partition('?')[0]}/sitemap.xml"]
