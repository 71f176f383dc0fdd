"""A damaged archive: what is read is what was written, or an error that names the article, the file and the remedy."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.archive import Archive, ArchiveError, DamagedRecord, RecordDamaged, open_archive
from indexer.index_sync import catch_up, rebuild
from indexer.pipeline import RunOptions
from search.article import Article
from search.errors import EngineUnavailable
from tests.indexer.archive.test_migrations import AS_IN_FORMAT_4
from tests.indexer.conftest import Desk, outcome

TEXTS = {
    name: f"The {name} was opened on Monday, after years of work at the harbour."
    for name in ("bridge", "ferry", "pier")
}


@pytest.fixture
def filled(desk: Desk) -> Desk:
    records = ({"id": name, "title": name.title(), "text": text} for name, text in TEXTS.items())
    desk.records("r.jsonl", *records)
    assert outcome(desk.index()) == {"added": 3}
    return desk


def path_of(desk: Desk) -> Path:
    return desk.folder / "data" / "archive.db"


@contextmanager
def database(desk: Desk) -> Iterator[sqlite3.Connection]:
    """The file of the archive, with all that was written in it, for a hand that damages it."""
    desk.archive.close()
    connection = sqlite3.connect(path_of(desk), isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = OFF")
        yield connection
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def reopen(desk: Desk) -> Archive:
    desk.archive.close()
    desk.archive = open_archive(path_of(desk), create=False)
    return desk.archive


def articles(archive: Archive) -> tuple[dict[str, str], list[str]]:
    """The texts that a stream gives, and the ids of what is damaged."""
    damaged: list[DamagedRecord] = []
    texts = {each.id: each.text for each in archive.stream(on_damage=damaged.append)}
    return texts, [each.article_id for each in damaged]


DAMAGE: dict[str, Callable[[sqlite3.Connection], object]] = {
    "a letter": lambda db: db.execute(
        "UPDATE articles SET record = replace(record, 'Monday', 'Sunday') WHERE id = 'ferry'"
    ),
    "no JSON": lambda db: db.execute("UPDATE articles SET record = 'x' || record WHERE id = 'ferry'"),
    "no UTF-8": lambda db: db.execute(
        "UPDATE articles SET record = CAST(CAST(record AS BLOB) || x'ff' AS TEXT) WHERE id = 'ferry'"
    ),
    "bytes": lambda db: db.execute("UPDATE articles SET record = x'00ff' WHERE id = 'ferry'"),
    "a time": lambda db: db.execute("UPDATE articles SET first_seen = '2026-99-99' WHERE id = 'ferry'"),
    "another time": lambda db: db.execute("UPDATE articles SET first_seen = '2016-03-01T08:01:00Z' WHERE id = 'ferry'"),
    "provenance": lambda db: db.execute("UPDATE articles SET ledger = '{' WHERE id = 'ferry'"),
    "source": lambda db: db.execute("UPDATE articles SET source = 'desl' WHERE id = 'ferry'"),
    "the checksum": lambda db: db.execute("UPDATE articles SET checksum = checksum + 1 WHERE id = 'ferry'"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_article_is_named_and_the_others_are_read(filled: Desk, kind: str) -> None:
    with database(filled) as connection:
        DAMAGE[kind](connection)
    archive = reopen(filled)
    told = r"article ferry is damaged in the archive .*archive\.db.*backup.*--retry-failed"
    with pytest.raises(RecordDamaged, match=told):
        archive.get("ferry")
    with pytest.raises(RecordDamaged, match=told):
        list(archive.stream())
    assert articles(archive) == ({"bridge": TEXTS["bridge"], "pier": TEXTS["pier"]}, ["ferry"])
    changes = {change.article_id: change for change in archive.changes_since(0)}
    assert changes["ferry"].damaged == DamagedRecord("ferry")
    assert [name for name, change in changes.items() if change.article is not None] == ["bridge", "pier"]
    assert [change.revision for change in archive.changes_since(0)] == sorted(c.revision for c in changes.values())


def test_a_rebuild_takes_a_damaged_article_from_the_index_before(filled: Desk) -> None:
    with database(filled) as connection:
        DAMAGE["a letter"](connection)
    archive, generation = reopen(filled), filled.engine.generation
    with pytest.raises(RecordDamaged, match=r"ferry.*new index is live. 1 of them .* 0 are left out"):
        rebuild(archive, filled.engine, settings=filled.settings)
    assert filled.engine.generation == generation + 1
    assert {each.id: each.text for each in filled.engine.articles.values()} == TEXTS
    filled.engine.articles.pop("ferry")
    with pytest.raises(RecordDamaged, match=r"ferry.* 0 of them .* 1 are left out"):
        rebuild(archive, filled.engine, settings=filled.settings)
    assert filled.engine.articles.keys() == {"bridge", "pier"}


def test_a_damaged_change_is_left_as_the_index_has_it(filled: Desk) -> None:
    filled.records("r.jsonl", *({"id": name, "title": name, "text": f"{text} Twice."} for name, text in TEXTS.items()))
    filled.engine.failing_commits = 1
    with pytest.raises(EngineUnavailable, match="full"):
        filled.index()
    with database(filled) as connection:
        DAMAGE["a letter"](connection)
    assert catch_up(reopen(filled), filled.engine) == 3
    texts = {each.id: each.text for each in filled.engine.articles.values()}
    assert texts == {name: text if name == "ferry" else f"{text} Twice." for name, text in TEXTS.items()}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_article_is_mended_from_its_source_and_is_no_version(filled: Desk, kind: str) -> None:
    with database(filled) as connection:
        DAMAGE[kind](connection)
    reopen(filled)
    assert outcome(filled.index()) == {"same": 3}, "a source that has not changed is not read"
    assert articles(filled.archive)[1] == ["ferry"]
    counts = filled.index(options=RunOptions(retry_failed=True))
    assert outcome(counts) == {"changed": 1, "same": 2}
    assert articles(filled.archive) == (TEXTS, [])
    assert filled.archive.versions("ferry") == ()
    assert filled.titles() == ["Bridge", "Ferry", "Pier"]


def test_a_damaged_article_that_vanishes_stays_damaged(filled: Desk) -> None:
    with database(filled) as connection:
        DAMAGE["a letter"](connection)
    reopen(filled)
    filled.records(
        "r.jsonl", *({"id": each, "title": each.title(), "text": TEXTS[each]} for each in ("bridge", "pier"))
    )
    assert outcome(filled.index()) == {"same": 2, "removed": 1}
    with pytest.raises(RecordDamaged):
        filled.archive.get("ferry")
    filled.records("r.jsonl", {"id": "ferry", "title": "Ferry", "text": "It is back."})
    filled.index()
    assert articles(filled.archive) == ({"ferry": "It is back."}, [])
    assert filled.archive.versions("ferry") == (), "what was damaged is nobody's earlier version"


def test_a_damaged_version_is_named(filled: Desk) -> None:
    filled.records("r.jsonl", *({"id": name, "title": name.title(), "text": "Anew."} for name in TEXTS))
    filled.index()
    with database(filled) as connection:
        connection.execute(
            "UPDATE versions SET record = replace(record, 'Monday', 'Sunday') WHERE article_id = 'ferry'"
        )
    archive = reopen(filled)
    assert [version.article.text for version in archive.versions("bridge")] == [TEXTS["bridge"]]
    with pytest.raises(RecordDamaged, match="ferry"):
        archive.versions("ferry")


def test_a_damaged_alternate_inherits_nothing(desk: Desk) -> None:
    for name in ("a", "b", "c"):
        desk.write(
            f"{name}.json",
            json.dumps({"id": "one", "url": "https://h.example/1", "title": name, "text": f"By {name}."}),
        )
    desk.index()
    with database(desk) as connection:
        connection.execute("UPDATE alternates SET record = replace(record, 'By b', 'By x') WHERE key = 'b.json'")
    reopen(desk)
    (desk.files / "a.json").unlink()
    desk.index()
    assert articles(desk.archive) == ({"one": "By c."}, [])


def test_every_flipped_byte_of_a_record_is_found(filled: Desk) -> None:
    """Of the file itself, whatever of a row it hits: the text, a time, a length, the checksum."""
    filled.archive.close()
    with database(filled):
        pass
    sound = path_of(filled).read_bytes()
    start = sound.index(b'ferry{"id":"ferry"') - 16
    end = sound.index(TEXTS["ferry"].encode(), start) + len(TEXTS["ferry"]) + 400
    told = []
    for position in range(start, end):
        torn = bytearray(sound)
        torn[position] ^= 1 << position % 8
        path_of(filled).write_bytes(torn)
        for aside in ("-wal", "-shm"):
            path_of(filled).with_name(f"archive.db{aside}").unlink(missing_ok=True)
        archive = open_archive(path_of(filled), create=False)
        try:
            texts, damaged = articles(archive)
            assert {**TEXTS, **texts} == TEXTS, position
            assert sorted([*texts, *damaged]) == sorted(TEXTS), position
            for name in TEXTS:
                stored = archive.get(name)
                assert stored is not None, position
                assert stored.article.text == TEXTS[name], position
        except RecordDamaged as error:
            told.append(str(error))
        finally:
            archive.close()
    assert len(told) > 0.95 * (end - start)
    assert [
        each for each in told if "article ferry is damaged in the archive" not in each or "backup" not in each
    ] == []


def test_a_torn_page_costs_the_articles_in_it_alone(desk: Desk) -> None:
    # Texts of several pages each, so that one lies in pages of its own.
    long = {name: f"{name} " * 4_000 for name in ("a", "b", "c", "d")}
    desk.records("r.jsonl", *({"id": name, "title": name, "text": text} for name, text in long.items()))
    desk.index()
    with database(desk):
        pass
    whole = bytearray(path_of(desk).read_bytes())
    middle = whole.index(b"c " * 2_000)
    page = middle // 4096 * 4096 + 4096
    whole[page : page + 4096] = b"\xa5" * 4096
    path_of(desk).write_bytes(whole)
    archive = reopen(desk)
    texts, damaged = articles(archive)
    assert damaged == ["c"]
    assert sorted(texts) == ["a", "b", "d"]
    with pytest.raises(RecordDamaged, match=r"c is damaged.* 1 of them"):
        rebuild(archive, desk.engine, settings=desk.settings)
    assert len(desk.engine.articles) == 4, "the index before still had it"


def test_damaged_times_of_runs_and_failures_are_an_error_of_the_archive(filled: Desk) -> None:
    filled.write("bad.json", "{")
    filled.index()
    with database(filled) as connection:
        connection.execute("UPDATE runs SET started = 'then'")
        connection.execute("UPDATE failures SET first_at = x'00'")
    archive = reopen(filled)
    for call in (archive.sources, lambda: archive.latest_runs(5), lambda: archive.failures(5)):
        with pytest.raises(ArchiveError, match=r"archive\.db is damaged.*backup"):
            call()


def test_an_archive_of_the_format_before_gets_its_checksums_at_the_next_run(filled: Desk) -> None:
    before = articles(filled.archive)
    with database(filled) as connection:
        connection.executescript(AS_IN_FORMAT_4)
    assert articles(reopen(filled)) == before, "it can be read at once"
    assert outcome(filled.index()) == {"same": 3}
    with database(filled) as connection:
        assert connection.execute("SELECT count(*) FROM articles WHERE checksum IS NULL").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM meta WHERE name = 'checksums'").fetchone() == (0,)
        DAMAGE["a letter"](connection)
    assert articles(reopen(filled))[1] == ["ferry"]


def test_checksums_of_many_rows_of_every_table_are_added(desk: Desk) -> None:
    for turn in range(3):
        records = [{"id": f"{n:04}", "title": f"Story {n}", "text": f"Told {turn} times."} for n in range(700)]
        desk.records("r.jsonl", *records)
        desk.records("s.jsonl", *records)
        desk.index()
    with database(desk) as connection:
        connection.executescript(AS_IN_FORMAT_4)
    archive = reopen(desk)
    archive.add_missing_checksums()
    with database(desk) as connection:
        for table, rows in (("articles", 700), ("versions", 1_400), ("alternates", 700)):
            counted = connection.execute(f"SELECT count(*), count(checksum) FROM {table}").fetchone()
            assert counted == (rows, rows), table
    assert articles(reopen(desk))[1] == []


def test_an_article_is_read_again_as_it_was_given(desk: Desk) -> None:
    """Whatever its text has in it, the checksum fits."""
    odd = "NUL \0, a lone surrogate \ud800, an emoji \N{PERSON CLIMBING}, and a line\u2028 separator"
    article = Article("odd", "Odd", odd)
    desk.records("r.jsonl", {"id": "odd", "title": "Odd", "text": article.text})
    desk.index()
    (stored,) = desk.archive.stream()
    assert replace(stored, text="") != stored
    assert articles(desk.archive)[1] == []
