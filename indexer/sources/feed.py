"""The entries of a feed that are new or changed.

A feed forgets: what is no longer in it is still an article. So nothing is ever removed because a feed lacks it; only
what could not be read is given up, since nothing leads to it any more.
"""

from collections.abc import Iterator
from itertools import islice

from indexer.document import ContainerDone, Document, Failure, KnownFingerprints, SourceItem, Unchanged
from indexer.fetch.response import Response
from indexer.settings import SourceSettings
from indexer.sources.feed_entry import Fields
from indexer.sources.feed_keys import KeyedEntry, follow_renamed, key_entries
from indexer.sources.feed_parser import parse_feed
from indexer.sources.fingerprints import Visit, escape_unprintable, hash_bytes, hash_value
from indexer.sources.page_fetch import ListedPage, PageReader

_CHUNK_ENTRIES = 100


def feed_documents(
    response: Response, key: str, spec: SourceSettings, pages: PageReader, known: KnownFingerprints
) -> Iterator[SourceItem]:
    """Yield the entries of the feed that a response holds; `key` is the feed's own.

    Each is its own text, or with `full_text` its page. Raises FetchError when it is no feed.
    """
    feed = parse_feed(response.data, response.url, response.content_type)
    settled = not feed.broken
    keyed = key_entries(list(islice(feed.entries, spec.max_items)))
    while chunk := list(islice(keyed, _CHUNK_ENTRIES)):
        followed, on_record = follow_renamed(chunk, known)
        for each in followed:
            entry_key, entry = each.key, each.entry
            if each.name_key and on_record.get(each.name_key) != entry_key:
                yield ContainerDone(each.name_key, escape_unprintable(entry.link), entry_key)
            if spec.full_text and entry.link:
                # A change of the entry's text alone has its page requested too, with the validators of its server.
                fields, lastmod = _fields_beside_page(entry.fields), hash_value(entry.fields)
                page = ListedPage(entry_key, entry.link, fields, lastmod, container=key)
                item = pages.read(page, on_record.get(entry_key))
            else:
                item = _own_text(each, feed.title, key, spec, on_record.get(entry_key))
            settled = settled and not isinstance(item, Failure)
            yield item
    visit = Visit(
        address=spec.location,
        etag=response.etag,
        modified=response.modified,
        digest=hash_bytes(response.data) if settled else "",
        kind="feed",
    )
    location = escape_unprintable(spec.location)
    if feed.broken:
        message = f"{feed.broken:,} items of the feed are not objects, and were skipped."
        yield Failure(key, location, "bad-json", message, fingerprint=str(visit))
    else:
        yield ContainerDone(key, location, str(visit), moves_on=True)


def _own_text(
    keyed: KeyedEntry, title: str, container: str, spec: SourceSettings, on_record: str | None
) -> Document | Unchanged:
    key, entry = keyed.key, keyed.entry
    fields = {"source": title, **entry.fields} if title else entry.fields
    if not entry.link or keyed.needs_id:
        # Without a URL of its own, an article is known by its name in the feed.
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


def _fields_beside_page(fields: Fields) -> Fields:
    """Return what an entry states but what the page itself knows better: its text, and its URL without redirects."""
    return {name: value for name, value in fields.items() if name not in ("text", "html", "summary", "url")}
