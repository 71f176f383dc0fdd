"""Folders: which files are read, in which order, and which of them again."""

import os
import socket
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from indexer.document import Document, Failure, SourceItem, Unchanged
from indexer.errors import SourceError
from indexer.settings import SourceSettings
from indexer.sources import open_source, source_remark
from indexer.sources.detect_file import detect_source
from indexer.sources.files import FileSource

LATER = 60 * 1_000_000_000


class OnRecord:
    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known

    def fingerprints(self, keys: Sequence[str]) -> Mapping[str, str]:
        return {key: self.known[key] for key in keys if key in self.known}

    def forgotten(self, keys: Sequence[str]) -> Mapping[str, str]:
        return {}


def read(
    folder: Path, known: Mapping[str, str] | None = None, *, seconds_later: int = 60, **settings: object
) -> list[SourceItem]:
    spec = SourceSettings.model_validate({"name": "desk", "location": str(folder), "source": "The Ledger", **settings})
    source = FileSource(spec, detect_source(spec), 1_000, lambda: time.time_ns() + seconds_later * 1_000_000_000)
    return list(source.documents(OnRecord(known or {})))


def fill(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Content of {name}")


def test_articles_are_found_below_the_folder_in_a_fixed_order(tmp_path: Path) -> None:
    fill(
        tmp_path, "b.HTML", "a/z.txt", "a.md", "a/b/c.htm", "c.json", "notes.pdf", "README", ".hidden.txt", ".git/x.txt"
    )
    found = read(tmp_path)
    assert [each.key for each in found] == ["a/b/c.htm", "a/z.txt", "a.md", "b.HTML", "c.json"]
    document = found[1]
    assert isinstance(document, Document)
    assert document.data == b"Content of a/z.txt"
    assert document.location == str(tmp_path / "a/z.txt")
    assert (document.media_type, document.source) == ("text/plain", "The Ledger")
    assert document.modified is not None
    assert found == read(tmp_path)


def test_file_is_a_source_of_its_own(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "b.txt")
    assert [each.key for each in read(tmp_path / "a.txt")] == ["a.txt"]


def test_unchanged_file_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "a.txt")
    (document,) = read(tmp_path)
    assert isinstance(document, Document)
    opened: list[Path] = []
    real = Path.open
    monkeypatch.setattr(Path, "open", lambda path, *rest: opened.append(path) or real(path, *rest))
    assert read(tmp_path, {"a.txt": document.fingerprint}) == [Unchanged("a.txt")]
    assert opened == []


def test_touched_file_is_recognised_by_its_content(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt")
    (document,) = read(tmp_path)
    assert isinstance(document, Document)
    os.utime(tmp_path / "a.txt", (1_600_000_000, 1_600_000_000))
    (again,) = read(tmp_path, {"a.txt": document.fingerprint})
    assert isinstance(again, Unchanged)
    assert again.fingerprint not in (None, document.fingerprint)
    assert read(tmp_path, {"a.txt": str(again.fingerprint)}) == [Unchanged("a.txt")]


def test_file_written_a_moment_ago_is_not_trusted_by_its_time(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one")
    times = path.stat().st_mtime_ns
    (document,) = read(tmp_path, seconds_later=0)
    assert isinstance(document, Document)
    path.write_text("two")
    os.utime(path, ns=(times, times))
    (again,) = read(tmp_path, {"a.txt": document.fingerprint})
    assert isinstance(again, Document)
    assert again.data == b"two"


def test_change_that_keeps_size_and_time_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one")
    os.utime(path, (1_600_000_000, 1_600_000_000))
    (document,) = read(tmp_path)
    assert isinstance(document, Document)
    time.sleep(0.02)  # longer than the resolution of the file system's clock
    path.write_text("two")
    os.utime(path, (1_600_000_000, 1_600_000_000))
    assert isinstance(read(tmp_path, {"a.txt": document.fingerprint})[0], Document)


def test_large_file_is_not_read_and_fails_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 1_001)
    (failure,) = read(tmp_path)
    assert isinstance(failure, Failure)
    assert failure.reason == "too-large"
    assert "1,001" in failure.message
    assert read(tmp_path, {"a.txt": failure.fingerprint}) == [Unchanged("a.txt")]


def test_loops_of_links_end(tmp_path: Path) -> None:
    fill(tmp_path / "in", "a/x.txt", "b/y.txt")
    fill(tmp_path / "out", "z.txt")
    (tmp_path / "in/a/up").symlink_to(tmp_path / "in")
    (tmp_path / "in/b/side").symlink_to(tmp_path / "in/a")
    (tmp_path / "in/c").symlink_to(tmp_path / "out")
    (tmp_path / "in/d").symlink_to(tmp_path / "out")
    (tmp_path / "out/back").symlink_to(tmp_path / "out")
    assert [each.key for each in read(tmp_path / "in", follow_links=True)] == ["a/x.txt", "b/y.txt", "c/z.txt"]


def test_links_that_lead_out_of_the_folder_are_named_and_not_read(tmp_path: Path) -> None:
    fill(tmp_path, "in/a.txt", "in/deep/b.txt", "out/secret.txt", "beside/c.txt")
    (tmp_path / "in/file.txt").symlink_to(tmp_path / "out/secret.txt")
    (tmp_path / "in/folder").symlink_to(tmp_path / "out")
    (tmp_path / "in/gone.txt").symlink_to(tmp_path / "out/nothing.txt")
    # A chain of links, of which the first alone stays inside.
    (tmp_path / "in/hop.txt").symlink_to("file.txt")
    (tmp_path / "in/upwards").symlink_to("../beside")
    (tmp_path / "in/within.txt").symlink_to("deep/b.txt")
    found = read(tmp_path / "in")
    assert [each.key for each in found if isinstance(each, Document)] == ["a.txt", "deep/b.txt", "within.txt"]
    failures = [each for each in found if isinstance(each, Failure)]
    assert [(each.key, each.reason, each.hides) for each in failures] == [
        (key, "outside", True) for key in ("file.txt", "folder", "gone.txt", "hop.txt", "upwards")
    ]
    assert all("follow_links" in each.message for each in failures)
    assert str(tmp_path / "out/secret.txt") in failures[0].message


def test_folder_that_is_itself_reached_by_a_link_is_read(tmp_path: Path) -> None:
    fill(tmp_path, "real/a.txt", "real/deep/b.txt")
    (tmp_path / "real/side.txt").symlink_to("a.txt")
    (tmp_path / "name").symlink_to("real")
    assert [each.key for each in read(tmp_path / "name")] == ["a.txt", "deep/b.txt", "side.txt"]


def test_folder_that_is_hidden_is_read_by_the_name_of_a_link_to_it(tmp_path: Path) -> None:
    fill(tmp_path, ".releases/3/a.txt", ".releases/2/a.txt", "b.txt")
    (tmp_path / "current").symlink_to(tmp_path / ".releases/3")
    assert [each.key for each in read(tmp_path)] == ["b.txt", "current/a.txt"]


def test_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "export.xml")
    (found,) = read(tmp_path)
    assert (found.key, getattr(found, "reason", "")) == ("export.xml", "unsupported")
    for kind in ("auto", "jsonl"):
        spec = SourceSettings.model_validate({"name": "desk", "location": str(tmp_path / "export.xml"), "type": kind})
        with pytest.raises(SourceError, match="is a device or a pipe"):
            open_source(spec)


def test_dangling_link_pipe_and_socket_are_failures(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "b.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "c.jsonl"))
        found = read(tmp_path)
    assert [(each.key, getattr(each, "reason", "")) for each in found] == [
        ("a.txt", "unreadable"),
        ("b.txt", "unsupported"),
        ("c.jsonl", "unsupported"),
    ]


def test_folder_that_cannot_be_listed_hides_what_lies_beneath(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "a.txt", "closed/b.txt", "z.txt")
    real = os.scandir

    # Permissions do not stop the user that runs tests in a container, so the refusal is made here.
    def scandir(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = read(tmp_path)
    assert [each.key for each in found] == ["a.txt", "closed", "z.txt"]
    assert isinstance(found[1], Failure)
    assert (found[1].reason, found[1].hides) == ("unreadable", True)


def test_names_that_are_no_text_are_written_as_escapes(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9\n.txt")).write_text("x")
    (document,) = read(tmp_path)
    assert document.key == "caf\\udce9\\n.txt"
    document.key.encode()


@pytest.mark.parametrize(
    ("location", "more", "words"),
    [
        ("nowhere", {}, "does not exist"),
        ("a.txt", {"type": "folder"}, "is a file"),
        (".", {"type": "jsonl"}, "is a folder"),
        ("b.dat", {}, r"holds no articles.*\.jsonl"),
        ("ftp://news.example/feed", {}, "is not an http or https address"),
        ("a.txt/x", {}, "does not exist"),
        ("x" * 5_000, {}, "cannot be read|does not exist"),
    ],
)
def test_source_that_cannot_be_read_says_why(
    tmp_path: Path, location: str, more: Mapping[str, str], words: str
) -> None:
    fill(tmp_path, "a.txt")
    (tmp_path / "b.dat").write_bytes(b"\x01\x02\0\0\0")
    where = location if "://" in location else str(tmp_path / location)
    with pytest.raises(SourceError, match=words):
        open_source(SourceSettings.model_validate({"name": "desk", "location": where, **more}))


def test_source_remark_are_counted_by_kind_and_hidden_ones_are_not(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "b.pdf", "c/d.PDF", "Makefile", "e.docx", ".hidden.pdf", "f.xml", "g.7", "h.Part\x1bTwo")
    source = open_source(SourceSettings(name="desk", location=str(tmp_path)))
    for _ in range(2):
        assert len(list(source.documents(OnRecord({})))) == 1
        assert source_remark(source) == (
            "7 files skipped: 2 PDF documents (.pdf), 2 without an ending, 1 Word document (.docx), 1 .7, 1 .xml"
        )
    fill(tmp_path, *(f"{number}.{ending}" for number, ending in enumerate(("jpg", "png", "gif"))))
    list(source.documents(OnRecord({})))
    assert source_remark(source).startswith("10 files skipped: 3 images (.gif, .jpg, .png), 2 PDF documents (.pdf), 2 ")
