"""Here is a feed: which of its entries are new or changed?

A feed forgets: what has fallen out of it is still an article. So nothing is ever removed because a feed lacks it; only
what could not be read is given up, since nothing leads to it any more.
"""

from collections.abc import Iterator
from itertools import islice

from indexer.document import ContainerDone, Document, Failure, KnownFingerprints, SourceItem, Unchanged
from indexer.fetch.response import Response
from indexer.settings import SourceSettings
from indexer.sources.feed_parser import Feed, FeedEntry, Fields, parse_feed
from indexer.sources.fingerprints import Visit, escape_unprintable, hash_bytes, hash_value
from indexer.sources.page_fetch import ListedPage, PageReader, key_of

_CHUNK = 100


def feed_documents(
    answer: Response, key: str, spec: SourceSettings, pages: PageReader, known: KnownFingerprints
) -> Iterator[SourceItem]:
    """The entries of the feed that an address answered with; `key` is the feed's own.

    Each is its own text, or with `full_text` its page. Raises FetchError when it is no feed.
    """
    feed = parse_feed(answer.data, answer.url, answer.content_type)
    settled = not feed.broken
    named = _named(feed, spec)
    while chunk := list(islice(named, _CHUNK)):
        on_record = known.fingerprints([name for name, _ in chunk])
        for name, entry in chunk:
            if spec.full_text and entry.link:
                # An entry whose text alone has changed, has its page asked for too: by the marks of its server.
                page = ListedPage(name, entry.link, _beside_page(entry.fields), hash_value(entry.fields), container=key)
                found = pages.read(page, on_record.get(name))
            else:
                found = _own_text(name, entry, feed.title, key, spec, on_record.get(name))
            settled = settled and not isinstance(found, Failure)
            yield found
    visit = Visit(
        address=spec.location,
        etag=answer.etag,
        modified=answer.modified,
        digest=hash_bytes(answer.data) if settled else "",
        kind="feed",
    )
    location = escape_unprintable(spec.location)
    if feed.broken:
        message = f"{feed.broken:,} items of the feed are no objects, and were passed over."
        yield Failure(key, location, "bad-json", message, fingerprint=str(visit))
    else:
        yield ContainerDone(key, location, str(visit), moves_on=True)


def _named(feed: Feed, spec: SourceSettings) -> Iterator[tuple[str, FeedEntry]]:
    """The entries by their keys; of several with the same one, the first."""
    met: set[str] = set()
    for entry in islice(feed.entries, spec.max_items):
        key = key_of(entry.name) if entry.name else hash_value([entry.fields.get("title"), _dated(entry.fields)])
        if key not in met:
            met.add(key)
            yield key, entry


def _dated(fields: Fields) -> object:
    return fields.get("published") or fields.get("updated")


def _own_text(
    key: str, entry: FeedEntry, title: str, container: str, spec: SourceSettings, on_record: str | None
) -> Document | Unchanged:
    fields = {"source": title, **entry.fields} if title else entry.fields
    if not entry.link:
        # Without an address of its own, an article is known by its name in the feed.
        fields = {**fields, "id": hash_value([spec.location, key])}
    fingerprint = str(Visit(digest=hash_value(fields)))
    if fingerprint == on_record:
        return Unchanged(key)
    return Document(
        key=key,
        location=entry.link or f"{spec.location}#{key}",
        fingerprint=fingerprint,
        fields=fields,
        mapping=spec.fields,
        source=spec.source,
        stated_by="feed",
        container=container,
    )


def _beside_page(fields: Fields) -> Fields:
    """What an entry states beside what the page itself knows better: its text, and its address without detours."""
    return {name: value for name, value in fields.items() if name not in ("text", "html", "summary", "url")}
