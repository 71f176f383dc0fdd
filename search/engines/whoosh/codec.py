"""How does Whoosh meet our files? A segment as its TOC lists it, and the codec that opens one.

The TOC pickles these classes by their import path: neither may move without a new FORMAT.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh.codec import base

EXTENSION = ".columns"


class ColumnarSegment(base.Segment):
    """One segment in the list of a commit: its name, its size, and which of its documents are deleted."""

    def __init__(self, indexname: str, doc_count: int) -> None:
        super().__init__(indexname)
        self._doc_count = doc_count
        self._deleted: set[int] = set()

    @property
    def filename(self) -> str:
        """The file that holds it, within the generation's folder."""
        return str(self.make_filename(EXTENSION))

    def codec(self) -> "ColumnarCodec":
        """What opens this segment."""
        return ColumnarCodec()

    def doc_count_all(self) -> int:
        """All documents, deleted ones included."""
        return self._doc_count

    def deleted_count(self) -> int:
        """How many documents are deleted."""
        return len(self._deleted)

    def has_deletions(self) -> bool:
        """Whether any is."""
        return bool(self._deleted)

    def deleted_docs(self) -> Iterable[int]:
        """Which are."""
        return self._deleted

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is."""
        return docnum in self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a document, or bring it back."""
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)


class ColumnarCodec(base.Codec):
    """Opens columnar segments through Whoosh's own interfaces."""

    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> ColumnarSegment:
        """An empty segment."""
        return ColumnarSegment(indexname, 0)

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> Any:
        """The dictionaries of a segment, as Whoosh sees them."""
        from search.engines.whoosh.codec_readers import ColumnarTerms

        return ColumnarTerms(_reader(storage, segment))

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> Any:
        """The documents of a segment, as Whoosh sees them."""
        from search.engines.whoosh.codec_readers import ColumnarDocuments

        return ColumnarDocuments(_reader(storage, segment), segment)


def _reader(storage: Any, segment: ColumnarSegment) -> Any:
    # Imported late: most uses of this module are by our own engine, which needs none of Whoosh's readers.
    from search.engines.whoosh.segment.reader import SegmentReader

    return SegmentReader(Path(storage.folder) / segment.filename)
