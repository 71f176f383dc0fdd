"""Articles in, one durable commit out."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from search.article import Article
from search.engines.whoosh.codec import ColumnarSegment
from search.engines.whoosh.errors import translated
from search.engines.whoosh.segment.builder import CHUNK, MOST_DOCUMENTS, SegmentBuilder
from search.engines.whoosh.segment.container import write_container
from search.engines.whoosh.segment.reader import SegmentReader
from search.engines.whoosh.segment.stored_fields import KINDS, Dictionaries
from search.engines.whoosh.toc import INDEX_NAME, read_toc, remove_old_files, write_toc

# FOLDED: How do articles become segments on all cores? By lanes: each makes segments of its own, in a thread of its own.


FLUSH_CHARS = 96_000_000
"""Characters of text after which a segment in the making is written out, which bounds the memory of a session."""

CHUNK_CHARS = 16_000_000
"""Characters after which a chunk is handed over, though it be of few articles."""

WAITING = 2
"""Chunks that may wait for a lane before whoever feeds it waits too."""


@dataclass(slots=True)
class Part:
    """A segment in the making, and which of its documents the session has replaced or deleted since."""

    builder: SegmentBuilder
    size: int = 0
    added: int = 0
    superseded: set[int] = field(default_factory=set)
    segment: ColumnarSegment | None = None


class Lane:
    """Feeds one thread, in order."""

    def __init__(self, folder: Path, dictionaries: Dictionaries) -> None:
        self._folder, self._dictionaries = folder, dictionaries
        self._thread = ThreadPoolExecutor(1, "indexing")
        self._waiting: list[Future[None]] = []
        self._pending: list[Article] = []
        self._pending_size = 0
        self.parts: list[Part] = []
        self._begin()

    def add(self, article: Article) -> tuple[Part, int]:
        """Append an article; where it will be."""
        part = self.parts[-1]
        place = part.added
        part.added = place + 1
        self._pending_size += len(article.text) + len(article.title)
        self._pending.append(article)
        return part, place

    @property
    def full(self) -> bool:
        """Whether a chunk is ready to be handed over."""
        return len(self._pending) >= CHUNK or self._pending_size >= CHUNK_CHARS

    def hand_over(self) -> None:
        """Let the thread invert what is pending. Raises what an earlier chunk raised."""
        part, articles = self.parts[-1], self._pending
        part.size += self._pending_size
        self._pending, self._pending_size = [], 0
        while len(self._waiting) >= WAITING:
            self._waiting.pop(0).result()
        self._waiting.append(self._thread.submit(part.builder.add, articles))
        if part.size > FLUSH_CHARS or part.added > MOST_DOCUMENTS - CHUNK:
            self._waiting.append(self._thread.submit(self._write, part))
            self._begin()

    def finish(self) -> None:
        """Begin to write out what is left; `segments` waits for it."""
        if self._pending:
            self.hand_over()
        part = self.parts[-1]
        if part.added:
            self._waiting.append(self._thread.submit(self._write, part))

    def segments(self) -> Iterator[ColumnarSegment]:
        """The segments, written and durable."""
        for done in self._waiting:
            done.result()
        for part in self.parts:
            if part.segment is not None:
                for doc in part.superseded:
                    part.segment.delete_document(doc)
                yield part.segment

    def close(self) -> None:
        """End the thread when it has finished what it is at."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _begin(self) -> None:
        self.parts.append(Part(self._new()))

    def _new(self) -> SegmentBuilder:
        return SegmentBuilder(self._dictionaries)

    def _write(self, part: Part) -> None:
        # What it is made of is not needed again.
        builder, part.builder = part.builder, self._new()
        segment = ColumnarSegment(INDEX_NAME, builder.count)
        write_container(self._folder / segment.filename, builder.arrays(), {"articles": builder.count})
        part.segment = segment


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
