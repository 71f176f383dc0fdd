"""The index reader: one commit, its segments as one sequence of documents without the deleted ones.

Documents are numbered from 0 over all segments. A reader never changes; a new commit gets a new reader, which takes
over the open segments that both have.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.analysis import fold
from search.arrays import I64Array, U8Array, U32Array, U64Array
from search.article import Article
from search.engines.whoosh.cache import ByteCache
from search.engines.whoosh.codec import ColumnarSegment
from search.engines.whoosh.generations import CurrentCommit, read_origin
from search.engines.whoosh.schema import FACET_VALUES, JOINED_MARK, POSITIONAL, TEXTS, UNDATED, form_field
from search.engines.whoosh.segment.container import ArrayFile
from search.engines.whoosh.segment.postings import NO_POSTINGS, Postings
from search.engines.whoosh.segment.reader import FieldReader, SegmentReader, SegmentTerm
from search.engines.whoosh.toc import read_toc
from search.query.spellings import WordSpelling
from search.request import Facet
from search.results import IndexStats

POSTINGS_CACHE_BYTES = 64_000_000
"""Bytes of decoded posting lists that are cached."""


class IndexReader:
    """All that searching reads of one commit. Safe to share between threads."""

    def __init__(self, folder: Path, commit: CurrentCommit, previous: "IndexReader | None" = None) -> None:
        toc_segments: list[ColumnarSegment] = read_toc(folder, commit.commit).segments
        known = previous.segments if previous else {}
        self.commit, self._origin = commit, read_origin(folder)
        self.segments: dict[str, SegmentReader] = {
            segment.filename: known.get(segment.filename) or SegmentReader(folder / segment.filename)
            for segment in toc_segments
        }
        self._segments = list(self.segments.values())
        self.bases = [0, *np.cumsum([segment.doc_count for segment in self._segments]).tolist()]
        self.live = np.ones(self.bases[-1], bool)
        for base, segment in zip(self.bases, toc_segments, strict=False):
            self.live[[base + doc for doc in segment.deleted_docs()]] = False
        self.article_count = int(self.live.sum())
        self._has_no_deletions = self.article_count == len(self.live)
        self._postings: ByteCache[tuple[str, str], Postings] = ByteCache(POSTINGS_CACHE_BYTES)
        self._terms: dict[str, tuple[str, ...]] = {}
        self._spellings: dict[tuple[Facet, Callable[[str], str]], dict[str, tuple[str, ...]]] = {}

    @property
    def files(self) -> Iterable[ArrayFile]:
        """The mapped files."""
        return (segment.file for segment in self._segments)

    def article(self, doc: int) -> Article:
        """Return the article of a document."""
        number = bisect_right(self.bases, doc) - 1
        return self._segments[number].article(doc - self.bases[number])

    def postings(self, field: str, term: str) -> Postings:
        """Return the posting list of a term over all segments, without deleted documents. Raises `IndexDamaged`."""
        found = self._postings.get((field, term))
        if found is None:
            found = self._read_postings(field, term)
            self._postings.put((field, term), found, found.memory_bytes)
        return found

    def doc_frequency(self, field: str, term: str) -> int:
        """Return how many documents have a term, deleted ones included, without decoding its list."""
        return sum(reader.doc_frequency(number) for _, _, reader, number in self._segments_with_term(field, term))

    def segment_terms(self, field: str, term: str) -> dict[int, SegmentTerm]:
        """Return a term in each segment that has it, by the segment's number; its positions can be read from that."""
        found = self._segments_with_term(field, term)
        return {segment: SegmentTerm(reader, number, base) for segment, base, reader, number in found}

    def spelling(self, word: str) -> WordSpelling:
        """Return how texts spell a folded word; an estimate, in which deleted documents count."""
        occurrences = 0
        lower = 0.0
        for _, _, reader, number in self._segments_with_term("text", word):
            occurrences += reader.occurrence_count(number)
            lower += reader.occurrence_count(number) * reader.lower_share(number)
        in_capitals = sum(self.doc_frequency(form_field(name), word.upper()) for name in TEXTS)
        return WordSpelling(lower / max(occurrences, 1), in_capitals)

    def _read_postings(self, field: str, term: str) -> Postings:
        found = list(self._segments_with_term(field, term))
        if not found:
            return NO_POSTINGS
        count = sum(reader.doc_frequency(number) for _, _, reader, number in found)
        whole = Postings(np.empty(count, np.uint32), np.empty(count, np.uint32))
        start = 0
        for _, base, reader, number in found:
            stop = start + reader.doc_frequency(number)
            reader.decode_into(number, base, whole.docs[start:stop], whole.freqs[start:stop])
            start = stop
        return whole if self._has_no_deletions else Postings(*self.drop_deleted(*whole))

    def _segments_with_term(self, field: str, term: str) -> Iterator[tuple[int, int, FieldReader, int]]:
        """Yield the segments that have a term: number, first document, field and the term's number there."""
        encoded = term.encode("utf-8", "replace")
        for segment, (base, reader) in enumerate(zip(self.bases, self._segments, strict=False)):
            number = reader.field(field).term_number(encoded)
            if number is not None:
                yield segment, base, reader.field(field), number

    def drop_deleted(self, docs: U32Array, freqs: U32Array) -> tuple[U32Array, U32Array]:
        """Return the documents that are not deleted, with their frequencies."""
        if self._has_no_deletions:
            return docs, freqs
        is_live = self.live[docs]
        return docs[is_live], freqs[is_live]

    def terms(self, field: str) -> tuple[str, ...]:
        """Return the sorted dictionary of a field, without the terms of words that hyphens part.

        Terms of deleted articles may still be in it.
        """
        found = self._terms.get(field)
        if found is None:
            found = self._terms[field] = self._dictionary(field)
        return found

    def _dictionary(self, field: str) -> tuple[str, ...]:
        dictionaries = [segment.field(field).terms() for segment in self._segments]
        terms = dictionaries[0] if len(dictionaries) == 1 else sorted(set().union(*dictionaries))
        return tuple(term.decode() for term in terms if not _is_joined(field, term))

    def terms_with_prefix(self, field: str, prefix: str) -> list[str]:
        """Return the terms of a field with this prefix, sorted; terms of deleted articles may be among them."""
        start = prefix.encode("utf-8", "replace")
        fields = [segment.field(field) for segment in self._segments]
        return _sorted_terms(each.term(number) for each in fields for number in each.prefix_range(start))

    def terms_within(self, field: str, word: str, edits: int) -> list[str]:
        """Return the terms of a field within `edits` of a word, sorted; terms of deleted articles may be among them."""
        fields = [segment.field(field) for segment in self._segments]
        found = {each.term(number) for each in fields for number in each.numbers_within(word, edits)}
        return _sorted_terms(term for term in found if not _is_joined(field, term))

    def values_like(self, facet: Facet, value: str) -> tuple[str, ...]:
        """Return the values of a field that are this one but for case; if there are none, but for case and accents."""
        return self._values_by(facet, str.casefold).get(value.casefold()) or self._values_by(facet, _fold_value).get(
            _fold_value(value), ()
        )

    def _values_by(self, facet: Facet, spelling: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
        found = self._spellings.get((facet, spelling))
        if found is None:
            found = {}
            for value in self.terms(FACET_VALUES[facet]):
                key = spelling(value)
                found[key] = (*found.get(key, ()), value)
            self._spellings[facet, spelling] = found
        return found

    def _column(self, name: str, dtype: str) -> NDArray[Any]:
        columns = [segment.column(name) for segment in self._segments]
        return np.concatenate([np.empty(0, dtype), *columns])

    @cached_property
    def published(self) -> I64Array:
        """Seconds of each document's wall clock since 1970, UNDATED where there is none."""
        return self._column("published", "int64")

    @cached_property
    def quality(self) -> U8Array:
        """Hundredths of each document's quality, UNKNOWN_QUALITY where it is not known."""
        return self._column("quality", "uint8")

    @cached_property
    def id_hashes(self) -> U64Array:
        """A hash of each document's id."""
        return self._column("tie", "uint64")

    @cached_property
    def text_hashes(self) -> U64Array:
        """A hash of each document's tokens: equal for articles with the same words."""
        return self._column("words", "uint64")

    @cached_property
    def lengths(self) -> dict[str, U32Array]:
        """Tokens of each document, exact, for title and text."""
        return {name: self._column(f"{name}_length", "uint32") for name in TEXTS}

    @cached_property
    def average_lengths(self) -> dict[str, float]:
        """The mean length over the live documents that have the field at all; 1.0 where none has."""
        means = {}
        for field, lengths in self.lengths.items():
            present = lengths[self.live & (lengths > 0)]
            means[field] = float(present.mean()) if len(present) else 1.0
        return means

    @cached_property
    def languages(self) -> tuple[str | None, ...]:
        """The languages of the articles; None stands for articles of no known language."""
        return (*self.terms(FACET_VALUES[Facet.LANGUAGE]), None)

    @cached_property
    def stats(self) -> IndexStats:
        """Figures of this commit."""
        dated = self.published[self.live & (self.published != UNDATED)]
        return IndexStats(
            articles=self.article_count,
            generation=self.commit.generation,
            updated=self.commit.updated,
            earliest=_to_date(int(dated.min())) if len(dated) else None,
            latest=_to_date(int(dated.max())) if len(dated) else None,
            undated=self.article_count - len(dated),
            origin=self._origin,
            size_bytes=sum(file.size_bytes for file in self.files),
        )


def _is_joined(field: str, term: bytes) -> bool:
    return field in POSITIONAL and term.startswith(JOINED_MARK.encode())


def _fold_value(value: str) -> str:
    return value.lower() if value.isascii() else fold(value)


def _sorted_terms(terms: Iterable[bytes]) -> list[str]:
    return [term.decode() for term in sorted(set(terms))]


def _to_date(seconds: int) -> date:
    return date.fromisoformat(str(np.datetime64(seconds, "s").astype("datetime64[D]")))
