"""Here is a web archive, packed by gzip or not: which bytes does it hold, and where do they go on after damage?"""

import os
import re
import zlib
from typing import IO, NamedTuple, Protocol

_CHUNK = 1 << 16
_PIECE = 1 << 18
_LONGEST_LINE = 1 << 16
_GZIP = b"\x1f\x8b\x08"
_START = re.compile(
    rb"WARC/\d[\d.]*[ \t]*\r?\n|[a-z][a-z0-9+.-]*:[^\r\n]{1,8192} \S{1,100} \d{8,20} \S{1,200} -?\w{1,20}[ \t]*\r?\n"
)


class Place(NamedTuple):
    """Where a record begins: the byte of the file at which its gzip member (or itself) does, and how far into that."""

    member: int
    inner: int


class Damaged(Exception):
    """Packed data, of a member, that cannot be unpacked on from here; `reason` is `damaged` or `truncated`."""

    def __init__(self, reason: str, message: str, member: int) -> None:
        super().__init__(message)
        self.reason, self.member = reason, member


class ArchiveBytes(Protocol):
    """The unpacked bytes of an archive, read forwards. What reads raises Damaged where packed data is.

    At `fresh` a member begins with a record: nothing is read across that place before `enter`.
    """

    fresh: bool
    backwards: bool
    """Whether `go` leads back cheaply."""

    def enter(self) -> None:
        """Read on beyond the place at which `fresh` stopped."""

    def place(self) -> Place:
        """That of the next byte."""
        ...

    def go(self, place: Place) -> None:
        """Read on from a place."""

    def read(self, size: int) -> bytes:
        """So many bytes; fewer only at the end or at `fresh`."""
        ...

    def skip(self, size: int) -> int:
        """The same without the bytes: how many there were."""
        ...

    def readline(self) -> bytes:
        """A line with its end, or a piece of one that is very long; empty at the end and at `fresh`."""
        ...

    def recover(self) -> bool:
        """Go on at the next member that begins with a record. False when there is none."""
        ...


def starts_record(data: bytes) -> bool:
    """Whether a line, or the beginning of a member, is the first line of a WARC or ARC record."""
    return _START.match(data) is not None


def starts_archive(start: bytes) -> bool:
    """Whether a file that begins so is a web archive, packed by gzip or not."""
    if not start.startswith(_GZIP):
        return starts_record(start)
    try:
        return starts_record(zlib.decompressobj(31).decompress(start, 16_384))
    except zlib.error:
        return False


def archive_bytes(file: IO[bytes]) -> ArchiveBytes:
    """The bytes, from the first, of an archive that is open for reading and can be sought."""
    file.seek(0)
    packed = file.read(len(_GZIP)) == _GZIP
    return PackedBytes(file) if packed else PlainBytes(file)


class PlainBytes:
    """An archive that is not packed."""

    fresh = False
    backwards = True

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._size = os.fstat(file.fileno()).st_size
        self.go(Place(0, 0))

    def enter(self) -> None:
        """See ArchiveBytes."""

    def place(self) -> Place:
        """See ArchiveBytes."""
        return Place(self._at, 0)

    def go(self, place: Place) -> None:
        """See ArchiveBytes."""
        self._at = place.member
        self._file.seek(self._at)

    def read(self, size: int) -> bytes:
        """See ArchiveBytes."""
        data = self._file.read(size)
        self._at += len(data)
        return data

    def skip(self, size: int) -> int:
        """See ArchiveBytes."""
        skipped = max(0, min(size, self._size - self._at))
        self.go(Place(self._at + skipped, 0))
        return skipped

    def readline(self) -> bytes:
        """See ArchiveBytes."""
        line = self._file.readline(_LONGEST_LINE)
        self._at += len(line)
        return line

    def recover(self) -> bool:
        """See ArchiveBytes; there is nothing to unpack, and so no damage of that kind."""
        return False


class PackedBytes:
    """An archive packed by gzip: a member for each record as the standards want it, or any other number of them."""

    fresh = False
    backwards = False

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ready, self._at, self._out = b"", 0, 0
        self._open(0)

    def enter(self) -> None:
        """See ArchiveBytes."""
        self.fresh = False

    def place(self) -> Place:
        """See ArchiveBytes."""
        self._fill()
        return Place(self._member, self._out + self._at)

    def go(self, place: Place) -> None:
        """See ArchiveBytes."""
        self.fresh = False
        ahead = place.inner - self._out - self._at
        if place.member != self._member or ahead < 0 or not self._sound:
            self._open(place.member)
            ahead = place.inner
        self.skip(ahead)

    def read(self, size: int) -> bytes:
        """See ArchiveBytes."""
        pieces: list[bytes] = []
        while size > 0 and self._more():
            piece = self._ready[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def skip(self, size: int) -> int:
        """See ArchiveBytes."""
        left = size
        while left > 0 and self._more():
            step = min(left, len(self._ready) - self._at)
            self._at += step
            left -= step
        return size - left

    def readline(self) -> bytes:
        """See ArchiveBytes."""
        line = b""
        while not line.endswith(b"\n") and len(line) < _LONGEST_LINE and self._more():
            end = self._ready.find(b"\n", self._at) + 1
            end = min(end or len(self._ready), self._at + _LONGEST_LINE - len(line))
            line += self._ready[self._at : end]
            self._at = end
        return line

    def recover(self) -> bool:
        """See ArchiveBytes."""
        # What cannot be unpacked may be noticed only after the next member has been taken for a part of this one.
        at = max(self._member + 1, self._position - _CHUNK)
        self._file.seek(at)
        kept = b""
        while block := self._file.read(_CHUNK):
            data = kept + block
            base = at - len(kept)
            found = data.find(_GZIP)
            while found >= 0:
                if self._begins_record(base + found):
                    self._open(base + found)
                    self.fresh = True
                    return True
                found = data.find(_GZIP, found + 1)
            at += len(block)
            kept = data[-len(_GZIP) + 1 :]
        return False

    def _more(self) -> bool:
        """Whether a byte is ready that may be read before `enter`."""
        return not self.fresh and (self._at < len(self._ready) or (self._fill() and not self.fresh))

    def _open(self, offset: int) -> None:
        self._file.seek(offset)
        self._input, self._position = b"", offset
        self._begin()

    def _begin(self) -> None:
        self._member, self._sound = self._position, True
        self._unpacker = zlib.decompressobj(31)
        self._ready, self._at, self._out = b"", 0, 0

    def _fill(self) -> bool:
        """Unpack until a byte is ready. False at the end."""
        crossed = False
        while self._at >= len(self._ready):
            if self._unpacker.eof:
                if not self._next_member():
                    return False
                crossed = True
            if not self._load():
                self._sound = False
                raise Damaged("truncated", "The file ends within a packed record.", self._member)
            self._out += len(self._ready)
            self._ready, self._at = b"", 0
            try:
                self._ready = self._unpacker.decompress(self._input, _PIECE)
            except zlib.error as error:
                self._sound = False
                raise Damaged("damaged", f"The packed data is damaged: {error}.", self._member) from error
            rest = self._unpacker.unused_data if self._unpacker.eof else self._unpacker.unconsumed_tail
            self._position += len(self._input) - len(rest)
            self._input = rest
        self.fresh = self.fresh or (crossed and starts_record(self._ready[:16_384]))
        return True

    def _next_member(self) -> bool:
        while self._load() and self._input[0] == 0:  # some tools fill up with zeros
            rest = self._input.lstrip(b"\0")
            self._position += len(self._input) - len(rest)
            self._input = rest
        if not self._input:
            return False
        self._begin()
        return True

    def _load(self) -> bool:
        if not self._input:
            self._input = self._file.read(_CHUNK)
        return bool(self._input)

    def _begins_record(self, offset: int) -> bool:
        return starts_archive(os.pread(self._file.fileno(), 4096, offset))
