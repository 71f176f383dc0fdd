"""Articles in, one durable commit out."""

import os
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.writing import SegmentWriter

from search.article import Article
from search.engines.whoosh.errors import translated
from search.engines.whoosh.generations import sync_folder
from search.engines.whoosh.schema import entry, schema
from search.engines.whoosh.segments import INDEX_NAME, read_toc

BUFFER_MB = 128
"""Megabytes of postings that a session holds before it spills to disk."""


class DurableWriter(SegmentWriter):
    """Whoosh's writer with two repairs.

    Documents of the session itself can be replaced, and a commit is on disk before the one it replaces is unlinked.
    """

    def __init__(self, index: FileIndex, merge_at: int) -> None:
        super().__init__(index, limitmb=BUFFER_MB)
        self.superseded: set[int] = set()
        self._merge_at = merge_at

    def get_segment(self) -> Any:
        """The segment being written, less the documents that the session itself replaced or deleted."""
        segment = super().get_segment()
        for doc in self.superseded:
            if not segment.is_deleted(doc):
                segment.delete_document(doc)
        return segment

    def merge_smallest(self, _: SegmentWriter, segments: list[Any]) -> list[Any]:
        """The merge policy: below the limit nothing is rewritten, at it the smaller half is, the largest never are."""
        if len(segments) < self._merge_at:
            return segments
        ordered = sorted(segments, key=lambda segment: segment.doc_count())
        half = len(ordered) // 2
        for segment in ordered[:half]:
            if segment.doc_count():
                reader = FileIndex._reader(self.storage, self.schema, [segment], self.generation)
                self.add_reader(reader)
                reader.close()
        return ordered[half:]

    def _commit_toc(self, segments: list[Any]) -> None:
        toc = TOC(self.schema, segments, self.generation)
        toc.write(self.storage, self.indexname)
        folder = Path(self.storage.folder)
        for path in folder.iterdir():
            if path.is_file():
                _sync(path)
        sync_folder(folder)
        clean_files(self.storage, self.indexname, self.generation, segments)


class ArticleWriter:
    """An `IndexWriter` over one generation. Nothing is visible before `commit`; `cancel` leaves no trace."""

    def __init__(self, folder: Path, merge_at: int) -> None:
        self._folder = folder
        self._writer = DurableWriter(FileIndex(read_toc(folder)[0], indexname=INDEX_NAME), merge_at)
        self._reader = self._writer.reader()
        self._own: dict[str, int] = {}

    def update(self, article: Article) -> None:
        """Add the article, or replace the one with its id."""
        values = entry(article).values
        with translated(self._folder):
            self._forget(article.id)
            self._own[article.id] = self._writer.docnum
            self._writer.add_document(**values)

    def delete(self, article_id: str) -> None:
        """Remove the article with that id, committed or of this session."""
        with translated(self._folder):
            self._forget(article_id)

    def _forget(self, article_id: str) -> None:
        own = self._own.pop(article_id, None)
        if own is not None:
            self._writer.superseded.add(own)
        if ("id", article_id) in self._reader:
            matcher = self._reader.postings("id", article_id)
            while matcher.is_active():
                self._writer.delete_document(matcher.id())
                matcher.next()

    def commit(self) -> None:
        """Write everything out and make it durable."""
        self._writer.commit(mergetype=self._writer.merge_smallest)
        self._reader.close()

    def cancel(self) -> None:
        """Throw the session away."""
        if not self._writer.is_closed:
            self._writer.cancel()
        self._reader.close()


def create_index(folder: Path) -> None:
    """An empty Whoosh index in an empty folder."""
    TOC.create(FileStorage(str(folder)), schema(), INDEX_NAME)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
