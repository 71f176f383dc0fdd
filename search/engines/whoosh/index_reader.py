"""Here is one commit: its segments as one row of documents, the deleted ones masked.

Documents count from 0 over all segments. A snapshot never changes; a new commit is a new snapshot that takes over the
segments that both have.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from search.arrays import I64Array, U8Array, U32Array, U64Array
from search.article import Article
from search.engines.whoosh.cache import ByteCache
from search.engines.whoosh.codec import ColumnarSegment
from search.engines.whoosh.generations import Current
from search.engines.whoosh.schema import FACET_VALUES, TEXTS, UNDATED
from search.engines.whoosh.segment.container import Container
from search.engines.whoosh.segment.postings import NO_POSTINGS, Postings, SegmentTerm
from search.engines.whoosh.segment.reader import SegmentReader
from search.engines.whoosh.toc import read_toc
from search.request import Facet
from search.results import IndexStats

if TYPE_CHECKING:
    from search.engines.whoosh.segment.reader import FieldReader

POSTINGS_BYTES = 64_000_000
"""U8Array of posting lists that stay decoded, those used last."""


class Snapshot:
    """All that searching reads of one commit. Safe to share between threads."""

    def __init__(self, folder: Path, current: Current, before: "Snapshot | None" = None) -> None:
        listed: list[ColumnarSegment] = read_toc(folder).segments
        known = before.readers if before else {}
        self.current = current
        self.readers: dict[str, SegmentReader] = {
            segment.filename: known.get(segment.filename) or SegmentReader(folder / segment.filename)
            for segment in listed
        }
        self._segments = list(self.readers.values())
        self.bases = [0, *np.cumsum([segment.doc_count for segment in self._segments]).tolist()]
        self.live = np.ones(self.bases[-1], bool)
        for base, segment in zip(self.bases, listed, strict=False):
            self.live[[base + doc for doc in segment.deleted_docs()]] = False
        self.articles = int(self.live.sum())
        self._whole = self.articles == len(self.live)
        self._postings: ByteCache[tuple[str, str], Postings] = ByteCache(POSTINGS_BYTES)
        self._terms: dict[str, tuple[str, ...]] = {}

    @property
    def files(self) -> Iterable[Container]:
        """The mapped files."""
        return (segment.container for segment in self._segments)

    def article(self, doc: int) -> Article:
        """The article of a document."""
        number = bisect_right(self.bases, doc) - 1
        return self._segments[number].article(doc - self.bases[number])

    def postings(self, field: str, term: str) -> Postings:
        """The posting list of a term over all segments, without the deleted documents. Raises `IndexDamaged`."""
        found = self._postings.get((field, term))
        if found is None:
            found = self._read(field, term)
            self._postings.put((field, term), found, found.held)
        return found

    def listed(self, field: str, term: str) -> int:
        """How many documents have a term, deleted ones too: what dictionaries say without a list being decoded."""
        return sum(reader.count(number) for _, _, reader, number in self._found(field, term))

    def standing(self, field: str, term: str) -> dict[int, SegmentTerm]:
        """A term in each segment that has it, by the segment's number: where it stands can be read from that."""
        found = self._found(field, term)
        return {segment: SegmentTerm(reader, number, base) for segment, base, reader, number in found}

    def _read(self, field: str, term: str) -> Postings:
        found = list(self._found(field, term))
        if not found:
            return NO_POSTINGS
        count = sum(reader.count(number) for _, _, reader, number in found)
        whole = Postings(np.empty(count, np.uint32), np.empty(count, np.uint32))
        start = 0
        for _, base, reader, number in found:
            stop = start + reader.count(number)
            reader.decode(number, base, whole.docs[start:stop], whole.freqs[start:stop])
            start = stop
        return whole if self._whole else Postings(*self.alive(*whole))

    def _found(self, field: str, term: str) -> Iterator[tuple[int, int, "FieldReader", int]]:
        """The segments that have a term: which, its first document, the field and the term's number there."""
        encoded = term.encode("utf-8", "replace")
        for segment, (base, reader) in enumerate(zip(self.bases, self._segments, strict=False)):
            number = reader.field(field).number(encoded)
            if number is not None:
                yield segment, base, reader.field(field), number

    def alive(self, docs: "U32Array", freqs: "U32Array") -> tuple["U32Array", "U32Array"]:
        """What belongs to documents that are not deleted."""
        if self._whole:
            return docs, freqs
        alive = self.live[docs]
        return docs[alive], freqs[alive]

    def terms(self, field: str) -> tuple[str, ...]:
        """The sorted dictionary of a field; terms of deleted articles may still be in it."""
        found = self._terms.get(field)
        if found is None:
            found = self._terms[field] = self._dictionary(field)
        return found

    def _dictionary(self, field: str) -> tuple[str, ...]:
        dictionaries = [segment.field(field).terms() for segment in self._segments]
        terms = dictionaries[0] if len(dictionaries) == 1 else sorted(set().union(*dictionaries))
        return tuple(term.decode() for term in terms)

    def beginning(self, field: str, prefix: str) -> list[str]:
        """The terms of a field that begin so, sorted; terms of deleted articles may be among them."""
        start = prefix.encode("utf-8", "replace")
        readers = [segment.field(field) for segment in self._segments]
        return _sorted(reader.term(number) for reader in readers for number in reader.span(start))

    def near(self, field: str, word: str, edits: int) -> list[str]:
        """The terms of a field within `edits` of a word, sorted; terms of deleted articles may be among them."""
        readers = [segment.field(field) for segment in self._segments]
        return _sorted(reader.term(number) for reader in readers for number in reader.near(word, edits))

    def _column(self, name: str, dtype: str) -> NDArray[Any]:
        columns = [segment.column(name) for segment in self._segments]
        return np.concatenate([np.empty(0, dtype), *columns])

    @cached_property
    def published(self) -> I64Array:
        """Seconds of each document's wall clock, UNDATED where there is none."""
        return self._column("published", "int64")

    @cached_property
    def quality(self) -> U8Array:
        """Hundredths of each document's quality, UNJUDGED where it is not known."""
        return self._column("quality", "uint8")

    @cached_property
    def tie(self) -> U64Array:
        """A hash of each document's id."""
        return self._column("tie", "uint64")

    @cached_property
    def words(self) -> U64Array:
        """A hash of each document's tokens: alike for articles with the same words."""
        return self._column("words", "uint64")

    @cached_property
    def lengths(self) -> dict[str, U32Array]:
        """Tokens of each document, exact, for title and text."""
        return {name: self._column(f"{name}_length", "uint32") for name in TEXTS}

    @cached_property
    def averages(self) -> dict[str, float]:
        """The mean length over the live documents that have the field at all; 1.0 where none has."""
        means = {}
        for field, lengths in self.lengths.items():
            present = lengths[self.live & (lengths > 0)]
            means[field] = float(present.mean()) if len(present) else 1.0
        return means

    @cached_property
    def languages(self) -> tuple[str | None, ...]:
        """The languages of the articles; None stands for the articles of no known language."""
        return (*self.terms(FACET_VALUES[Facet.LANGUAGE]), None)

    @cached_property
    def stats(self) -> IndexStats:
        """Figures of this commit."""
        dated = self.published[self.live & (self.published != UNDATED)]
        return IndexStats(
            articles=self.articles,
            generation=self.current.generation,
            updated=self.current.updated,
            earliest=_day(int(dated.min())) if len(dated) else None,
            latest=_day(int(dated.max())) if len(dated) else None,
            undated=self.articles - len(dated),
        )


def _sorted(terms: Iterable[bytes]) -> list[str]:
    return [term.decode() for term in sorted(set(terms))]


def _day(seconds: int) -> date:
    return date.fromisoformat(str(np.datetime64(seconds, "s").astype("datetime64[D]")))
