"""The content of captures: chunks and content encodings are undone, within bounds."""

import gzip
import zlib
from collections.abc import Callable
from functools import partial

import pytest
import zstandard

from indexer.document import ContainerDone, Document, Failure, SourceItem
from tests.indexer.sources.warcs import PAGE, answer, chunked, documents, failures, record

# Without the time in its head, by which the names of the tests would differ from one process to the next.
packed = partial(gzip.compress, mtime=0)


@pytest.mark.parametrize(
    "body",
    [
        answer(chunked(PAGE), Transfer_Encoding="chunked"),
        answer(PAGE, Transfer_Encoding="chunked"),  # undone by the crawler, which left the header
        answer(packed(PAGE), Content_Encoding="gzip"),
        answer(packed(PAGE)[:-8], Content_Encoding="gzip"),  # without its check sum
        answer(packed(PAGE[:30]) + packed(PAGE[30:]), Content_Encoding="x-gzip"),
        answer(PAGE, Content_Encoding="gzip"),
        answer(PAGE, Content_Encoding="br"),
        answer(zlib.compress(PAGE), Content_Encoding="deflate"),
        answer(zlib.compress(PAGE)[2:-4], Content_Encoding="deflate"),
        answer(zstandard.compress(PAGE), Content_Encoding="zstd"),
        answer(chunked(packed(PAGE)), Transfer_Encoding="chunked", Content_Encoding="gzip"),
        answer(packed(zlib.compress(PAGE)), Content_Encoding="deflate, gzip"),
        answer(PAGE, Content_Type=""),
    ],
)
def test_content_is_decoded(archived: Callable[..., list[SourceItem]], body: bytes) -> None:
    (page,) = documents(archived(record(body=body)))
    assert page.data == PAGE


@pytest.mark.parametrize(
    ("content", "encoding", "reason"),
    [
        (packed(bytes(50_000_000)), "gzip", "too-large"),
        (packed(packed(bytes(50_000_000))), "gzip, gzip", "too-large"),
        (zlib.compress(bytes(50_000_000)), "deflate", "too-large"),
        (zstandard.compress(bytes(50_000_000)), "zstd", "too-large"),
        (bytes(3_000_000), "", "too-large"),
        (packed(PAGE)[:40], "gzip", "damaged"),
        (packed(PAGE)[:30] + b"?" * 30, "gzip", "damaged"),
        (zstandard.compress(PAGE)[:12] + b"?" * 30, "zstd", "damaged"),
        (b"abc", "compress", "unsupported"),
    ],
)
def test_content_that_cannot_be_had_is_a_failure_of_its_page(
    archived: Callable[..., list[SourceItem]], content: bytes, encoding: str, reason: str
) -> None:
    other = record(address="https://h.example/other")
    found = archived(record(body=answer(content, Content_Encoding=encoding)), other)
    assert [type(each) for each in found] == [Failure, Document, ContainerDone]
    (failure,) = failures(found)
    assert (failure.reason, failure.key) == (reason, "crawl.warc#https://h.example/pier")
    assert failure.place == "record 1, byte 0"
    assert failure.container == "crawl.warc"
    assert not failure.hides
