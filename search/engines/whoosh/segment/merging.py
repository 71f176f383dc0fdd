"""Several segments in, the arrays of one out: array to array, without the articles' texts being read again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.fields import COLUMNS, POSITIONAL, TERMS
from search.engines.whoosh.segment.inversion.lists import Chunk, encoded
from search.engines.whoosh.segment.reader import SegmentReader
from search.engines.whoosh.segment.records import BlockWriter


@dataclass(frozen=True, slots=True)
class Source:
    """A segment to be merged, and which of its documents are alive."""

    segment: SegmentReader
    live: NDArray[np.bool_]


def merged(sources: Sequence[Source]) -> tuple[dict[str, NDArray[Any]], int]:
    """The arrays of a segment with the live documents of all sources, in order, and how many they are.

    Memory is about 12 bytes for each token of the largest field, and the sources' compressed texts.
    """
    counts = [int(source.live.sum()) for source in sources]
    starts = np.cumsum([0, *counts])
    arrays: dict[str, NDArray[Any]] = {}
    for name in COLUMNS:
        arrays[name] = np.concatenate([source.segment.column(name)[source.live] for source in sources])
    for name in ("heads", "bodies"):
        writer = BlockWriter()
        for source in sources:
            source.segment.records(name).copy(source.live, writer)
        arrays |= writer.arrays(name)
    for name in (*POSITIONAL, *TERMS):
        arrays |= _field(name, sources, starts)
    return arrays, int(starts[-1])


def _field(name: str, sources: Sequence[Source], starts: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    fields = [source.segment.field(name) for source in sources]
    dictionaries = [field.terms() for field in fields]
    union = sorted(set().union(*dictionaries))
    numbers = {term: number for number, term in enumerate(union)}
    chunks = []
    used = np.zeros(len(union), bool)
    for source, field, dictionary, start in zip(sources, fields, dictionaries, starts, strict=False):
        new = np.where(source.live, np.cumsum(source.live) - 1, -1)
        lists = field.remapped(new)
        place = np.fromiter((numbers[term] for term in dictionary), np.int64, len(dictionary))
        used[place[np.diff(lists.at) > 0]] = True
        chunks.append(
            Chunk(int(start), _spread(lists.at, place, len(union)), _spread(lists.position_at, place, len(union)),
                  lists.docs, lists.freqs, lists.positions)
        )  # fmt: skip
    # Terms of deleted documents alone are dropped; what is left keeps its order, since `encoded` sorts by bytes.
    return encoded(name, union, chunks, name in POSITIONAL, np.flatnonzero(used))


def _spread(at: NDArray[np.int64], place: NDArray[np.int64], terms: int) -> NDArray[np.int64]:
    """List boundaries of a segment's own terms, as boundaries over the terms of the union, absent ones empty."""
    lengths = np.zeros(terms + 1, np.int64)
    lengths[place + 1] = np.diff(at)
    return np.cumsum(lengths)
