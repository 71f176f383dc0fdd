"""The status page: sources, runs and failures, and the setting that hides it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.archive import Archive, JobRecord, open_archive
from indexer.extract.settings import ExtractSettings
from indexer.pipeline import Pipeline
from indexer.settings import IndexerSettings, ScheduleSettings, SourceSettings
from indexer.sources import open_source
from indexer.status import build_status
from search.engine import Engine
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from tests.web.pages import one, page, text
from web import create_app
from web.context import TtlCache
from web.settings import WebSettings

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(tmp_path: Path, clock: Clock) -> Iterator[Archive]:
    opened = open_archive(tmp_path / "archive.db", clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(IndexSettings(), SearchSettings(), tmp_path)
    yield engine
    engine.close()


@pytest.fixture
def sources(tmp_path: Path) -> list[SourceSettings]:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("Bridge opens\n\nIt opens in June.\n")
    (folder / "b<i>.json").write_text("{")
    return [
        SourceSettings(name="gazette", location=str(folder), schedule="every 1h"),
        SourceSettings(name="notes", location=str(tmp_path / "notes")),
    ]


def site(archive: Archive, engine: Engine, sources: list[SourceSettings], **more: bool) -> FlaskClient:
    settings = ScheduleSettings(timezone="UTC", jitter=0)
    tell = lambda: build_status(archive, engine, sources, settings)  # noqa: E731 - one expression, used once
    return create_app(WebSettings(**more), engine, archive, status=tell).test_client()


def bring(archive: Archive, engine: Engine, source: SourceSettings) -> None:
    Pipeline(archive, engine, IndexerSettings(), ExtractSettings()).run(open_source(source))


def test_page_shows_sources_runs_and_failures(archive: Archive, opened: Engine, sources: list[SourceSettings]) -> None:
    bring(archive, opened, sources[0])
    soup = page(site(archive, opened, sources), "/status")
    names = [text(cell) for cell in soup.select("thead th")]
    rows = [dict(zip(names, map(text, row.select("th, td")), strict=True)) for row in soup.select("tbody tr")]
    assert rows[0] == {
        "Source": "gazette folder",
        "Articles": "1",
        "Last run": "Done",
        "Finished": "1 March 2026, 08:00 UTC",
        "New": "1",
        "Changed": "0",
        "Failed": "1",
        "Duration": "under 1 s",
        "Next run": "1 March 2026, 09:00 UTC every 1h",
    }
    never = {"Source": "notes auto", "Articles": "0", "Last run": "Not run yet", "Next run": "Manual"}
    assert {name: value for name, value in rows[1].items() if value} == never
    assert [text(cell) for cell in soup.select("tfoot tr > *")] == ["All sources", "1", "", "", "1", "0", "1", "", ""]
    figures = {text(row.dt): text(row.dd) for row in soup.select(".figures > div")}  # type: ignore[arg-type]
    assert figures["Articles that can be searched"] == figures["Undated"] == figures["Failed documents"] == "1"
    assert re.fullmatch(r"[\d.]+ kB \+ [\d.]+ kB", figures["Size of index and archive"])
    assert "gazette: 1 failed document" in text(one(soup, "#main"))
    assert text(one(soup, ".reasons dt")) == "1 bad-json"
    assert "b<i>.json" in text(one(soup, ".reasons dd"))
    assert soup.select("dl i") == []
    assert "dateline index --retry-failed" in text(one(soup, "#main"))


def test_a_running_run_shows_its_progress(
    archive: Archive, opened: Engine, sources: list[SourceSettings], clock: Clock
) -> None:
    bring(archive, opened, sources[0])
    number = archive.begin_run("gazette", "folder", "articles", "")
    clock.now += timedelta(seconds=60)
    archive.heartbeat(number, 1)
    soup = page(site(archive, opened, sources), "/status")
    row = soup.select("tbody tr")[0]
    assert "Running 1 of about 2 documents, about 60 s left" in text(row)
    assert text(one(row, "td[data-label=Started]")) == "1 March 2026, 08:00 UTC"


def test_jobs_are_shown_once_one_has_run(archive: Archive, opened: Engine, sources: list[SourceSettings]) -> None:
    bring(archive, opened, sources[0])
    assert page(site(archive, opened, sources), "/status").select("#jobs") == []
    archive.record_job(JobRecord("cleanup", NOW, NOW, "3 files and 0 old entries deleted"))
    soup = page(site(archive, opened, sources), "/status")
    assert text(one(soup, "#jobs")) == "Jobs"
    assert text(soup.select("tbody tr")[-1]) == (
        "cleanup 1 March 2026, 08:00 UTC 3 files and 0 old entries deleted 2 March 2026, 03:30 UTC 30 3 * * *"
    )


def test_folders_of_the_server_are_shown_only_where_the_owner_wants_it(
    archive: Archive, opened: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "broken.json").write_text("{")
    source = SourceSettings(name=str(folder), location=str(folder))
    bring(archive, opened, source)
    assert str(tmp_path) not in site(archive, opened, [source]).get("/status").text
    assert "articles" in text(one(page(site(archive, opened, [source]), "/status"), "tbody th"))
    assert str(tmp_path) in site(archive, opened, [source], status_paths=True).get("/status").text


def test_page_is_served_though_the_index_is_damaged(
    archive: Archive, opened: Engine, sources: list[SourceSettings], tmp_path: Path
) -> None:
    bring(archive, opened, sources[0])
    opened.close()
    for file in (tmp_path / "index").rglob("*"):
        if file.is_file():
            file.write_bytes(b"no index")
    damaged = open_engine(IndexSettings(), SearchSettings(), tmp_path)
    client = site(archive, damaged, sources)
    assert client.get("/search?q=bridge").status_code == 503
    main = text(one(page(client, "/status"), "#main"))
    damaged.close()
    assert "The index cannot be read, so nothing can be searched at the moment. The archive contains 1 article." in main
    assert str(tmp_path) not in main


def test_page_before_anything_was_read(archive: Archive, opened: Engine) -> None:
    soup = page(site(archive, opened, []), "/status")
    assert "There is no index yet." in text(one(soup, "#main"))
    assert "No source has been indexed yet." in text(one(soup, "#main"))


def test_page_is_linked_where_it_is_enabled_and_404_where_it_is_not(
    archive: Archive, opened: Engine, client: FlaskClient
) -> None:
    assert page(site(archive, opened, []), "/help").select("footer a[href='/status']") != []
    hidden = site(archive, opened, [], status=False)
    for there in (hidden, client):
        assert there.get("/status").status_code == 404
        assert page(there, "/help").select("footer a[href='/status']") == []


def test_figures_are_cached_for_some_seconds() -> None:
    made, now = [], [0.0]
    recent = TtlCache(lambda: made.append(1) or len(made), 5, lambda: now[0])
    assert [recent(), recent()] == [1, 1]
    now[0] = 5.0
    assert recent() == 2
