"""Web archives: real ones, and what becomes of captures of one page."""

import gzip
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.document import ContainerDone, Document, SourceItem, Unchanged
from indexer.errors import SourceError
from indexer.sources.gzip_members import open_archive
from indexer.sources.warc_records import BrokenRecord, RecordReader
from tests.indexer.sources.warcs import PAGE, answer, documents, failures, pages, record

ReadFiles = Callable[..., list[SourceItem]]

# Per file: its sound records of any kind, the pages among them, and the failures. What is no page are requests,
# metadata and warcinfo, images, JSON, robots.txt, answers that are no 200, and revisits of what is there anyway.
ARCHIVES: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "cc_whirlwind-whirlwind.warc": (4, 1, ()),
    "cc_whirlwind-whirlwind.warc.gz": (4, 1, ()),
    "cc_whirlwind-whirlwind.warc.wat": (2, 0, ()),  # metadata alone
    "cc_whirlwind-whirlwind.warc.wet": (2, 1, ()),  # the text that was made of a page
    "cc_whirlwind-whirlwind.warc.wet.gz": (2, 1, ()),
    "jwarc-cc.warc.gz": (1, 1, ()),
    "jwarc-gzip_extra_sl.warc.gz": (1, 0, ()),  # a warcinfo
    "resiliparse-block-sized-records.warc": (3, 0, ()),  # records of an unknown kind
    "resiliparse-block-sized-records.warc.gz": (3, 0, ()),
    "resiliparse-block-sized-records.warc.lz4": (0, 0, ("unsupported",)),
    "resiliparse-clipped.warc.gz": (0, 0, ("truncated",)),  # one record, cut off
    "resiliparse-clueweb-quirk.warc.gz": (30, 29, ()),  # an empty line among the headers
    "resiliparse-warcfile.warc": (50, 16, ()),
    "resiliparse-warcfile.warc.gz": (50, 16, ()),
    "resiliparse-warcfile.warc.lz4": (0, 0, ("unsupported",)),
    "warcio-bad.arc": (0, 0, ("bad-record", "bad-http", "bad-record", "bad-record")),  # lengths -1, 1 and abc
    "warcio-example-bad-non-chunked.warc.gz": (6, 1, ()),  # all records in one gzip member
    "warcio-example-bad.warc.gz.bad": (6, 1, ()),
    "warcio-example-digest.warc": (4, 0, ()),  # requests
    "warcio-example-iana.org-chunked.warc": (3, 1, ()),
    "warcio-example-resource.warc.gz": (3, 1, ()),
    "warcio-example-space-in-target-uri.warc.gz": (2, 0, ()),  # an image
    "warcio-example-space-in-url.arc": (2, 1, ()),  # shorter than stated, but the answer is all there
    "warcio-example-trunc.warc": (4, 1, ()),  # shorter than it is, by a gzip member's check sum
    "warcio-example-wget-bad-target-uri.warc.gz": (6, 1, ()),
    "warcio-example-wrong-chunks.warc.gz": (2, 1, ()),
    "warcio-example.arc": (2, 1, ()),
    "warcio-example.arc.gz": (2, 1, ()),
    "warcio-example.warc": (6, 1, ()),
    "warcio-example.warc.gz": (6, 1, ()),
    "warcio-post-test.warc.gz": (6, 0, ()),  # JSON
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_real_archives_give_what_is_in_them(corpora: Path, read_files: ReadFiles, name: str) -> None:
    records, pages, reasons = ARCHIVES[name]
    path = corpora / "messy" / "warc" / name
    began = time.process_time()
    with path.open("rb") as file:
        sound = sum(not isinstance(each, BrokenRecord) for each in RecordReader(open_archive(file)).records())
    found = read_files(path, type="warc")
    assert time.process_time() - began < 5
    assert (sound, len(documents(found)), sorted(each.reason for each in failures(found))) == (
        records,
        pages,
        sorted(reasons),
    )
    assert all(each.data and each.location.startswith("http") for each in documents(found))
    assert len({getattr(each, "key", None) for each in found}) == len(found)


def test_the_table_names_all_archives(corpora: Path) -> None:
    assert {each.name for each in (corpora / "messy" / "warc").iterdir()} == set(ARCHIVES)


@pytest.mark.parametrize("packed", [False, True])
def test_page_is_known_by_its_address(archived: Callable[..., list[SourceItem]], packed: bool) -> None:
    found = archived(record("warcinfo", body=b"software: ours\r\n"), record(), packed=packed)
    (page,) = documents(found)
    file = "crawl.warc.gz" if packed else "crawl.warc"
    assert (page.key, page.container) == (f"{file}#https://h.example/pier", file)
    assert (page.location, page.data) == ("https://h.example/pier", PAGE)
    assert page.media_type == "text/html; charset=utf-8"
    assert page.fields == {}  # the date of the capture is not one of publication
    assert page.modified is not None
    assert page.modified.isoformat() == "2015-11-27T13:46:00+00:00"
    assert isinstance(found[-1], ContainerDone)


@pytest.mark.parametrize("order", [1, -1])
def test_newest_of_several_captures_counts(archived: Callable[..., list[SourceItem]], order: int) -> None:
    captures = [record(date=f"201{year}-01-01T00:00:00Z", body=answer(b"<p>%d" % year)) for year in range(5)]
    gone = record(date="2019-01-01T00:00:00Z", body=answer(b"<p>not here", "404 Not Found"))
    (page,) = documents(archived(*captures[::order], gone))
    assert page.data == b"<p>4"


def test_variants_of_an_address_are_one_page(archived: Callable[..., list[SourceItem]]) -> None:
    older = record(address="https://H.example:443/pier?utm_source=x#top", date="2011-01-01T00:00:00Z")
    (page,) = documents(archived(older, record()))
    assert page.key.endswith("#https://h.example/pier")


@pytest.mark.parametrize(
    "meant",
    [
        {"WARC_Refers_To": "<urn:uuid:1>"},
        {
            "WARC_Refers_To_Target_URI": "https://h.example/pier",
            "WARC_Refers_To_Date": "2015-11-27T13:46:00Z",
        },
        {"WARC_Payload_Digest": "sha1:AAAA"},
    ],
)
def test_revisit_stands_for_the_capture_that_it_names(
    archived: Callable[..., list[SourceItem]], meant: dict[str, str]
) -> None:
    first = record(WARC_Record_ID="<urn:uuid:1>", WARC_Payload_Digest="sha1:AAAA")
    later = record(date="2016-01-01T00:00:00Z", body=answer(b"<p>Open again"))
    again = record("revisit", date="2017-01-01T00:00:00Z", body=answer(b""), **meant)
    twin = record("revisit", "https://h.example/print/pier", "2017-01-01T00:00:00Z", answer(b""), **meant)
    pages = {each.location: each.data for each in documents(archived(again, first, later, twin))}
    assert pages == {"https://h.example/pier": PAGE, "https://h.example/print/pier": PAGE}


def test_revisit_of_what_is_elsewhere_is_passed_over(archived: Callable[..., list[SourceItem]]) -> None:
    found = archived(record("revisit", body=answer(b""), WARC_Refers_To="<urn:uuid:9>"))
    assert [type(each) for each in found] == [ContainerDone]


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("https://h.example/a.png", answer(b"\x89PNG", Content_Type="image/png")),
        ("https://h.example/robots.txt", answer(b"Disallow: /", Content_Type="text/plain")),
        ("https://h.example/x", answer(PAGE, "301 Moved")),
        ("https://h.example/x", answer(b"")),
        ("https://h.example/x", answer(b"\x00\x01", Content_Type="")),
        ("dns:h.example", b"20151127 h.example. 60 IN A 192.0.2.1"),
        ("urn:x:log", b"no address"),
    ],
)
def test_what_is_no_page_is_passed_over(archived: Callable[..., list[SourceItem]], address: str, body: bytes) -> None:
    assert [type(each) for each in archived(record(address=address, body=body))] == [ContainerDone]


def test_unchanged_archive_is_passed_over_whole(tmp_path: Path, read_files: ReadFiles) -> None:
    path = tmp_path / "crawl.warc"
    path.write_bytes(b"".join(pages(3)))
    found = read_files(path)
    known = {each.key: each.fingerprint for each in found if isinstance(each, (Document, ContainerDone))}
    path.touch()
    (again,) = read_files(path, known)
    assert isinstance(again, Unchanged)
    assert again.whole
    path.write_bytes(b"".join(pages(4)))
    assert [type(each) for each in read_files(path, known)] == [Unchanged] * 3 + [Document, ContainerDone]


@pytest.mark.parametrize("packed", [False, True])
def test_archive_is_recognised_by_looking(tmp_path: Path, read_files: ReadFiles, packed: bool) -> None:
    path = tmp_path / "snapshot"
    path.write_bytes(gzip.compress(record()) if packed else record())
    assert len(documents(read_files(path))) == 1


def test_archives_in_a_folder_are_read(tmp_path: Path, read_files: ReadFiles) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(record()))
    (tmp_path / "b.arc").write_bytes(
        b"filedesc://b.arc 0.0.0.0 20151127134600 text/plain 7\n1 0 Us\n\n"
        b"https://h.example/arc 192.0.2.1 20151127134600 text/html %d\n%s\n" % (len(answer(PAGE)), answer(PAGE))
    )
    (tmp_path / "c.txt").write_text("A note.")
    assert [each.key for each in documents(read_files(tmp_path))] == [
        "a.warc.gz#https://h.example/pier",
        "b.arc#https://h.example/arc",
        "c.txt",
    ]


def test_folder_is_no_archive(tmp_path: Path, read_files: ReadFiles) -> None:
    with pytest.raises(SourceError, match="is a folder"):
        read_files(tmp_path, type="warc")
