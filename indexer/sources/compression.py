"""Here is a file, compressed or not: what are its lines? Read as a stream, with a bound on the length of a line."""

import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, Self, cast

import zstandard
from zstandard import ZstdError

# FOLDED: Raw files that do more than their kin: one hashes what is read of it, one decompresses zstd and notices a cut end.


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


DAMAGE = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, ZstdError)
"""What reading raises when compressed data is cut off or damaged."""

_BUFFER = 1 << 16
_HEAD_PIECE = 4096


@dataclass(frozen=True, slots=True)
class Line:
    """A line by its number, from 1. `text` is None for one that is too long. `ended` is false without a line break."""

    number: int
    text: bytes | None
    ended: bool


class LineFile:
    """A file of lines, decompressed as the end of its name says (`.gz`, `.xz`, `.zst`)."""

    def __init__(self, path: Path, longest: int) -> None:
        """Opens the file; lines of more than `longest` bytes are not kept. Raises OSError."""
        self._longest = longest
        self._raw = HashedFile(path)
        self._closing = ExitStack()
        self._closing.callback(self._raw.close)
        self._stream = self._closing.enter_context(unpacked(self._raw, path.name))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def lines(self) -> Iterator[Line]:
        """One after the other. Raises one of DAMAGE, or OSError, after the lines before it."""
        number, longest = 0, self._longest
        while text := self._stream.readline(longest + 1):
            number += 1
            ended = text.endswith(b"\n")
            if ended or len(text) <= longest:
                yield Line(number, text, ended)
                continue
            while text and not text.endswith(b"\n"):
                text = self._stream.readline(_BUFFER)
            yield Line(number, None, text.endswith(b"\n"))

    def digest(self) -> str:
        """The hash of the file as it lies there, what was not read so far included. Raises OSError."""
        return self._raw.digest()


def beginning_of(path: Path, size: int) -> bytes:
    """The first bytes of a file, unpacked, at least so many if it has them; of a damaged one those before it.

    Raises OSError, and one of DAMAGE where nothing comes before it.
    """
    start = b""
    with HashedFile(path) as raw, unpacked(raw, path.name) as file:
        try:
            # In small pieces, since what is read in one with the damage is lost.
            while len(start) < size and (piece := file.read(_HEAD_PIECE)):
                start += piece
        except DAMAGE:
            if not start:
                raise
    return start


def unpacked(raw: io.RawIOBase, name: str) -> IO[bytes]:
    """A file as the end of its name says: `.gz`, `.xz`, `.zst`. Reading raises one of DAMAGE where it is damaged."""
    name = name.lower()
    if name.endswith(".gz"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=io.BufferedReader(raw, _BUFFER), mode="rb"))
    if name.endswith(".xz"):
        return lzma.LZMAFile(io.BufferedReader(raw, _BUFFER))
    if name.endswith(".zst"):
        return io.BufferedReader(Zstandard(raw), _BUFFER)
    return io.BufferedReader(raw, _BUFFER)
