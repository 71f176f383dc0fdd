"""Containers that are ZIP archives: e-books and boxed web archives, sound, damaged and odd ones."""

import gzip
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.document import ContainerDone, SourceItem, Unchanged
from indexer.sources.zip_archive import DamagedZip, ZipArchive
from tests.indexer.conftest import Desk, outcome
from tests.indexer.sources.warcs import documents, failures, pages

ReadFiles = Callable[..., list[SourceItem]]
CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
WORDS = "The keeper of the lock writes down each boat that passes, its load and the hour at which it came and went. "


def opf(*spine: str) -> str:
    items = "".join(f'<item id="{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in ("a", "b", "c"))
    order = "".join(f'<itemref idref="{each}"/>' for each in spine)
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>Lock Weekly</dc:title><dc:creator>Mia Toll</dc:creator><dc:date>2021-03-04</dc:date>"
        f"<dc:language>en</dc:language></metadata><manifest>{items}</manifest><spine>{order}</spine></package>"
    )


def chapter(title: str) -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{WORDS}</p><p>{WORDS}</p></body></html>"


def packed(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {"mimetype": "application/epub+zip", **members}.items():
            archive.writestr(name, content)
    return path


def book(path: Path, *spine: str, second: str = "The weir") -> Path:
    members = {"META-INF/container.xml": CONTAINER, "OPS/book.opf": opf(*spine), "OPS/c.xhtml": "<html/>"}
    return packed(path, {**members, "OPS/a.xhtml": chapter("The lock"), "OPS/b.xhtml": chapter(second)})


def test_chapters_of_a_book_are_articles_in_their_order(desk: Desk) -> None:
    book(desk.files / "weekly.epub", "c", "b", "a")
    assert outcome(desk.index()) == {"added": 2}
    assert desk.titles() == ["The lock", "The weir"]
    for article in desk.archive.stream():
        assert (article.source, article.author, str(article.published)) == ("Lock Weekly", ("Mia Toll",), "2021-03-04")
    assert outcome(desk.index()) == {"same": 2}


def test_a_book_without_a_list_of_contents_is_read_by_names(tmp_path: Path, read_files: ReadFiles) -> None:
    path = packed(tmp_path / "odd.epub", {"OPS/b.xhtml": chapter("The weir"), "OPS/a.xhtml": chapter("The lock")})
    found = read_files(path)
    assert [each.key for each in documents(found)] == ["odd.epub#OPS/a.xhtml", "odd.epub#OPS/b.xhtml"]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_book_that_is_cut_is_a_failure_that_removes_nothing(
    tmp_path: Path, read_files: ReadFiles, share: float
) -> None:
    path = book(tmp_path / "cut.epub", "a", "b")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    (failure,) = failures(read_files(path))
    assert (failure.reason, failure.hides) == ("damaged", True)


def test_a_chapter_that_is_too_large_costs_no_other(tmp_path: Path, read_files: ReadFiles) -> None:
    path = book(tmp_path / "large.epub", "a", "b", second="x" * 500_000)
    found = read_files(path, max_bytes=100_000)
    assert [each.key for each in documents(found)] == ["large.epub#OPS/a.xhtml"]
    assert [each.reason for each in failures(found)] == ["too-large"]


def boxed(path: Path, **archives: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("datapackage.json", '{"profile": "data-package"}')
        box.writestr(
            "pages/pages.jsonl", '{"format": "json-pages-1.0"}\n{"url": "https://h.example/0", "title": "x"}\n'
        )
        for name, content in archives.items():
            box.writestr(f"archive/{name}.warc.gz", content)
    return path


def test_all_web_archives_in_a_box_are_read(tmp_path: Path, read_files: ReadFiles) -> None:
    sound = [gzip.compress(each) for each in pages(5)]
    path = boxed(tmp_path / "crawl.wacz", one=b"".join(sound[:3]), two=b"".join(sound[2:]))
    found = read_files(path)
    assert {each.location for each in documents(found)} == {f"https://h.example/{n}" for n in range(5)}
    assert len(documents(found)) == 5, "the page that is in both is read once"
    assert isinstance(found[-1], ContainerDone)
    known = {found[-1].key: found[-1].fingerprint}
    assert [type(each) for each in read_files(path, known)] == [Unchanged]


def test_damage_in_a_box_costs_the_records_that_it_hit(tmp_path: Path, read_files: ReadFiles) -> None:
    sound = [gzip.compress(each) for each in pages(6)]
    broken = [*sound[:2], sound[2][:40] + bytes(30) + sound[2][70:], *sound[3:]]
    found = read_files(boxed(tmp_path / "crawl.wacz", one=b"".join(broken)))
    assert len(documents(found)) == 5
    assert [each.reason for each in failures(found)] == ["damaged"]


def test_a_box_without_a_web_archive_says_so(tmp_path: Path, read_files: ReadFiles) -> None:
    (failure,) = failures(read_files(boxed(tmp_path / "empty.wacz")))
    assert failure.reason == "no-text"


@pytest.mark.parametrize("seed", range(300))
def test_bytes_that_are_wrong_are_failures_and_nothing_else(tmp_path: Path, read_files: ReadFiles, seed: int) -> None:
    chosen = random.Random(seed)
    sound = book(tmp_path / "any.epub", "a", "b")
    if seed % 2:
        sound = boxed(tmp_path / "any.wacz", one=b"".join(gzip.compress(each) for each in pages(3)))
    data = bytearray(sound.read_bytes())
    # The directory at the end is small, and what is wrong there has the oddest consequences.
    begin = chosen.choice([0, len(data) - 300])
    for _ in range(chosen.randint(1, 4)):
        data[chosen.randrange(begin, len(data))] = chosen.randrange(256)
    sound.write_bytes(data)
    for failure in failures(read_files(sound)):
        assert failure.reason in ("damaged", "encrypted", "no-text", "too-large", "unsupported", "empty"), failure


def test_a_member_with_a_password_is_named_as_such(tmp_path: Path) -> None:
    path = book(tmp_path / "locked.epub", "a")
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 1)
    path.write_bytes(data)
    with ZipArchive(path) as archive, pytest.raises(DamagedZip, match="password"):
        archive.read("OPS/a.xhtml", 1_000_000)
