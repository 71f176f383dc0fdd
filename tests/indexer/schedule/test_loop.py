"""Two days of the schedule in a second: time is handed in, and nobody sleeps."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from indexer.archive import Run, RunState
from indexer.archive.models import Counts
from indexer.cron import parse_schedule
from indexer.errors import SourceError
from indexer.schedule.jobs import build_jobs
from indexer.schedule.loop import Job, WorkerPool, run_due, run_forever, run_job
from indexer.schedule.next_run import next_run, next_runs
from indexer.settings import ScheduleSettings, SourceSettings
from indexer.shutdown import StopSignal
from tests.indexer.conftest import START, Clock, Desk
from tests.indexer.schedule.inline_pool import InlinePool


@dataclass
class Days:
    """A scheduler at a desk whose clock goes on only when it waits; `events` happen when their time has come."""

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
        """Let the scheduler run until so long after the start."""
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


def test_two_days_with_changes_and_faults_end_with_what_the_sources_hold(days: Days) -> None:
    desk = days.desk
    days.settings = ScheduleSettings(timezone="UTC", jitter=120, rebuild="0 4 * * *", cleanup="30 3 * * *")
    days.source("wire", "every 1h")
    days.source("gazette", "0 6,18 * * *")
    days.source("notes", None)
    for number in range(12):
        desk.story(f"wire/{number}.txt", f"Wire {number}")
    desk.story("gazette/1.txt", "Gazette 1")
    desk.story("notes/1.txt", "Notes 1")
    away = desk.folder / "away"

    def fail(commits: int) -> None:
        desk.engine.failing_commits = commits

    days.events = [
        (hours(2.5), lambda: desk.story("wire/2.txt", "Wire 2 again")),
        (hours(5.5), lambda: (desk.files / "wire").rename(away)),
        (hours(8.5), lambda: away.rename(desk.files / "wire")),
        (hours(9.5), lambda: [(desk.files / f"wire/{number}.txt").unlink() for number in range(3)]),
        (hours(11), lambda: (desk.story("gazette/2.txt", "Gazette 2"), fail(1))),
        (hours(20.5), lambda: desk.write("wire/bad.json", "{")),
        (hours(25.5), lambda: [(desk.files / f"wire/{number}.txt").unlink() for number in range(4, 11)]),
        (hours(27.5), lambda: [desk.story(f"wire/{number}.txt", f"Wire {number}") for number in range(4, 11)]),
        (hours(30), lambda: desk.archive.begin_run("gazette", "folder", "gazette", "")),
    ]
    days.go_on(hours(48))
    assert desk.titles() == sorted(["Gazette 1", "Gazette 2", *(f"Wire {number}" for number in range(3, 12))])
    wire = days.runs("wire")
    assert 48 <= len(wire) <= 49
    failed = [run for run in wire if run.state is RunState.FAILED]
    assert ["does not exist" for run in failed if "does not exist" in run.message] == ["does not exist"] * 3
    assert sum("does not exist" in run.message or "disk of the index" in run.message for run in failed) == len(failed)
    assert sum(run.counts.removed for run in wire) == 10
    gazette = days.runs("gazette")
    states = [run.state for run in gazette]
    assert states.count(RunState.INTERRUPTED) == 1, "the run whose process died without a word"
    assert states[states.index(RunState.INTERRUPTED) + 1] is RunState.DONE
    assert {(run.started.hour, run.state) for run in gazette} >= {(6, RunState.DONE), (18, RunState.DONE)}
    assert days.runs("notes") == [], "what has no schedule is read by hand alone"
    rebuilt = desk.archive.job("rebuild")
    assert rebuilt is not None
    assert (rebuilt.started, rebuilt.message[:10]) == (datetime(2026, 3, 3, 4, tzinfo=UTC), "11 added i")


def test_missed_runs_are_made_once(days: Days) -> None:
    days.source("wire", "every 15m")
    days.source("gazette", "0 * * * *")
    days.go_on(hours(1))
    before = {name: len(days.runs(name)) for name in ("wire", "gazette")}
    days.clock.now += hours(24)
    days.go_on(hours(25) + timedelta(seconds=45))
    assert {name: len(days.runs(name)) - before[name] for name in before} == {"wire": 1, "gazette": 1}


def test_two_schedulers_share_the_work(days: Days) -> None:
    days.source("wire", "every 1h")
    for hour in range(1, 5):
        assert run_due(days.jobs(), StopSignal(), now=days.clock) == []
        assert run_due(days.jobs(), StopSignal(), now=days.clock) == []
        assert len(days.runs("wire")) == hour
        days.clock.now += hours(1)


def test_once_does_what_is_due_and_names_what_failed(days: Days) -> None:
    days.source("wire", "every 1h")
    days.source("gone", "every 1h")
    (days.desk.files / "gone").rmdir()
    days.desk.story("wire/1.txt", "Wire 1")
    assert run_due(days.jobs(jitter=0), StopSignal(), now=days.clock) == ["gone"]
    assert days.desk.titles() == ["Wire 1"]
    assert [run.state for run in days.runs("gone")] == [RunState.FAILED], "it is not tried again before it is due"
    assert run_due(days.jobs(jitter=0), StopSignal(), now=days.clock) == []
    stop = StopSignal()
    stop.request()
    days.clock.now += hours(2)
    assert run_due(days.jobs(jitter=0), stop, now=days.clock) == []
    assert len(days.runs("wire")) == 1


def run_at(minutes: int, state: RunState) -> Run:
    time = START + timedelta(minutes=minutes)
    return Run(1, "wire", state, time, time, time, Counts(), "")


@pytest.mark.parametrize(
    ("states", "minutes"),
    [
        (["done"], 60),
        (["failed"], 60),
        (["interrupted", "done"], 30),
        (["interrupted", "interrupted", "done"], 31),
        (["interrupted"] * 4, 34),
        (["interrupted"] * 8, 60),
    ],
)
def test_run_that_broke_off_is_taken_up_soon_but_not_over_and_over(states: list[str], minutes: int) -> None:
    runs = [run_at(30, RunState(state)) for state in states]
    assert next_run(runs, parse_schedule("every 1h", "UTC")) == START + timedelta(minutes=minutes)


def test_next_runs_are_told_for_what_is_scheduled(days: Days) -> None:
    days.source("wire", "every 1h")
    days.source("notes", None)
    assert next_runs(days.sources, days.desk.archive, days.settings) == {"wire": START, "notes": None}
    run_due(days.jobs(), StopSignal(), now=days.clock)
    days.clock.now += timedelta(minutes=10)
    assert next_runs(days.sources, days.desk.archive, days.settings)["wire"] == START + hours(1)


def test_job_that_fails_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: StopSignal) -> None:
        raise ZeroDivisionError("by zero")

    def refuse(_: StopSignal) -> None:
        raise SourceError("The disk went away.")

    assert not run_job(Job("a", lambda: START, fail), StopSignal())
    assert not run_job(Job("b", lambda: START, refuse), StopSignal())
    assert "event=failed job=a" in caplog.text
    assert "Traceback" in caplog.text
    assert 'event=failed job=b message="The disk went away."' in caplog.text


def test_rebuild_that_was_asked_to_stop_is_due_as_before(days: Days) -> None:
    days.settings = ScheduleSettings(timezone="UTC", jitter=0, rebuild="0 9 * * *", cleanup="")
    days.desk.records("gazette/a.jsonl", *({"id": str(each), "title": f"Story {each}"} for each in range(600)))
    days.desk.index()
    (job,) = days.jobs()
    due = job.due()
    days.clock.now += hours(2)
    stop = StopSignal()
    stop.request()
    with pytest.raises(KeyboardInterrupt):
        job.work(stop)
    assert job.due() == due
    job.work(StopSignal())
    rebuilt = days.desk.archive.job("rebuild")
    assert rebuilt is not None
    assert rebuilt.message.startswith("600 added")
    assert job.due() == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_crew_has_so_many_hands_and_waits_for_those_at_work() -> None:
    pool, go = WorkerPool(2), threading.Event()
    assert pool.start("a", go.wait)
    assert pool.start("b", go.wait)
    assert (pool.is_running("a"), pool.is_running("c")) == (True, False)
    assert not pool.start("c", go.wait)
    assert pool.join(0.01) == ["a", "b"]
    go.set()
    assert pool.join(10) == []
    assert pool.start("c", go.wait)
    assert pool.join(10) == []
