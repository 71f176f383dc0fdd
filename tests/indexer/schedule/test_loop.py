"""The loop of the scheduler over days that pass in a moment: the tests own the clock, and nobody sleeps."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from indexer.archive import RunState
from indexer.errors import SourceError
from indexer.schedule.loop import Job, WorkerPool, run_due, run_job
from indexer.settings import ScheduleSettings
from indexer.shutdown import StopSignal
from tests.indexer.conftest import START
from tests.indexer.schedule.conftest import Days, hours


def test_after_two_days_with_changes_and_faults_the_archive_has_what_the_sources_hold(days: Days) -> None:
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


def test_missed_runs_are_made_up_for_once(days: Days) -> None:
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


def test_run_due_runs_what_is_due_and_names_what_failed(days: Days) -> None:
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


def test_failed_job_does_not_stop_the_schedule(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: StopSignal) -> None:
        raise ZeroDivisionError("by zero")

    def refuse(_: StopSignal) -> None:
        raise SourceError("The disk went away.")

    assert not run_job(Job("a", lambda: START, fail), StopSignal())
    assert not run_job(Job("b", lambda: START, refuse), StopSignal())
    assert "event=failed job=a" in caplog.text
    assert "Traceback" in caplog.text
    assert 'event=failed job=b message="The disk went away."' in caplog.text


def test_worker_pool_is_bounded_and_waits_for_running_jobs() -> None:
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
