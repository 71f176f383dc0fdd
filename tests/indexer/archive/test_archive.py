"""The archive as a file: created, opened again, refused, shared, read while it is written."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.schema import CreateTable

from indexer.archive import open_archive
from indexer.archive.models import Counts, ExtractedDocument, RunState
from indexer.archive.serialize import content_hash, dump_article, load_article
from indexer.archive.tables import metadata
from indexer.document import Document
from indexer.errors import ArchiveError
from indexer.extract import Extraction
from search.article import Article, Precision, Published
from tests.indexer.conftest import Clock, Desk

WORDS = st.text(max_size=30)
MAYBE = st.none() | WORDS
ZONES = st.none() | st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(timezones=ZONES).map(lambda moment: moment.replace(microsecond=0))
PUBLISHED = (
    MOMENTS.map(Published)
    | st.dates().map(lambda day: Published(datetime(day.year, day.month, day.day), Precision.DAY))
    | st.integers(1, 9999).map(lambda year: Published(datetime(year, 1, 1), Precision.YEAR))
)
ARTICLES = st.builds(
    Article,
    id=WORDS,
    title=WORDS,
    text=WORDS,
    url=MAYBE,
    published=st.none() | PUBLISHED,
    author=st.lists(WORDS, max_size=3).map(tuple),
    source=MAYBE,
    section=MAYBE,
    tags=st.lists(WORDS, max_size=3).map(tuple),
    language=MAYBE,
    place=MAYBE,
    location=MAYBE,
    first_seen=st.just(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
)


@given(ARTICLES)
def test_article_survives_its_json(article: Article) -> None:
    text = dump_article(article)
    text.encode()
    assert "\0" not in text
    assert load_article(text, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == article


@given(ARTICLES, ARTICLES)
def test_hash_differs_exactly_when_the_content_does(one: Article, other: Article) -> None:
    def content(article: Article) -> tuple[object, ...]:
        shown = str(article.published) if article.published else None
        return (
            *(getattr(article, name) for name in Article.__slots__[:4]),
            shown,
            *(getattr(article, name) for name in Article.__slots__[5:11]),
        )

    assert (content_hash(one) == content_hash(other)) == (content(one) == content(other))


def test_new_archive_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    open_archive(tmp_path / "new" / "data" / "archive.db").close()
    assert stat.S_IMODE((tmp_path / "new" / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "new" / "data" / "archive.db").stat().st_mode) == 0o600


def test_archive_is_durable(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    before = list(desk.archive.stream())
    desk.archive.close()
    again = open_archive(desk.folder / "data" / "archive.db", create=False)
    assert list(again.stream()) == before
    assert again.latest_runs(1)[0].counts == Counts(added=1)
    again.close()


def test_missing_archive_is_made_only_with_create(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="dateline index"):
        open_archive(tmp_path / "archive.db", create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("/proc/dateline/archive.db", "cannot be opened.*--data"),
        ("/dev/null/archive.db", "cannot be opened.*--data"),
        ("mysql://host/name", "SQLite or PostgreSQL|not the address"),
        ("nonsense://host/name", "not the address"),
        ("sqlite://", "memory"),
    ],
)
def test_unusable_address_is_an_error_that_says_why(where: str, words: str) -> None:
    with pytest.raises(ArchiveError, match=words):
        open_archive(where)


def test_archive_of_a_newer_format_is_an_error_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    open_archive(path).close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE meta SET value = '99' WHERE name = 'format'")
    connection.commit()
    connection.close()
    with pytest.raises(ArchiveError, match=r"format 99.*reads format 5.*newer"):
        open_archive(path)


def test_damaged_file_is_an_error_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(b"This is no database at all. " * 200)
    with pytest.raises(ArchiveError, match=r"damaged.*backup"):
        open_archive(path)


def test_full_disk_is_an_error_that_says_so_and_loses_nothing(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    with desk.archive._database.reading() as connection:
        # The one pooled connection may not let the file grow, as if there were no room.
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    desk.write("b.txt", "Ferry closes\n\n" + "It closes early. " * 20_000)
    with pytest.raises(ArchiveError, match=r"disk is full.*safe"):
        desk.index()
    desk.archive.close()
    again = open_archive(desk.folder / "data" / "archive.db")
    assert [article.title for article in again.stream()] == ["Bridge opens"]
    again.close()


def test_archive_can_be_read_while_a_batch_is_written(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    with desk.archive._database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM meta")
        seen: list[int] = []
        thread = threading.Thread(target=lambda: seen.append(desk.archive.stats().articles))
        thread.start()
        thread.join(5)
        assert seen == [1]
        connection.rollback()


def test_stream_is_complete_and_in_order_for_any_batch_size(desk: Desk) -> None:
    for number in range(7):
        desk.story(f"{number}.txt", f"Story {number}")
    desk.index()
    whole = list(desk.archive.stream())
    assert [article.id for article in whole] == sorted(article.id for article in whole)
    assert len(whole) == 7
    for batch in (1, 2, 7, 100):
        assert list(desk.archive.stream(batch)) == whole


def test_changes_come_in_order_and_each_article_once(desk: Desk) -> None:
    for number in range(5):
        desk.story(f"{number}.txt", f"Story {number}")
    desk.index()
    desk.story("1.txt", "Story 1 again")
    (desk.files / "3.txt").unlink()
    start = desk.archive.stats().revision
    desk.index()
    first, second = desk.archive.changes_since(start)
    assert first.article is not None
    assert first.article.title == "Story 1 again"
    assert second.article is None
    assert desk.archive.pending_count(start) == 2
    revisions = [change.revision for change in desk.archive.changes_since(0)]
    assert len(revisions) == 5
    assert revisions == sorted(revisions)
    assert desk.archive.changes_since(0, 2)[-1].revision == revisions[1]


def test_stated_first_seen_is_kept(desk: Desk) -> None:
    stated = datetime(2011, 5, 6, 7, 8, 9, tzinfo=UTC)
    desk.archive.begin_run("desk", "folder", "articles", "")
    document = Document("a", "a", "1")
    old = ExtractedDocument(document, Extraction(Article("n1", "Bridge", first_seen=stated)))
    desk.archive.record_batch("desk", 1, [old], Counts())
    stored = desk.archive.get("n1")
    assert stored is not None
    assert stored.first_seen == stored.article.first_seen == stated
    later = ExtractedDocument(
        document, Extraction(Article("n1", "Bridge opens", first_seen=datetime(2030, 1, 1, tzinfo=UTC)))
    )
    desk.archive.record_batch("desk", 1, [later], Counts())
    stored = desk.archive.get("n1")
    assert stored is not None
    assert stored.first_seen == stated


def test_dead_run_is_recorded_by_the_next(desk: Desk, clock: Clock) -> None:
    desk.archive.begin_run("desk", "folder", "articles", "")
    assert desk.archive.latest_runs(1)[0].state is RunState.RUNNING
    clock.now += timedelta(hours=1)
    desk.story("a.txt", "Bridge opens")
    desk.index()
    latest, died = desk.archive.latest_runs(5)
    assert (latest.state, died.state) == (RunState.DONE, RunState.INTERRUPTED)
    assert died.finished is not None


def test_unknown_article_is_none(desk: Desk) -> None:
    assert desk.archive.get("nothing") is None
    assert desk.archive.versions("nothing") == ()


def test_archive_works_in_a_forked_process(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    child = os.fork()
    if child == 0:
        os._exit(desk.archive.stats().articles + 40)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 41
    assert desk.archive.stats().articles == 1


HOLD = """
import sys, time
from indexer.archive import open_archive
archive = open_archive(sys.argv[1])
with archive.index_lock():
    print("held", flush=True)
    time.sleep(60)
"""


def test_index_lock_excludes_other_processes_and_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    archive = open_archive(path, clock=Clock())
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], cwd=root, stdout=subprocess.PIPE) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == b"held\n"
            with pytest.raises(ArchiveError, match=r"Another run.*Try again"), archive.index_lock(0.1):
                pass
            assert archive.stats().articles == 0, "reading is not held up"
        finally:
            other.kill()
    with archive.index_lock(5):
        pass
    archive.close()


def test_every_table_can_be_made_in_postgresql() -> None:
    dialect = postgresql.dialect()
    for table in metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
        assert "INSERT" in str(insert(table).compile(dialect=dialect))
