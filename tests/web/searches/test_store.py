"""The file of the search log: counted, deleted in time, forgotten without a trace."""

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest

from web.searches.entry import LoggedSearch, Surface
from web.searches.store import SearchLog, SearchLogError

ALWAYS = "0000"


def entry(query: str, hour: str = "2026-11-30T09", total: int = 1, **more: object) -> LoggedSearch:
    stated = {"surface": Surface.PAGE, "filtered": False, "partial": 0, "took_ms": 2.0, **more}
    return LoggedSearch(hour=hour, query=query, total=total, **stated)  # type: ignore[arg-type]


@pytest.fixture
def log(tmp_path: Path) -> SearchLog:
    return SearchLog(tmp_path / "data/searches.db")


def bytes_of(log: SearchLog) -> bytes:
    return b"".join(file.read_bytes() for file in log.path.parent.iterdir())


def test_the_same_search_in_an_hour_is_one_row_with_its_last_total(log: SearchLog) -> None:
    log.add([entry("dam", total=0), entry("dam", total=3)], ALWAYS)
    log.add(
        [entry("dam", total=4, took_ms=6.0), entry("dam", filtered=True), entry("dam", surface=Surface.API)], ALWAYS
    )
    rows = log.rows(ALWAYS)
    assert [(row.surface, row.filtered, row.times, row.total, row.took_ms) for row in rows] == [
        (Surface.API, False, 1, 1, 2.0),
        (Surface.PAGE, False, 3, 4, 10.0),
        (Surface.PAGE, True, 1, 1, 2.0),
    ]
    assert log.path.stat().st_mode & 0o777 == 0o600


def test_reading_and_forgetting_make_no_file(log: SearchLog) -> None:
    assert log.rows(ALWAYS) == []
    assert log.forget("dam") == 0
    assert not log.path.parent.exists()


def test_what_is_too_old_is_deleted_when_something_is_added(log: SearchLog) -> None:
    log.add([entry("old secret", "2026-08-01T10"), entry("kept", "2026-09-01T10")], ALWAYS)
    log.add([entry("new")], "2026-09-01T10")
    assert [row.query for row in log.rows(ALWAYS)] == ["kept", "new"]
    assert b"old secret" not in bytes_of(log)


def test_a_forgotten_text_leaves_no_bytes(log: SearchLog) -> None:
    log.add([entry("Ida Berg".lower()), entry("ida berg trial"), entry("ida berg trial"), entry("trial")], ALWAYS)
    assert b"ida berg" in bytes_of(log)
    assert log.forget("IDA Berg") == 3
    assert [row.query for row in log.rows(ALWAYS)] == ["trial"]
    assert b"ida berg" not in bytes_of(log)
    assert log.forget("%") == 0


def test_forgetting_says_so_when_a_reader_keeps_copies_and_again_removes_them(
    log: SearchLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.searches.store.FORGET_WAIT_MS", 1)
    log.add([entry("ida berg"), entry("trial")], ALWAYS)
    with closing(sqlite3.connect(log.path, isolation_level=None)) as reader:
        log.add([entry("ida berg trial")], ALWAYS)
        reader.execute("BEGIN").close()
        assert reader.execute("SELECT count(*) FROM searches").fetchone() == (3,)
        with pytest.raises(SearchLogError, match=r"may still have copies .* Run the command again"):
            log.forget("ida berg")
        assert [row.query for row in log.rows(ALWAYS)] == ["trial"]
        assert b"ida berg" in bytes_of(log)
        reader.execute("COMMIT").close()
        assert log.forget("ida berg") == 0
        assert b"ida berg" not in bytes_of(log)


def test_forgetting_waits_for_a_reader_that_ends(log: SearchLog) -> None:
    log.add([entry("ida berg"), entry("trial")], ALWAYS)
    with closing(sqlite3.connect(log.path, isolation_level=None, check_same_thread=False)) as reader:
        log.add([entry("ida berg trial")], ALWAYS)
        reader.execute("BEGIN").close()
        assert reader.execute("SELECT count(*) FROM searches").fetchone() == (3,)
        ending = Timer(0.2, lambda: reader.execute("COMMIT").close())
        ending.start()
        assert log.forget("ida berg") == 2
        ending.join()
        assert b"ida berg" not in bytes_of(log)


def test_a_damaged_file_is_an_error_that_says_what_to_do(log: SearchLog) -> None:
    log.path.parent.mkdir()
    log.path.write_bytes(b"no database" * 500)
    for use in (lambda: log.rows(ALWAYS), lambda: log.forget("x"), lambda: log.add([entry("x")], ALWAYS)):
        with pytest.raises(SearchLogError, match=r"file is not a database\. If it is damaged, delete it"):
            use()


def test_an_hour_has_a_limited_number_of_queries_and_goes_on_counting_them(
    log: SearchLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.searches.store.MAX_QUERIES_OF_HOUR", 3)
    log.add([entry("a"), entry("b")], ALWAYS)
    log.add([entry("c"), entry("d"), entry("a"), entry("c", filtered=True), entry("d")], ALWAYS)
    log.add([entry("e"), entry("b"), entry("next", "2026-11-30T10")], ALWAYS)
    log.add([entry("e")], ALWAYS)
    assert [(row.query, row.filtered, row.times) for row in log.rows(ALWAYS)] == [
        ("a", False, 2),
        ("b", False, 2),
        ("c", False, 1),
        ("c", True, 1),
        ("next", False, 1),
    ]
