"""Compressed files (`.gz`, `.xz`, `.zst`) as streams, and the hash of a file that is being read."""

import gzip
import io
import lzma
import zlib
from hashlib import blake2b
from pathlib import Path
from typing import IO, cast

import zstandard

DAMAGE = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, zstandard.ZstdError)
"""What reading raises when compressed data is cut off (EOFError) or damaged."""
_READ_BYTES = 1 << 16
_HEAD_READ_BYTES = 4096
_ZSTD_PIECE_BYTES = 1 << 11
"""Compressed bytes given to zstd at once. It returns all that they stand for, so a small piece keeps a bomb small."""


class HashedFile(io.RawIOBase):
    """A file that hashes what is read of it."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises OSError."""
        self._file = path.open("rb", buffering=0)
        self._hash = blake2b(digest_size=16)

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the stubs' own name for buffers is of 3.12
        """Read as io.RawIOBase does."""
        size = self._file.readinto(buffer) or 0
        self._hash.update(memoryview(buffer)[:size])
        return size

    def close(self) -> None:
        """Leave the file open for `digest`, since what reads through this one closes it. The end of `with` closes."""

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def digest(self) -> str:
        """Return the hash of the whole file, what was not read so far included. Raises OSError."""
        while self.read(_READ_BYTES):
            pass
        return self._hash.hexdigest()


class ZstdFile(io.RawIOBase):
    """The decompressed content of zstd frames. Unlike the library's own reader it notices that a file is cut off."""

    def __init__(self, file: io.RawIOBase) -> None:
        """Read from `file`, which stays the caller's to close."""
        self._file = file
        self._decompressor = zstandard.ZstdDecompressor()
        self._frame = self._decompressor.decompressobj()
        self._is_in_frame = False
        self._compressed = memoryview(b"")
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the stubs' own name for buffers is of 3.12
        """Read as io.RawIOBase does. Raises EOFError where a frame is cut off, ZstdError where it is damaged."""
        while not self._ready:
            if not self._compressed:
                self._compressed = memoryview(self._file.read(_READ_BYTES) or b"")
            if not self._compressed:
                if self._is_in_frame:
                    raise EOFError("the file ends within a frame")
                return 0
            self._ready = memoryview(self._decompress(self._compressed[:_ZSTD_PIECE_BYTES]))
            self._compressed = self._compressed[_ZSTD_PIECE_BYTES:]
        target = memoryview(buffer)
        size = min(len(target), len(self._ready))
        target[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _decompress(self, piece: memoryview) -> bytes:
        pieces, rest = [], bytes(piece)
        while rest:
            self._is_in_frame = True
            pieces.append(self._frame.decompress(rest))
            rest = b""
            if self._frame.eof:
                rest = self._frame.unused_data
                self._frame, self._is_in_frame = self._decompressor.decompressobj(), False
        return b"".join(pieces)


def decompressed(raw: io.RawIOBase, name: str) -> IO[bytes]:
    """Return a file's content as the end of its name says, `.gz`, `.xz` or `.zst`.

    Reading raises one of DAMAGE where the file is damaged.
    """
    name = name.lower()
    if name.endswith(".gz"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=io.BufferedReader(raw, _READ_BYTES), mode="rb"))
    if name.endswith(".xz"):
        return lzma.LZMAFile(io.BufferedReader(raw, _READ_BYTES))
    if name.endswith(".zst"):
        return io.BufferedReader(ZstdFile(raw), _READ_BYTES)
    return io.BufferedReader(raw, _READ_BYTES)


def read_beginning(path: Path, size: int) -> bytes:
    """Return at least the first `size` bytes of a file's decompressed content if it has them.

    For a damaged file these are the bytes before the damage. Raises OSError, and one of DAMAGE where there are none.
    """
    start = b""
    with HashedFile(path) as raw, decompressed(raw, path.name) as file:
        try:
            # In small pieces, since what is read in one with the damage is lost.
            while len(start) < size and (piece := file.read(_HEAD_READ_BYTES)):
                start += piece
        except DAMAGE:
            if not start:
                raise
    return start
