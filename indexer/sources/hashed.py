"""Raw files that do more than their kin: one hashes what is read of it, one decompresses zstd and notices a cut end."""

import io
from hashlib import blake2b
from pathlib import Path

import zstandard
from zstandard import ZstdError

_READ_SIZE = 1 << 16
_PIECE = 1 << 11
"""Bytes given to zstd at a time. It answers with all that they stand for, so a small piece keeps a bomb small."""


class HashedFile(io.RawIOBase):
    """A file that hashes what is read of it."""

    def __init__(self, path: Path) -> None:
        """Opens the file. Raises OSError."""
        self._file = path.open("rb", buffering=0)
        self._hash = blake2b(digest_size=16)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the stubs' own name for buffers is of 3.12
        """See io.RawIOBase."""
        size = self._file.readinto(buffer) or 0
        self._hash.update(memoryview(buffer)[:size])
        return size

    def close(self) -> None:
        """See io.IOBase."""
        self._file.close()
        super().close()

    def digest(self) -> str:
        """The hash of the whole file, what was not read so far included. Raises OSError."""
        while self.read(_READ_SIZE):
            pass
        return self._hash.hexdigest()


class Zstandard(io.RawIOBase):
    """Frames one after the other. The library's own reader takes a file that was cut off for one that has ended."""

    def __init__(self, file: io.RawIOBase) -> None:
        """Reads from `file`, which stays the caller's to close."""
        self._file = file
        self._decompressor = zstandard.ZstdDecompressor()
        self._frame = self._decompressor.decompressobj()
        self._within = False
        self._compressed = memoryview(b"")
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the stubs' own name for buffers is of 3.12
        """See io.RawIOBase. Raises EOFError where a frame is cut off, ZstdError where it is damaged."""
        while not self._ready:
            if not self._compressed:
                self._compressed = memoryview(self._file.read(_READ_SIZE) or b"")
            if not self._compressed:
                if self._within:
                    raise EOFError("the file ends within a frame")
                return 0
            self._ready = memoryview(self._decoded(self._compressed[:_PIECE]))
            self._compressed = self._compressed[_PIECE:]
        target = memoryview(buffer)
        size = min(len(target), len(self._ready))
        target[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _decoded(self, piece: memoryview) -> bytes:
        decoded, rest = [], bytes(piece)
        while rest:
            self._within = True
            decoded.append(self._frame.decompress(rest))
            rest = b""
            if self._frame.eof:
                rest = self._frame.unused_data
                self._frame, self._within = self._decompressor.decompressobj(), False
        return b"".join(decoded)
