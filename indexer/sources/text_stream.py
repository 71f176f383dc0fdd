"""Text files in UTF-16 or UTF-32 as streams of UTF-8, which is what the readers of records expect."""

import codecs
import io
from typing import IO, cast

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 4096
_READ_BYTES = 1 << 16


def detect_wide_encoding(start: bytes) -> str:
    """Return the codec of a text that begins so if its characters have two or four bytes; "" for any other."""
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    sample = start[:_SAMPLE_BYTES]
    pairs = max(1, len(sample) // 2)
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * pairs and odd < 0.05 * pairs else ""


class _Recoded(io.RawIOBase):
    """The content of a stream in another encoding, as UTF-8."""

    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready, self._ended = b"", False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the stubs' own name for buffers is of 3.12
        while not self._ready and not self._ended:
            data = self._stream.read(_READ_BYTES)
            self._ended = not data
            self._ready = self._decoder.decode(data, self._ended).encode("utf-8", "replace")
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size


def as_utf8(stream: IO[bytes]) -> IO[bytes]:
    """Return a stream of text so that it reads as UTF-8 if its content is in UTF-16 or UTF-32, else as it is.

    Reading raises what reading `stream` raises.
    """
    raw = cast("io.RawIOBase", stream)  # files of gzip and lzma are such streams
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(raw, _READ_BYTES)
    encoding = detect_wide_encoding(buffered.peek(_SAMPLE_BYTES)[:_SAMPLE_BYTES])
    return io.BufferedReader(_Recoded(buffered, encoding), _READ_BYTES) if encoding else buffered
