"""Whoosh's view of stored fields, lengths and columns."""

from collections.abc import Iterable
from typing import Any

from whoosh.codec.base import PerDocumentReader
from whoosh.columns import ColumnReader

from search.engines.whoosh.codec import ColumnarSegment
from search.engines.whoosh.fields import COLUMNS, TEXTS
from search.engines.whoosh.segment.reader import SegmentReader
from search.record import to_record


class ColumnarDocuments(PerDocumentReader):
    """The documents of one segment."""

    def __init__(self, reader: SegmentReader, segment: ColumnarSegment) -> None:
        self._reader = reader
        self._segment = segment

    def doc_count(self) -> int:
        """Live documents."""
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        """All documents."""
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        """Whether any is deleted."""
        return self._segment.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is."""
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterable[int]:
        """Which are."""
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        """There are columns."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether this is one."""
        return fieldname in COLUMNS

    def list_columns(self) -> list[str]:
        """All of them."""
        return list(COLUMNS)

    def column_reader(self, fieldname: str, _: Any) -> "ArrayColumn":
        """The figures of a column."""
        return ArrayColumn(self._reader.column(fieldname).tolist())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Tokens of a document's title or text, exact."""
        return int(self._reader.column(f"{fieldname}_length")[docnum]) if fieldname in TEXTS else default

    def field_length(self, fieldname: str) -> int:
        """Tokens of all titles or texts."""
        return int(self._reader.column(f"{fieldname}_length").sum()) if fieldname in TEXTS else 0

    def min_field_length(self, fieldname: str) -> int:
        """Tokens of the shortest."""
        return int(self._reader.column(f"{fieldname}_length").min(initial=0)) if fieldname in TEXTS else 0

    def max_field_length(self, fieldname: str) -> int:
        """Tokens of the longest."""
        return int(self._reader.column(f"{fieldname}_length").max(initial=0)) if fieldname in TEXTS else 0

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The fields of an export line."""
        return to_record(self._reader.article(docnum))


class ArrayColumn(ColumnReader):
    """A column held as a list."""

    def __init__(self, values: list[int]) -> None:
        super().__init__(None, 0, 0, len(values))
        self._values = values
        self._sign = 1

    def __getitem__(self, docnum: int) -> int:
        return self._values[docnum]

    def sort_key(self, docnum: int) -> int:
        """What sorting compares."""
        return self._sign * self._values[docnum]

    def set_reverse(self) -> None:
        """Sort the other way."""
        self._sign = -1
