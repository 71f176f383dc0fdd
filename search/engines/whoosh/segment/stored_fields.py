"""How are articles kept in a segment? Each record compressed by itself, with what all of them have in common beside.

A short text alone compresses badly, and many together must be inflated for the sake of one. A dictionary, trained on
some of the records, does what their neighbours would, and one record is read in a few microseconds.
"""

import threading
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import zstandard
from numpy.typing import NDArray

from search.arrays import BoolArray, I64Array, U8Array
from search.engines.whoosh.segment.container import Container

LEVEL: Final = 1
KINDS: Final = {"heads": 16_000, "bodies": 64_000}
"""The records of an article, and how many bytes the dictionary of each kind has at most."""

LEAST: Final = 256
"""Fewer records together have nothing much in common yet."""
SAMPLES: Final = 200

_HAS_DICTIONARY: Final = 3
"""Bits of the fifth byte of a frame, of which one is set when it names a dictionary (RFC 8878, section 3.1.1.1)."""


class Dictionaries:
    """The dictionary of each kind of record, once there is one. Threads share it, so that they train but one."""

    def __init__(self, known: "dict[str, bytes] | None" = None) -> None:
        self._known = {kind: _dictionary(data) for kind, data in (known or {}).items() if data}
        self._lock = threading.Lock()

    def of(self, kind: str, records: Sequence[bytes]) -> zstandard.ZstdCompressionDict | None:
        """The dictionary of a kind; it is trained on these records where there is none and they are enough."""
        with self._lock:
            if kind not in self._known and len(records) >= LEAST:
                made = _trained(records[:: len(records) // SAMPLES], KINDS[kind])
                if made is not None:
                    self._known[kind] = made
            return self._known.get(kind)


class RecordWriter:
    """Collects the records of one kind. The interpreter lock is free while it compresses."""

    def __init__(self, kind: str, dictionaries: Dictionaries) -> None:
        self._kind = kind
        self._dictionaries = dictionaries
        self._used: zstandard.ZstdCompressionDict | None = None
        self._pieces: list[U8Array] = []
        self._lengths: list[I64Array] = [np.zeros(1, np.int64)]

    def add(self, records: Sequence[bytes]) -> None:
        """Append records."""
        if records:
            data, lengths = self.compressed(records)
            self._pieces.append(data)
            self._lengths.append(lengths)

    def compressed(self, records: Sequence[bytes]) -> tuple[U8Array, I64Array]:
        """Records as they are kept, end to end, and the length of each."""
        self._used = self._dictionaries.of(self._kind, records)
        compressor = zstandard.ZstdCompressor(level=LEVEL, dict_data=self._used)
        if any(records):
            made = compressor.multi_compress_to_buffer(list(records))
            frames = [made[number].tobytes() for number in range(len(made))]
        else:  # which it does not take
            frames = [compressor.compress(record) for record in records]
        return np.frombuffer(b"".join(frames), np.uint8), np.array([len(frame) for frame in frames], np.int64)

    @property
    def dictionary(self) -> bytes:
        """The dictionary that the records are read with, empty where there is none."""
        return b"" if self._used is None else bytes(self._used.as_bytes())

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The compressed records end to end, where each begins, with the end, and the dictionary."""
        return {
            f"{self._kind}.data": np.concatenate([np.empty(0, np.uint8), *self._pieces]),
            f"{self._kind}.at": np.cumsum(np.concatenate(self._lengths)),
            f"{self._kind}.dictionary": np.frombuffer(self.dictionary, np.uint8),
        }


class RecordReader:
    """Gives back records by number. Safe to share between threads."""

    def __init__(self, container: Container, kind: str) -> None:
        self._container = container
        self.data = container.array(f"{kind}.data")
        self.at = container.array(f"{kind}.at")
        self.dictionary = container.array(f"{kind}.dictionary").tobytes()
        self._shared = _dictionary(self.dictionary) if self.dictionary else None
        # One for each search that is under way; they are not to be used by two threads at once.
        self._idle: list[tuple[zstandard.ZstdDecompressor, zstandard.ZstdDecompressor]] = []

    def record(self, number: int) -> bytes:
        """One record. Raises `IndexDamaged`."""
        frame = self.data[int(self.at[number]) : int(self.at[number + 1])]
        try:
            plain, shared = self._idle.pop()
        except IndexError:
            plain, shared = zstandard.ZstdDecompressor(), zstandard.ZstdDecompressor(dict_data=self._shared)
        try:
            return (shared if frame[4] & _HAS_DICTIONARY else plain).decompress(frame.data)
        except (zstandard.ZstdError, IndexError) as error:
            raise self._container.damaged(f"record {number} does not inflate") from error
        finally:
            self._idle.append((plain, shared))

    def frames(self, live: BoolArray) -> Iterator[tuple[U8Array, I64Array]]:
        """The compressed records of live documents as they are, run by run: their bytes and the length of each."""
        edges = np.flatnonzero(np.diff(np.concatenate([[False], live, [False]]).astype(np.int8)))
        for first, end in edges.reshape(-1, 2).tolist():
            at = self.at[first : end + 1].astype(np.int64)
            yield self.data[int(at[0]) : int(at[-1])], np.diff(at)


def _dictionary(data: bytes) -> zstandard.ZstdCompressionDict:
    made = zstandard.ZstdCompressionDict(data)
    made.precompute_compress(level=LEVEL)
    return made


def _trained(samples: Sequence[bytes], size: int) -> zstandard.ZstdCompressionDict | None:
    try:
        return _dictionary(zstandard.train_dictionary(size, list(samples), level=LEVEL).as_bytes())
    except zstandard.ZstdError:
        # They are too short, or too much alike, for there to be anything to keep.
        return None
