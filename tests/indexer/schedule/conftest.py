"""A scheduler at a desk, whose clock advances only while it waits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from indexer.archive import Run
from indexer.schedule.jobs import build_jobs
from indexer.schedule.loop import Job, run_forever
from indexer.settings import ScheduleSettings, SourceSettings
from indexer.shutdown import StopSignal
from tests.indexer.conftest import START, Clock, Desk
from tests.indexer.schedule.inline_pool import InlinePool


@dataclass
class Days:
    """A scheduler at a desk whose clock advances only while it waits; `events` happen when their time has come."""

    desk: Desk
    clock: Clock
    settings: ScheduleSettings
    sources: list[SourceSettings]
    events: list[tuple[timedelta, Callable[[], object]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock.step = timedelta()

    def source(self, name: str, schedule: str | None) -> None:
        folder = self.desk.files / name
        folder.mkdir(exist_ok=True)
        self.sources.append(SourceSettings(name=name, location=str(folder), schedule=schedule))

    def jobs(self, jitter: float | None = None) -> list[Job]:
        pipeline = self.desk.pipeline()
        return build_jobs(self.sources, pipeline, self.settings, jitter=jitter)

    def go_on(self, until: timedelta) -> None:
        """Let the scheduler run until this time after the start."""
        end, stop = START + until, StopSignal()

        def wait(seconds: float, stop: StopSignal) -> None:
            self.clock.now += timedelta(seconds=seconds)
            while self.events and self.clock.now >= START + self.events[0][0]:
                self.events.pop(0)[1]()
            if self.clock.now >= end:
                stop.request()

        run_forever(self.jobs(), InlinePool(), stop, now=self.clock, wait=wait, max_wait=1_800)

    def runs(self, name: str) -> list[Run]:
        return list(reversed(self.desk.archive.runs_of(name, 1_000)))


@pytest.fixture
def days(desk: Desk, clock: Clock) -> Days:
    return Days(desk, clock, ScheduleSettings(timezone="UTC", jitter=0, cleanup=""), [])


def hours(number: float) -> timedelta:
    return timedelta(hours=number)
