"""Whoosh's view of a segment: its entry in the TOC, and the codec that opens it.

The TOC pickles `ColumnarSegment` by its import path: it cannot move without a new INDEX_FORMAT.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh.codec import base

from search.engines.whoosh.codec_readers import ColumnarDocuments, ColumnarTerms
from search.engines.whoosh.segment.reader import SegmentReader

EXTENSION = ".columns"


class ColumnarSegment(base.Segment):
    """One segment in the list of a commit: its name, its size, and which of its documents are deleted."""

    def __init__(self, indexname: str, doc_count: int) -> None:
        super().__init__(indexname)
        self._doc_count = doc_count
        self._deleted: set[int] = set()

    @property
    def filename(self) -> str:
        """The name of its file, within the generation's folder."""
        return str(self.make_filename(EXTENSION))

    def codec(self) -> "ColumnarCodec":
        return ColumnarCodec()

    def doc_count_all(self) -> int:
        return self._doc_count

    def deleted_count(self) -> int:
        return len(self._deleted)

    def has_deletions(self) -> bool:
        return bool(self._deleted)

    def deleted_docs(self) -> Iterable[int]:
        return self._deleted

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)


class ColumnarCodec(base.Codec):
    """Opens columnar segments through Whoosh's own interfaces, for programs that use these."""

    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> ColumnarSegment:
        return ColumnarSegment(indexname, 0)

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> Any:
        return ColumnarTerms(_open_reader(storage, segment))

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> Any:
        return ColumnarDocuments(_open_reader(storage, segment), segment)


def _open_reader(storage: Any, segment: ColumnarSegment) -> SegmentReader:
    return SegmentReader(Path(storage.folder) / segment.filename)
