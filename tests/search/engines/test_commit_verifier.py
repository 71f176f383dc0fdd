"""A large commit is checked in the background while searches use the previous one."""

from pathlib import Path

import pytest

from search.article import Article
from search.engines.whoosh.engine import WhooshEngine
from search.errors import IndexDamaged
from search.query.tree import Word
from search.request import SearchRequest
from tests.search.engines.folders import articles, filled, ids, opened


def reader(folder: Path) -> WhooshEngine:
    engine = opened(folder)
    assert isinstance(engine, WhooshEngine)
    return engine


def waited_for(engine: WhooshEngine) -> None:
    if engine._verifier is not None:
        engine._verifier.wait()


def test_a_large_commit_is_checked_while_searches_use_the_previous_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.whoosh.engine.MIN_BYTES_TO_VERIFY_ASIDE", 0)
    writing = filled(tmp_path, articles(3))
    reading = reader(tmp_path)
    wanted = SearchRequest(Word("harbour"))
    assert len(ids(reading, wanted)) == 3
    for turn in range(1, 4):
        with writing.writer() as writer:
            writer.update(Article(f"new{turn}", "New", "harbour"))
        # How the index stands is told at once; searches have the one or the other commit, whole.
        assert reading.stats().articles == 3 + turn
        assert len(ids(reading, wanted)) in {2 + turn, 3 + turn}
        waited_for(reading)
        assert len(ids(reading, wanted)) == 3 + turn
        assert reading._verifier is None


def test_a_search_reports_damage_in_a_large_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.whoosh.engine.MIN_BYTES_TO_VERIFY_ASIDE", 0)
    writing = filled(tmp_path, articles(3))
    reading = reader(tmp_path)
    assert ids(reading, SearchRequest(Word("harbour")))
    known = set(tmp_path.rglob("*.columns"))
    with writing.writer() as writer:
        writer.update(Article("new", "New", "harbour"))
    (fresh,) = set(tmp_path.rglob("*.columns")) - known
    data = bytearray(fresh.read_bytes())
    data[64] ^= 1
    fresh.write_bytes(bytes(data))
    with pytest.raises(IndexDamaged, match=fresh.name):
        for _ in range(2):
            reading.search(SearchRequest(Word("harbour")))
            waited_for(reading)


def test_large_commits_in_a_row_are_checked_by_one_thread_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.whoosh.engine.MIN_BYTES_TO_VERIFY_ASIDE", 1)
    writing = filled(tmp_path, articles(3))
    reading = reader(tmp_path)
    wanted = SearchRequest(Word("harbour"))
    assert len(ids(reading, wanted)) == 3
    for turn in range(10):
        with writing.writer() as writer:
            writer.update(Article(f"new{turn}", "New", "harbour"))
        before = reading._verifier
        ids(reading, wanted)
        assert before is None or before.is_done or reading._verifier is before
    for _ in range(2):
        waited_for(reading)
        found = len(ids(reading, wanted))
    # What was checked for one commit need not be checked for the next.
    waited_for(reading)
    assert len(ids(reading, wanted)) == 13 >= found
