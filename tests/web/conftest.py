"""A real index of the test articles, and the site over it."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright

from indexer.archive import open_archive
from indexer.extract.settings import ExtractSettings
from indexer.pipeline import Pipeline
from indexer.settings import IndexerSettings, SourceSettings
from indexer.sources import open_source
from search.engine import Engine
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from tests.web.articles import ARTICLES
from tests.web.newsroom import STORIES, Newsroom
from web import create_app
from web.settings import WebSettings

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium is installed")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=flags)
        yield launched
        launched.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs Chromium, which shows the pages as people see them")
