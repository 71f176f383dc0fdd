"""A site with a search log, and what it has logged."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from search.engine import Engine
from tests.web.conftest import now
from web import create_app
from web.searches.recorder import SearchRecorder
from web.searches.report import SearchReport, build_report
from web.searches.site_log import SiteLog
from web.searches.store import Row, SearchLog
from web.settings import WebSettings

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) secret-agent/7"}


class Logged:
    """A site with a log, and what it has logged so far."""

    def __init__(self, engine: Engine, folder: Path, **settings: object) -> None:
        self.log = SearchLog(folder / "searches.db")
        self.recorder = SearchRecorder(self.log, 90)
        self.app: Flask = create_app(
            WebSettings(**settings), engine, clock=now, searches=SiteLog(self.recorder, self.report, 90)
        )
        self.client: FlaskClient = self.app.test_client()

    def report(self, days: int) -> SearchReport:
        return build_report(self.log, days, datetime.now(UTC), "en")

    def rows(self) -> list[Row]:
        self.recorder.flush()
        return self.log.rows("0000")
