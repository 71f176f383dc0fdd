"""A newsroom that reads a site of its own over HTTP."""

from dataclasses import dataclass

import pytest

from indexer.archive import Counts
from indexer.fetch.client import Fetcher
from indexer.pipeline import RunOptions
from indexer.settings import SourceSettings
from indexer.sources import open_source
from tests.indexer.conftest import Desk, outcome
from tests.indexer.fetch.conftest import Time, fetcher, new_fetcher, site, time
from tests.indexer.fetch.server import Site

__all__ = ["Reader", "Time", "article", "fetcher", "new_fetcher", "reader", "site", "time"]


@dataclass
class Reader:
    """Reads one address of the site again and again."""

    desk: Desk
    site: Site
    fetcher: Fetcher

    def read(self, path: str, **more: object) -> dict[str, int]:
        """One run; its counts that are not zero."""
        return outcome(self.report(path, **more))

    def report(self, path: str, **more: object) -> Counts:
        options = RunOptions(retry_failed=bool(more.pop("retry_failed", False)))
        values = {"name": "site", "location": path if "://" in path else self.site.url(path), **more}
        return self.desk.index(
            open_source(SourceSettings.model_validate(values), fetcher=self.fetcher), options=options
        )

    def failures(self) -> dict[str, int]:
        return dict(self.desk.archive.failure_counts())

    def titles(self) -> list[str]:
        return self.desk.titles()


@pytest.fixture
def reader(desk: Desk, site: Site, fetcher: Fetcher) -> Reader:
    return Reader(desk, site, fetcher)


def article(title: str, text: str = "The council met on Monday evening and voted for the new bridge.") -> str:
    """A page that holds an article."""
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<p>{text}</p><p>Nobody spoke against it, and the mayor closed the meeting at ten.</p></article></body></html>"
    )
