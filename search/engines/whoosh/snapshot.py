"""Here is one commit: its segments as one row of documents, the deleted ones masked.

Documents count from 0 over all segments. A snapshot never changes; a new commit is a new snapshot that takes over the
segments that both have.
"""

from bisect import bisect_right
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.article import Article
from search.engines.whoosh.generations import Current
from search.engines.whoosh.schema import EXACT_FIELDS, LENGTH, UNDATED, VALUES
from search.engines.whoosh.segments import NO_POSTINGS, Ints, Postings, Segment, read_toc
from search.request import Facet
from search.results import IndexStats


class Snapshot:
    """All that searching reads of one commit. Safe to share between threads."""

    def __init__(self, folder: Path, current: Current, before: "Snapshot | None" = None) -> None:
        storage, toc = read_toc(folder)
        known = {segment.name: segment for segment in before.segments} if before else {}
        self.current = current
        self.segments: list[Segment] = [
            known.get(listed.segment_id()) or Segment(storage, toc.schema, listed) for listed in toc.segments
        ]
        self.bases = np.cumsum([0, *(segment.doc_count for segment in self.segments)])
        self.live = np.ones(int(self.bases[-1]), bool)
        for base, listed in zip(self.bases, toc.segments, strict=False):
            for doc in listed.deleted_docs():
                self.live[base + doc] = False
        self.articles = int(self.live.sum())
        self.postings = lru_cache(maxsize=4096)(self._postings)
        self.terms = lru_cache(maxsize=None)(self._terms)

    def _postings(self, field: str, term: str) -> Postings:
        parts = [segment.postings(field, term) for segment in self.segments]
        found = [(base, part) for base, part in zip(self.bases, parts, strict=False) if len(part.docs)]
        if not found:
            return NO_POSTINGS
        docs = np.concatenate([part.docs + base for base, part in found])
        freqs = np.concatenate([part.freqs for _, part in found])
        positions = np.concatenate([part.positions for _, part in found])
        alive = self.live[docs]
        if alive.all():
            return Postings(docs, freqs, positions)
        kept = positions[np.repeat(alive, freqs)] if len(positions) else positions
        return Postings(docs[alive], freqs[alive], kept)

    def _terms(self, field: str) -> tuple[str, ...]:
        """The sorted dictionary of a field; terms of deleted articles may still be in it."""
        if len(self.segments) == 1:
            return self.segments[0].terms(field)
        return tuple(sorted(set().union(*(segment.terms(field) for segment in self.segments))))

    def _column(self, name: str, dtype: str) -> NDArray[np.int64]:
        columns = [segment.column(name, dtype) for segment in self.segments]
        return np.concatenate(columns) if columns else np.empty(0, dtype)

    @cached_property
    def published(self) -> Ints:
        """Seconds of each document's wall clock, UNDATED where there is none."""
        return self._column("published", "int64")

    @cached_property
    def tie(self) -> NDArray[np.uint64]:
        """A hash of each document's id."""
        return self._column("tie", "uint64").astype(np.uint64)

    @cached_property
    def words(self) -> NDArray[np.uint64]:
        """A hash of each document's tokens: alike for articles with the same words."""
        return self._column("words", "uint64").astype(np.uint64)

    @cached_property
    def lengths(self) -> dict[str, Ints]:
        """Tokens of each document, exact, for title and text."""
        return {field: self._column(LENGTH[field], "int64") for field in EXACT_FIELDS}

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
        return (*self.terms(VALUES[Facet.LANGUAGE]), None)

    def article(self, doc: int) -> Article:
        """The article of a document."""
        number = bisect_right(self.bases, doc) - 1
        return self.segments[number].article(doc - int(self.bases[number]))

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


def _day(seconds: int) -> date:
    return date.fromisoformat(str(np.datetime64(seconds, "s").astype("datetime64[D]")))
