"""An archive that is lost, exchanged or damaged: the index is not replaced without a word, and the rest is saved."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.dateline.commands import Run, one_line


@pytest.fixture
def one(place: Path) -> Path:
    path = place / "one.jsonl"
    path.write_text('{"id": "one", "title": "The only one", "text": "It came alone."}\n', encoding="utf-8")
    return path


def found(run: Run, query: str) -> list[str]:
    return sorted(hit["id"] for hit in json.loads(run("search", query, "--json")[1])["results"])


def lose_archive(place: Path) -> None:
    for path in (place / "data").glob("archive.db*"):
        path.unlink()


def test_a_lost_archive_does_not_take_the_index_with_it(indexed: Path, run: Run, one: Path) -> None:
    before = found(run, "fire OR flooded")
    assert len(before) == 3
    current = (indexed / "data/index/CURRENT").read_bytes()
    lose_archive(indexed)
    code, _, err = run("index", str(one))
    assert code == 1
    said = one_line(err)
    told = ("3 articles of another archive", "data/archive.db", "put it back", "dateline export", "--rebuild")
    assert [part for part in told if part not in said] == []
    assert (indexed / "data/index/CURRENT").read_bytes() == current
    assert found(run, "fire OR flooded") == before


def test_the_articles_of_the_index_can_be_saved_and_read_again(indexed: Path, run: Run, one: Path) -> None:
    before = found(run, "fire OR flooded")
    lose_archive(indexed)
    assert run("index", str(one))[0] == 1
    code, saved, _ = run("export", "*")
    assert code == 0
    (indexed / "saved.jsonl").write_text(saved, encoding="utf-8")
    code, _, err = run("index", "--rebuild")
    assert code == 0
    assert "articles of another archive" in err
    assert run("index", "saved.jsonl", str(one))[0] == 0
    assert found(run, "fire OR flooded") == before
    assert found(run, "alone") == ["one"]


def test_the_replaced_index_is_kept_however_often_the_new_one_is_rebuilt(indexed: Path, run: Run, one: Path) -> None:
    before = found(run, "fire OR flooded")
    index = indexed / "data/index"
    generation = index / (index / "CURRENT").read_text().split()[0]
    lose_archive(indexed)
    run("index", str(one))
    for _ in range(4):
        assert run("index", "--rebuild")[0] == 0
    assert run("index", str(one))[0] == 0
    assert found(run, "fire OR flooded OR alone") == ["one"]
    assert generation.is_dir()
    # The way back that the documentation gives.
    (index / f"CURRENT.{generation.name}").replace(index / "CURRENT")
    assert found(run, "fire OR flooded") == before


def test_an_archive_put_back_is_as_it_was(indexed: Path, run: Run, one: Path) -> None:
    aside = indexed / "aside.db"
    (indexed / "data/archive.db").replace(aside)
    lose_archive(indexed)
    assert run("index", str(one))[0] == 1
    lose_archive(indexed)
    aside.replace(indexed / "data/archive.db")
    assert run("index", str(one))[0] == 0
    assert len(found(run, "fire OR flooded OR alone")) == 4


def test_an_archive_of_others_is_noticed(indexed: Path, run: Run, one: Path) -> None:
    """Also when it has filled an index of its own."""
    assert run("--data", "other", "index", str(one))[0] == 0
    lose_archive(indexed)
    (indexed / "other/archive.db").replace(indexed / "data/archive.db")
    code, _, err = run("index", str(one))
    assert code == 1
    assert "which has 1." in one_line(err)


def test_a_first_index_and_an_unrecorded_one_of_our_own_need_no_word(indexed: Path, run: Run) -> None:
    # As if the process had died between the commit of the index and its record in the archive.
    with sqlite3.connect(indexed / "data/archive.db") as connection:
        connection.execute("DELETE FROM meta WHERE name LIKE 'indexed %'")
    connection.close()
    assert run("index", "articles")[0] == 0
    assert len(found(run, "fire OR flooded")) == 3


def test_an_export_leaves_out_what_is_damaged_and_says_so(indexed: Path, run: Run) -> None:
    with sqlite3.connect(indexed / "data/archive.db") as connection:
        connection.execute("UPDATE articles SET record = replace(record, 'fire', 'fare') WHERE id = 'f1'")
    connection.close()
    code, out, err = run("export")
    assert code == 1
    assert [part for part in ("f1 is damaged", "data/archive.db", "All others were written") if part not in err] == []
    assert sorted(json.loads(line)["title"] for line in out.splitlines()) == [
        "Fire at the town hall",
        "The river floods",
    ]
    code, _, err = run("index", "--rebuild")
    assert code == 1
    assert "new index is live. 1 of them" in one_line(err)
    assert found(run, "formula") == ["f1"], "the index before had it whole"
    assert run("index", "--retry-failed", "articles")[0] == 0
    assert run("export")[0] == 0
