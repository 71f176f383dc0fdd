"""Compression of answers: Brotli or gzip, whichever the client takes."""

import gzip

import brotli
from flask import Flask, Response, request

MIN_BYTES = 600
"""A smaller answer fits one packet anyway."""
GZIP_LEVEL = 5
BROTLI_QUALITY = 4
"""Levels that shrink a page to a fifth in a fraction of a millisecond; higher ones take several times as long."""

COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/feed+json",
    "application/rss+xml",
    "application/atom+xml",
    "application/xml",
    "application/opensearchdescription+xml",
    "image/svg+xml",
)


def compress_answers(app: Flask) -> None:
    """Compress every answer of the application that is text and long enough; streamed answers stay as they are."""

    @app.after_request
    def compress(response: Response) -> Response:
        if not (response.mimetype or "").startswith(COMPRESSIBLE):
            return response
        response.vary.add("Accept-Encoding")
        if response.is_streamed or response.status_code != 200 or "Content-Encoding" in response.headers:
            return response
        encoding = request.accept_encodings.best_match(("br", "gzip"))
        body = response.get_data()
        if encoding is None or len(body) < MIN_BYTES:
            return response
        response.set_data(brotli.compress(body, quality=BROTLI_QUALITY) if encoding == "br" else _gzip(body))
        response.headers["Content-Encoding"] = encoding
        tag, is_weak = response.get_etag()
        if tag is not None and not is_weak:
            # A strong tag would promise the same bytes to clients that take no compression.
            response.set_etag(tag, weak=True)
        return response


def _gzip(body: bytes) -> bytes:
    # Without the time, the same answer has the same bytes.
    return gzip.compress(body, GZIP_LEVEL, mtime=0)
