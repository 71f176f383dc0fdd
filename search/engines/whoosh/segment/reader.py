"""Readers of one segment's file: its fields, columns and articles."""

from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from search.arrays import I64Array, U8Array, U32Array
from search.article import Article, from_record
from search.engines.whoosh.segment import postings_kernels as kernels
from search.engines.whoosh.segment import term_kernels
from search.engines.whoosh.segment.bitpacking_kernels import BLOCK_SIZE
from search.engines.whoosh.segment.container import ArrayFile
from search.engines.whoosh.segment.postings import NO_OCCURRENCES, Occurrences, Postings
from search.engines.whoosh.segment.stored_fields import RecordReader
from search.errors import IndexDamaged


class SegmentReader:
    """One immutable segment, mapped. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.file = ArrayFile(path)
        self.doc_count = int(self.file.figures["articles"])
        self.field = lru_cache(maxsize=None)(partial(FieldReader, self.file))
        self.records = lru_cache(maxsize=None)(partial(RecordReader, self.file))

    def column(self, name: str) -> NDArray[Any]:
        """Return a column: one figure for every document."""
        return self.file.array(name)

    def article(self, doc: int) -> Article:
        """Return the article of a document."""
        record = orjson.loads(self.records("heads").record(doc))
        record["text"] = self.records("bodies").record(doc).decode()
        return from_record(record)


EXPECTED_TERMS_WITHIN_EDITS = 1024
"""Size of the first buffer for terms within some edits of a word; few words have more."""


class FieldReader:
    """One field: a dictionary of terms sorted by their bytes, and their posting lists."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        def array(part: str) -> NDArray[Any]:
            return file.array(f"{name}.{part}")

        self._file = file
        self._limit = int(file.figures["articles"])
        self.term_bytes, self.term_starts, self.counts = array("words"), array("word_at"), array("counts")
        self.stream, self.stream_starts = array("postings"), array("posting_at")
        self.positional = f"{name}.positions" in file
        self.positions = self.position_starts = NO_OCCURRENCES.positions
        if self.positional:
            self.positions, self.position_starts = array("positions"), array("position_at")
        self.lower_shares: U8Array | None = array("lower_shares") if f"{name}.lower_shares" in file else None

    def __len__(self) -> int:
        return len(self.counts)

    def term_number(self, term: bytes) -> int | None:
        """Return the number of a term, or None when the dictionary does not have it."""
        at = int(kernels.term_number(self.term_bytes, self.term_starts, np.frombuffer(term, np.uint8)))
        return at if at >= 0 else None

    def prefix_range(self, prefix: bytes) -> range:
        """Return the numbers of the terms with this prefix."""
        if not prefix:
            return range(len(self))
        # No UTF-8 has the byte 255, so this comes after all that begin with the prefix.
        return range(self._lower_bound(prefix), self._lower_bound(prefix + b"\xff"))

    def numbers_within(self, word: str, edits: int) -> list[int]:
        """Return the numbers of the terms within `edits` of a word, by optimal string alignment, ascending."""
        wanted = np.array([ord(character) for character in word], np.int64)
        rows = np.empty((term_kernels.MAX_TERM_CHARS + 1, len(wanted) + 1), np.int64)
        points, ends = np.empty((2, term_kernels.MAX_TERM_CHARS + 1), np.int64)
        size = EXPECTED_TERMS_WITHIN_EDITS
        while True:
            found, distances = np.empty(size, np.uint32), np.empty(size, np.int64)
            count = term_kernels.terms_within(
                self.term_bytes, self.term_starts, wanted, edits, rows, points, ends, found, distances
            )
            if count <= size:
                return [int(number) for number in found[:count]]
            size = count

    def term(self, number: int) -> bytes:
        """Return a term by its number."""
        return self.term_bytes[self.term_starts[number] : self.term_starts[number + 1]].tobytes()

    def doc_frequency(self, number: int) -> int:
        """Return how many documents have a term, deleted ones included."""
        return int(self.counts[number])

    def occurrence_count(self, number: int) -> int:
        """Return how often a term of a field with positions occurs, in deleted documents too."""
        return int(self.position_starts[number + 1]) - int(self.position_starts[number])

    def lower_share(self, number: int) -> float:
        """Return how much of the occurrences of a term of a text is in lower case, from 0 to 1."""
        return 0.0 if self.lower_shares is None else float(self.lower_shares[number]) / 255

    def postings(self, number: int, base: int = 0) -> Postings:
        """Return the posting list of a term, documents counted from `base`. Raises `IndexDamaged`."""
        count = self.doc_frequency(number)
        found = Postings(np.empty(count, np.uint32), np.empty(count, np.uint32))
        self.decode_into(number, base, *found)
        return found

    def decode_into(self, number: int, base: int, docs: U32Array, freqs: U32Array) -> None:
        """Decode the posting list of a term into arrays of `doc_frequency` cells. Raises `IndexDamaged`."""
        start, stop = int(self.stream_starts[number]), int(self.stream_starts[number + 1])
        if not kernels.decode_list(self.stream, start, stop, len(docs), base, self._limit, docs, freqs):
            raise self._undecodable_error(number)

    def occurrences(self, number: int, base: int = 0) -> Occurrences:
        """Return the positions of a term in each document, documents counted from `base`. Raises `IndexDamaged`."""
        docs, freqs = self.postings(number, base)
        at = np.zeros(len(docs) + 1, np.int64)
        np.cumsum(freqs, out=at[1:])
        positions = self.positions_of(number)
        if at[-1] != len(positions):
            raise self._undecodable_error(number)
        return Occurrences(docs, at, positions)

    def positions_of(self, number: int) -> NDArray[Any]:
        """Return the positions of a term in all documents, one after the other."""
        return self.positions[int(self.position_starts[number]) : int(self.position_starts[number + 1])]

    def locate_positions(self, number: int, base: int, wanted: U32Array, begins: I64Array, ends: I64Array) -> None:
        """Find where among `positions_of` a term those in the document `wanted[i]` are: from `begins[i]` to `ends[i]`.

        Both are 0 where a document does not have the term. Documents ascend and count from `base`. Of a long list only
        the blocks that may have them are decoded. Raises `IndexDamaged`.
        """
        start, stop = int(self.stream_starts[number]), int(self.stream_starts[number + 1])
        count, position_count = self.doc_frequency(number), self.occurrence_count(number)
        buffer = np.empty(2 * BLOCK_SIZE, np.uint32)
        if not kernels.locate_positions(
            self.stream, start, stop, count, base, self._limit, wanted, position_count, buffer, begins, ends
        ):
            raise self._undecodable_error(number)

    def terms(self) -> list[bytes]:
        """Return the whole dictionary, in order."""
        words = self.term_bytes.tobytes()
        return [words[start:stop] for start, stop in pairwise(self.term_starts.tolist())]

    def all_docs(self) -> tuple[I64Array, U32Array]:
        """Return the documents of all terms, those of term t from `at[t]` to `at[t + 1]`. Raises `IndexDamaged`."""
        at = np.zeros(len(self) + 1, np.int64)
        np.cumsum(self.counts, out=at[1:])
        docs = np.empty(int(at[-1]), np.uint32)
        failed = kernels.decode_all_docs(self.stream, self.stream_starts.astype(np.int64), at, self._limit, docs)
        if failed >= 0:
            raise self._undecodable_error(failed)
        return at, docs

    @property
    def has_wide_positions(self) -> bool:
        """Whether positions take 32 bits."""
        return bool(self.positions.dtype == np.uint32)

    def damaged(self, what: str) -> IndexDamaged:
        """Return the error that says what is wrong with the field's file."""
        return self._file.damaged(what)

    def _undecodable_error(self, number: int) -> IndexDamaged:
        return self.damaged(f"the postings of {self.term(number)!r} do not decode")

    def _lower_bound(self, term: bytes) -> int:
        return int(kernels.lower_bound(self.term_bytes, self.term_starts, np.frombuffer(term, np.uint8)))


@dataclass(frozen=True, slots=True)
class SegmentTerm:
    """One term of one field of a segment whose documents count from `base`. Its list is decoded only when asked for.

    Deleted documents are still in it. Its methods raise `IndexDamaged`.
    """

    field: FieldReader
    number: int
    base: int

    @property
    def doc_frequency(self) -> int:
        """How many documents have it."""
        return self.field.doc_frequency(self.number)

    @property
    def positions(self) -> NDArray[Any]:
        """Its positions in all documents, one after the other: a part of the mapped file."""
        return self.field.positions_of(self.number)

    def occurrences(self) -> Occurrences:
        """Return its positions in each document."""
        return self.field.occurrences(self.number, self.base)

    def locate_positions(self, docs: U32Array) -> tuple[I64Array, I64Array]:
        """Return where among `positions` those of each of these documents (ascending) begin and end.

        Both are 0 where a document does not have the term.
        """
        begins, ends = np.empty(len(docs), np.int64), np.empty(len(docs), np.int64)
        self.field.locate_positions(self.number, self.base, docs, begins, ends)
        return begins, ends
