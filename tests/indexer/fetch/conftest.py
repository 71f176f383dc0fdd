"""A server, and a fetcher that may connect to it; waits are recorded instead of made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from indexer.fetch.client import Fetcher
from indexer.fetch.settings import FetchSettings
from tests.indexer.fetch.server import Site, serving


@dataclass
class Time:
    """A time that passes only by sleeping, or by being told to."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def ticks(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.seconds += seconds

    def now(self) -> datetime:
        return datetime(2026, 3, 1, 8, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def pass_days(self, days: float) -> None:
        self.seconds += days * 86_400


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def new_fetcher(time: Time) -> Iterator[Callable[..., Fetcher]]:
    """Makes fetchers that may ask this machine, with settings beside that; `resolve` looks up hosts."""
    made: list[Fetcher] = []

    def make(*, resolve: object = None, **settings: object) -> Fetcher:
        stated = FetchSettings.model_validate({"allow_networks": ["127.0.0.0/8"], "pace": 0, **settings})
        more = {} if resolve is None else {"resolve": resolve}
        made.append(Fetcher(stated, version="1.2", clock=time.now, ticks=time.ticks, sleep=time.sleep, **more))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def fetcher(new_fetcher: Callable[..., Fetcher]) -> Fetcher:
    return new_fetcher()
