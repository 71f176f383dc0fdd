"""The body of a response: its size limited, its Content-Encoding undone."""

import zlib
from collections.abc import Iterable, Iterator

from indexer.fetch.response import FetchError

GZIP_MAGIC = b"\x1f\x8b"
_GZIP_OR_ZLIB, _RAW_DEFLATE = 47, -15
"""Window bits as zlib takes them: either format, recognised by its header, or deflate data without a header."""
_PIECE_BYTES = 1 << 18


def read_body(chunks: Iterable[bytes], encoding: str, *, max_transfer: int, max_bytes: int) -> bytes:
    """Return a whole body, decompressed as its `Content-Encoding` says.

    Raises FetchError `too-large` beyond `max_transfer` bytes as they come or `max_bytes` bytes decompressed, without
    having kept more than these, `bad-encoding` for what cannot be decompressed, `cut-off` when it ends too early.
    """
    encoding = encoding.strip().lower()
    limited = _limited(chunks, max_transfer, "max_transfer")
    if encoding in ("gzip", "x-gzip", "deflate"):
        return _decompressed(limited, max_bytes)
    if encoding in ("", "identity"):
        return b"".join(_limited(limited, max_bytes, "max_bytes"))
    raise FetchError("bad-encoding", f"The answer is compressed as {encoding[:40]!r}, which was not requested.")


def gunzip(data: bytes, max_bytes: int) -> bytes:
    """Return the content of a gzip file; any other file as it is. Raises FetchError as `read_body` does."""
    return _decompressed([data], max_bytes) if data.startswith(GZIP_MAGIC) else data


def _decompressed(chunks: Iterable[bytes], max_bytes: int) -> bytes:
    try:
        return b"".join(_limited(inflate(chunks), max_bytes, "max_bytes"))
    except zlib.error as error:
        raise FetchError("bad-encoding", f"The answer cannot be decompressed: {error}.") from error
    except EOFError as error:
        raise FetchError("cut-off", "The compressed answer ends too early.", temporary=True) from error


def _limited(chunks: Iterable[bytes], limit: int, setting: str) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise too_large(limit, setting)
        yield chunk


def inflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Decompress gzip (one member or more), zlib or raw deflate data; what follows its end is ignored.

    Gives pieces of at most 256 KB, so that a bomb can be stopped in time. Raises zlib.error for damaged data, EOFError
    when the data ends too early, both after the pieces before that place.
    """
    inflater, window, started = zlib.decompressobj(_GZIP_OR_ZLIB), _GZIP_OR_ZLIB, False
    pending = b""
    for chunk in chunks:
        data, pending = pending + chunk, b""
        while data:
            if inflater.eof:
                if GZIP_MAGIC.startswith(data):
                    pending = data  # it may be the beginning of another member, cut between two chunks
                    break
                if not data.startswith(GZIP_MAGIC):
                    return
                inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
            try:
                piece = inflater.decompress(data, _PIECE_BYTES)
            except zlib.error:
                if started or window == _RAW_DEFLATE or data.startswith(GZIP_MAGIC):
                    raise
                # Some servers send deflate data without the header that belongs to it.
                inflater, window = zlib.decompressobj(_RAW_DEFLATE), _RAW_DEFLATE
                continue
            started = True
            yield piece
            data = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    while started and not inflater.eof and (piece := inflater.decompress(inflater.unconsumed_tail, _PIECE_BYTES)):
        yield piece
    if started and not inflater.eof:
        raise EOFError("the compressed data ends too early")


def too_large(limit: int, setting: str) -> FetchError:
    """Return the error for a body that is larger than a setting allows."""
    return FetchError("too-large", f"The answer is larger than the {limit:,} bytes that fetch.{setting} allows.")
