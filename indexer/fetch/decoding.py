"""Here come the bytes of an answer: what do they hold, within bounds?"""

import zlib
from collections.abc import Iterable, Iterator

from indexer.fetch.response import FetchError

_GZIP = b"\x1f\x8b"
_AUTOMATIC, _RAW = 47, -15
"""What zlib calls the kinds of its format: gzip or zlib by its head, and deflate without one."""
_PIECE = 1 << 18


def read_body(chunks: Iterable[bytes], encoding: str, *, wire: int, limit: int) -> bytes:
    """All of a body, decompressed as its `Content-Encoding` says.

    Raises FetchError `too-large` beyond `wire` bytes as they come or `limit` bytes decompressed, without having kept
    more than these, `bad-encoding` for what cannot be decompressed, `cut-off` when it ends too early.
    """
    coded = encoding.strip().lower()
    counted = _counted(chunks, wire)
    if coded in ("", "identity"):
        return _joined(counted, limit)
    if coded in ("gzip", "x-gzip", "deflate"):
        return _joined(_inflated(counted, limit), limit)
    raise FetchError("bad-encoding", f"The answer is compressed as {coded[:40]!r}, which was not asked for.")


def gunzip(data: bytes, limit: int) -> bytes:
    """The content of a file that is gzip-compressed; any other as it is. Raises FetchError as `read_body`."""
    return _joined(_inflated([data], limit), limit) if data.startswith(_GZIP) else data


def _counted(chunks: Iterable[bytes], wire: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > wire:
            raise too_large(wire, "max_transfer")
        yield chunk


def _joined(chunks: Iterable[bytes], limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise too_large(limit, "max_bytes")
        parts.append(chunk)
    return b"".join(parts)


def _inflated(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """The content in pieces; each step takes no more memory than a piece, so that a bomb goes off slowly."""
    inflater, begun, kind = zlib.decompressobj(_AUTOMATIC), False, _AUTOMATIC
    kept = b""
    for chunk in chunks:
        rest, kept = kept + chunk, b""
        while rest:
            if inflater.eof:
                if _GZIP.startswith(rest):
                    kept = rest  # it may be the beginning of another member, cut between two chunks
                    break
                if not rest.startswith(_GZIP):
                    return
                inflater = zlib.decompressobj(_AUTOMATIC)
            try:
                piece = inflater.decompress(rest, min(_PIECE, limit + 1))
            except zlib.error as error:
                if begun or kind == _RAW or chunk.startswith(_GZIP):
                    raise FetchError("bad-encoding", f"The answer cannot be decompressed: {error}.") from error
                # Some servers send deflate without the head that belongs to it.
                inflater, kind = zlib.decompressobj(_RAW), _RAW
                continue
            begun = True
            yield piece
            rest = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    while begun and not inflater.eof and (piece := inflater.decompress(inflater.unconsumed_tail, _PIECE)):
        yield piece
    if begun and not inflater.eof:
        raise FetchError("cut-off", "The compressed answer ends too early.", passing=True)


def too_large(limit: int, setting: str) -> FetchError:
    """The error for what is larger than a setting allows."""
    return FetchError("too-large", f"The answer is larger than the {limit:,} bytes that fetch.{setting} allows.")
