"""A real index of the test articles, and the site over it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.engine import Engine
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from tests.web.articles import ARTICLES
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


@pytest.fixture(scope="session")
def app(engine: Engine) -> Flask:
    return create_app(WebSettings(title="Coast archive"), engine, clock=now)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs Chromium, which shows the pages as people see them")
