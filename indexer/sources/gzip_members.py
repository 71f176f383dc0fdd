"""The bytes of a web archive, plain or in gzip members, with places to which a reader can return.

The standards want a gzip member for each record; archives with one member for all, or with members that end amid a
record, are read too. After damage reading can resume at the next member that begins with a record.
"""

import os
import re
import zlib
from typing import IO, NamedTuple

_READ_BYTES = 1 << 16
_PIECE_BYTES = 1 << 18
_MAX_LINE_BYTES = 1 << 16
_MAX_REREAD_BYTES = 1 << 30
"""How much may be decompressed again to return within members, which bounds the time that broken records cost."""
_HEAD_BYTES = 4096
_GZIP_MAGIC = b"\x1f\x8b\x08"
_GZIP_WINDOW = 31
_RECORD_START = re.compile(
    rb"WARC/\d[\d.]*[ \t]*\r?\n|[a-z][a-z0-9+.-]*:[^\r\n]{1,8192} \S{1,100} \d{8,20} \S{1,200} -?\w{1,20}[ \t]*\r?\n"
)


class MemberOffset(NamedTuple):
    """A place in an archive: the byte of the file at which a gzip member begins, and the offset in its content.

    In an archive that is not compressed `member` is -1, and `inner` the byte of the file.
    """

    member: int
    inner: int

    @property
    def byte(self) -> int:
        """The byte of the file to name to a person."""
        return self.inner if self.member < 0 else self.member


class DamagedGzipError(Exception):
    """A gzip member that cannot be decompressed from here on; `reason` is `damaged` or `truncated`."""

    def __init__(self, reason: str, message: str, member: int) -> None:
        super().__init__(message)
        self.reason, self.member = reason, member


def starts_record(data: bytes) -> bool:
    """Return whether a line, or the beginning of a member, is the first line of a WARC or ARC record."""
    return _RECORD_START.match(data) is not None


def starts_archive(start: bytes) -> bool:
    """Return whether a file that begins so is a web archive, compressed by gzip or not."""
    if not start.startswith(_GZIP_MAGIC):
        return starts_record(start)
    try:
        return starts_record(zlib.decompressobj(_GZIP_WINDOW).decompress(start, 16_384))
    except zlib.error:
        return False


class PlainArchive:
    """An archive that is not compressed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._size = file.seek(0, os.SEEK_END)
        file.seek(0)

    def place(self) -> MemberOffset:
        """Return the place of the next byte."""
        return MemberOffset(-1, self._file.tell())

    def go(self, place: MemberOffset) -> None:
        """Read on from a place."""
        self._file.seek(place.inner)

    def read(self, size: int) -> bytes:
        """Return that many bytes, fewer only at the end."""
        return self._file.read(size)

    def skip(self, size: int) -> int:
        """Pass over that many bytes; return how many there were."""
        at = self._file.tell()
        skipped = max(0, min(size, self._size - at))
        self._file.seek(at + skipped)
        return skipped

    def readline(self, *, within_member: bool = False) -> bytes:  # there are no members
        """Return a line with its end, or a piece of a very long one; b"" at the end."""
        return self._file.readline(_MAX_LINE_BYTES)

    def recover(self) -> bool:
        """Return False: nothing is compressed that could be damaged."""
        return False


class GzipArchive:
    """An archive compressed by gzip. What reads raises DamagedGzipError where a member is damaged."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._reread = 0
        self._ready, self._at, self._passed = b"", 0, 0
        self._open(0)

    def place(self) -> MemberOffset:
        """Return the place of the next byte."""
        self._fill()
        return MemberOffset(self._member, self._passed + self._at)

    def go(self, place: MemberOffset) -> None:
        """Read on from a place."""
        ahead = place.inner - self._passed - self._at
        if place.member != self._member or ahead < 0 or self._is_damaged:
            if self._reread > _MAX_REREAD_BYTES:
                raise DamagedGzipError("damaged", "Too many records in a packed file are broken.", place.member)
            self._reread += place.inner
            self._open(place.member)
            ahead = place.inner
        self.skip(ahead)

    def read(self, size: int) -> bytes:
        """Return that many bytes, fewer only at the end."""
        pieces: list[bytes] = []
        while size > 0 and self._fill():
            piece = self._ready[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def skip(self, size: int) -> int:
        """Pass over that many bytes; return how many there were."""
        left = size
        while left > 0 and self._fill():
            step = min(left, len(self._ready) - self._at)
            self._at += step
            left -= step
        return size - left

    def readline(self, *, within_member: bool = False) -> bytes:
        """Return a line with its end, or a piece of a very long one; b"" at the end. A member may end a line too."""
        line = b""
        while not line.endswith(b"\n") and len(line) < _MAX_LINE_BYTES:
            member = self._member
            if within_member and line and self.place().member != member:
                break
            if not self._fill():
                break
            end = self._ready.find(b"\n", self._at) + 1
            end = min(end or len(self._ready), self._at + _MAX_LINE_BYTES - len(line))
            line += self._ready[self._at : end]
            self._at = end
        return line

    def recover(self) -> bool:
        """Go on at the next member that begins with a record; return whether there is one."""
        # Damage may be noticed only after the next member has been taken for a part of this one.
        at = max(self._member + 1, self._position - _READ_BYTES)
        self._file.seek(at)
        rest = b""
        while block := self._file.read(_READ_BYTES):
            data = rest + block
            base = at - len(rest)
            start = data.find(_GZIP_MAGIC)
            while start >= 0:
                head = data[start : start + _HEAD_BYTES]
                if len(head) < _HEAD_BYTES:
                    self._file.seek(base + start)
                    head = self._file.read(_HEAD_BYTES)
                    self._file.seek(at + len(block))
                if starts_archive(head):
                    self._open(base + start)
                    return True
                start = data.find(_GZIP_MAGIC, start + 1)
            at += len(block)
            rest = data[-len(_GZIP_MAGIC) + 1 :]
        return False

    def _open(self, offset: int) -> None:
        self._file.seek(offset)
        self._compressed, self._position = b"", offset
        self._begin_member()

    def _begin_member(self) -> None:
        self._member, self._is_damaged = self._position, False
        self._inflater = zlib.decompressobj(_GZIP_WINDOW)
        self._ready, self._at, self._passed = b"", 0, 0

    def _fill(self) -> bool:
        """Decompress until a byte is ready, in the next member if need be; return False at the end."""
        while self._at >= len(self._ready):
            if self._inflater.eof and not self._next_member():
                return False
            if not self._load():
                self._is_damaged = True
                raise DamagedGzipError("truncated", "The file ends within a packed record.", self._member)
            self._passed += len(self._ready)
            self._ready, self._at = b"", 0
            try:
                self._ready = self._inflater.decompress(self._compressed, _PIECE_BYTES)
            except zlib.error as error:
                self._is_damaged = True
                raise DamagedGzipError("damaged", f"The packed data is damaged: {error}.", self._member) from error
            self._consume(self._inflater.unused_data if self._inflater.eof else self._inflater.unconsumed_tail)
        return True

    def _next_member(self) -> bool:
        while self._load() and self._compressed[0] == 0:  # some tools fill up with zeros
            self._consume(self._compressed.lstrip(b"\0"))
        if self._compressed:
            self._begin_member()
        return bool(self._compressed)

    def _consume(self, rest: bytes) -> None:
        self._position += len(self._compressed) - len(rest)
        self._compressed = rest

    def _load(self) -> bool:
        if not self._compressed:
            self._compressed = self._file.read(_READ_BYTES)
        return bool(self._compressed)


ArchiveBytes = PlainArchive | GzipArchive


def open_archive(file: IO[bytes]) -> ArchiveBytes:
    """Return the bytes, from the first, of an archive that is open for reading and can be sought."""
    file.seek(0)
    return GzipArchive(file) if file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC else PlainArchive(file)
