"""JSON Lines files within a source: records that come, go, break and cannot be seen for a while."""

import gzip
import json
import os
from pathlib import Path

import pytest

from indexer.errors import SourceError
from tests.indexer.breaking import Breaking
from tests.indexer.conftest import Desk, outcome


def record(number: int, text: str = "It happened.") -> dict[str, object]:
    return {"id": f"r{number}", "title": f"Record {number}", "text": text}


def pack(desk: Desk, name: str, *numbers: int) -> bytes:
    # Texts of random letters, so that half of the file holds half of the records.
    letters = ("".join(chr(97 + byte % 26) for byte in os.urandom(2_000)) for _ in numbers)
    records = [record(number, text) for number, text in zip(numbers, letters, strict=True)]
    packed = gzip.compress("".join(json.dumps(each) + "\n" for each in records).encode())
    desk.write(name, packed)
    return packed


def test_record_that_left_the_file_is_removed_and_the_others_stay(desk: Desk) -> None:
    desk.records("r.jsonl", record(1), record(2), record(3))
    assert outcome(desk.index()) == {"added": 3}
    desk.records("r.jsonl", record(1), record(3, "It happened again."), record(4))
    assert outcome(desk.index()) == {"added": 1, "changed": 1, "same": 1, "removed": 1}
    assert desk.titles() == ["Record 1", "Record 3", "Record 4"]


def test_records_leave_with_their_file(desk: Desk) -> None:
    path = desk.records("sub/r.jsonl", record(1), record(2), "bad")
    desk.story("a.txt", "Bridge opens")
    desk.index()
    path.unlink()
    assert outcome(desk.index()) == {"same": 1, "removed": 2}
    assert desk.archive.failures(9) == ()


def test_bad_lines_of_an_unchanged_file_still_count(desk: Desk) -> None:
    path = desk.records("r.jsonl", record(1), "no object", {"nothing": "here"})
    assert outcome(desk.index()) == {"added": 1, "failed": 2}
    os.utime(path, (1_600_000_000, 1_600_000_000))
    for _ in range(2):
        assert outcome(desk.index()) == {"same": 1, "failed": 2}
    assert desk.archive.failure_counts() == {"bad-json": 1, "no-text": 1}
    assert {(each.place, each.attempts) for each in desk.archive.failures(9) if each.reason == "bad-json"} == {
        ("line 2", 1)
    }
    desk.records("r.jsonl", record(1), record(2))
    assert outcome(desk.index()) == {"added": 1, "same": 1}
    assert desk.archive.failure_counts() == {}


def test_truncated_file_removes_nothing(desk: Desk) -> None:
    whole = pack(desk, "r.jsonl.gz", *range(40))
    assert outcome(desk.index()) == {"added": 40}
    path = desk.write("r.jsonl.gz", whole[: len(whole) // 2])
    for _ in range(2):
        report = desk.index()
        assert (report.removed, report.failed) == (0, 1)
        assert len(desk.titles()) == 40
        os.utime(path, (1_600_000_000, 1_600_000_000))
    (failure,) = desk.archive.failures(9)
    assert failure.reason == "truncated"
    pack(desk, "r.jsonl.gz", *range(30))
    assert desk.index().removed == 10
    assert desk.archive.failures(9) == ()


def test_file_that_cannot_be_opened_for_a_while_removes_nothing(desk: Desk) -> None:
    path = desk.records("r.jsonl", record(1), record(2))
    desk.index()
    aside = path.rename(desk.folder / "aside")
    path.symlink_to(desk.folder / "nowhere")
    assert outcome(desk.index()) == {"failed": 1}
    assert desk.titles() == ["Record 1", "Record 2"]
    path.unlink()
    aside.rename(path)
    assert outcome(desk.index()) == {"same": 2}


def test_folder_that_cannot_be_listed_for_a_while_removes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.story("closed/a.txt", "Bridge opens")
    desk.records("closed/r.jsonl", record(1), "bad")
    desk.story("open.txt", "Ferry closes")
    desk.index()
    real = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", scandir)
        for _ in range(2):
            assert outcome(desk.index()) == {"same": 1, "failed": 1}
        assert desk.titles() == ["Bridge opens", "Ferry closes", "Record 1"]
    assert outcome(desk.index()) == {"same": 3, "failed": 1}
    assert desk.archive.failure_counts() == {"bad-json": 1}


def test_file_whose_reading_broke_off_is_read_again(desk: Desk) -> None:
    desk.records("r.jsonl", *(record(number) for number in range(8)))
    with pytest.raises(SourceError):
        desk.index(Breaking(desk.source(), 5, SourceError("The disk went away.")))
    assert desk.archive.counts().articles == 5
    assert outcome(desk.index()) == {"added": 3, "same": 5}


def test_records_that_left_are_removed_though_the_run_that_saw_it_broke_off(desk: Desk) -> None:
    desk.records("a.jsonl", record(1), record(2), "bad")
    desk.story("z.txt", "Bridge opens")
    desk.index()
    desk.records("a.jsonl", record(2))
    with pytest.raises(SourceError):
        desk.index(Breaking(desk.source(), 2, SourceError("The disk went away.")))
    assert desk.titles() == ["Bridge opens", "Record 1", "Record 2"]
    os.utime(desk.files / "a.jsonl", (1_600_000_000, 1_600_000_000))
    assert outcome(desk.index()) == {"same": 2, "removed": 1}
    assert desk.titles() == ["Bridge opens", "Record 2"]
    assert desk.archive.failures(9) == ()


def test_lines_without_ids_are_known_by_their_number(desk: Desk) -> None:
    desk.records("r.jsonl", {"title": "One", "text": "A."}, {"title": "Two", "text": "B."})
    desk.index()
    desk.records(
        "r.jsonl", {"title": "One", "text": "A."}, {"title": "Two", "text": "C."}, {"title": "3", "text": "D."}
    )
    assert outcome(desk.index()) == {"added": 1, "changed": 1, "same": 1}


def test_an_export_is_read_again_without_loss(desk: Desk) -> None:
    """What the archive holds goes out by the names of an export line and comes back the same, elsewhere."""
    from search.article import to_record

    desk.records(
        "r.jsonl",
        {
            "id": "n/1",
            "title": "Pont: «ouvert»",
            "text": "Un.\n\nDeux.",
            "url": "https://a.example/1",
            "published": "2015-11-27T13:46:00+03:00",
            "author": ["A. B.", "C"],
            "source": "PTI",
            "section": "Monde",
            "tags": ["pont", "fleuve"],
            "language": "fr",
            "place": "Lyon",
            "location": "elsewhere.html",
            "first_seen": "2012-01-02T03:04:05Z",
        },
        {"id": "n2", "title": "Undated", "text": "Text.", "published": "2015-11"},
    )
    desk.index()
    before = list(desk.archive.stream())
    assert str(before[0].first_seen) == "2012-01-02 03:04:05+00:00"
    again = desk.records("again/export.jsonl", *(to_record(article) for article in before))
    again.rename(desk.folder / "export.jsonl")
    (desk.files / "r.jsonl").unlink()
    desk.index(desk.source(desk.folder / "export.jsonl", name="other"))
    desk.index()
    assert list(desk.archive.stream()) == before
