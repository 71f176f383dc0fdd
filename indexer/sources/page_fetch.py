"""Pages that are fetched for a feed, a sitemap or on their own: whether each is new, changed, unchanged or gone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from indexer.document import Document, Failure, SourceItem, Unchanged
from indexer.fetch.client import Fetcher
from indexer.fetch.response import FetchError, Response
from indexer.settings import SourceSettings
from indexer.sources.fingerprints import Visit, escape_unprintable, hash_bytes, hash_value, shorten

_READABLE = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown", "application/json")
_UNSPECIFIC = ("", "application/octet-stream", "application/xml", "text/xml")
_MISSES_UNTIL_GONE = 2
"""Visits in succession to a page that is not there, after which it counts as gone."""


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page to read, and what is said about it where it is listed. `key` names it within the source.

    `lastmod` is the time of its last change, or any other text that changes with it; `stated_by` is what says all this:
    a `feed` or a `sitemap`.
    """

    key: str
    url: str
    fields: Mapping[str, object] = field(default_factory=dict)
    lastmod: str = ""
    container: str = ""
    stated_by: str = "feed"


def page_key(url: str) -> str:
    """Return the key of a page that has no name but its URL."""
    return shorten(escape_unprintable(url))


def is_readable(media_type: str) -> bool:
    """Return whether an article can be read from a media type."""
    return media_type in _READABLE or media_type in _UNSPECIFIC


class PageReader:
    """Reads the pages of one source."""

    def __init__(self, spec: SourceSettings, fetcher: Fetcher, max_bytes: int) -> None:
        """Read no page of more than `max_bytes`."""
        self._spec, self._fetcher, self._max_bytes = spec, fetcher, max_bytes

    def read(self, page: ListedPage, on_record: str | None, *, always: bool = False) -> SourceItem:
        """Return what became of a page since the visit on record.

        A page about which the same is said as on record, its time of change included, is not requested; nor is one that
        failed for a permanent reason, before its retry is due, unless it is to be tried `always`.
        """
        visit = Visit.parse(on_record)
        if visit.is_waiting(self._fetcher.clock()) and not always:
            return Unchanged(page.key)
        fresh = bool(visit.digest) and visit.stated == hash_value(page.fields) and visit.address == page.url
        if fresh and page.lastmod and page.lastmod == visit.lastmod:
            return Unchanged(page.key)
        validators = visit if fresh else Visit()
        try:
            response = self._fetcher.get(
                page.url, etag=validators.etag, modified=validators.modified, limit=self._max_bytes, accepts=is_readable
            )
        except FetchError as error:
            return self.from_error(page, error, visit)
        return self.from_response(page, response, visit)

    def from_response(self, page: ListedPage, response: Response, before: Visit) -> SourceItem:
        """Return what a page's response means, after the visit `before`."""
        if response.not_modified:
            return Unchanged(page.key, str(replace(before, lastmod=page.lastmod)))
        visit = Visit(
            address=page.url,
            etag=response.etag,
            modified=response.modified,
            digest=hash_bytes(response.data),
            stated=hash_value(page.fields),
            lastmod=page.lastmod,
        )
        if before.digest == visit.digest and before.stated == visit.stated:
            return Unchanged(page.key, str(visit))
        return Document(
            key=page.key,
            location=response.url,
            fingerprint=str(visit),
            data=response.data,
            media_type=response.content_type if response.media_type in _READABLE else "",
            fields=page.fields,
            mapping=self._spec.fields,
            source=self._spec.source,
            stated_by=page.stated_by,
            container=page.container,
        )

    def from_error(self, page: ListedPage, error: FetchError, before: Visit) -> Failure:
        """Return what a page's failure means, after the visit `before`: to be retried soon or late, or gone."""
        misses = before.misses + 1 if error.is_gone else before.misses if error.temporary else 0
        gone = error.is_gone and misses >= _MISSES_UNTIL_GONE
        # A page that has been there is looked for once more before it counts as gone.
        soon = error.temporary or (error.is_gone and before.was_there and not gone)
        due = self._fetcher.clock() + timedelta(days=self._fetcher.settings.retry_days)
        visit = Visit(misses=misses, had=before.was_there and not gone, due="" if soon else due.isoformat())
        return Failure(
            page.key,
            escape_unprintable(page.url),
            error.reason,
            escape_unprintable(str(error)),
            fingerprint=str(visit),
            container=page.container,
            gone=gone,
        )
