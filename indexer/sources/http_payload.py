"""The content of an HTTP body as a web archive has it: without chunks and content encodings."""

import importlib
import io
import zlib
from collections.abc import Iterator
from typing import Any, cast

import zstandard
from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeaders

from indexer.fetch.decoding import GZIP_MAGIC, inflate
from indexer.sources.compression import ZstdFile

_PIECE_BYTES = 1 << 16
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


class UndecodableError(Exception):
    """A content that cannot be decoded; `reason` is a stable code."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def decode_payload(body: bytes, http: StatusAndHeaders, limit: int, *, cut: bool = False) -> bytes:
    """Return the content of a body without chunks and content encodings.

    Many crawlers undo either but leave the header, so that a body that is not encoded at all is taken as it is. With
    `cut` the archive says that the body is incomplete, and what can be decoded is the content. Raises UndecodableError
    `too-large` for more than `limit` bytes, `damaged` and `unsupported`.
    """
    if "chunked" in _header(http, "Transfer-Encoding"):
        body = ChunkedDataReader(io.BytesIO(body)).read()
    for encoding in reversed(_header(http, "Content-Encoding").replace(",", " ").split()):
        body = _decode(encoding.removeprefix("x-"), body, limit, cut)
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _header(http: StatusAndHeaders, name: str) -> str:
    return (http.get_header(name) or "").lower()


def _decode(encoding: str, body: bytes, limit: int, cut: bool) -> bytes:
    match encoding:
        case "gzip" if body.startswith(GZIP_MAGIC):
            pieces = inflate([body])
        case "deflate" if body:
            pieces = inflate([body])
        case "zstd" if body.startswith(_ZSTD_MAGIC):
            stream = io.BufferedReader(ZstdFile(cast("io.RawIOBase", io.BytesIO(body))))
            pieces = iter(lambda: stream.read(_PIECE_BYTES), b"")
        case "br" if body and not body.lstrip().startswith(b"<"):
            pieces = _unbrotli(body)
        case "identity" | "none" | "utf-8" | "gzip" | "deflate" | "zstd" | "br":
            return body
        case _:
            raise UndecodableError("unsupported", f"Content encoded as {encoding[:40]!r} cannot be read.")
    content: list[bytes] = []
    size = 0
    try:
        for piece in pieces:
            content.append(piece)
            size += len(piece)
            if size > limit:
                raise _too_large(limit)
    except EOFError as error:
        if not (cut or _lacks_only_checksum(body, limit)):
            raise UndecodableError("damaged", "The packed content is cut short.") from error
    except (zlib.error, zstandard.ZstdError) as error:
        if not (cut and content):
            raise UndecodableError("damaged", f"The packed content is damaged: {error}.") from error
    return b"".join(content)


def _lacks_only_checksum(body: bytes, limit: int) -> bool:
    """Return whether it is the checksum alone that a gzip member was cut off in."""
    if len(body) <= 10 or not body.startswith(GZIP_MAGIC) or body[3]:  # servers send no header with names and the like
        return False
    inflater = zlib.decompressobj(-15)
    inflater.decompress(body[10:], limit + 1)
    return inflater.eof


def _unbrotli(body: bytes) -> Iterator[bytes]:
    try:
        brotli: Any = importlib.import_module("brotli")
    except ImportError as error:
        raise UndecodableError("unsupported", "Brotli-encoded content needs the package brotli.") from error
    decompressor = brotli.Decompressor()
    try:
        piece = decompressor.process(body, output_buffer_limit=_PIECE_BYTES)
        while piece:
            yield piece
            piece = b"" if decompressor.is_finished() else decompressor.process(b"", output_buffer_limit=_PIECE_BYTES)
    except brotli.error as error:
        raise UndecodableError("damaged", f"The packed content is damaged: {error}.") from error
    if not decompressor.is_finished():
        raise EOFError("the brotli data ends too early")


def _too_large(limit: int) -> UndecodableError:
    return UndecodableError("too-large", f"The content has more than the {limit:,} bytes that are read.")
