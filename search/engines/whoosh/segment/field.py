"""Here is one field of a segment: its dictionary, and the posting list of each term."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.segment.container import Container
from search.engines.whoosh.segment.dictionary import kernels as dictionary
from search.engines.whoosh.segment.inversion.lists import Chunk
from search.engines.whoosh.segment.postings import kernels
from search.engines.whoosh.segments import NO_POSTINGS, Postings

NEAR_AT_FIRST = 1024
"""Terms near a word for which there is room at once; few words have more."""


class FieldReader:
    """One field: a dictionary of terms sorted by their bytes, and their posting lists."""

    def __init__(self, container: Container, name: str) -> None:
        def array(part: str) -> NDArray[Any]:
            return container.array(f"{name}.{part}")

        self._container = container
        self._limit = int(container.figures["articles"])
        self._words, self._word_at, self._counts = array("words"), array("word_at"), array("counts")
        self._stream, self._stream_at = array("postings"), array("posting_at")
        self._positional = f"{name}.positions" in container
        if self._positional:
            self._positions, self._position_at = array("positions"), array("position_at")

    def __len__(self) -> int:
        return len(self._counts)

    def number(self, term: bytes) -> int | None:
        """The number of a term, or None where the dictionary has it not."""
        at = self._first(term)
        return at if at < len(self) and self.term(at) == term else None

    def span(self, prefix: bytes) -> range:
        """The numbers of the terms that begin so."""
        if not prefix:
            return range(len(self))
        # No UTF-8 has the byte 255, so this comes after all that begin with the prefix.
        return range(self._first(prefix), self._first(prefix + b"\xff"))

    def near(self, word: str, edits: int) -> list[int]:
        """The numbers of the terms within `edits` of a word, by optimal string alignment, ascending."""
        wanted = np.array([ord(character) for character in word], np.int64)
        found, distances = np.empty(NEAR_AT_FIRST, np.uint32), np.empty(NEAR_AT_FIRST, np.int64)
        count = dictionary.near(self._words, self._word_at, wanted, edits, found, distances)
        if count > len(found):
            found, distances = np.empty(count, np.uint32), np.empty(count, np.int64)
            dictionary.near(self._words, self._word_at, wanted, edits, found, distances)
        return [int(number) for number in found[:count]]

    def term(self, number: int) -> bytes:
        """A term by its number."""
        return self._words[self._word_at[number] : self._word_at[number + 1]].tobytes()

    def count(self, number: int) -> int:
        """How many documents have a term, deleted ones included."""
        return int(self._counts[number])

    def postings(self, number: int, base: int = 0) -> Postings:
        """The posting list of a term, documents counted from `base`. Raises `IndexDamaged`."""
        count = int(self._counts[number])
        docs, freqs = np.empty(count, np.uint32), np.empty(count, np.uint32)
        start, stop = int(self._stream_at[number]), int(self._stream_at[number + 1])
        if not kernels.decode(self._stream, start, stop, base, self._limit, docs, freqs):
            raise self._container.damaged(f"the postings of {self.term(number)!r} do not decode")
        if not self._positional:
            return Postings(docs, freqs, NO_POSTINGS.positions)
        positions = self._positions[int(self._position_at[number]) : int(self._position_at[number + 1])]
        return Postings(docs, freqs, positions)

    def terms(self) -> list[bytes]:
        """The whole dictionary, in order."""
        words = self._words.tobytes()
        return [words[start:stop] for start, stop in pairwise(self._word_at.tolist())]

    def remapped(self, new: NDArray[np.int64]) -> Chunk:
        """All posting lists, document d renumbered to `new[d]` and left out where that is -1. Raises `IndexDamaged`."""
        counts = np.cumsum([0, *self._counts.tolist()])
        docs, freqs = np.empty(counts[-1], np.uint32), np.empty(counts[-1], np.uint32)
        at, position_at = np.zeros(len(self) + 1, np.int64), np.zeros(len(self) + 1, np.int64)
        none = np.empty(0, np.uint32)
        sources = self._positions.astype(np.uint32) if self._positional else none
        places = np.empty(len(sources), np.uint32)
        wrong = kernels.remap(
            self._stream, self._stream_at.astype(np.int64), self._counts, sources,
            self._position_at.astype(np.int64) if self._positional else at,
            new, at, docs, freqs, position_at, places,
        )  # fmt: skip
        if wrong >= 0:
            raise self._container.damaged(f"the postings of {self.term(wrong)!r} do not decode")
        return Chunk(0, at, position_at, docs[: at[-1]], freqs[: at[-1]], places[: position_at[-1]])

    def _first(self, term: bytes) -> int:
        return int(kernels.find(self._words, self._word_at, np.frombuffer(term, np.uint8)))
