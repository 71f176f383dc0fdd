"""The index catches up with the archive, whatever it missed, and is rebuilt from it."""

from collections.abc import Callable

import pytest

from indexer.errors import ForeignIndex
from indexer.index_sync import catch_up, rebuild
from indexer.settings import IndexerSettings
from search.errors import EngineUnavailable
from tests.indexer.conftest import Desk, outcome


def test_index_that_missed_a_commit_catches_up(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    desk.story("b.txt", "Ferry closes")
    desk.engine.failing_commits = 1
    with pytest.raises(EngineUnavailable):
        desk.index()
    assert desk.archive.stats().articles == 2
    assert len(desk.engine.articles) == 1
    assert outcome(desk.index()) == {"same": 2}
    assert desk.titles() == ["Bridge opens", "Ferry closes"]


def test_commit_that_was_not_recorded_is_made_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    (desk.files / "a.txt").unlink()
    desk.story("b.txt", "Ferry closes")

    def die(generation: str, revision: int) -> None:
        raise SystemExit(9)

    with monkeypatch.context() as patched:
        patched.setattr(desk.archive, "record_indexed", die)
        with pytest.raises(SystemExit):
            desk.index()
    assert outcome(desk.index()) == {"same": 1}
    assert desk.titles() == ["Ferry closes"]


def test_lost_index_is_rebuilt_from_the_archive(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    desk.engine.articles, desk.engine.generation = {}, 0
    assert outcome(desk.index()) == {"same": 1}
    assert desk.titles() == ["Bridge opens"]


def test_index_of_another_archive_is_replaced_by_request_alone(desk: Desk, new_desk: Callable[[str], Desk]) -> None:
    other = new_desk("other")
    other.story("x.txt", "Elsewhere")
    other.index()
    desk.engine = other.engine
    desk.engine.generation = 7
    desk.story("a.txt", "Bridge opens")
    for attempt in (desk.index, lambda: rebuild(desk.archive, desk.engine, settings=desk.settings)):
        with pytest.raises(ForeignIndex, match=r"1 articles of another archive.*--rebuild"):
            attempt()
    assert [article.title for article in desk.engine.articles.values()] == ["Elsewhere"]
    rebuild(desk.archive, desk.engine, settings=desk.settings, replace_foreign=True)
    desk.index()
    assert desk.titles() == ["Bridge opens"]


def test_rebuild_reads_the_archive_alone(desk: Desk) -> None:
    for name in "abc":
        desk.story(f"{name}.txt", f"Story {name}")
    desk.index()
    before = desk.engine.generation
    for path in desk.files.iterdir():
        path.unlink()
    assert outcome(rebuild(desk.archive, desk.engine, settings=desk.settings)) == {"added": 3}
    assert desk.engine.generation == before + 1
    assert desk.titles() == ["Story a", "Story b", "Story c"]
    assert catch_up(desk.archive, desk.engine) == 0


def test_failed_rebuild_leaves_the_old_generation(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    generation = desk.engine.generation
    desk.engine.failing_commits = 1
    with pytest.raises(EngineUnavailable):
        rebuild(desk.archive, desk.engine, settings=desk.settings)
    assert desk.engine.generation == generation
    assert desk.titles() == ["Bridge opens"]


def test_index_is_committed_after_commit_every_articles(desk: Desk) -> None:
    desk.settings = IndexerSettings(batch=2, commit_every=4, wait=0)
    for number in range(10):
        desk.story(f"{number}.txt", f"Story {number}")
    desk.index()
    assert desk.engine.commits == [0, 4, 4, 2]
    assert catch_up(desk.archive, desk.engine, commit_every=1) == 0
