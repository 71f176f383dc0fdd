"""Stored fields: the records of articles in a segment, each compressed by itself with a dictionary shared by all.

A short text alone compresses badly, and records compressed together must all be inflated to read one. A dictionary,
trained on some of the records, does what their neighbours would, and one record is read in a few microseconds.
"""

import threading
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import zstandard
from numpy.typing import NDArray

from search.arrays import BoolArray, I64Array, U8Array
from search.engines.whoosh.segment.container import ArrayFile

ZSTD_LEVEL: Final = 1
MAX_DICTIONARY_BYTES: Final = {"heads": 16_000, "bodies": 64_000}
"""The kinds of records of an article, and how many bytes the dictionary of each has at most."""

MIN_RECORDS_TO_TRAIN_DICTIONARY: Final = 256
"""Fewer records do not have enough in common."""
DICTIONARY_SAMPLES: Final = 200
"""About how many records a dictionary is trained on."""

_DICTIONARY_ID_BITS: Final = 3
"""Bits of the fifth byte of a frame; one of them is set when it names a dictionary (RFC 8878, section 3.1.1.1)."""


class Dictionaries:
    """The dictionary of each kind of record, once there is one. Threads share it, so that only one is trained."""

    def __init__(self, known: dict[str, bytes] | None = None) -> None:
        self._known = {kind: _load_dictionary(data) for kind, data in (known or {}).items() if data}
        self._lock = threading.Lock()

    def of(self, kind: str, records: Sequence[bytes]) -> zstandard.ZstdCompressionDict | None:
        """Return the dictionary of a kind, or None.

        It is trained on these records if there is none yet and they are enough.
        """
        with self._lock:
            if kind not in self._known and len(records) >= MIN_RECORDS_TO_TRAIN_DICTIONARY:
                made = _train_dictionary(records[:: len(records) // DICTIONARY_SAMPLES], MAX_DICTIONARY_BYTES[kind])
                if made is not None:
                    self._known[kind] = made
            return self._known.get(kind)


class RecordWriter:
    """Collects the records of one kind. The interpreter lock is released while it compresses."""

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
        """Return the records compressed, end to end, and the length of each."""
        self._used = self._dictionaries.of(self._kind, records)
        compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL, dict_data=self._used)
        if any(records):
            made = compressor.multi_compress_to_buffer(list(records))
            frames = [made[number].tobytes() for number in range(len(made))]
        else:  # which multi_compress_to_buffer does not take
            frames = [compressor.compress(record) for record in records]
        return np.frombuffer(b"".join(frames), np.uint8), np.array([len(frame) for frame in frames], np.int64)

    @property
    def dictionary(self) -> bytes:
        """The dictionary that the records are read with, empty where there is none."""
        return b"" if self._used is None else bytes(self._used.as_bytes())

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the compressed records end to end, where each begins, with the end, and the dictionary."""
        return {
            f"{self._kind}.data": np.concatenate([np.empty(0, np.uint8), *self._pieces]),
            f"{self._kind}.at": np.cumsum(np.concatenate(self._lengths)),
            f"{self._kind}.dictionary": np.frombuffer(self.dictionary, np.uint8),
        }


class RecordReader:
    """Reads records by number. Safe to share between threads."""

    def __init__(self, file: ArrayFile, kind: str) -> None:
        self._file = file
        self.data = file.array(f"{kind}.data")
        self.at = file.array(f"{kind}.at")
        self.dictionary = file.array(f"{kind}.dictionary").tobytes()
        self._shared = _load_dictionary(self.dictionary) if self.dictionary else None
        # A pool of decompressors: two threads must not use one at once.
        self._idle: list[tuple[zstandard.ZstdDecompressor, zstandard.ZstdDecompressor]] = []

    def record(self, number: int) -> bytes:
        """Return one record. Raises `IndexDamaged`."""
        frame = self.data[int(self.at[number]) : int(self.at[number + 1])]
        try:
            plain, shared = self._idle.pop()
        except IndexError:
            plain, shared = zstandard.ZstdDecompressor(), zstandard.ZstdDecompressor(dict_data=self._shared)
        try:
            return (shared if frame[4] & _DICTIONARY_ID_BITS else plain).decompress(frame.data)
        except (zstandard.ZstdError, IndexError) as error:
            raise self._file.damaged(f"record {number} does not inflate") from error
        finally:
            self._idle.append((plain, shared))

    def frames(self, live: BoolArray) -> Iterator[tuple[U8Array, I64Array]]:
        """Yield the compressed records of live documents, run by run: their bytes and the length of each."""
        edges = np.flatnonzero(np.diff(np.concatenate([[False], live, [False]]).astype(np.int8)))
        for first, end in edges.reshape(-1, 2).tolist():
            at = self.at[first : end + 1].astype(np.int64)
            yield self.data[int(at[0]) : int(at[-1])], np.diff(at)


def _load_dictionary(data: bytes) -> zstandard.ZstdCompressionDict:
    made = zstandard.ZstdCompressionDict(data)
    made.precompute_compress(level=ZSTD_LEVEL)
    return made


def _train_dictionary(samples: Sequence[bytes], size: int) -> zstandard.ZstdCompressionDict | None:
    try:
        return _load_dictionary(zstandard.train_dictionary(size, list(samples), level=ZSTD_LEVEL).as_bytes())
    except zstandard.ZstdError:
        # The samples are too short, or too much alike, to share anything.
        return None
