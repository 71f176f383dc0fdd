"""Web archives: real ones, broken ones, and what becomes of captures of one page."""

import gzip
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from indexer.document import Document
from indexer.errors import SourceError
from indexer.found import Failure, Finished, Found, Unchanged
from indexer.sources.warcbytes import archive_bytes
from indexer.sources.warcrecords import Broken, RecordReader

ReadFiles = Callable[..., list[Found]]

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
PAGE = b"<html><title>Pier</title><p>The pier is closed for repairs until spring.</p></html>"


def documents(found: list[Found]) -> list[Document]:
    return [each for each in found if isinstance(each, Document)]


def failures(found: list[Found]) -> list[Failure]:
    return [each for each in found if isinstance(each, Failure)]


@pytest.mark.parametrize("name", ARCHIVES)
def test_real_archives_give_what_is_in_them(corpora: Path, read_files: ReadFiles, name: str) -> None:
    records, pages, reasons = ARCHIVES[name]
    path = corpora / "messy" / "warc" / name
    began = time.perf_counter()
    with path.open("rb") as file:
        sound = sum(not isinstance(each, Broken) for each in RecordReader(archive_bytes(file)).records())
    found = read_files(path, type="warc")
    assert time.perf_counter() - began < 5
    assert (sound, len(documents(found)), sorted(each.reason for each in failures(found))) == (
        records,
        pages,
        sorted(reasons),
    )
    assert all(each.data and each.location.startswith("http") for each in documents(found))
    assert len({getattr(each, "key", None) for each in found}) == len(found)


def test_the_table_names_all_archives(corpora: Path) -> None:
    assert {each.name for each in (corpora / "messy" / "warc").iterdir()} == set(ARCHIVES)


def record(
    kind: str = "response",
    address: str = "https://h.example/pier",
    date: str = "2015-11-27T13:46:00Z",
    body: bytes | None = None,
    *,
    length: int | None = None,
    **headers: str,
) -> bytes:
    body = answer(PAGE) if body is None else body
    stated = {"WARC-Type": kind, "WARC-Target-URI": address, "WARC-Date": date}
    stated |= {name.replace("_", "-"): value for name, value in headers.items()}
    stated["Content-Length"] = str(len(body) if length is None else length)
    head = "".join(f"{name}: {value}\r\n" for name, value in stated.items())
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + body + b"\r\n\r\n"


def answer(content: bytes, status: str = "200 OK", **headers: str) -> bytes:
    stated = {"Content-Type": "text/html; charset=utf-8"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in stated.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + content


def sized(content: bytes) -> bytes:
    return answer(content, Content_Length=str(len(content)))


def chunked(content: bytes) -> bytes:
    pieces = [content[at : at + 20] for at in range(0, len(content), 20)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.fixture
def archived(tmp_path: Path, read_files: ReadFiles) -> Callable[..., list[Found]]:
    def read(*records: bytes, name: str = "crawl.warc", packed: bool = False, **more: object) -> list[Found]:
        path = tmp_path / (name + ".gz" if packed else name)
        path.write_bytes(b"".join(map(gzip.compress, records) if packed else records))
        return read_files(path, **more)

    return read


@pytest.mark.parametrize("packed", [False, True])
def test_page_is_known_by_its_address(archived: Callable[..., list[Found]], packed: bool) -> None:
    found = archived(record("warcinfo", body=b"software: ours\r\n"), record(), packed=packed)
    (page,) = documents(found)
    file = "crawl.warc.gz" if packed else "crawl.warc"
    assert (page.key, page.container) == (f"{file}#https://h.example/pier", file)
    assert (page.location, page.data) == ("https://h.example/pier", PAGE)
    assert page.media_type == "text/html; charset=utf-8"
    assert page.fields == {}  # the date of the capture is not one of publication
    assert page.modified is not None
    assert page.modified.isoformat() == "2015-11-27T13:46:00+00:00"
    assert isinstance(found[-1], Finished)


@pytest.mark.parametrize("order", [1, -1])
def test_newest_of_several_captures_counts(archived: Callable[..., list[Found]], order: int) -> None:
    captures = [record(date=f"201{year}-01-01T00:00:00Z", body=answer(b"<p>%d" % year)) for year in range(5)]
    gone = record(date="2019-01-01T00:00:00Z", body=answer(b"<p>not here", "404 Not Found"))
    (page,) = documents(archived(*captures[::order], gone))
    assert page.data == b"<p>4"


def test_variants_of_an_address_are_one_page(archived: Callable[..., list[Found]]) -> None:
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
    archived: Callable[..., list[Found]], meant: dict[str, str]
) -> None:
    first = record(WARC_Record_ID="<urn:uuid:1>", WARC_Payload_Digest="sha1:AAAA")
    later = record(date="2016-01-01T00:00:00Z", body=answer(b"<p>Open again"))
    again = record("revisit", date="2017-01-01T00:00:00Z", body=answer(b""), **meant)
    twin = record("revisit", "https://h.example/print/pier", "2017-01-01T00:00:00Z", answer(b""), **meant)
    pages = {each.location: each.data for each in documents(archived(again, first, later, twin))}
    assert pages == {"https://h.example/pier": PAGE, "https://h.example/print/pier": PAGE}


def test_revisit_of_what_is_elsewhere_is_passed_over(archived: Callable[..., list[Found]]) -> None:
    found = archived(record("revisit", body=answer(b""), WARC_Refers_To="<urn:uuid:9>"))
    assert [type(each) for each in found] == [Finished]


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
def test_what_is_no_page_is_passed_over(archived: Callable[..., list[Found]], address: str, body: bytes) -> None:
    assert [type(each) for each in archived(record(address=address, body=body))] == [Finished]


@pytest.mark.parametrize(
    "body",
    [
        answer(chunked(PAGE), Transfer_Encoding="chunked"),
        answer(PAGE, Transfer_Encoding="chunked"),  # undone by the crawler, which left the header
        answer(gzip.compress(PAGE), Content_Encoding="gzip"),
        answer(gzip.compress(PAGE)[:-8], Content_Encoding="gzip"),  # without its check sum
        answer(gzip.compress(PAGE[:30]) + gzip.compress(PAGE[30:]), Content_Encoding="x-gzip"),
        answer(PAGE, Content_Encoding="gzip"),
        answer(PAGE, Content_Encoding="br"),
        answer(zlib.compress(PAGE), Content_Encoding="deflate"),
        answer(zlib.compress(PAGE)[2:-4], Content_Encoding="deflate"),
        answer(zstandard.compress(PAGE), Content_Encoding="zstd"),
        answer(chunked(gzip.compress(PAGE)), Transfer_Encoding="chunked", Content_Encoding="gzip"),
        answer(gzip.compress(zlib.compress(PAGE)), Content_Encoding="deflate, gzip"),
        answer(PAGE, Content_Type=""),
    ],
)
def test_content_is_decoded(archived: Callable[..., list[Found]], body: bytes) -> None:
    (page,) = documents(archived(record(body=body)))
    assert page.data == PAGE


@pytest.mark.parametrize(
    ("content", "encoding", "reason"),
    [
        (gzip.compress(bytes(50_000_000)), "gzip", "too-large"),
        (gzip.compress(gzip.compress(bytes(50_000_000))), "gzip, gzip", "too-large"),
        (zlib.compress(bytes(50_000_000)), "deflate", "too-large"),
        (zstandard.compress(bytes(50_000_000)), "zstd", "too-large"),
        (bytes(3_000_000), "", "too-large"),
        (gzip.compress(PAGE)[:40], "gzip", "damaged"),
        (gzip.compress(PAGE)[:30] + b"?" * 30, "gzip", "damaged"),
        (zstandard.compress(PAGE)[:12] + b"?" * 30, "zstd", "damaged"),
        (b"abc", "compress", "unsupported"),
    ],
)
def test_content_that_cannot_be_had_is_a_failure_of_its_page(
    archived: Callable[..., list[Found]], content: bytes, encoding: str, reason: str
) -> None:
    other = record(address="https://h.example/other")
    found = archived(record(body=answer(content, Content_Encoding=encoding)), other)
    assert [type(each) for each in found] == [Failure, Document, Finished]
    (failure,) = failures(found)
    assert (failure.reason, failure.key) == (reason, "crawl.warc#https://h.example/pier")
    assert failure.place == "record 1, byte 0"
    assert failure.container == "crawl.warc"
    assert not failure.hides


def pages(count: int) -> list[bytes]:
    return [record(address=f"https://h.example/{n}", body=sized(PAGE + b"%d" % n * 50)) for n in range(count)]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (record(address="https://h.example/x", length=100_000), None),
        (record(address="https://h.example/x", length=260), None),  # its end lies amid the next record
        (record(address="https://h.example/x", length=5) + b"x" * 2_000 + b"\r\n", "bad-length"),
        (record(address="https://h.example/x").replace(b"Content-Length: ", b"Content-Length: x"), "bad-record"),
        (record(address="https://h.example/x").replace(b"Content-Length: ", b"Length: "), "bad-record"),
        (b"no record at all\r\n" * 900, "bad-record"),
        (b"WARC/1.1\r\n" + b"X: " + b"y" * 300_000 + b"\r\n\r\n", "bad-record"),
        (record(address="https://h.example/x", body=b"this is no HTTP"), "bad-http"),
    ],
)
def test_broken_record_costs_no_other(
    archived: Callable[..., list[Found]], packed: bool, broken: bytes, reason: str | None
) -> None:
    sound = pages(6)
    found = archived(*sound[:3], broken, *sound[3:], packed=packed)
    met = {each.location for each in documents(found)}
    assert met >= {f"https://h.example/{n}" for n in range(6)}
    assert len(failures(found)) == 1
    assert failures(found)[0].place.startswith("record 4, byte ")
    if reason:
        assert failures(found)[0].reason == reason


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.71, 0.99])
def test_archive_cut_in_mid_record_gives_the_records_before(
    tmp_path: Path, read_files: ReadFiles, packed: bool, share: float
) -> None:
    sound = pages(20)
    whole = b"".join(map(gzip.compress, sound) if packed else sound)
    path = tmp_path / "cut.warc"
    path.write_bytes(whole[: int(len(whole) * share)])
    found = read_files(path, type="warc")
    assert len(documents(found)) == int(20 * share)
    (failure,) = failures(found)
    assert failure is found[-1]
    # What stood behind the cut was read once, perhaps; it is not to be removed.
    assert (failure.hides, failure.key) == (True, "cut.warc")


def test_damage_in_a_packed_archive_costs_the_records_that_it_hit(tmp_path: Path, read_files: ReadFiles) -> None:
    members = [gzip.compress(each) for each in pages(30)]
    for number in (4, 17):
        members[number] = members[number][:60] + bytes(40) + members[number][100:]
    members[23] = members[23][:-8] + bytes(8)  # the check sum
    path = tmp_path / "damaged.warc.gz"
    path.write_bytes(b"".join(members) + bytes(512))
    found = read_files(path)
    lost = {f"https://h.example/{n}" for n in range(30)} - {each.location for each in documents(found)}
    assert lost == {f"https://h.example/{n}" for n in (4, 17, 23)}
    assert [each.reason for each in failures(found)] == ["damaged"] * 3
    assert [each.hides for each in failures(found)] == [False, False, True]


def test_what_stands_between_members_costs_none(tmp_path: Path, read_files: ReadFiles) -> None:
    sound = [gzip.compress(each) for each in pages(5)]
    path = tmp_path / "x.warc.gz"
    path.write_bytes(sound[0] + sound[1][20:] + sound[2] + b"garbage" + sound[3] + sound[4])
    found = read_files(path)
    assert [each.location[-1] for each in documents(found)] == ["0", "2", "3", "4"]
    assert [each.reason for each in failures(found)] == ["damaged", "damaged"]


def test_records_packed_in_one_member_or_across_members_are_read(tmp_path: Path, read_files: ReadFiles) -> None:
    whole = b"".join(pages(10))
    for at, packed in enumerate(
        [gzip.compress(whole), b"".join(gzip.compress(whole[at : at + 777]) for at in range(0, len(whole), 777))]
    ):
        path = tmp_path / f"{at}.warc.gz"
        path.write_bytes(packed)
        found = read_files(path)
        assert len(documents(found)) == 10
        assert not failures(found)


def test_bomb_of_zeros_is_passed_over(tmp_path: Path, read_files: ReadFiles) -> None:
    sound = pages(2)
    bomb = record(address="https://h.example/bomb", body=answer(bytes(100_000_000)))
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(b"".join(map(gzip.compress, [sound[0], bomb, sound[1]])))
    found = read_files(path)
    assert len(documents(found)) == 2
    assert [each.reason for each in failures(found)] == ["too-large"]


def test_file_of_nothing_but_broken_places_ends(tmp_path: Path, read_files: ReadFiles) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(record(length=10**12)[:-4] + b"WARC/1.0\r\nContent-Length: x\r\n\r\n" * 50_000)
    began = time.perf_counter()
    found = read_files(path)
    assert time.perf_counter() - began < 5
    assert isinstance(found[-1], Failure)
    assert "what follows was left out" in found[-1].message
    assert len(found) == 1_001


def test_unchanged_archive_is_passed_over_whole(tmp_path: Path, read_files: ReadFiles) -> None:
    path = tmp_path / "crawl.warc"
    path.write_bytes(b"".join(pages(3)))
    found = read_files(path)
    known = {each.key: each.fingerprint for each in found if isinstance(each, (Document, Finished))}
    path.touch()
    (again,) = read_files(path, known)
    assert isinstance(again, Unchanged)
    assert again.whole
    path.write_bytes(b"".join(pages(4)))
    assert [type(each) for each in read_files(path, known)] == [Unchanged] * 3 + [Document, Finished]


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
