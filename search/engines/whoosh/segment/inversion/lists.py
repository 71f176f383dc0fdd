"""Posting lists being made: tokens or terms in, the arrays of a field out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.analysis import TokenArrays
from search.engines.whoosh.segment.inversion import kernels
from search.engines.whoosh.segment.inversion.vocabulary import Vocabulary

Words = NDArray[np.uint32]
Longs = NDArray[np.int64]
NONE = np.empty(0, np.uint32)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Posting lists of some documents: those of term t from `at[t]` to `at[t + 1]`, positions likewise."""

    base: int
    at: Longs
    position_at: Longs
    docs: Words
    freqs: Words
    positions: Words


class FieldBuilder:
    """A field of tokens."""

    def __init__(self, positional: bool) -> None:
        self.vocabulary = Vocabulary()
        self._positional = positional
        self._chunks: list[Chunk] = []

    def add(self, tokens: TokenArrays, docs: Words, places: Words, base: int) -> Words:
        """Append tokens of the documents `base + docs` (ascending) at their places; the number of each one's term."""
        ids = self.vocabulary.numbers(tokens.arena, tokens.bounds)
        self._chunks.append(inverted(ids, docs, places if self._positional else NONE, len(self.vocabulary), base))
        return ids

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The arrays of the field, by name."""
        return encoded(name, self.vocabulary.terms(), self._chunks, self._positional)


class TermsBuilder:
    """A field whose terms are made elsewhere, without positions: stems, forms, values, ids."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._chunks: list[Chunk] = []

    def number(self, term: bytes) -> int:
        """The number of a term, new or known."""
        return self._numbers.setdefault(term, len(self._numbers))

    def add(self, ids: Words, docs: Words, base: int) -> None:
        """Append occurrences of the terms numbered `ids` in the documents `base + docs` (ascending)."""
        self._chunks.append(inverted(ids, docs, NONE, len(self._numbers), base))

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The arrays of the field, by name."""
        return encoded(name, list(self._numbers), self._chunks, positional=False)


def inverted(ids: Words, docs: Words, places: Words, terms: int, base: int) -> Chunk:
    """Invert tokens: token k is of term `ids[k]` and stands in document `docs[k]` (ascending), at `places[k]`.

    `terms` is one more than the greatest id; `places` is empty for a field without positions. Documents count from
    `base`. About 20 ns a token.
    """
    postings, occurrences = np.zeros(terms + 1, np.int64), np.zeros(terms + 1, np.int64)
    last = np.full(terms, -1, np.int64)
    kernels.count(ids, docs, last, postings[1:], occurrences[1:])
    at, position_at = np.cumsum(postings), np.cumsum(occurrences)
    out_docs, out_freqs = np.empty(at[-1], np.uint32), np.zeros(at[-1], np.uint32)
    positions = np.empty(position_at[-1] if len(places) else 0, np.uint32)
    last.fill(-1)
    kernels.place(ids, docs, places, last, at[:-1].copy(), position_at[:-1].copy(), out_docs, out_freqs, positions)
    return Chunk(base, at, position_at if len(places) else np.zeros_like(at), out_docs, out_freqs, positions)


def encoded(
    name: str, terms: list[bytes], chunks: list[Chunk], positional: bool, order: Longs | None = None
) -> dict[str, NDArray[Any]]:
    """The arrays of a field, by their names in the segment's file (see docs/index-format.md), terms sorted by bytes.

    `order` has the numbers of the terms to write in that order, where the caller knows it.
    """
    if order is None:
        order = np.array(sorted(range(len(terms)), key=terms.__getitem__), np.int64)
    tables = np.cumsum([0, *(len(chunk.at) for chunk in chunks)])
    bases = np.array([chunk.base for chunk in chunks], np.int64)
    docs, freqs, positions = (
        np.concatenate([getattr(chunk, part) for chunk in chunks]) if chunks else NONE
        for part in ("docs", "freqs", "positions")
    )
    at = _joined([chunk.at for chunk in chunks])
    position_at = _joined([chunk.position_at for chunk in chunks])
    size = len(order) + 1
    out = np.empty(10 * len(docs) + 16, np.uint8)
    counts, out_at, out_position_at = (np.zeros(size, np.int64) for _ in range(3))
    out_positions = np.empty(len(positions), np.uint32)
    used = kernels.encode(
        order, tables, bases, docs, freqs, positions, at, position_at,
        counts[:-1], out, out_at, out_positions, out_position_at,
    )  # fmt: skip
    words = [terms[number] for number in order.tolist()]
    arrays: dict[str, NDArray[Any]] = {
        "words": np.frombuffer(b"".join(words), np.uint8),
        "word_at": np.cumsum([0, *map(len, words)]).astype(np.uint32),
        "counts": counts[:-1].astype(np.uint32),
        "postings": out[:used].copy(),
        "posting_at": _narrow(out_at),
    }
    if positional:
        narrow = not len(out_positions) or int(out_positions.max()) < 1 << 16
        arrays["positions"] = out_positions.astype(np.uint16 if narrow else np.uint32)
        arrays["position_at"] = _narrow(out_position_at)
    return {f"{name}.{part}": array for part, array in arrays.items()}


def _narrow(ascending: Longs) -> NDArray[Any]:
    return ascending.astype(np.uint32) if ascending[-1] < 1 << 32 else ascending


def _joined(tables: list[Longs]) -> Longs:
    shifts = np.cumsum([0, *(int(table[-1]) for table in tables)])
    return np.concatenate([table + shift for table, shift in zip(tables, shifts, strict=False)]) if tables else shifts
