"""Web archives that are broken, cut short or a bomb: what is sound in them is read, and the rest is reported."""

import gzip
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.document import Failure, SourceItem
from tests.indexer.sources.warcs import answer, documents, failures, pages, record

ReadFiles = Callable[..., list[SourceItem]]


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
    archived: Callable[..., list[SourceItem]], packed: bool, broken: bytes, reason: str | None
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


def test_what_is_between_members_costs_none(tmp_path: Path, read_files: ReadFiles) -> None:
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
    began = time.process_time()
    found = read_files(path)
    assert time.process_time() - began < 5
    assert isinstance(found[-1], Failure)
    assert "what follows was left out" in found[-1].message
    assert len(found) == 1_001


@pytest.mark.parametrize("missing", [70, 443, 900])
def test_a_record_that_is_longer_than_it_states_is_not_taken_for_whole(
    archived: Callable[..., list[SourceItem]], missing: int
) -> None:
    content = b"<html><title>Long</title><p>" + b"The keeper writes down each boat that passes. " * 40
    body = answer(content)
    found = archived(record(address="https://h.example/long", body=body, length=len(body) - missing), *pages(1))
    assert [each.location for each in documents(found)] == ["https://h.example/0"]
    assert [each.reason for each in failures(found)] == ["bad-length"]


def test_a_record_that_is_a_few_bytes_longer_than_it_states_is_read_to_its_end(
    archived: Callable[..., list[SourceItem]],
) -> None:
    body = answer(b"<html><title>Long</title><p>The keeper writes down each boat.</p></html>")
    (document, _) = documents(
        archived(record(address="https://h.example/long", body=body, length=len(body) - 9), *pages(1))
    )
    assert document.data.endswith(b"each boat.</p></html>")


@pytest.mark.parametrize("kind", ["", "application/octet-stream", "text/html"])
@pytest.mark.parametrize(
    "content",
    [
        b"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title></channel></rss>",
        b"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"\x89PNG\r\n\x1a\n\0\0",
    ],
    ids=["feed", "sitemap", "pdf", "image"],
)
def test_what_is_no_page_is_passed_over_whatever_its_server_says(
    archived: Callable[..., list[SourceItem]], kind: str, content: bytes
) -> None:
    found = archived(record(address="https://h.example/x", body=answer(content, Content_Type=kind)), *pages(1))
    assert [each.location for each in documents(found)] == ["https://h.example/0"]
    assert failures(found) == []


@pytest.mark.parametrize("kind", ["", "application/octet-stream", "unknown/unknown"])
def test_a_page_without_a_type_is_a_page(archived: Callable[..., list[SourceItem]], kind: str) -> None:
    page = b"<!DOCTYPE html>\n<html><head><title>x</title></head><body><p>The lock is open.</p></body></html>"
    (document,) = documents(archived(record(body=answer(page, Content_Type=kind))))
    assert (document.data, document.media_type) == (page, "")
