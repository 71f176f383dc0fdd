"""Here is a segment of Whoosh: its postings and columns as arrays.

Whoosh's own readers share one file cursor, so every read goes through a lock; what was read is immutable and shared by
all threads without one. Only the codec's per-segment readers are used: none of Whoosh's matching, counting or scoring.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Positions
from whoosh.index import TOC

from search.article import Article
from search.engines.whoosh.errors import translated
from search.engines.whoosh.schema import article_of

INDEX_NAME = "MAIN"
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """One term of one field: ascending documents, how often each has it, and where.

    The positions of document `docs[i]` are the `freqs[i]` entries that follow those of the documents before it; the
    array is empty for fields without positions. `docs` count from 0 within the segment, deleted ones included.
    """

    docs: Ints
    freqs: Ints
    positions: Ints


NO_POSTINGS = Postings(*(np.empty(0, np.int64) for _ in range(3)))


class Segment:
    """One immutable segment, opened. Its deletions belong to the commit that lists it, not to the segment."""

    def __init__(self, storage: "Storage", schema: Any, segment: Any) -> None:
        codec = segment.codec()
        self.name: str = segment.segment_id()
        self.doc_count: int = segment.doc_count_all()
        self._storage = storage
        self._schema = schema
        self._folder = Path(storage.folder)
        with storage.opening():
            self._files = segment.open_compound_file(storage) if segment.is_compound() else storage
            self._terms = codec.terms_reader(self._files, segment)
            self._documents = codec.per_document_reader(self._files, segment)
        self._lock = threading.Lock()
        self.postings = lru_cache(maxsize=4096)(self._postings)
        self.column = lru_cache(maxsize=None)(self._column)
        self.terms = lru_cache(maxsize=None)(self._dictionary)

    def article(self, doc: int) -> Article:
        """The article of a document."""
        with self._lock, translated(self._folder):
            record = self._documents.stored_fields(doc)["record"]
            return article_of(record)

    def article_id(self, doc: int) -> str:
        """The id alone."""
        return self.article(doc).id

    def close(self) -> None:
        """Give back the files."""
        with self._lock:
            self._terms.close()
            self._documents.close()
            if self._files is not self._storage:
                self._files.close()

    def _postings(self, field: str, term: str) -> Postings:
        encoded = term.encode("utf-8", "replace")
        posting = self._schema[field].format
        with self._lock, translated(self._folder):
            if (field, encoded) not in self._terms:
                return NO_POSTINGS
            matcher = self._terms.matcher(field, encoded, posting)
            docs, freqs, positions = [], [], []
            while matcher.is_active():
                docs.append(matcher.id())
                freqs.append(int(matcher.weight()))
                if isinstance(posting, Positions):
                    positions.extend(posting.decode_positions(matcher.value()))
                matcher.next()
        return Postings(*(np.asarray(numbers, np.int64) for numbers in (docs, freqs, positions)))

    def _column(self, name: str, dtype: str) -> NDArray[Any]:
        with self._lock, translated(self._folder):
            column = self._schema[name].column_type
            if not self._documents.has_column(name):
                return np.full(self.doc_count, column.default_value(), dtype)
            return np.fromiter(self._documents.column_reader(name, column), dtype, count=self.doc_count)

    def _dictionary(self, field: str) -> tuple[str, ...]:
        with self._lock, translated(self._folder):
            return tuple(self._walk(field))

    def _walk(self, field: str) -> Iterator[str]:
        for name, term in self._terms.terms_from(field, b""):
            if name != field:
                return
            yield term.decode("utf-8", "replace")


class Storage(FileStorage):
    """A folder whose files are closed when opening something made of them fails: Whoosh leaves them open."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._opened: list[Any] = []

    def open_file(self, name: str, **options: Any) -> Any:
        """See FileStorage."""
        file = super().open_file(name, **options)
        self._opened.append(file)
        return file

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Within it files are opened; they are closed again if it ends in an error."""
        self._opened.clear()
        try:
            yield
        except BaseException:
            for file in self._opened:
                if not file.is_closed:
                    file.close()
            raise


def read_toc(folder: Path) -> tuple[Storage, TOC]:
    """The newest commit of a generation's folder, as Whoosh lists it."""
    storage = Storage(str(folder))
    with storage.opening():
        return storage, TOC.read(storage, INDEX_NAME)
