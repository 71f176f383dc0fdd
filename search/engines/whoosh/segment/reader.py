"""Here is a segment's file: its fields, columns and articles."""

from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from search.arrays import I64Array, U32Array
from search.article import Article, from_record
from search.engines.whoosh.segment import postings_kernels as kernels
from search.engines.whoosh.segment import term_kernels as dictionary
from search.engines.whoosh.segment.bitpacking_kernels import SIZE
from search.engines.whoosh.segment.container import Container
from search.engines.whoosh.segment.postings import NO_OCCURRENCES, Occurrences, Postings
from search.engines.whoosh.segment.stored_fields import RecordReader
from search.errors import IndexDamaged


class SegmentReader:
    """One immutable segment, mapped. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.container = Container(path)
        self.doc_count = int(self.container.figures["articles"])
        self.field = lru_cache(maxsize=None)(partial(_field, self.container))
        self.records = lru_cache(maxsize=None)(partial(RecordReader, self.container))

    def column(self, name: str) -> NDArray[Any]:
        """A figure of every document."""
        return self.container.array(name)

    def article(self, doc: int) -> Article:
        """The article of a document."""
        record = orjson.loads(self.records("heads").record(doc))
        record["text"] = self.records("bodies").record(doc).decode()
        return from_record(record)


def _field(container: Container, name: str) -> "FieldReader":
    # Imported late: it needs compiled loops, and who asks only for columns and articles does not.
    return FieldReader(container, name)


# FOLDED: Here is one field of a segment: its dictionary, and the posting list of each term.


NEAR_AT_FIRST = 1024
"""Terms near a word for which there is room at once; few words have more."""


class FieldReader:
    """One field: a dictionary of terms sorted by their bytes, and their posting lists."""

    def __init__(self, container: Container, name: str) -> None:
        def array(part: str) -> NDArray[Any]:
            return container.array(f"{name}.{part}")

        self._container = container
        self._limit = int(container.figures["articles"])
        self.words, self.word_at, self.counts = array("words"), array("word_at"), array("counts")
        self.stream, self.stream_at = array("postings"), array("posting_at")
        self.positional = f"{name}.positions" in container
        self.positions = self.positions_at = NO_OCCURRENCES.positions
        if self.positional:
            self.positions, self.positions_at = array("positions"), array("position_at")

    def __len__(self) -> int:
        return len(self.counts)

    def number(self, term: bytes) -> int | None:
        """The number of a term, or None where the dictionary has it not."""
        at = int(kernels.number(self.words, self.word_at, np.frombuffer(term, np.uint8)))
        return at if at >= 0 else None

    def span(self, prefix: bytes) -> range:
        """The numbers of the terms that begin so."""
        if not prefix:
            return range(len(self))
        # No UTF-8 has the byte 255, so this comes after all that begin with the prefix.
        return range(self._first(prefix), self._first(prefix + b"\xff"))

    def near(self, word: str, edits: int) -> list[int]:
        """The numbers of the terms within `edits` of a word, by optimal string alignment, ascending."""
        wanted = np.array([ord(character) for character in word], np.int64)
        rows = np.empty((dictionary.LONGEST + 1, len(wanted) + 1), np.int64)
        points, ends = np.empty(dictionary.LONGEST + 1, np.int64), np.empty(dictionary.LONGEST + 1, np.int64)
        found, distances = np.empty(NEAR_AT_FIRST, np.uint32), np.empty(NEAR_AT_FIRST, np.int64)
        count = dictionary.near(self.words, self.word_at, wanted, edits, rows, points, ends, found, distances)
        if count > len(found):
            found, distances = np.empty(count, np.uint32), np.empty(count, np.int64)
            dictionary.near(self.words, self.word_at, wanted, edits, rows, points, ends, found, distances)
        return [int(number) for number in found[:count]]

    def term(self, number: int) -> bytes:
        """A term by its number."""
        return self.words[self.word_at[number] : self.word_at[number + 1]].tobytes()

    def count(self, number: int) -> int:
        """How many documents have a term, deleted ones included."""
        return int(self.counts[number])

    def postings(self, number: int, base: int = 0) -> Postings:
        """The posting list of a term, documents counted from `base`. Raises `IndexDamaged`."""
        count = self.count(number)
        found = Postings(np.empty(count, np.uint32), np.empty(count, np.uint32))
        self.decode(number, base, *found)
        return found

    def decode(self, number: int, base: int, docs: U32Array, freqs: U32Array) -> None:
        """Write the posting list of a term, which has `count` documents. Raises `IndexDamaged`."""
        start, stop = int(self.stream_at[number]), int(self.stream_at[number + 1])
        if not kernels.decode(self.stream, start, stop, len(docs), base, self._limit, docs, freqs):
            raise self._undecodable(number)

    def occurrences(self, number: int, base: int = 0) -> Occurrences:
        """Where a term of a field with positions stands, documents counted from `base`. Raises `IndexDamaged`."""
        docs, freqs = self.postings(number, base)
        at = np.zeros(len(docs) + 1, np.int64)
        np.cumsum(freqs, out=at[1:])
        positions = self.places(number)
        if at[-1] != len(positions):
            raise self._undecodable(number)
        return Occurrences(docs, at, positions)

    def places(self, number: int) -> NDArray[Any]:
        """The positions of a term, by document."""
        return self.positions[int(self.positions_at[number]) : int(self.positions_at[number + 1])]

    def locate(self, number: int, base: int, wanted: U32Array, begins: I64Array, ends: I64Array) -> None:
        """Where among `places` those of the document `wanted[i]` are: from `begins[i]` to `ends[i]`.

        Both are 0 where a document has the term not. Documents ascend and count from `base`. Of a long list only what
        may have them is decoded. Raises `IndexDamaged`.
        """
        start, stop = int(self.stream_at[number]), int(self.stream_at[number + 1])
        count, most = self.count(number), int(self.positions_at[number + 1]) - int(self.positions_at[number])
        room = np.empty(2 * SIZE, np.uint32)
        if not kernels.locate(self.stream, start, stop, count, base, self._limit, wanted, most, room, begins, ends):
            raise self._undecodable(number)

    def terms(self) -> list[bytes]:
        """The whole dictionary, in order."""
        words = self.words.tobytes()
        return [words[start:stop] for start, stop in pairwise(self.word_at.tolist())]

    def documents(self) -> tuple[I64Array, U32Array]:
        """The documents of all terms, those of term t from `at[t]` to `at[t + 1]`. Raises `IndexDamaged`."""
        at = np.zeros(len(self) + 1, np.int64)
        np.cumsum(self.counts, out=at[1:])
        docs = np.empty(int(at[-1]), np.uint32)
        wrong = kernels.decode_all(self.stream, self.stream_at.astype(np.int64), at, self._limit, docs)
        if wrong >= 0:
            raise self._undecodable(wrong)
        return at, docs

    @property
    def wide(self) -> bool:
        """Whether positions are kept in 32 bits."""
        return bool(self.positions.dtype == np.uint32)

    def damaged(self, what: str) -> IndexDamaged:
        """The error that says what is wrong with the field's file."""
        return self._container.damaged(what)

    def _undecodable(self, number: int) -> IndexDamaged:
        return self.damaged(f"the postings of {self.term(number)!r} do not decode")

    def _first(self, term: bytes) -> int:
        return int(kernels.find(self.words, self.word_at, np.frombuffer(term, np.uint8)))
