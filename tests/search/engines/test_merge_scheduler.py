"""Segments are merged in the background: nothing waits for it, nothing is lost, and it can be stopped."""

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from search.article import Article
from search.engines.whoosh import merge_scheduler
from search.engines.whoosh.generations import Generations
from search.errors import IndexDamaged
from search.query.tree import Word
from search.request import SearchRequest
from tests.search.engines.folders import articles, filled, ids, opened

EVERYTHING = SearchRequest(Word("harbour"), limit=100)


class Held:
    """Lets a merge begin and not end before it is told to."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, *arguments: object) -> int:
        self.begun.set()
        assert self.go_on.wait(60)
        return REAL(*arguments)  # type: ignore[arg-type]


REAL = merge_scheduler.merge_segments


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held = Held()
    monkeypatch.setattr(merge_scheduler, "merge_segments", held)
    yield held
    held.go_on.set()


def segments(folder: Path) -> list[Path]:
    return sorted((folder / "index").glob("*/MAIN_*.columns"))


def parts(folder: Path) -> list[Path]:
    return list((folder / "index").glob(f"*/{merge_scheduler.PARTIAL_FILES}"))


def one_by_one(folder: Path, count: int) -> list[list[Article]]:
    return [[article] for article in articles(count)]


def test_readers_and_writers_work_while_segments_are_merged(tmp_path: Path, held: Held) -> None:
    engine = filled(tmp_path, *one_by_one(tmp_path, 3))
    assert held.begun.wait(60)
    assert len(ids(engine, EVERYTHING)) == 3
    with engine.writer() as writer:
        writer.update(Article("more", "More", "harbour"))
    assert len(ids(engine, EVERYTHING)) == 4
    held.go_on.set()
    engine.settle()
    assert len(segments(tmp_path)) == 2
    assert sorted(ids(opened(tmp_path), EVERYTHING)) == ["more", "n0", "n1", "n2"]


def test_deletions_and_replacements_during_a_merge_survive_it(tmp_path: Path, held: Held) -> None:
    engine = filled(tmp_path, *one_by_one(tmp_path, 3))
    assert held.begun.wait(60)
    with engine.writer() as writer:
        writer.delete("n0")
        writer.update(Article("n1", "Anew", "harbour anew"))
    held.go_on.set()
    engine.settle()
    for found in (engine, opened(tmp_path)):
        assert sorted(ids(found, EVERYTHING)) == ["n1", "n2"]
        assert ids(found, SearchRequest(Word("anew"))) == ["n1"]
        assert found.get("n0") is None


def test_a_rebuild_during_a_merge_wins(tmp_path: Path, held: Held) -> None:
    engine = filled(tmp_path, *one_by_one(tmp_path, 3))
    assert held.begun.wait(60)
    with engine.rebuild() as writer:
        writer.update(Article("only", "Only", "harbour"))
    held.go_on.set()
    engine.settle()
    assert ids(engine, EVERYTHING) == ["only"]
    assert parts(tmp_path) == []


def test_closing_stops_a_merge_and_the_next_commit_starts_it_again(tmp_path: Path, held: Held) -> None:
    engine = filled(tmp_path, *one_by_one(tmp_path, 3))
    assert held.begun.wait(60)
    threading.Timer(0.2, held.go_on.set).start()
    engine.close()
    assert len(segments(tmp_path)) == 3
    assert parts(tmp_path) == []
    other = opened(tmp_path)
    with other.writer() as writer:
        writer.update(Article("more", "More", "harbour"))
    other.settle()
    assert len(segments(tmp_path)) == 2
    assert len(ids(other, EVERYTHING)) == 4


def test_one_process_merges_at_a_time(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(1))
    with FileLock(tmp_path / "index" / "merge.lock", is_singleton=False):
        for article in articles(5):
            with engine.writer() as writer:
                writer.update(article)
        engine.settle()
        assert len(segments(tmp_path)) > 3
    with engine.writer() as writer:
        writer.update(Article("more", "More", "harbour"))
    engine.settle()
    assert len(segments(tmp_path)) <= 2


def test_files_of_a_killed_merge_are_deleted(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(2))
    engine.settle()
    left = segments(tmp_path)[0].with_name("merging-abc.part")
    left.write_bytes(b"half of it")
    assert engine.clean_up() == 1
    assert not left.exists()


def test_a_merge_reports_damage_and_leaves_the_commits_alone(tmp_path: Path, held: Held) -> None:
    engine = filled(tmp_path, *one_by_one(tmp_path, 2))
    engine.settle()
    path = segments(tmp_path)[0]
    data = bytearray(path.read_bytes())
    data[64] ^= 0xFF  # where the first array begins
    path.write_bytes(data)
    before = segments(tmp_path)
    held.go_on.set()
    with engine.writer() as writer:
        writer.update(Article("more", "More", "harbour"))
    with pytest.raises(IndexDamaged, match="--rebuild"):
        engine.settle()
    assert set(before) < set(segments(tmp_path))
    assert parts(tmp_path) == []


def test_a_commit_that_removes_the_segments_of_a_merge_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, deleted = merge_scheduler.choose_merge, threading.Event()

    def late(*arguments: object) -> object:
        group = real(*arguments)  # type: ignore[arg-type]
        if group and not deleted.is_set():
            deleted.set()
            with opened(tmp_path).writer() as writer:
                writer.delete("n1")
        return group

    monkeypatch.setattr(merge_scheduler, "choose_merge", late)
    engine = filled(tmp_path, *one_by_one(tmp_path, 3))
    engine.settle()
    assert deleted.is_set()
    assert sorted(ids(engine, EVERYTHING)) == ["n0", "n2"]


def test_a_successful_merge_clears_an_earlier_failure(tmp_path: Path) -> None:
    engine = filled(tmp_path, *one_by_one(tmp_path, 2))
    engine.settle()
    path = segments(tmp_path)[0]
    sound = path.read_bytes()
    path.write_bytes(sound[:64] + bytes([sound[64] ^ 0xFF]) + sound[65:])
    with engine.writer() as writer:
        writer.update(Article("more", "More", "harbour"))
    while any(thread.name == "merging" for thread in threading.enumerate()):
        time.sleep(0.01)
    path.write_bytes(sound)
    with engine.writer() as writer:
        writer.update(Article("yet more", "Yet more", "harbour"))
    engine.settle()
    assert len(segments(tmp_path)) == 2


def test_one_thread_may_wait_for_merges_that_another_starts(tmp_path: Path) -> None:
    filled(tmp_path, articles(1)).settle()
    merging_ = merge_scheduler.MergeScheduler(Generations(tmp_path / "index"), merge_at=3)
    waking = threading.Thread(target=lambda: [merging_.wake() for _ in range(1000)])
    usual = sys.getswitchinterval()
    # Threads take turns so often that they meet at every place.
    sys.setswitchinterval(1e-6)
    try:
        waking.start()
        while waking.is_alive():
            merging_.settle()
    finally:
        sys.setswitchinterval(usual)
    merging_.settle()
