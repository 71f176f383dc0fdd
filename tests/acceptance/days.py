"""The scheduler of a configuration, for days that pass in a moment. As a program: hours that somebody may kill."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from dateline.app import Application
from dateline.output.status import status_lines
from indexer.archive import Archive, open_archive
from indexer.fetch.client import Fetcher
from indexer.pipeline import Pipeline
from indexer.schedule.jobs import build_jobs
from indexer.schedule.loop import run_forever
from indexer.shutdown import StopSignal
from indexer.status import build_status
from tests.indexer.schedule.inline_pool import InlinePool


@dataclass
class Days:
    """Time goes on only when the scheduler or the fetcher waits; `events` happen when their time has come."""

    house: Application
    began: datetime
    time: datetime
    archive: Archive = field(init=False)
    events: list[tuple[float, Callable[[], object]]] = field(default_factory=list)

    def go_on(self, until: float) -> None:
        """Let the scheduler do what falls due until so many hours after the beginning."""
        settings, stop = self.house.settings, StopSignal()
        fetcher = Fetcher(settings.fetch, clock=self.now, ticks=self._ticks, sleep=self._pass)
        indexing = Pipeline(
            self.archive, self.house.engine, settings.indexer, settings.reading, fetcher=lambda: fetcher
        )

        def wait(seconds: float, stop: StopSignal) -> None:
            self._pass(seconds)
            while self.events and self._hours() >= self.events[0][0]:
                self.events.pop(0)[1]()
            if self._hours() >= until:
                stop.request()

        with closing(fetcher):
            jobs = build_jobs(settings.sources, indexing, settings.schedule)
            run_forever(jobs, InlinePool(), stop, now=self.now, wait=wait, max_wait=900)

    def status(self) -> str:
        """What `dateline status` would print now."""
        settings = self.house.settings
        return "\n".join(
            status_lines(build_status(self.archive, self.house.engine, settings.sources, settings.schedule))
        )

    def now(self) -> datetime:
        return self.time

    def _hours(self) -> float:
        return (self.time - self.began) / timedelta(hours=1)

    def _ticks(self) -> float:
        return self.time.timestamp()

    def _pass(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@contextmanager
def days_of(config: Path, began: datetime) -> Iterator[Days]:
    """Days that begin at a time, over the archive and the index of a configuration."""
    with closing(Application(config)) as house:
        days = Days(house, began, began)
        where = house.settings.archive.where(house.settings.data)
        with closing(open_archive(where, clock=days.now)) as days.archive:
            yield days


if __name__ == "__main__":
    with days_of(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])) as hours:
        hours.go_on(float(sys.argv[3]))
