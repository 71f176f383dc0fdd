"""Here is the address of a page: is it new, changed, as it was, or gone?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from indexer.document import Document, Failure, SourceItem, Unchanged
from indexer.fetch.client import Fetcher
from indexer.fetch.response import FetchError, Response
from indexer.settings import SourceSettings
from indexer.sources.fingerprints import Visit, escape_unprintable, hash_bytes, hash_value, shorten

_READ = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown", "application/json")
_UNTOLD = ("", "application/octet-stream", "application/xml", "text/xml")
_MISSES = 2
"""After so many visits in succession to a page that is not there, it is gone."""


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page to read, and what is said of it where it is listed. `key` names it within the source.

    `lastmod` is the time of its last change, or whatever else is another one when it has changed; `stated_by` is what
    says all this: a `feed` or a `sitemap`.
    """

    key: str
    address: str
    fields: Mapping[str, object] = field(default_factory=dict)
    lastmod: str = ""
    container: str = ""
    stated_by: str = "feed"


def key_of(address: str) -> str:
    """The key of a page that has no name but its address."""
    return shorten(escape_unprintable(address))


def is_readable(kind: str) -> bool:
    """Whether an article can be read from a media type."""
    return kind in _READ or kind in _UNTOLD


class PageReader:
    """Reads the pages of one source."""

    def __init__(self, spec: SourceSettings, fetcher: Fetcher, max_bytes: int) -> None:
        """No page of more than `max_bytes` is read."""
        self._spec, self._fetcher, self._max_bytes = spec, fetcher, max_bytes

    def read(self, page: ListedPage, on_record: str | None, *, always: bool = False) -> SourceItem:
        """What became of a page since the visit on record.

        A page of which the same is said as on record, its time of change included, is not asked for; nor is, before the
        time is due, one that failed for a lasting reason, unless it is to be tried `always`.
        """
        visit = Visit.parse(on_record)
        if visit.is_waiting(self._fetcher.clock()) and not always:
            return Unchanged(page.key)
        fresh = bool(visit.digest) and visit.stated == hash_value(page.fields) and visit.address == page.address
        if fresh and page.lastmod and page.lastmod == visit.lastmod:
            return Unchanged(page.key)
        marks = visit if fresh else Visit()
        try:
            answer = self._fetcher.get(
                page.address, etag=marks.etag, modified=marks.modified, limit=self._max_bytes, accepts=is_readable
            )
        except FetchError as error:
            return self.failed(page, error, visit)
        return self.answered(page, answer, visit)

    def answered(self, page: ListedPage, answer: Response, before: Visit) -> SourceItem:
        """What a page's answer means, after the visit `before`."""
        if answer.not_modified:
            return Unchanged(page.key, str(replace(before, lastmod=page.lastmod)))
        visit = Visit(
            address=page.address,
            etag=answer.etag,
            modified=answer.modified,
            digest=hash_bytes(answer.data),
            stated=hash_value(page.fields),
            lastmod=page.lastmod,
        )
        if before.digest == visit.digest and before.stated == visit.stated:
            return Unchanged(page.key, str(visit))
        return Document(
            key=page.key,
            location=answer.url,
            fingerprint=str(visit),
            data=answer.data,
            media_type=answer.content_type if answer.media_type in _READ else "",
            fields=page.fields,
            mapping=self._spec.fields,
            source=self._spec.source,
            stated_by=page.stated_by,
            container=page.container,
        )

    def failed(self, page: ListedPage, error: FetchError, before: Visit) -> Failure:
        """What a page's failure means, after the visit `before`: to be tried again soon or late, or gone."""
        misses = before.misses + 1 if error.is_gone else before.misses if error.temporary else 0
        gone = error.is_gone and misses >= _MISSES
        # A page that has been there is looked for once more before it counts as gone.
        soon = error.temporary or (error.is_gone and before.was_there and not gone)
        due = self._fetcher.clock() + timedelta(days=self._fetcher.settings.retry_days)
        visit = Visit(misses=misses, had=before.was_there and not gone, due="" if soon else due.isoformat())
        return Failure(
            page.key,
            escape_unprintable(page.address),
            error.reason,
            escape_unprintable(str(error)),
            fingerprint=str(visit),
            container=page.container,
            gone=gone,
        )
