"""Feeds that were saved as files: RSS, Atom, RDF and JSON Feed."""

import io
from collections.abc import Iterator

from indexer.document import Document, Failure
from indexer.fetch.response import FetchError
from indexer.sources.container import ContainerFile, Problem, RecordNames
from indexer.sources.feed_keys import key_entries
from indexer.sources.feed_parser import parse_feed
from indexer.sources.fingerprints import hash_value
from indexer.sources.whole_file import read_whole


class FeedFile:
    """One saved feed of a source."""

    def __init__(self, container: ContainerFile, max_bytes: int) -> None:
        """Read no feed of more than `max_bytes`."""
        self._container, self._max_bytes = container, max_bytes
        self._names = RecordNames({})

    def records(self, file: io.RawIOBase) -> Iterator[Document | Failure | Problem]:
        """Yield the entries in their order. Raises OSError."""
        data = read_whole(file, self._container.path.name, self._max_bytes)
        if isinstance(data, Problem):
            yield data
            return
        try:
            feed = parse_feed(data)
        except FetchError as error:
            yield Problem(error.reason, str(error), "line 1")
            return
        for number, keyed in enumerate(key_entries(feed.entries), 1):
            entry = keyed.entry
            fields = {"source": feed.title, **entry.fields} if feed.title else dict(entry.fields)
            name = self._names.unique(keyed.key, number)
            if keyed.needs_id:  # others are known by their address, or by their place in the file
                fields["id"] = hash_value([self._container.spec.name, self._container.key, keyed.key])
            yield self._container.record(name, fields, hash_value(fields), stated_by="feed", location=entry.link)
        if feed.broken:
            yield Problem("bad-json", f"{feed.broken:,} items of the feed cannot be read, and were skipped.", "items")
