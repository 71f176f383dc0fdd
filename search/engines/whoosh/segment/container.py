"""Here is a file of named arrays: map it, check it, hand them out.

    header     64 bytes: magic, format, offset and length of the directory, its checksum
    arrays     little-endian, each at a multiple of 64 bytes
    directory  JSON: for each array its dtype, count, offset and checksum; and the segment's own figures, among them the
               name of the file, which tells of one that took another's place

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

from search.errors import IndexDamaged, IndexVersion

MAGIC = b"DATELINE"
FORMAT = 4
ALIGNMENT = 64
LARGE = 1_000_000
"""Bytes of an array that is not kept mapped when it was checked."""
_HEADER = struct.Struct("<8sIIQQQ")
REBUILD = "Run `dateline index --rebuild` to make the index anew from the archive."


class ContainerWriter:
    """A new file of arrays, which may be longer than memory: each is written in pieces, one array after the other.

    The file is there, whole and durable, after `with` ended well, and not at all after an error. Raises OSError. `name`
    is what it will be called once it is in its place.
    """

    def __init__(self, path: Path, name: str = "") -> None:
        self._path = path
        self._directory: dict[str, list[Any]] = {}
        self.figures: dict[str, Any] = {"file": name or path.name}

    def __enter__(self) -> "ContainerWriter":
        self._file = self._path.open("xb")
        self._file.write(bytes(ALIGNMENT))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        whole = False
        try:
            # What is still to be written out when it closes may find the disk full, too.
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
        """Write an array whose pieces are made while it is written; they are turned into this dtype."""
        little = np.dtype(dtype).newbyteorder("<")
        self._file.write(bytes(-self._file.tell() % ALIGNMENT))
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
        self._file.write(_HEADER.pack(MAGIC, FORMAT, 0, start, len(encoded), xxhash.xxh3_64_intdigest(encoded)))
        self._file.flush()
        os.fsync(self._file.fileno())


def write_container(path: Path, arrays: Mapping[str, NDArray[Any]], figures: Mapping[str, Any]) -> None:
    """Write all arrays to a new file, durably. Raises OSError; a file that was not finished is not left behind."""
    with ContainerWriter(path) as writer:
        writer.figures.update(figures)
        for name, array in arrays.items():
            writer.add(name, array)


class Container:
    """An open file of arrays. Arrays stay valid for as long as any of them is held, also after the file is unlinked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size < ALIGNMENT:
                raise self.damaged("it is too short")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, version, _, start, length, checksum = _HEADER.unpack_from(self._map)
        if magic != MAGIC:
            raise self.damaged("it does not begin as an index file does")
        if version != FORMAT:
            raise IndexVersion(f"{path} has format {version}; this program reads {FORMAT}. {REBUILD}")
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
    def unchecked(self) -> int:
        """Bytes of the arrays that are still to be checked before they can be used."""
        left = (entry for name, entry in self._directory.items() if name not in self._checked)
        return sum(count * np.dtype(dtype).itemsize for dtype, count, *_ in left)

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def array(self, name: str) -> NDArray[Any]:
        """The array of that name, read-only. Raises `IndexDamaged` when its bytes are not those that were written."""
        found = self._checked.get(name)
        if found is None:
            with self._lock:
                # Whoever had the lock before may have checked it.
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
        if array.nbytes > LARGE:
            # It was read from end to end, and of most of it no search will ask.
            first = offset - offset % mmap.PAGESIZE
            self._map.madvise(mmap.MADV_DONTNEED, first, offset + array.nbytes - first)
        return array

    def let_go(self) -> None:
        """Keep nothing mapped of what was read: the system's cache has it still, and it is mapped again when needed."""
        self._map.madvise(mmap.MADV_DONTNEED)

    def damaged(self, what: str) -> IndexDamaged:
        """The error that says what is wrong with this file, and what to do."""
        return IndexDamaged(f"{self.path} is damaged: {what}. {REBUILD}")
