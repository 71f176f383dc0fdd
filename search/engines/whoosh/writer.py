"""The index writer: articles in, one durable commit out, inverted by several threads.

Each thread builds segments of its own. An article goes to one thread, and a full chunk makes the next thread's turn.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from search.article import Article
from search.engines.whoosh.codec import ColumnarSegment
from search.engines.whoosh.errors import translate_errors
from search.engines.whoosh.segment.builder import CHUNK_ARTICLES, SegmentBuilder
from search.engines.whoosh.segment.container import write_array_file
from search.engines.whoosh.segment.inverter_kernels import MAX_DOCUMENTS
from search.engines.whoosh.segment.reader import SegmentReader
from search.engines.whoosh.segment.stored_fields import MAX_DICTIONARY_BYTES, Dictionaries
from search.engines.whoosh.toc import INDEX_NAME, read_toc, remove_old_files, write_toc

FLUSH_CHARS = 96_000_000
"""Characters of text after which a segment is written out, which bounds the memory of a session."""

CHUNK_CHARS = 16_000_000
"""Characters after which a chunk is submitted, even with fewer than CHUNK_ARTICLES articles."""

MAX_WAITING_CHUNKS = 2
"""Chunks in the queue of a thread at which `submit` blocks."""


@dataclass(slots=True)
class PendingSegment:
    """A segment being built, and which of its documents the session has replaced or deleted since."""

    builder: SegmentBuilder
    chars: int = 0
    doc_count: int = 0
    deleted: set[int] = field(default_factory=set)
    segment: ColumnarSegment | None = None


class IndexingThread:
    """Builds segments in one thread, in order."""

    def __init__(self, folder: Path, dictionaries: Dictionaries) -> None:
        self._folder, self._dictionaries = folder, dictionaries
        self._thread = ThreadPoolExecutor(1, "indexing")
        self._futures: list[Future[None]] = []
        self._articles: list[Article] = []
        self._chars = 0
        self.pending_segments: list[PendingSegment] = []
        self._start_segment()

    def add(self, article: Article) -> tuple[PendingSegment, int]:
        """Append an article; return the segment and the document that it will be."""
        pending = self.pending_segments[-1]
        doc = pending.doc_count
        pending.doc_count = doc + 1
        self._chars += len(article.text) + len(article.title)
        self._articles.append(article)
        return pending, doc

    @property
    def is_full(self) -> bool:
        """Whether a chunk is ready to be submitted."""
        return len(self._articles) >= CHUNK_ARTICLES or self._chars >= CHUNK_CHARS

    def submit(self) -> None:
        """Let the thread invert the collected articles. Raises the error of an earlier chunk."""
        pending, articles = self.pending_segments[-1], self._articles
        pending.chars += self._chars
        self._articles, self._chars = [], 0
        while len(self._futures) >= MAX_WAITING_CHUNKS:
            self._futures.pop(0).result()
        self._futures.append(self._thread.submit(pending.builder.add, articles))
        if pending.chars > FLUSH_CHARS or pending.doc_count > MAX_DOCUMENTS - CHUNK_ARTICLES:
            self._futures.append(self._thread.submit(self._write, pending))
            self._start_segment()

    def finish(self) -> None:
        """Start to write out what is left; `segments` waits for it."""
        if self._articles:
            self.submit()
        pending = self.pending_segments[-1]
        if pending.doc_count:
            self._futures.append(self._thread.submit(self._write, pending))

    def segments(self) -> Iterator[ColumnarSegment]:
        """Yield the segments, written and durable."""
        for future in self._futures:
            future.result()
        for pending in self.pending_segments:
            if pending.segment is not None:
                for doc in pending.deleted:
                    pending.segment.delete_document(doc)
                yield pending.segment

    def close(self) -> None:
        """End the thread after its current task."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _start_segment(self) -> None:
        self.pending_segments.append(PendingSegment(self._new_builder()))

    def _new_builder(self) -> SegmentBuilder:
        return SegmentBuilder(self._dictionaries)

    def _write(self, pending: PendingSegment) -> None:
        # Frees the memory of the builder once the segment is written.
        builder, pending.builder = pending.builder, self._new_builder()
        segment = ColumnarSegment(INDEX_NAME, builder.count)
        write_array_file(self._folder / segment.filename, builder.arrays(), {"articles": builder.count})
        pending.segment = segment


INDEXING_THREADS = min(2, os.cpu_count() or 1)
"""Threads that invert articles. More would wait for the interpreter lock."""


class ArticleWriter:
    """An `IndexWriter` over one generation, for the commit after the one with this number.

    Nothing is visible before `commit`; `cancel` leaves no trace.
    """

    def __init__(self, folder: Path, previous: int) -> None:
        self._folder = folder
        self._toc = read_toc(folder, previous)
        self._segments: list[ColumnarSegment] = list(self._toc.segments)
        self._readers = [SegmentReader(folder / segment.filename) for segment in self._segments]
        dictionaries = _largest_dictionaries(self._readers)
        self._threads = [IndexingThread(folder, dictionaries) for _ in range(INDEXING_THREADS)]
        self._next_thread = 0
        self._session_docs: dict[str, tuple[PendingSegment, int]] = {}

    def update(self, article: Article) -> None:
        """Add the article, or replace the one with its id."""
        self._delete(article.id)
        thread = self._threads[self._next_thread]
        self._session_docs[article.id] = thread.add(article)
        if thread.is_full:
            with translate_errors(self._folder):
                thread.submit()
            self._next_thread = (self._next_thread + 1) % INDEXING_THREADS

    def delete(self, article_id: str) -> None:
        """Remove the article with that id, committed or of this session."""
        self._delete(article_id)

    def commit(self, publish: Callable[[], None]) -> None:
        """Write everything out and make it durable, as the newest commit of the generation, then publish it."""
        for thread in self._threads:
            thread.finish()
        added = [segment for thread in self._threads for segment in thread.segments()]
        self.close()
        self._publish([segment for segment in (*self._segments, *added) if segment.doc_count()], publish)

    def cancel(self) -> None:
        """Discard what was not published, with the files that were written."""
        self.close()
        remove_old_files(self._folder, self._toc)

    def _publish(self, segments: list[ColumnarSegment], publish: Callable[[], None]) -> None:
        toc = write_toc(self._folder, self._toc, segments)
        publish()
        self._toc, self._segments = toc, segments
        remove_old_files(self._folder, toc)

    def close(self) -> None:
        """End the threads, and close the files."""
        for thread in self._threads:
            thread.close()
        self._readers.clear()

    def _delete(self, article_id: str) -> None:
        session_doc = self._session_docs.pop(article_id, None)
        if session_doc is not None:
            pending, doc = session_doc
            pending.deleted.add(doc)
            return
        if self._segments:
            with translate_errors(self._folder):
                self._delete_committed(article_id.encode("utf-8", "replace"))

    def _delete_committed(self, term: bytes) -> None:
        for segment, reader in zip(self._segments, self._readers, strict=True):
            ids = reader.field("id")
            number = ids.term_number(term)
            if number is not None:
                for doc in ids.postings(number).docs.tolist():
                    segment.delete_document(doc)


def _largest_dictionaries(readers: list[SegmentReader]) -> Dictionaries:
    """Return the dictionaries of the largest segment, so that merges can copy records as they are."""
    if not readers:
        return Dictionaries()
    largest = max(readers, key=lambda reader: reader.doc_count)
    return Dictionaries({kind: largest.records(kind).dictionary for kind in MAX_DICTIONARY_BYTES})
