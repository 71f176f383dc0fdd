"""Several segments in, one out: array to array, without the articles' texts being read again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.arrays import BoolArray, I64Array, U8Array, U32Array
from search.engines.whoosh.schema import COLUMNS, POSITIONAL, TERMS, TEXTS
from search.engines.whoosh.segment import merger_kernels as kernels
from search.engines.whoosh.segment.container import ContainerWriter
from search.engines.whoosh.segment.postings import in_blocks
from search.engines.whoosh.segment.reader import FieldReader, SegmentReader
from search.engines.whoosh.segment.stored_fields import KINDS, LEAST, Dictionaries, RecordReader, RecordWriter

# FOLDED: Here is a field of several segments: its dictionary and lists in one, slice by slice, in bounded memory.


SLICE = 4_000_000
"""Postings and places that are joined at a time; a term with more is a slice of its own."""


@dataclass(slots=True)
class _Written:
    """What of a field is kept until its places are written: all else is small beside them."""

    words: list[U8Array] = field(default_factory=list)
    word_lengths: list[I64Array] = field(default_factory=list)
    counts: list[I64Array] = field(default_factory=list)
    stream: list[U8Array] = field(default_factory=list)
    stream_lengths: list[I64Array] = field(default_factory=list)
    places_lengths: list[I64Array] = field(default_factory=list)


class FieldJoiner:
    """Joins one field. `new[s][d]` is what document d of segment s becomes, ascending over all; -1 where it is gone."""

    def __init__(self, readers: Sequence[FieldReader], new: Sequence[I64Array]) -> None:
        self._readers = readers
        self._new = np.concatenate(new)
        self._new_at = np.cumsum([0, *map(len, new)])
        self._firsts = np.cumsum([0, *map(len, readers)])
        self._of = np.repeat(np.arange(len(readers)), np.diff(self._firsts))
        self._words = np.concatenate([reader.words for reader in readers])
        shifts = np.cumsum([0, *(len(reader.words) for reader in readers)])
        self._word_at = np.concatenate(
            [*(reader.word_at[:-1].astype(np.int64) + shift for reader, shift in zip(readers, shifts, strict=False)),
             shifts[-1:]]
        )  # fmt: skip
        self._counts = _gathered(readers, lambda reader: reader.counts)
        self._begins = _gathered(readers, lambda reader: reader.stream_at[:-1])
        self._ends = _gathered(readers, lambda reader: reader.stream_at[1:])
        self._positional = readers[0].positional
        self._places_at = self._places_end = np.zeros(len(self._of), np.int64)
        if self._positional:
            self._places_at = _gathered(readers, lambda reader: reader.positions_at[:-1])
            self._places_end = _gathered(readers, lambda reader: reader.positions_at[1:])

    def write(self, name: str, writer: ContainerWriter, check: Callable[[], None], wide: bool) -> None:
        """Write the field's arrays. `check` is called now and then and may end it all by raising.

        Positions are kept in 32 bits where `wide`, else in 16. Raises `IndexDamaged`.
        """
        written = _Written()
        pieces = self._joined(written, check)
        if self._positional:
            writer.stream(f"{name}.positions", np.uint32 if wide else np.uint16, pieces)
            writer.add(f"{name}.position_at", _table(written.places_lengths))
        else:
            for _ in pieces:
                pass
        writer.add(f"{name}.words", np.empty(0, np.uint8), *written.words)
        writer.add(f"{name}.word_at", _table(written.word_lengths).astype(np.uint32))
        writer.add(f"{name}.counts", np.concatenate([np.empty(0, np.int64), *written.counts]).astype(np.uint32))
        writer.add(f"{name}.postings", np.empty(0, np.uint8), *written.stream)
        writer.add(f"{name}.posting_at", _table(written.stream_lengths))

    def _joined(self, written: _Written, check: Callable[[], None]) -> Iterator[U32Array]:
        """The places, slice by slice, while all else is put into `written`."""
        entries = len(self._of)
        order, fresh = np.empty(entries, np.int64), np.empty(entries, bool)
        heads = np.empty(len(self._readers), np.int64)
        kernels.union(self._words, self._word_at, self._firsts, heads, order, fresh)
        for first, end in pairwise(self._cuts(order, fresh)):
            check()
            yield self._slice(order[first:end], fresh[first:end], written)

    def _cuts(self, order: I64Array, fresh: BoolArray) -> list[int]:
        """Where slices begin, with the end: at the first entry of a term each."""
        weights = np.cumsum((self._counts + self._places_end - self._places_at)[order])
        begins = np.flatnonzero(fresh)
        cuts = [0]
        # A term belongs to the slice into which its first entry falls.
        number = (weights[begins] - weights[0]) // SLICE if len(begins) else begins
        cuts += begins[1:][np.diff(number) > 0].tolist()
        return [*cuts, len(order)] if len(order) else []

    def _slice(self, order: I64Array, fresh: BoolArray, written: _Written) -> U32Array:
        of = self._of[order]
        stream, shifts = self._run(order, of, self._begins, self._ends, [reader.stream for reader in self._readers])
        places, places_shifts = np.empty(0, np.uint32), shifts
        if self._positional:
            sources = [reader.positions for reader in self._readers]
            places, places_shifts = self._run(order, of, self._places_at, self._places_end, sources)
        terms = int(fresh.sum())
        counts, at, places_at = np.empty(terms, np.int64), np.empty(terms + 1, np.int64), np.empty(terms + 1, np.int64)
        longest = int(self._counts[order].max())
        out = np.empty(10 * int(self._counts[order].sum()), np.uint8)
        out_places = np.empty(len(places), np.uint32)
        sound = kernels.join(
            order, fresh, self._of, self._counts, self._new, self._new_at,
            stream, self._begins, self._ends, shifts, places.astype(np.uint32), self._places_at, places_shifts,
            np.empty(longest, np.uint32), np.empty(longest, np.uint32), counts, out, at, out_places, places_at,
        )  # fmt: skip
        if not sound:
            raise self._readers[0].damaged("postings do not decode")
        left = counts > 0
        firsts = order[fresh][left]
        lengths = self._word_at[firsts + 1] - self._word_at[firsts]
        begins = np.repeat(self._word_at[firsts] - (np.cumsum(lengths) - lengths), lengths)
        written.words.append(self._words[begins + np.arange(len(begins))])
        written.word_lengths.append(lengths)
        written.counts.append(counts[left])
        stored, stored_at = in_blocks(out, at, counts)
        written.stream.append(stored)
        written.stream_lengths.append(np.diff(stored_at)[left])
        written.places_lengths.append(np.diff(places_at)[left])
        return out_places[: places_at[-1]]

    def _run(
        self, order: I64Array, of: I64Array, begins: I64Array, ends: I64Array, sources: Sequence[NDArray[Any]]
    ) -> tuple[NDArray[Any], I64Array]:
        """What the entries have of each source, which is one run of it, end to end; and how far each run was moved."""
        runs, shifts, length = [], np.zeros(len(sources), np.int64), 0
        for number, source in enumerate(sources):
            here = order[of == number]
            if len(here):
                start, stop = int(begins[here[0]]), int(ends[here[-1]])
                runs.append(source[start:stop])
                shifts[number] = length - start
                length += len(runs[-1])
        return np.concatenate(runs) if runs else sources[0][:0], shifts


def _gathered(readers: Sequence[FieldReader], part: Callable[[FieldReader], NDArray[Any]]) -> I64Array:
    return np.concatenate([part(reader).astype(np.int64) for reader in readers])


def _table(lengths: Sequence[I64Array]) -> NDArray[Any]:
    at = np.cumsum(np.concatenate([np.zeros(1, np.int64), *lengths]))
    return at.astype(np.uint32) if at[-1] < 1 << 32 else at


AT_A_TIME = 1024
"""Records that are compressed anew together."""

NARROW = 1 << 16
"""Positions below this are kept in 16 bits."""


@dataclass(frozen=True, slots=True)
class Source:
    """A segment to be merged, and which of its documents are alive."""

    segment: SegmentReader
    live: BoolArray


def merge(sources: Sequence[Source], path: Path, filename: str, check: Callable[[], None]) -> int:
    """Write a segment with the live documents of all sources, in order; how many they are.

    It is written to `path`, and will be called `filename`.

    `check` is called now and then, and may end the merge by raising. Memory is bounded but for the tables of terms and
    the encoded postings of one field. Raises `IndexDamaged` and `OSError`; then there is no file.
    """
    new: list[I64Array] = []
    count = 0
    for source in sources:
        new.append(np.where(source.live, count + np.cumsum(source.live) - 1, -1))
        count += int(source.live.sum())
    with ContainerWriter(path, filename) as writer:
        writer.figures["articles"] = count
        longest = 0
        for name in COLUMNS:
            column = np.concatenate([source.segment.column(name)[source.live] for source in sources])
            writer.add(name, column)
            if name.endswith("_length"):
                longest = max(longest, int(column.max(initial=0)))
        for kind in KINDS:
            _records(kind, sources, writer, check)
        for name in (*POSITIONAL, *TERMS):
            fields = [source.segment.field(name) for source in sources]
            wide = longest > NARROW if name in TEXTS else any(field.wide for field in fields)
            FieldJoiner(fields, new).write(name, writer, check, wide)
    return count


def _records(kind: str, sources: Sequence[Source], writer: ContainerWriter, check: Callable[[], None]) -> None:
    """Records of one kind: as they are, where all have one dictionary, and else compressed anew with one for all."""
    readers = [source.segment.records(kind) for source in sources]
    known = {reader.dictionary for reader in readers}
    few = sum(int(source.live.sum()) for source in sources) < LEAST
    # The dictionary of the most records that have one.
    largest = max(range(len(readers)), key=lambda number: (bool(readers[number].dictionary), len(readers[number].at)))
    anew = RecordWriter(kind, Dictionaries({kind: readers[largest].dictionary}))
    as_they_are = len(known) == 1 and (few or known != {b""})
    lengths = [np.zeros(1, np.int64)]
    frames = _copied(readers, sources) if as_they_are else _compressed(readers, sources, anew)

    def pieces() -> Iterator[U8Array]:
        for data, sizes in frames:
            check()
            lengths.append(sizes)
            yield data

    writer.stream(f"{kind}.data", np.uint8, pieces())
    writer.add(f"{kind}.at", np.cumsum(np.concatenate(lengths)))
    dictionary = readers[0].dictionary if as_they_are else anew.dictionary
    writer.add(f"{kind}.dictionary", np.frombuffer(dictionary, np.uint8))


Frames = Iterator[tuple[U8Array, I64Array]]


def _copied(readers: Sequence[RecordReader], sources: Sequence[Source]) -> Frames:
    for reader, source in zip(readers, sources, strict=True):
        yield from reader.frames(source.live)


def _compressed(readers: Sequence[RecordReader], sources: Sequence[Source], anew: RecordWriter) -> Frames:
    found = (
        reader.record(doc)
        for reader, source in zip(readers, sources, strict=True)
        for doc in np.flatnonzero(source.live).tolist()
    )
    while records := list(islice(found, AT_A_TIME)):
        yield anew.compressed(records)
