"""The file format of a segment: named arrays with checksums, mapped into memory.

    header     64 bytes: magic, format, offset and length of the directory, its checksum
    arrays     little-endian, each at a multiple of 64 bytes
    directory  JSON: for each array its dtype, count, offset and checksum; and the segment's own figures, among them the
               name of the file, which reveals a file that was put in the place of another

An array is checked against its checksum before it is first handed out, so that no kernel ever sees bytes that were not
written by this module. Checksums are XXH3 (64 bits).
"""

import json
import mmap
import os
import struct
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt
import xxhash
from numpy.typing import NDArray

from search.errors import REBUILD_HINT, IndexDamaged, IndexVersion

MAGIC = b"DATELINE"
FILE_FORMAT = 5
"""The version of this file format; that of the whole index is `schema.INDEX_FORMAT`."""
ALIGNMENT_BYTES = 64
MIN_BYTES_TO_UNMAP = 1_000_000
"""Bytes of an array from which on its pages are released once it has been checked."""
_HEADER = struct.Struct("<8sIIQQQ")


class ArrayFileWriter:
    """A new file of arrays, which may be longer than memory: each is written in pieces, one array after the other.

    After the `with` the file is whole and durable; after an error there is none. Raises OSError. `name` is what the
    file will be called once it is in its place.
    """

    def __init__(self, path: Path, name: str = "") -> None:
        self._path = path
        self._directory: dict[str, list[Any]] = {}
        self.figures: dict[str, Any] = {"file": name or path.name}

    def __enter__(self) -> "ArrayFileWriter":
        self._file = self._path.open("xb")
        self._file.write(bytes(ALIGNMENT_BYTES))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        whole = False
        try:
            # Closing writes what is still buffered, which may find the disk full, too.
            with self._file:
                if error is None:
                    self._finish()
                    whole = True
        finally:
            if not whole:
                self._path.unlink(missing_ok=True)

    def add(self, name: str, *pieces: NDArray[Any]) -> None:
        """Write an array that is in memory, in one piece or several of the same dtype."""
        self.stream(name, pieces[0].dtype, pieces)

    def stream(self, name: str, dtype: npt.DTypeLike, pieces: Iterable[NDArray[Any]]) -> None:
        """Write an array whose pieces are made while it is written; they are converted to `dtype`."""
        little = np.dtype(dtype).newbyteorder("<")
        self._file.write(bytes(-self._file.tell() % ALIGNMENT_BYTES))
        start, count, digest = self._file.tell(), 0, xxhash.xxh3_64()
        for piece in pieces:
            plain = np.ascontiguousarray(piece, little)
            digest.update(plain.data)
            self._file.write(plain.data)
            count += len(plain)
        self._directory[name] = [little.str, count, start, digest.intdigest()]

    def _finish(self) -> None:
        encoded = json.dumps({"figures": self.figures, "arrays": self._directory}, separators=(",", ":")).encode()
        start = self._file.tell()
        self._file.write(encoded)
        self._file.seek(0)
        self._file.write(_HEADER.pack(MAGIC, FILE_FORMAT, 0, start, len(encoded), xxhash.xxh3_64_intdigest(encoded)))
        self._file.flush()
        os.fsync(self._file.fileno())


def write_array_file(path: Path, arrays: Mapping[str, NDArray[Any]], figures: Mapping[str, Any]) -> None:
    """Write all arrays to a new file, durably. Raises OSError; an unfinished file is not left behind."""
    with ArrayFileWriter(path) as writer:
        writer.figures.update(figures)
        for name, array in arrays.items():
            writer.add(name, array)


class ArrayFile:
    """An open file of arrays. Arrays stay valid for as long as any of them is held, also after the file is unlinked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size < ALIGNMENT_BYTES:
                raise self.damaged("it is too short")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.size_bytes = len(self._map)
        magic, version, _, start, length, checksum = _HEADER.unpack_from(self._map)
        if magic != MAGIC:
            raise self.damaged("it does not begin as an index file does")
        if version != FILE_FORMAT:
            raise IndexVersion(f"{path} has format {version}; this program reads {FILE_FORMAT}. {REBUILD_HINT}")
        encoded = self._map[start : start + length]
        if xxhash.xxh3_64_intdigest(encoded) != checksum or len(encoded) != length:
            raise self.damaged("its directory does not fit its checksum")
        directory = json.loads(encoded)
        self.figures: dict[str, Any] = directory["figures"]
        if self.figures["file"] != path.name:
            raise self.damaged(f"it was written as {self.figures['file']}")
        self._directory: dict[str, list[Any]] = directory["arrays"]
        self._checked: dict[str, NDArray[Any]] = {}
        self._lock = threading.Lock()

    @property
    def unchecked_bytes(self) -> int:
        """Bytes of the arrays that are not checked yet."""
        left = (entry for name, entry in self._directory.items() if name not in self._checked)
        return sum(count * np.dtype(dtype).itemsize for dtype, count, *_ in left)

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def array(self, name: str) -> NDArray[Any]:
        """Return the array of that name, read-only.

        Raises `IndexDamaged` when its bytes are not those that were written.
        """
        found = self._checked.get(name)
        if found is None:
            with self._lock:
                # The thread that had the lock before may have checked it.
                found = self._checked.get(name)
                if found is None:
                    found = self._checked[name] = self._check(name)
        return found

    def check(self) -> None:
        """Check every array. Raises `IndexDamaged` for the first that is not as written."""
        for name in self._directory:
            self.array(name)

    def _check(self, name: str) -> NDArray[Any]:
        dtype, count, offset, checksum = self._directory[name]
        if offset + count * np.dtype(dtype).itemsize > len(self._map):
            raise self.damaged(f"{name} is cut short")
        array = np.frombuffer(self._map, dtype, count, offset)
        if xxhash.xxh3_64_intdigest(array.data) != checksum:
            raise self.damaged(f"{name} does not fit its checksum")
        if array.nbytes > MIN_BYTES_TO_UNMAP:
            # It was read from end to end, and most of it no search will need.
            first = offset - offset % mmap.PAGESIZE
            self._map.madvise(mmap.MADV_DONTNEED, first, offset + array.nbytes - first)
        return array

    def release_pages(self) -> None:
        """Unmap the pages that were read: the system's cache still has them, and they are mapped again when needed."""
        self._map.madvise(mmap.MADV_DONTNEED)

    def damaged(self, what: str) -> IndexDamaged:
        """Return the error that says what is wrong with this file, and what to do."""
        return IndexDamaged(f"{self.path} is damaged: {what}. {REBUILD_HINT}")
