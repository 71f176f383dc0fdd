"""Readers of a segment through Whoosh's interfaces: its terms, documents and columns.

The methods are documented in `whoosh.codec.base`.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.base import FieldCursor, PerDocumentReader, TermsReader
from whoosh.columns import ColumnReader
from whoosh.formats import Positions
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound
from whoosh.system import pack_uint

from search.arrays import I64Array
from search.article import to_record
from search.engines.whoosh.schema import COLUMNS, POSITIONAL, PUBLISHED, TERMS, TEXTS, UNDATED
from search.engines.whoosh.segment.postings import Postings
from search.engines.whoosh.segment.reader import SegmentReader


class ColumnarDocuments(PerDocumentReader):
    """The documents of one segment."""

    def __init__(self, reader: SegmentReader, segment: base.Segment) -> None:
        self._reader = reader
        self._segment = segment

    def doc_count(self) -> int:
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        return int(self._segment.doc_count_all())

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Any:
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in COLUMNS

    def list_columns(self) -> list[str]:
        return list(COLUMNS)

    def column_reader(self, fieldname: str, _: Any) -> "ArrayColumn":
        return ArrayColumn(self._reader.column(fieldname).tolist())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._reader.column(f"{fieldname}_length")[docnum]) if fieldname in TEXTS else default

    def field_length(self, fieldname: str) -> int:
        return int(self._reader.column(f"{fieldname}_length").sum()) if fieldname in TEXTS else 0

    def min_field_length(self, fieldname: str) -> int:
        return int(self._reader.column(f"{fieldname}_length").min(initial=0)) if fieldname in TEXTS else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self._reader.column(f"{fieldname}_length").max(initial=0)) if fieldname in TEXTS else 0

    def stored_fields(self, docnum: int) -> dict[str, Any]:
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
        return self._sign * self._values[docnum]

    def set_reverse(self) -> None:
        self._sign = -1


PUBLISHED_FIELD = "published"
"""A column in the segment; a field of numbers for Whoosh, whose terms are made from the column."""


class ColumnarTerms(TermsReader):
    """The terms of one segment."""

    def __init__(self, segment: SegmentReader) -> None:
        self._segment = segment
        self._days: dict[bytes, I64Array] | None = None

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) is not None

    def indexed_field_names(self) -> list[str]:
        return sorted((*POSITIONAL, *TERMS, PUBLISHED_FIELD))

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for name in self.indexed_field_names():
            for term in self._dictionary(name):
                yield name, term

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for name, term in self.terms():
            if (name, term) >= (fieldname, prefix):
                yield name, term

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        found = self._postings(fieldname, text)
        lengths = self._segment.column(f"{fieldname}_length")[found.docs] if fieldname in POSITIONAL[:2] else [1]
        return TermInfo(
            weight=float(found.freqs.sum()),
            df=len(found.docs),
            minlength=int(min(lengths)),
            maxlength=int(max(lengths)),
            maxweight=float(found.freqs.max()),
            minid=int(found.docs[0]),
            maxid=int(found.docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self._postings(fieldname, text).freqs.sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return len(self._postings(fieldname, text).docs) if (fieldname, text) in self else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        found = self._postings(fieldname, text)
        if isinstance(format_, Positions) and fieldname in POSITIONAL:
            field = self._segment.field(fieldname)
            _, at, positions = field.occurrences(field.prefix_range(text)[0])
            values = [format_.encode(each.tolist()) for each in np.split(positions.astype(np.int64), at[1:-1])]
        else:
            values = [pack_uint(freq) for freq in found.freqs.tolist()]
        return ListMatcher(
            found.docs.tolist(),
            found.freqs.astype(float).tolist(),
            values,
            format_,
            scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def cursor(self, fieldname: str, fieldobj: Any) -> "ColumnarCursor":
        return ColumnarCursor(self._dictionary(fieldname), fieldobj)

    def _dictionary(self, name: str) -> list[bytes]:
        return sorted(self._dated()) if name == PUBLISHED_FIELD else self._segment.field(name).terms()

    def _find(self, name: str, term: bytes) -> Postings | None:
        if name == PUBLISHED_FIELD:
            docs = self._dated().get(term)
            return None if docs is None else Postings(docs.astype(np.uint32), np.ones(len(docs), np.uint32))
        if name not in (*POSITIONAL, *TERMS):
            return None
        field = self._segment.field(name)
        number = field.term_number(term)
        return None if number is None else field.postings(number)

    def _postings(self, name: str, term: bytes) -> Postings:
        found = self._find(name, term)
        if found is None:
            raise TermNotFound(f"No term {name}:{term!r}")
        return found

    def _dated(self) -> dict[bytes, I64Array]:
        if self._days is None:
            times = self._segment.column(PUBLISHED_FIELD)
            self._days = {
                PUBLISHED.to_bytes(moment): np.flatnonzero(times == moment)
                for moment in np.unique(times[times != UNDATED]).tolist()
            }
        return self._days


class ColumnarCursor(FieldCursor):
    """A cursor over a sorted list of terms."""

    def __init__(self, terms: list[bytes], fieldobj: Any) -> None:
        self._terms = terms
        self._decode = fieldobj.from_bytes
        self._at = 0

    def first(self) -> bytes | None:
        self._at = 0
        return self.term()

    def find(self, string: bytes | str) -> bytes | None:
        wanted = string if isinstance(string, bytes) else string.encode()
        self._at = int(np.searchsorted(np.array(self._terms, object), wanted)) if self._terms else 0
        return self.term()

    def next(self) -> bytes | None:
        self._at += 1
        return self.term()

    def term(self) -> bytes | None:
        return self._terms[self._at] if self._at < len(self._terms) else None

    def text(self) -> str | None:
        term = self.term()
        return None if term is None else str(self._decode(term))

    def is_valid(self) -> bool:
        return self._at < len(self._terms)
