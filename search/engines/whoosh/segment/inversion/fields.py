"""A field of tokens being made: texts in, exact terms with their documents, frequencies and places out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.analysis.characters.tables import tables
from search.analysis.words.kernels import COLUMNS, LAST, SLACK
from search.engines.whoosh.segment.inversion.chains import kernels as inverter_kernels
from search.engines.whoosh.segment.inversion.vocabulary import Vocabulary, grown
from search.engines.whoosh.segment.postings.stored import in_blocks

Words = NDArray[np.uint32]
Longs = NDArray[np.int64]
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Lists:
    """Plain posting lists: those of list i are `stream[at[i]:at[i + 1]]`, of `counts[i]` documents."""

    stream: NDArray[np.uint8]
    at: Longs
    counts: Longs

    def arrays(self) -> Arrays:
        """The lists as arrays of a segment's file."""
        stored, at = in_blocks(self.stream, self.at, self.counts)
        return {"counts": self.counts.astype(np.uint32), "postings": stored, "posting_at": narrow(at)}


class FieldBuilder:
    """Collects the tokens of texts. Not for several threads at once; the interpreter lock is free while it works."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._lists = np.empty((1 << 11, inverter_kernels.COLUMNS), np.int32)
        self._units = np.empty(1 << 18, np.uint32)
        self._used = np.zeros(5, np.int64)
        self._arena = np.empty(1 << 16, np.uint8)
        self._rows = np.zeros((1 << 12, COLUMNS), np.int64)
        self._counts = np.zeros(4, np.int64)
        self._told = np.empty((1 << 12, 5), np.int64)

    def add(
        self, data: NDArray[np.uint8], starts: Longs, docs: Words, places: Words, hashes: NDArray[np.uint64]
    ) -> tuple[Words, Longs]:
        """Append texts: `data[starts[i]:starts[i + 1]]` of document `docs[i]` (ascending), from place `places[i]` on.

        The tokens of each document are mixed into `hashes[doc - docs[0]]`. Gives the number of tokens of each text, and
        the tokens whose form tells, as rows of text, start, end, kind and term.
        """
        lengths = np.empty(len(docs), np.uint32)
        self._used[inverter_kernels.TOLD] = 0
        text = 0
        while True:
            text = inverter_kernels.invert(
                data, starts, text, docs, places, self._arena, self._rows, self._counts, *tables(),
                self.vocabulary.slots, self.vocabulary.names, self.vocabulary.words, self.vocabulary.state,
                self._lists, self._units, self._used, self._told, lengths, hashes,
            )  # fmt: skip
            if text == len(docs):
                return lengths, self._told[: self._used[inverter_kernels.TOLD]]
            self._make_room(int(self._counts[LAST]), int(starts[text + 1] - starts[text]))

    def _make_room(self, lacking: int, size: int) -> None:
        """Make room for at least the next text, of `size` bytes."""
        if lacking == inverter_kernels.TOKENS:
            self._arena = np.empty(2 * max(len(self._arena), size + 2 * SLACK), np.uint8)
            self._rows = np.zeros((2 * max(len(self._rows), size // 4), COLUMNS), np.int64)
            self._told = grown(self._told, 2 * len(self._told) + size // 4)
        elif lacking == inverter_kernels.VOCABULARY:
            # A text of n bytes has at most n tokens, and folded they are hardly longer than it.
            self.vocabulary.reserve(max(len(self.vocabulary), size), 2 * size)
            self._lists = grown(self._lists, len(self.vocabulary.names))
        else:
            self._units = grown(self._units, 2 * len(self._units))

    def arrays(self) -> Arrays:
        """The arrays of the field, by part."""
        order, lists, places, places_at = self.finish()
        terms = self.vocabulary.terms()
        named = dictionary([terms[number] for number in order.tolist()])
        return named | lists.arrays() | {"positions": places, "position_at": narrow(places_at)}

    def finish(self) -> tuple[Longs, Lists, NDArray[Any], Longs]:
        """The numbers of the terms by their bytes, and in this order: lists, places, and where the places begin."""
        order = self.vocabulary.order()
        used = self._used
        counts, at, places_at = (np.empty(len(order) + 1, np.int64) for _ in range(3))
        # Four bytes hold what a unit does, and one more a gap between documents.
        stream = np.empty(5 * int(used[inverter_kernels.POSTING_UNITS] + 2 * len(order)), np.uint8)
        places = np.empty(int(used[inverter_kernels.PLACE_COUNT]), np.uint32)
        chain = np.empty(int(used[inverter_kernels.POSTING_UNITS]), np.uint32)
        size = inverter_kernels.collect(order, self._lists, self._units, chain, counts, stream, at, places, places_at)
        return order, Lists(stream[:size].copy(), at, counts[:-1]), _narrow_places(places), places_at


def narrow(ascending: Longs) -> NDArray[Any]:
    """A table of where lists begin, with 32 bits an entry where they suffice."""
    return ascending.astype(np.uint32) if ascending[-1] < 1 << 32 else ascending


def _narrow_places(places: Words) -> NDArray[Any]:
    return places.astype(np.uint16) if not len(places) or int(places.max()) < 1 << 16 else places


def dictionary(terms: list[bytes]) -> Arrays:
    """Sorted terms as arrays of a segment's file."""
    return {
        "words": np.frombuffer(b"".join(terms), np.uint8),
        "word_at": np.cumsum([0, *map(len, terms)]).astype(np.uint32),
    }
