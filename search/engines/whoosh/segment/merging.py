"""Several segments in, one out: array to array, without the articles' texts being read again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.fields import COLUMNS, POSITIONAL, TERMS, TEXTS
from search.engines.whoosh.segment.container import ContainerWriter
from search.engines.whoosh.segment.joining.field import FieldJoiner
from search.engines.whoosh.segment.reader import SegmentReader
from search.engines.whoosh.segment.records import KINDS, LEAST, Dictionaries, RecordReader, RecordWriter

AT_A_TIME = 1024
"""Records that are compressed anew together."""

NARROW = 1 << 16
"""Positions below this are kept in 16 bits."""


@dataclass(frozen=True, slots=True)
class Source:
    """A segment to be merged, and which of its documents are alive."""

    segment: SegmentReader
    live: NDArray[np.bool_]


def merge(sources: Sequence[Source], path: Path, check: Callable[[], None]) -> int:
    """Write a segment with the live documents of all sources, in order; how many they are.

    `check` is called now and then, and may end the merge by raising. Memory is bounded but for the tables of terms and
    the encoded postings of one field. Raises `IndexDamaged` and `OSError`; then there is no file.
    """
    new: list[NDArray[np.int64]] = []
    count = 0
    for source in sources:
        new.append(np.where(source.live, count + np.cumsum(source.live) - 1, -1))
        count += int(source.live.sum())
    with ContainerWriter(path) as writer:
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

    def pieces() -> Iterator[NDArray[np.uint8]]:
        for data, sizes in frames:
            check()
            lengths.append(sizes)
            yield data

    writer.stream(f"{kind}.data", np.uint8, pieces())
    writer.add(f"{kind}.at", np.cumsum(np.concatenate(lengths)))
    dictionary = readers[0].dictionary if as_they_are else anew.dictionary
    writer.add(f"{kind}.dictionary", np.frombuffer(dictionary, np.uint8))


Frames = Iterator[tuple[NDArray[np.uint8], NDArray[np.int64]]]


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
