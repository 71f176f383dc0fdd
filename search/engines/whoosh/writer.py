"""Articles in, one durable commit out."""

import os
from collections.abc import Callable
from pathlib import Path

from search.article import Article
from search.engines.whoosh.codec import ColumnarSegment
from search.engines.whoosh.errors import translated
from search.engines.whoosh.lanes import Lane, Part
from search.engines.whoosh.segment.reader import SegmentReader
from search.engines.whoosh.segment.records import KINDS, Dictionaries
from search.engines.whoosh.toc import read_toc, remove_old_files, write_toc

LANES = min(2, os.cpu_count() or 1)
"""Threads that invert articles. The interpreter's own share of the work would hold up more of them."""


class ArticleWriter:
    """An `IndexWriter` over one generation. Nothing is visible before `commit`; `cancel` leaves no trace."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._toc = read_toc(folder)
        self._segments: list[ColumnarSegment] = list(self._toc.segments)
        self._readers = [SegmentReader(folder / segment.filename) for segment in self._segments]
        dictionaries = _dictionaries(self._readers)
        self._lanes = [Lane(folder, dictionaries) for _ in range(LANES)]
        self._next = 0
        self._own: dict[str, tuple[Part, int]] = {}

    def update(self, article: Article) -> None:
        """Add the article, or replace the one with its id."""
        self._forget(article.id)
        lane = self._lanes[self._next]
        self._own[article.id] = lane.add(article)
        if lane.full:
            with translated(self._folder):
                lane.hand_over()
            self._next = (self._next + 1) % LANES

    def delete(self, article_id: str) -> None:
        """Remove the article with that id, committed or of this session."""
        self._forget(article_id)

    def commit(self, publish: Callable[[], None]) -> None:
        """Write everything out and make it durable, as the newest commit of the generation, then publish it."""
        for lane in self._lanes:
            lane.finish()
        added = [segment for lane in self._lanes for segment in lane.segments()]
        self.close()
        self._publish([segment for segment in (*self._segments, *added) if segment.doc_count()], publish)

    def cancel(self) -> None:
        """Throw away what was not published; the files it wrote go with it."""
        self.close()
        remove_old_files(self._folder, self._toc)

    def _publish(self, segments: list[ColumnarSegment], publish: Callable[[], None]) -> None:
        toc = write_toc(self._folder, self._toc, segments)
        publish()
        self._toc, self._segments = toc, segments
        remove_old_files(self._folder, toc)

    def close(self) -> None:
        """End the threads, and let go of the files."""
        for lane in self._lanes:
            lane.close()
        self._readers.clear()

    def _forget(self, article_id: str) -> None:
        own = self._own.pop(article_id, None)
        if own is not None:
            part, doc = own
            part.superseded.add(doc)
            return
        if self._segments:
            with translated(self._folder):
                self._forget_committed(article_id.encode("utf-8", "replace"))

    def _forget_committed(self, term: bytes) -> None:
        for segment, reader in zip(self._segments, self._readers, strict=True):
            ids = reader.field("id")
            number = ids.number(term)
            if number is not None:
                for doc in ids.postings(number).docs.tolist():
                    segment.delete_document(doc)


def _dictionaries(readers: list[SegmentReader]) -> Dictionaries:
    """Those of the largest segment, so that merges can take records as they are."""
    if not readers:
        return Dictionaries()
    largest = max(readers, key=lambda reader: reader.doc_count)
    return Dictionaries({kind: largest.records(kind).dictionary for kind in KINDS})
