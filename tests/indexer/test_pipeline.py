"""From files to archive and index: the first run and the next ones."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import indexer.outcome
from indexer.archive import RunState
from indexer.document import Document
from indexer.errors import ReadingError, SourceError
from indexer.extract import Extraction, ExtractSettings
from indexer.pipeline import RunOptions
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from tests.indexer.conftest import START, Desk, outcome
from tests.indexer.failing_source import FailingSource


def test_second_run_changes_nothing(desk: Desk) -> None:
    for number in range(8):
        desk.story(f"{number}.txt", f"Story number {number}")
    assert outcome(desk.index()) == {"added": 8}
    before = desk.archive.stats()
    commits = list(desk.engine.commits)
    assert outcome(desk.index()) == {"same": 8}
    assert desk.archive.stats() == before
    assert desk.engine.commits == commits
    assert len(desk.titles()) == 8


def test_changed_file_makes_a_version(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    (article,) = desk.archive.stream()
    desk.story("a.txt", "Bridge opens late")
    assert outcome(desk.index()) == {"changed": 1}
    assert desk.titles() == ["Bridge opens late"]
    stored = desk.archive.get(article.id)
    assert stored is not None
    assert stored.versions == 2
    assert stored.first_seen == article.first_seen
    assert stored.updated > stored.first_seen
    (version,) = desk.archive.versions(article.id)
    assert version.article.title == "Bridge opens"
    assert (version.number, version.seen_from, version.replaced_at) == (1, stored.first_seen, stored.updated)


def test_touched_file_is_the_same(desk: Desk) -> None:
    path = desk.story("a.txt", "Bridge opens")
    desk.index()
    os.utime(path, (1_700_000_000, 1_700_000_000))
    before = desk.archive.stats()
    assert outcome(desk.index()) == {"same": 1}
    assert desk.archive.stats() == before


def test_vanished_file_leaves_the_index_and_stays_in_the_archive(desk: Desk) -> None:
    path = desk.story("a.txt", "Bridge opens")
    desk.story("b.txt", "Ferry closes")
    desk.index()
    (gone,) = [article for article in desk.archive.stream() if article.title == "Bridge opens"]
    path.unlink()
    assert outcome(desk.index()) == {"same": 1, "removed": 1}
    assert desk.titles() == ["Ferry closes"]
    stored = desk.archive.get(gone.id)
    assert stored is not None
    assert stored.removed_at is not None
    assert stored.article == gone


def test_returned_file_comes_back_with_its_first_seen(desk: Desk) -> None:
    path = desk.story("a.txt", "Bridge opens")
    desk.index()
    (before,) = desk.archive.stream()
    path.unlink()
    desk.index()
    desk.story("a.txt", "Bridge opens")
    assert outcome(desk.index()) == {"added": 1}
    (after,) = desk.archive.stream()
    assert after == before
    assert desk.archive.versions(after.id) == ()
    assert desk.titles() == ["Bridge opens"]


def test_article_stays_when_its_document_can_no_longer_be_read(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    desk.write("a.txt", b"")
    assert outcome(desk.index()) == {"failed": 1}
    assert outcome(desk.index()) == {"failed": 1}
    assert desk.titles() == ["Bridge opens"]
    (failure,) = desk.archive.failures(10)
    assert (failure.reason, failure.attempts) == ("empty", 1)
    desk.story("a.txt", "Bridge opens again")
    assert outcome(desk.index()) == {"changed": 1}
    assert desk.archive.failures(10) == ()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.html", b"   \n ", "empty"),
        ("binary.txt", bytes(range(256)) * 20, "binary"),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(range(200)), "unsupported"),
        ("story.txt", b"{\\rtf1\\ansi The pier will be rebuilt.}", "unsupported"),
        ("cut.json", b'{"title": "Bri', "bad-json"),
        ("large.txt", b"word " * 10_000_000, "too-large"),
    ],
)
def test_bad_file_is_a_recorded_failure_and_the_run_goes_on(desk: Desk, name: str, content: bytes, reason: str) -> None:
    desk.write(name, content)
    desk.story("zz.txt", "Bridge opens")
    assert outcome(desk.index()) == {"added": 1, "failed": 1}
    (failure,) = desk.archive.failures(10)
    assert (failure.reason, failure.key) == (reason, name)
    assert failure.location.endswith(name)
    assert len(failure.message) > 20
    assert outcome(desk.index()) == {"same": 1, "failed": 1}
    assert desk.archive.failure_counts() == {reason: 1}


def test_file_in_another_encoding_is_read(desk: Desk) -> None:
    desk.write("latin.txt", "Crue à Québec\n\nLe fleuve est monté de trois mètres.\n".encode("latin-1"))
    assert outcome(desk.index()) == {"added": 1}
    assert desk.titles() == ["Crue à Québec"]


def test_bug_in_reading_one_document_does_not_stop_the_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = indexer.outcome.extract

    def faulty(document: Document, *, settings: ExtractSettings, now: datetime, source_name: str) -> Extraction:
        if document.key == "b.txt":
            raise ZeroDivisionError("by zero")
        return real(document, settings=settings, now=now, source_name=source_name)

    monkeypatch.setattr(indexer.outcome, "extract", faulty)
    for name in "abc":
        desk.story(f"{name}.txt", f"Story {name}")
    assert outcome(desk.index()) == {"added": 2, "failed": 1}
    (failure,) = desk.archive.failures(10)
    assert (failure.reason, failure.message) == ("internal", "ZeroDivisionError: by zero")


def test_document_that_needs_too_much_memory_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = indexer.outcome.extract

    def short_of_memory(document: Document, **others: object) -> Extraction:
        if document.key == "b.txt":
            raise MemoryError
        return real(document, **others)

    for name in "abc":
        desk.story(f"{name}.txt", f"Story {name}")
    with monkeypatch.context() as patched:
        patched.setattr(indexer.outcome, "extract", short_of_memory)
        assert outcome(desk.index()) == {"added": 2, "failed": 1}
    assert outcome(desk.index()) == {"added": 1, "same": 2}


def test_vanished_folder_removes_nothing(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    source = desk.source()
    desk.files.rename(desk.folder / "elsewhere")
    with pytest.raises(SourceError, match=r"articles.*Check the path"):
        desk.index(source)
    with pytest.raises(SourceError, match="does not exist"):
        desk.source()
    assert desk.titles() == ["Bridge opens"]
    (latest, _) = desk.archive.latest_runs(5)
    assert latest.state is RunState.FAILED
    assert "nothing was removed" in latest.message


def test_empty_folder_removes_articles_only_with_allow_shrink(desk: Desk) -> None:
    paths = [desk.story(f"{number}.txt", f"Story {number}") for number in range(12)]
    desk.index()
    for path in paths:
        path.unlink()
    with pytest.raises(SourceError, match="allow-shrink"):
        desk.index()
    assert len(desk.titles()) == 12
    assert outcome(desk.index(options=RunOptions(allow_shrink=True))) == {"removed": 12}
    assert desk.titles() == []


def test_article_published_during_a_run_is_not_in_the_future(desk: Desk) -> None:
    fillers = [{"id": f"n{number}", "title": f"Filler {number}", "text": "Words."} for number in range(40)]
    appears = START + timedelta(minutes=20)
    desk.records("a.jsonl", *fillers, {"id": "late", "title": "It opens", "text": "Now.", "date": appears.isoformat()})
    desk.index()
    stored = desk.archive.get("late")
    assert stored is not None
    assert str(stored.article.published) == "2026-03-01T08:20:00Z"


def test_changed_source_settings_have_all_documents_read_again(desk: Desk) -> None:
    desk.records("a.jsonl", {"id": "n1", "title": "Bridge", "text": "It opens.", "kicker": "Opening day"})
    assert outcome(desk.index()) == {"added": 1}
    mapped = desk.source(fields={"title": "kicker"})
    assert outcome(desk.index(mapped)) == {"changed": 1}
    assert outcome(desk.index(mapped)) == {"same": 1}
    assert desk.titles() == ["Opening day"]
    assert outcome(desk.index(desk.source(fields={"title": "kicker"}, source="The Ledger"))) == {"changed": 1}


def test_sources_do_not_touch_each_other(desk: Desk) -> None:
    desk.story("a/1.txt", "Bridge opens")
    desk.story("b/1.txt", "Ferry closes")
    first, second = desk.source(desk.files / "a", name="a"), desk.source(desk.files / "b", name="b")
    desk.index(first)
    desk.index(second)
    assert outcome(desk.index(first)) == {"same": 1}
    assert desk.titles() == ["Bridge opens", "Ferry closes"]
    records = desk.archive.sources()
    assert [(each.name, each.kind, each.articles) for each in records] == [("a", "folder", 1), ("b", "folder", 1)]


def test_run_leaves_the_index_to_another_that_is_writing_it(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    with desk.archive.index_lock():
        assert outcome(desk.index()) == {"added": 1}
        assert desk.engine.articles == {}
    desk.index()
    assert desk.titles() == ["Bridge opens"]


def test_pipeline_with_the_embedded_engine(desk: Desk, tmp_path: Path) -> None:
    engine = open_engine(IndexSettings.model_validate({}), SearchSettings.model_validate({}), tmp_path / "whoosh")
    try:
        desk.story("a.txt", "Bridge opens")
        desk.story("b.txt", "Ferry closes")
        desk.index(engine=engine)
        (desk.files / "a.txt").unlink()
        desk.story("b.txt", "Ferry closes early")
        desk.index(engine=engine)
        assert engine.stats().articles == 1
        (article,) = desk.archive.stream()
        assert engine.get(article.id) == article
    finally:
        engine.close()


def test_failed_documents_are_read_again_with_retry_failed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = indexer.outcome.extract

    def faulty(document: object, **more: object) -> object:
        raise ReadingError("no-text", "There is nothing to read here.")

    desk.records("r.jsonl", {"id": "n1", "title": "Bridge", "text": "It opens."})
    desk.story("a.txt", "Ferry closes")
    monkeypatch.setattr(indexer.outcome, "extract", faulty)
    assert outcome(desk.index()) == {"failed": 2}
    monkeypatch.setattr(indexer.outcome, "extract", real)
    assert outcome(desk.index()) == {"failed": 2}
    assert outcome(desk.index(options=RunOptions(retry_failed=True))) == {"added": 2}
    assert desk.titles() == ["Bridge", "Ferry closes"]


@pytest.mark.parametrize(("left", "removes"), [(10, True), (9, False)])
def test_source_that_would_lose_most_of_its_articles_loses_none(desk: Desk, left: int, removes: bool) -> None:
    records = [{"id": f"r{n}", "title": f"Record {n}", "text": "T."} for n in range(20)]
    desk.records("r.jsonl", *records)
    desk.index()
    desk.records("r.jsonl", *records[:left])
    if removes:
        assert outcome(desk.index()) == {"same": 10, "removed": 10}
        return
    for _ in range(2):
        with pytest.raises(SourceError, match=r"11 of the 20 articles.*Nothing was removed.*--allow-shrink"):
            desk.index()
        assert len(desk.titles()) == 20
        run = desk.archive.latest_runs(1)[0]
        assert (run.state, run.counts.removed) == (RunState.FAILED, 0)
        assert "--allow-shrink" in run.message


def test_articles_that_only_moved_are_not_lost(desk: Desk) -> None:
    records = [{"url": f"https://news.example/{n}", "title": f"Record {n}", "text": "T."} for n in range(20)]
    path = desk.records("old.jsonl", *records)
    desk.index()
    path.rename(desk.files / "new.jsonl")
    assert outcome(desk.index()).keys() <= {"same", "changed"}
    assert len(desk.titles()) == 20


def test_interrupted_run_does_not_count_as_a_source_that_shrank(desk: Desk) -> None:
    for number in range(30):
        desk.story(f"{number:02}.txt", f"Story {number}")
    desk.index()
    with pytest.raises(KeyboardInterrupt):
        desk.index(FailingSource(desk.source(), 3, KeyboardInterrupt()))
    assert len(desk.titles()) == 30
