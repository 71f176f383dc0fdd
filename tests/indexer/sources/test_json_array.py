"""A JSON file that holds an array is a file of records."""

import json
from pathlib import Path

import pytest

from indexer.document import ContainerDone, Document, Failure, Unchanged
from tests.indexer.conftest import Desk, outcome
from tests.indexer.sources.conftest import ReadFiles


def records(*numbers: int) -> list[dict[str, object]]:
    return [{"id": f"r{number}", "title": f"Record {number}", "text": "It happened. " * 40} for number in numbers]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n  "])
def test_items_are_the_records(tmp_path: Path, read_files: ReadFiles, indent: int | None, start: str) -> None:
    path = tmp_path / "dump.json"
    items = [*records(*range(400)), {"title": "Né à Łódź 東京 😀", "text": "x" * 200_000}]
    path.write_text(start + json.dumps(items, indent=indent, ensure_ascii=False) + "\n", "utf-8")
    *found, end = read_files(tmp_path)
    assert [each.fields for each in found if isinstance(each, Document)] == items
    assert [each.key for each in found[-2:] if isinstance(each, Document)] == ["dump.json#r399", "dump.json:401"]
    assert isinstance(end, ContainerDone)
    (again,) = read_files(tmp_path, {"dump.json": end.fingerprint})
    assert isinstance(again, Unchanged)
    assert again.whole
    assert [type(each) for each in read_files(path)] == [*[Document] * 401, ContainerDone]


@pytest.mark.parametrize(
    ("text", "read", "reason", "place"),
    [
        ('[{"title": "A"}, {"title": "B', 1, "bad-json", "record 2"),
        ('[{"title": "A"}, ', 1, "bad-json", "record 2"),
        ('[{"title": "A"}', 1, "bad-json", "record 1"),
        ('[{"title": "A"} {"title": "B"}]', 1, "bad-json", "record 1"),
        ('[{"title": "A"}] and more', 1, "bad-json", "record 1"),
        ('[{"title": "A"}, ' + "[" * 200_000, 1, "bad-json", "record 2"),
        ('[{"title": "A"}, {"text": "' + "x" * 300_000 + '"}]', 1, "too-large", "record 2"),
    ],
)
def test_what_comes_before_a_fault_is_read_and_the_rest_is_not_taken_for_gone(
    tmp_path: Path, read_files: ReadFiles, text: str, read: int, reason: str, place: str
) -> None:
    (tmp_path / "dump.json").write_text(text)
    *found, end = read_files(tmp_path, max_bytes=200_100)
    assert [type(each) for each in found] == [Document] * read
    assert isinstance(end, Failure)
    assert (end.key, end.reason, end.place, end.hides) == ("dump.json", reason, place, True)


def test_an_item_that_is_no_record_fails_alone(tmp_path: Path, read_files: ReadFiles) -> None:
    (tmp_path / "dump.json").write_bytes(b'[{"title": "A"}, 7, {"title": "caf\xe9"}, {"title": "B"}]')
    _, number, latin, last, end = read_files(tmp_path)
    assert [(each.key, each.reason) for each in (number, latin) if isinstance(each, Failure)] == [
        ("dump.json:2", "bad-json"),
        ("dump.json:3", "bad-encoding"),
    ]
    assert isinstance(last, Document)
    assert isinstance(end, ContainerDone)


@pytest.mark.parametrize("text", ["[]", "[1, 2]", '["a"]', "[[{}]]", "7", '"text"', "null", "[", "[cut"])
def test_other_json_is_a_clear_failure(desk: Desk, text: str) -> None:
    desk.write("a.json", text)
    assert outcome(desk.index()) == {"failed": 1}
    assert desk.archive.failure_counts() == {"bad-json": 1}


def test_records_come_and_go_with_the_array(desk: Desk) -> None:
    desk.write("a.json", json.dumps(records(1, 2, 3)))
    assert outcome(desk.index()) == {"added": 3}
    assert outcome(desk.index()) == {"same": 3}
    desk.write("a.json", json.dumps(records(1, 3, 4)))
    assert outcome(desk.index()) == {"added": 1, "same": 2, "removed": 1}
    desk.write("a.json", json.dumps(records(1, 3, 4))[:-20])
    desk.index()
    assert desk.titles() == ["Record 1", "Record 3", "Record 4"]


def test_a_file_may_turn_from_one_article_to_many_and_back(desk: Desk) -> None:
    desk.write("a.json", json.dumps(records(1)[0]))
    desk.index()
    desk.write("a.json", json.dumps([*records(2), {**records(1)[0], "text": "It changed."}]))
    desk.index()
    assert desk.titles() == ["Record 1", "Record 2"]
    assert desk.archive.failures(9) == ()
    desk.write("a.json", json.dumps(records(5)[0]))
    desk.index()
    assert desk.titles() == ["Record 5"]
