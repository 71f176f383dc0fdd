"""Jobs that read no source: one of several schedulers over one archive does them."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from indexer.archive import JobRecord, open_archive
from indexer.extract import ExtractSettings
from indexer.pipeline import Pipeline
from indexer.schedule.jobs import build_jobs
from indexer.schedule.loop import Job
from indexer.settings import ScheduleSettings
from indexer.shutdown import StopSignal
from tests.indexer.conftest import START, Clock, Desk
from tests.indexer.schedule.conftest import Days, hours

SCHEDULERS = 4
DAILY = ScheduleSettings(timezone="UTC", jitter=0, rebuild="0 9 * * *", cleanup="")


@pytest.fixture
def rebuilds(desk: Desk, clock: Clock) -> Iterator[list[Job]]:
    """The rebuild of nine o'clock, now due, as each of several schedulers sees it, with an archive of its own."""
    clock.step = timedelta()
    desk.records("a.jsonl", *({"id": str(each), "title": f"Story {each}"} for each in range(40)))
    desk.index()
    reading = ExtractSettings.model_validate({})
    with ExitStack() as opened:
        jobs = []
        for _ in range(SCHEDULERS):
            archive = open_archive(desk.folder / "data" / "archive.db", clock=clock)
            opened.callback(archive.close)
            jobs += build_jobs([], Pipeline(archive, desk.engine, desk.settings, reading), DAILY)
        assert {job.due() for job in jobs} == {START + timedelta(hours=1)}
        clock.now = START + timedelta(hours=1)
        yield jobs


def test_job_that_another_scheduler_has_done_meanwhile_is_not_done_again(
    desk: Desk, clock: Clock, rebuilds: list[Job], caplog: pytest.LogCaptureFixture
) -> None:
    before = desk.engine.generation
    rebuilds[0].work(StopSignal())
    clock.now += timedelta(seconds=20)
    with caplog.at_level("INFO"):
        rebuilds[1].work(StopSignal())
    assert desk.engine.generation == before + 1
    assert "event=busy job=rebuild" in caplog.text
    record = desk.archive.job("rebuild")
    assert record is not None
    assert record.message.startswith("40 added")


def test_one_of_several_schedulers_that_begin_at_the_same_moment_does_the_job(desk: Desk, rebuilds: list[Job]) -> None:
    before, together = desk.engine.generation, threading.Barrier(len(rebuilds))
    failed: list[BaseException] = []

    def work(job: Job) -> None:
        together.wait(30)
        try:
            job.work(StopSignal())
        except BaseException as error:  # a thread would keep it to itself
            failed.append(error)

    threads = [threading.Thread(target=work, args=(job,)) for job in rebuilds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert desk.engine.generation == before + 1
    assert len(desk.titles()) == 40


def test_job_begins_only_if_its_record_is_unchanged(desk: Desk) -> None:
    first, second = (JobRecord("rebuild", START + timedelta(hours=hour), None, "It goes on.") for hour in (1, 2))
    assert desk.archive.begin_job(first, None)
    assert not desk.archive.begin_job(second, None)
    assert desk.archive.job("rebuild") == first
    assert desk.archive.begin_job(second, first)
    assert desk.archive.job("rebuild") == second


def test_rebuild_that_was_asked_to_stop_is_as_due_as_before(days: Days) -> None:
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
