"""A real index of the test articles, and the site over it."""

import json
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright
from werkzeug.serving import make_server

from indexer.archive import open_archive
from indexer.extract.settings import ExtractSettings
from indexer.pipeline import Pipeline
from indexer.settings import IndexerSettings, ScheduleSettings, SourceSettings
from indexer.sources import open_source
from indexer.status import build_status
from search.article import to_record
from search.engine import Engine
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from tests.web.articles import ARTICLES
from tests.web.articles import STORIES as STORIES_OF_THE_COAST
from tests.web.newsroom import STORIES, Newsroom
from tests.web.pages import CHANGED, Open
from web import create_app
from web.settings import WebSettings

# A machine with much to do is slower than the five seconds that Playwright waits.
expect.set_options(timeout=30_000)

NOW = datetime(2017, 12, 31, 12, 0)


def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = open_engine(IndexSettings(), SearchSettings(), tmp_path_factory.mktemp("web"))
    with opened.writer() as writer:
        for article in ARTICLES:
            writer.update(article)
    yield opened
    opened.close()


@pytest.fixture
def empty_engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine of its own, to which a test adds what it needs."""
    opened = open_engine(IndexSettings(), SearchSettings(), tmp_path / "index")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def app(engine: Engine) -> Flask:
    return create_app(WebSettings(title="Coast archive"), engine, clock=now)


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    file = tmp_path / "stories.jsonl"
    archive = open_archive(tmp_path / "archive.sqlite")
    engine = open_engine(IndexSettings(), SearchSettings(), tmp_path)

    def bring() -> None:
        source = open_source(SourceSettings(name="stories", location=str(file)))
        Pipeline(archive, engine, IndexerSettings(), ExtractSettings()).run(source)

    site = Newsroom(file, create_app(WebSettings(), engine, archive), bring)
    site.publish(*STORIES)
    yield site
    engine.close()
    archive.close()


def launch_chromium(playwright: Playwright) -> Browser | None:
    """Start the Chromium of this machine; None if it has none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return playwright.chromium.launch(executable_path=program, args=flags) if program else None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = launch_chromium(playwright)
        if launched is None:
            pytest.skip("no Chromium is installed")
        yield launched
        launched.close()


@pytest.fixture
def checker() -> list[str]:
    """The command of the checker, which `make test` installs."""
    java, jars = shutil.which("java"), sorted(Path(sys.prefix).glob("vnu-*.jar"))
    if java is None or not jars:
        pytest.skip("the Nu HTML Checker or Java is not installed")
    return [java, "-jar", str(jars[-1]), "--format", "gnu", "--also-check-css"]


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the application on a free port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def served(app: Flask) -> Iterator[str]:
    with serving(app) as root:
        yield root


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of the stories, for servers that are processes of their own. They only read it."""
    folder = tmp_path_factory.mktemp("served")
    engine = open_engine(IndexSettings(), SearchSettings(), folder)
    with engine.writer() as writer:
        for article in STORIES_OF_THE_COAST:
            writer.update(article)
    engine.close()
    return folder


@pytest.fixture(scope="session")
def archive_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A site with an archive: its articles were read from a file, one changed, a document failed."""
    folder = tmp_path_factory.mktemp("archive")
    archive, engine = open_archive(folder / "archive.sqlite"), open_engine(IndexSettings(), SearchSettings(), folder)
    (folder / "stories").mkdir()
    records = [to_record(article) for article in STORIES_OF_THE_COAST]
    (folder / "stories" / "broken.json").write_text("{")
    source = SourceSettings(name="stories", location=str(folder / "stories"), schedule="every 1h")
    changed = next(record for record in records if record["id"] == CHANGED)
    earlier = {**changed, "title": "The night train", "text": changed["text"].replace("mail", "post", 3)}
    for version in (earlier, changed):
        records[records.index(next(record for record in records if record["id"] == CHANGED))] = version
        (folder / "stories" / "stories.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
        Pipeline(archive, engine, IndexerSettings(), ExtractSettings()).run(open_source(source))

    def status() -> dict[str, Any]:
        return build_status(archive, engine, [source], ScheduleSettings(timezone="UTC", jitter=0))

    yield create_app(WebSettings(title="Coast archive"), engine, archive, clock=now, status=status)
    engine.close()
    archive.close()


@pytest.fixture(scope="session")
def served_archive(archive_app: Flask) -> Iterator[str]:
    with serving(archive_app) as root:
        yield root


def opener(browser: Browser, served: str, *, scripts: bool) -> Iterator[Open]:
    """Open pages at a width, in a colour scheme. One page serves for all of them."""
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()

    def opened(path: str, width: int = 1440, height: int = 900, **media: str) -> Page:
        page.set_viewport_size({"width": width, "height": height})
        wanted = {"media": "screen", "color_scheme": "light", "forced_colors": "none", **media}
        page.emulate_media(**wanted)  # type: ignore[arg-type]
        # The same address again would only move within the page, and keep its focus.
        page.goto("about:blank")
        page.goto(path if path.startswith("http") else served + path)
        return page

    yield opened
    context.close()


@pytest.fixture(scope="module")
def visit(browser: Browser, served: str) -> Iterator[Open]:
    """Opens a page with scripts turned off."""
    yield from opener(browser, served, scripts=False)


@pytest.fixture(scope="module")
def visit_with_scripts(browser: Browser, served: str) -> Iterator[Open]:
    """Opens a page with scripts turned on, as checkers that are scripts themselves need it."""
    yield from opener(browser, served, scripts=True)


@pytest.fixture
def scripted(browser: Browser, served: str) -> Iterator[Open]:
    """Opens a page with scripts turned on, in a window of its own. At the end, nothing may have gone wrong in it."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(f"{message.type}: {message.text} {message.location['url']}"))
    page.on("pageerror", lambda error: faults.append(str(error)))

    def opened(path: str, width: int = 1440, height: int = 900) -> Page:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(path if path.startswith("http") else served + path)
        return page

    yield opened
    context.close()
    # Chromium itself notes each request that a test lets fail.
    assert [fault for fault in faults if "Failed to load resource" not in fault] == []


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
