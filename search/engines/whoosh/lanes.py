"""How do articles become segments on all cores? By lanes: each makes segments of its own, in a thread of its own."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from search.article import Article
from search.engines.whoosh.codec import ColumnarSegment
from search.engines.whoosh.segment.builder import CHUNK, SegmentBuilder
from search.engines.whoosh.segment.container import write_container
from search.engines.whoosh.toc import INDEX_NAME

FLUSH_BYTES = 96_000_000
"""Bytes of text after which a segment in the making is written out, which bounds the memory of a session."""

WAITING = 2
"""Chunks that may wait for a lane before whoever feeds it waits too."""


@dataclass(slots=True)
class Part:
    """A segment in the making, and which of its documents the session has replaced or deleted since."""

    builder: SegmentBuilder = field(default_factory=SegmentBuilder)
    size: int = 0
    added: int = 0
    superseded: set[int] = field(default_factory=set)
    segment: ColumnarSegment | None = None


class Lane:
    """Feeds one thread, in order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, "indexing")
        self._waiting: list[Future[None]] = []
        self._pending: list[Article] = []
        self.parts: list[Part] = [Part()]

    def add(self, article: Article) -> tuple[Part, int]:
        """Append an article; where it will be."""
        part = self.parts[-1]
        place = part.added
        part.added += 1
        part.size += len(article.text) + len(article.title)
        self._pending.append(article)
        return part, place

    @property
    def full(self) -> bool:
        """Whether a chunk is ready to be handed over."""
        return len(self._pending) >= CHUNK or self.parts[-1].size > FLUSH_BYTES

    def hand_over(self) -> None:
        """Let the thread invert what is pending. Raises what an earlier chunk raised."""
        part, articles = self.parts[-1], self._pending
        self._pending = []
        while len(self._waiting) >= WAITING:
            self._waiting.pop(0).result()
        self._waiting.append(self._thread.submit(part.builder.add, articles))
        if part.size > FLUSH_BYTES:
            self._waiting.append(self._thread.submit(self._write, part))
            self.parts.append(Part())

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

    def _write(self, part: Part) -> None:
        segment = ColumnarSegment(INDEX_NAME, part.builder.count)
        write_container(self._folder / segment.filename, part.builder.arrays(), {"articles": part.builder.count})
        part.segment = segment
        # What it was made of is not needed again.
        part.builder = SegmentBuilder()
