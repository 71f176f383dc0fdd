"""Here is a file of named arrays: map it, check it, hand them out.

    header     64 bytes: magic, format, offset and length of the directory, its checksum
    arrays     little-endian, each at a multiple of 64 bytes
    directory  JSON: for each array its dtype, count, offset and checksum; and the segment's own figures

An array is checked against its checksum before it is first handed out, so that no kernel ever sees bytes that were not
written by this module. Checksums are XXH3 (64 bits).
"""

import json
import mmap
import os
import struct
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray

from search.errors import IndexDamaged, IndexVersion

MAGIC = b"DATELINE"
FORMAT = 1
ALIGNMENT = 64
_HEADER = struct.Struct("<8sIIQQQ")
REBUILD = "Run `dateline index --rebuild` to make the index anew from the archive."


def write_container(path: Path, arrays: Mapping[str, NDArray[Any]], figures: Mapping[str, Any]) -> None:
    """Write all arrays to a new file, durably. Raises OSError; a file that was not finished is not left behind."""
    with path.open("xb") as file:
        try:
            file.write(bytes(ALIGNMENT))
            directory: dict[str, Any] = {"figures": dict(figures), "arrays": {}}
            for name, array in arrays.items():
                plain = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
                file.write(bytes(-file.tell() % ALIGNMENT))
                directory["arrays"][name] = [plain.dtype.str, len(plain), file.tell(), _checksum(plain.data)]
                file.write(plain.data)
            encoded = json.dumps(directory, separators=(",", ":")).encode()
            start = file.tell()
            file.write(encoded)
            file.seek(0)
            file.write(_HEADER.pack(MAGIC, FORMAT, 0, start, len(encoded), xxhash.xxh3_64_intdigest(encoded)))
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise


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
        self._directory: dict[str, list[Any]] = directory["arrays"]
        self._checked: dict[str, NDArray[Any]] = {}
        self._lock = threading.Lock()

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def array(self, name: str) -> NDArray[Any]:
        """The array of that name, read-only. Raises `IndexDamaged` when its bytes are not those that were written."""
        found = self._checked.get(name)
        if found is None:
            with self._lock:
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
        if _checksum(array.data) != checksum:
            raise self.damaged(f"{name} does not fit its checksum")
        return array

    def damaged(self, what: str) -> IndexDamaged:
        """The error that says what is wrong with this file, and what to do."""
        return IndexDamaged(f"{self.path} is damaged: {what}. {REBUILD}")


def _checksum(data: memoryview) -> int:
    return xxhash.xxh3_64_intdigest(data)
