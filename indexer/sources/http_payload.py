"""Here is the body of an HTTP answer as it was sent: what was its content?"""

import importlib
import io
import zlib
from typing import Any, cast

from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeaders
from zstandard import ZstdError

from indexer.sources.compression import Zstandard

_PIECE = 1 << 16


class Undecodable(Exception):
    """A content that cannot be had; `reason` is a stable code."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def content_of(body: bytes, http: StatusAndHeaders, limit: int, *, cut: bool = False) -> bytes:
    """The content of a body without chunks and content encodings. Many crawlers undo either and leave the header.

    Of a body that is `cut` what can be decoded is the content. Raises Undecodable `too-large` for more than `limit`
    bytes, `damaged` and `unsupported`.
    """
    if "chunked" in _header(http, "Transfer-Encoding"):
        body = ChunkedDataReader(io.BytesIO(body)).read()
    for encoding in reversed(_header(http, "Content-Encoding").replace(",", " ").split()):
        body = _decoded(encoding.removeprefix("x-"), body, limit, cut)
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _header(http: StatusAndHeaders, name: str) -> str:
    return (http.get_header(name) or "").lower()


def _decoded(encoding: str, body: bytes, limit: int, cut: bool) -> bytes:
    match encoding:
        case "gzip" if body.startswith(b"\x1f\x8b"):
            return _inflated(body, 31, limit, cut)
        case "deflate" if body:
            zlib_header = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
            return _inflated(body, 15 if zlib_header else -15, limit, cut)
        case "zstd" if body.startswith(b"\x28\xb5\x2f\xfd"):
            return _zstandard(body, limit)
        case "br" if body and not body.lstrip().startswith(b"<"):
            return _brotli(body, limit)
        case "identity" | "none" | "utf-8" | "gzip" | "deflate" | "zstd" | "br":
            return body
    raise Undecodable("unsupported", f"Content encoded as {encoding[:40]!r} cannot be read.")


def _inflated(body: bytes, window: int, limit: int, cut: bool) -> bytes:
    whole = body
    pieces: list[bytes] = []
    size = 0
    unpacker = zlib.decompressobj(window)
    while body:
        try:
            piece = unpacker.decompress(body, limit + 1 - size)
        except zlib.error as error:
            if cut and pieces:
                break
            raise Undecodable("damaged", f"The packed content is damaged: {error}.") from error
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise _too_large(limit)
        if unpacker.eof:
            body = unpacker.unused_data
            if window != 31 or not body.startswith(b"\x1f\x8b"):
                break
            unpacker = zlib.decompressobj(window)
        else:
            body = unpacker.unconsumed_tail
    if not (unpacker.eof or cut or _lacks_only_its_sum(whole, limit)):
        raise Undecodable("damaged", "The packed content is cut short.")
    return b"".join(pieces)


def _lacks_only_its_sum(body: bytes, limit: int) -> bool:
    """Whether it is the check sum alone that a gzip member was cut off in."""
    if len(body) <= 10 or body[0] != 0x1F or body[3]:  # a header with names and the like is none that servers send
        return False
    unpacker = zlib.decompressobj(-15)
    unpacker.decompress(body[10:], limit + 1)
    return unpacker.eof


def _zstandard(body: bytes, limit: int) -> bytes:
    try:
        content = io.BufferedReader(Zstandard(cast("io.RawIOBase", io.BytesIO(body)))).read(limit + 1)
    except (ZstdError, EOFError) as error:
        raise Undecodable("damaged", f"The packed content is damaged: {error}.") from error
    if len(content) > limit:
        raise _too_large(limit)
    return content


def _brotli(body: bytes, limit: int) -> bytes:
    try:
        brotli: Any = importlib.import_module("brotli")
    except ImportError as error:
        raise Undecodable("unsupported", "Brotli-encoded content needs the package brotli.") from error
    unpacker = brotli.Decompressor()
    pieces: list[bytes] = []
    size = 0
    try:
        piece = unpacker.process(body, output_buffer_limit=_PIECE)
        while piece:
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                raise _too_large(limit)
            piece = b"" if unpacker.is_finished() else unpacker.process(b"", output_buffer_limit=_PIECE)
    except brotli.error as error:
        raise Undecodable("damaged", f"The packed content is damaged: {error}.") from error
    if not unpacker.is_finished():
        raise Undecodable("damaged", "The packed content is cut short.")
    return b"".join(pieces)


def _too_large(limit: int) -> Undecodable:
    return Undecodable("too-large", f"The content has more than the {limit:,} bytes that are read.")
