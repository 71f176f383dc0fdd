"""The segment merger: several segments in, one out, array by array, without tokenising the articles' texts again."""

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
from search.engines.whoosh.segment.container import ArrayFileWriter
from search.engines.whoosh.segment.inverter import to_lower_shares
from search.engines.whoosh.segment.postings import pack_posting_lists
from search.engines.whoosh.segment.reader import FieldReader, SegmentReader
from search.engines.whoosh.segment.stored_fields import (
    MAX_DICTIONARY_BYTES,
    MIN_RECORDS_TO_TRAIN_DICTIONARY,
    Dictionaries,
    RecordReader,
    RecordWriter,
)

POSTINGS_PER_SLICE = 4_000_000
"""Postings and positions that are merged at a time, which bounds memory; a term with more is a slice of its own."""


@dataclass(slots=True)
class _FieldArrays:
    """The parts of a field that are kept until its positions are written: they are small beside these."""

    term_bytes: list[U8Array] = field(default_factory=list)
    term_lengths: list[I64Array] = field(default_factory=list)
    counts: list[I64Array] = field(default_factory=list)
    stream: list[U8Array] = field(default_factory=list)
    stream_lengths: list[I64Array] = field(default_factory=list)
    position_lengths: list[I64Array] = field(default_factory=list)
    lower_shares: list[U8Array] = field(default_factory=list)


class FieldMerger:
    """Merges one field of several segments.

    `new_docs[s][d]` is what document d of segment s becomes, ascending over all segments; -1 where it is deleted.
    """

    def __init__(self, readers: Sequence[FieldReader], new_docs: Sequence[I64Array]) -> None:
        self._readers = readers
        self._new_docs = np.concatenate(new_docs)
        self._new_starts = np.cumsum([0, *map(len, new_docs)])
        self._firsts = np.cumsum([0, *map(len, readers)])
        self._segment_of = np.repeat(np.arange(len(readers)), np.diff(self._firsts))
        self._term_bytes = np.concatenate([reader.term_bytes for reader in readers])
        shifts = np.cumsum([0, *(len(reader.term_bytes) for reader in readers)])
        self._term_starts = np.concatenate(
            [*(each.term_starts[:-1].astype(np.int64) + shift for each, shift in zip(readers, shifts, strict=False)),
             shifts[-1:]]
        )  # fmt: skip
        self._counts = _gather(readers, lambda reader: reader.counts)
        self._begins = _gather(readers, lambda reader: reader.stream_starts[:-1])
        self._ends = _gather(readers, lambda reader: reader.stream_starts[1:])
        self._positional = readers[0].positional
        shares = [reader.lower_shares for reader in readers if reader.lower_shares is not None]
        self._lower_shares: U8Array | None = np.concatenate(shares) if shares else None
        self._position_begins = self._position_ends = np.zeros(len(self._segment_of), np.int64)
        if self._positional:
            self._position_begins = _gather(readers, lambda reader: reader.position_starts[:-1])
            self._position_ends = _gather(readers, lambda reader: reader.position_starts[1:])

    def write(self, name: str, writer: ArrayFileWriter, check: Callable[[], None], wide: bool) -> None:
        """Write the field's arrays. `check` is called now and then, and may end the merge by raising.

        Positions take 32 bits where `wide`, else 16. Raises `IndexDamaged`.
        """
        arrays = _FieldArrays()
        pieces = self._merge_slices(arrays, check)
        if self._positional:
            writer.stream(f"{name}.positions", np.uint32 if wide else np.uint16, pieces)
            writer.add(f"{name}.position_at", _offsets(arrays.position_lengths))
        else:
            for _ in pieces:
                pass
        writer.add(f"{name}.words", np.empty(0, np.uint8), *arrays.term_bytes)
        writer.add(f"{name}.word_at", _offsets(arrays.term_lengths).astype(np.uint32))
        writer.add(f"{name}.counts", np.concatenate([np.empty(0, np.int64), *arrays.counts]).astype(np.uint32))
        writer.add(f"{name}.postings", np.empty(0, np.uint8), *arrays.stream)
        writer.add(f"{name}.posting_at", _offsets(arrays.stream_lengths))
        if self._lower_shares is not None:
            writer.add(f"{name}.lower_shares", np.empty(0, np.uint8), *arrays.lower_shares)

    def _merge_slices(self, arrays: _FieldArrays, check: Callable[[], None]) -> Iterator[U32Array]:
        """Yield the positions, slice by slice, while all other parts are collected in `arrays`."""
        entries = len(self._segment_of)
        order, is_new_term = np.empty(entries, np.int64), np.empty(entries, bool)
        cursors = np.empty(len(self._readers), np.int64)
        kernels.merge_dictionaries(self._term_bytes, self._term_starts, self._firsts, cursors, order, is_new_term)
        for first, end in pairwise(self._slice_bounds(order, is_new_term)):
            check()
            yield self._merge_slice(order[first:end], is_new_term[first:end], arrays)

    def _slice_bounds(self, order: I64Array, is_new_term: BoolArray) -> list[int]:
        """Return where slices begin, with the end: each at the first entry of a term."""
        weights = np.cumsum((self._counts + self._position_ends - self._position_begins)[order])
        begins = np.flatnonzero(is_new_term)
        bounds = [0]
        # A term belongs to the slice into which its first entry falls.
        slice_number = (weights[begins] - weights[0]) // POSTINGS_PER_SLICE if len(begins) else begins
        bounds += begins[1:][np.diff(slice_number) > 0].tolist()
        return [*bounds, len(order)] if len(order) else []

    def _merge_slice(self, order: I64Array, is_new_term: BoolArray, arrays: _FieldArrays) -> U32Array:
        segment_of = self._segment_of[order]
        stream, shifts = self._gather_runs(
            order, segment_of, self._begins, self._ends, [reader.stream for reader in self._readers]
        )
        positions, position_shifts = np.empty(0, np.uint32), shifts
        if self._positional:
            sources = [reader.positions for reader in self._readers]
            positions, position_shifts = self._gather_runs(
                order, segment_of, self._position_begins, self._position_ends, sources
            )
        terms = int(is_new_term.sum())
        counts, at, position_starts = (
            np.empty(terms, np.int64),
            np.empty(terms + 1, np.int64),
            np.empty(terms + 1, np.int64),
        )
        longest = int(self._counts[order].max())
        out = np.empty(10 * int(self._counts[order].sum()), np.uint8)
        out_positions = np.empty(len(positions), np.uint32)
        is_valid = kernels.merge_postings(
            order, is_new_term, self._segment_of, self._counts, self._new_docs, self._new_starts,
            stream, self._begins, self._ends, shifts, positions.astype(np.uint32), self._position_begins,
            position_shifts,
            np.empty(longest, np.uint32), np.empty(longest, np.uint32), counts, out, at, out_positions, position_starts,
        )  # fmt: skip
        if not is_valid:
            raise self._readers[0].damaged("postings do not decode")
        survives = counts > 0
        firsts = order[is_new_term][survives]
        lengths = self._term_starts[firsts + 1] - self._term_starts[firsts]
        begins = np.repeat(self._term_starts[firsts] - (np.cumsum(lengths) - lengths), lengths)
        arrays.term_bytes.append(self._term_bytes[begins + np.arange(len(begins))])
        arrays.term_lengths.append(lengths)
        arrays.counts.append(counts[survives])
        stored, stored_at = pack_posting_lists(out, at, counts)
        arrays.stream.append(stored)
        arrays.stream_lengths.append(np.diff(stored_at)[survives])
        arrays.position_lengths.append(np.diff(position_starts)[survives])
        if self._lower_shares is not None and len(order):
            occurrences = (self._position_ends - self._position_begins)[order]
            begins = np.flatnonzero(is_new_term)
            lower = np.add.reduceat(occurrences * self._lower_shares[order] / 255, begins)
            arrays.lower_shares.append(to_lower_shares(lower, np.add.reduceat(occurrences, begins))[survives])
        return out_positions[: position_starts[-1]]

    def _gather_runs(
        self, order: I64Array, segment_of: I64Array, begins: I64Array, ends: I64Array, sources: Sequence[NDArray[Any]]
    ) -> tuple[NDArray[Any], I64Array]:
        """Return what the entries have of each source, one run of each, end to end; and how far each run was moved."""
        runs, shifts, length = [], np.zeros(len(sources), np.int64), 0
        for number, source in enumerate(sources):
            here = order[segment_of == number]
            if len(here):
                start, stop = int(begins[here[0]]), int(ends[here[-1]])
                runs.append(source[start:stop])
                shifts[number] = length - start
                length += len(runs[-1])
        return np.concatenate(runs) if runs else sources[0][:0], shifts


def _gather(readers: Sequence[FieldReader], part: Callable[[FieldReader], NDArray[Any]]) -> I64Array:
    return np.concatenate([part(reader).astype(np.int64) for reader in readers])


def _offsets(lengths: Sequence[I64Array]) -> NDArray[Any]:
    at = np.cumsum(np.concatenate([np.zeros(1, np.int64), *lengths]))
    return at.astype(np.uint32) if at[-1] < 1 << 32 else at


RECORDS_PER_BATCH = 1024
"""Records that are recompressed together."""

POSITION_LIMIT_16_BITS = 1 << 16
"""Positions below this fit into 16 bits."""


@dataclass(frozen=True, slots=True)
class MergeSource:
    """A segment to be merged, and which of its documents are live."""

    segment: SegmentReader
    live: BoolArray


def merge_segments(sources: Sequence[MergeSource], path: Path, filename: str, check: Callable[[], None]) -> int:
    """Write a segment with the live documents of all sources, in order; return how many there are.

    It is written to `path`, and will be called `filename`. `check` is called now and then, and may end the merge by
    raising. Memory is bounded, except for the tables of terms and the encoded postings of one field. Raises
    `IndexDamaged` and `OSError`; then there is no file.
    """
    new_docs: list[I64Array] = []
    count = 0
    for source in sources:
        new_docs.append(np.where(source.live, count + np.cumsum(source.live) - 1, -1))
        count += int(source.live.sum())
    with ArrayFileWriter(path, filename) as writer:
        writer.figures["articles"] = count
        longest = 0
        for name in COLUMNS:
            column = np.concatenate([source.segment.column(name)[source.live] for source in sources])
            writer.add(name, column)
            if name.endswith("_length"):
                longest = max(longest, int(column.max(initial=0)))
        for kind in MAX_DICTIONARY_BYTES:
            _merge_records(kind, sources, writer, check)
        for name in (*POSITIONAL, *TERMS):
            fields = [source.segment.field(name) for source in sources]
            wide = (
                longest > POSITION_LIMIT_16_BITS if name in TEXTS else any(field.has_wide_positions for field in fields)
            )
            FieldMerger(fields, new_docs).write(name, writer, check, wide)
    return count


def _merge_records(
    kind: str, sources: Sequence[MergeSource], writer: ArrayFileWriter, check: Callable[[], None]
) -> None:
    """Copy the records of one kind where all sources have one dictionary; otherwise recompress them with one."""
    readers = [source.segment.records(kind) for source in sources]
    dictionaries = {reader.dictionary for reader in readers}
    is_small = sum(int(source.live.sum()) for source in sources) < MIN_RECORDS_TO_TRAIN_DICTIONARY
    # The dictionary of the most records that have one.
    largest = max(
        range(len(readers)),
        key=lambda number: (bool(readers[number].dictionary), len(readers[number].at)),
    )
    recompressor = RecordWriter(kind, Dictionaries({kind: readers[largest].dictionary}))
    can_copy = len(dictionaries) == 1 and (is_small or dictionaries != {b""})
    lengths = [np.zeros(1, np.int64)]
    frames = _copy_frames(readers, sources) if can_copy else _recompress(readers, sources, recompressor)

    def pieces() -> Iterator[U8Array]:
        for data, sizes in frames:
            check()
            lengths.append(sizes)
            yield data

    writer.stream(f"{kind}.data", np.uint8, pieces())
    writer.add(f"{kind}.at", np.cumsum(np.concatenate(lengths)))
    dictionary = readers[0].dictionary if can_copy else recompressor.dictionary
    writer.add(f"{kind}.dictionary", np.frombuffer(dictionary, np.uint8))


Frames = Iterator[tuple[U8Array, I64Array]]


def _copy_frames(readers: Sequence[RecordReader], sources: Sequence[MergeSource]) -> Frames:
    for reader, source in zip(readers, sources, strict=True):
        yield from reader.frames(source.live)


def _recompress(readers: Sequence[RecordReader], sources: Sequence[MergeSource], recompressor: RecordWriter) -> Frames:
    live_records = (
        reader.record(doc)
        for reader, source in zip(readers, sources, strict=True)
        for doc in np.flatnonzero(source.live).tolist()
    )
    while records := list(islice(live_records, RECORDS_PER_BATCH)):
        yield recompressor.compressed(records)
