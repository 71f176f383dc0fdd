"""The jobs of the scheduler: one for each source with a schedule, the rebuild, and the clean-up."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from indexer.archive import JobRecord, RunState
from indexer.cron import Schedule, parse_schedule
from indexer.errors import SourceBusy
from indexer.index_sync import current_generation, rebuild
from indexer.logfmt import log
from indexer.pipeline import Pipeline
from indexer.schedule.loop import Job
from indexer.schedule.next_run import CLEANUP_JOB, NOT_DONE, REBUILD_JOB, RUNS_CONSIDERED, next_run, source_schedule
from indexer.settings import ScheduleSettings, SourceSettings
from indexer.shutdown import StopSignal

_IN_PROGRESS = "Running, or interrupted before it was done."


def build_jobs(
    sources: Sequence[SourceSettings], pipeline: Pipeline, settings: ScheduleSettings, *, jitter: float | None = None
) -> list[Job]:
    """Return all jobs that the settings schedule. `jitter` replaces that of the settings."""
    jobs = [
        _source_job(spec, schedule, pipeline)
        for spec in sources
        if (schedule := source_schedule(spec, settings, jitter)) is not None
    ]

    def rebuild_index(stop: StopSignal) -> str:
        return str(rebuild(pipeline.archive, pipeline.engine, settings=pipeline.settings, stop=stop))

    def clean_up(_: StopSignal) -> str:
        return _clean_up(pipeline, settings.keep_runs)

    for name, line, work in ((REBUILD_JOB, settings.rebuild, rebuild_index), (CLEANUP_JOB, settings.cleanup, clean_up)):
        if line:
            jobs.append(_recorded_job(name, parse_schedule(line, settings.timezone), pipeline, work))
    return jobs


def _source_job(spec: SourceSettings, schedule: Schedule, pipeline: Pipeline) -> Job:
    """Return the job that reads a source. The archive's records of its runs say when it is due."""

    def due() -> datetime | None:
        runs = pipeline.archive.runs_of(spec.name, RUNS_CONSIDERED)
        return None if runs and runs[0].state is RunState.RUNNING else next_run(runs, schedule)

    def work(stop: StopSignal) -> None:
        try:
            pipeline.open_and_run(spec, stop=stop)
        except SourceBusy as error:
            log.info("busy", source=spec.name, message=str(error))

    return Job(spec.name, due, work)


def _recorded_job(name: str, schedule: Schedule, pipeline: Pipeline, do: Callable[[StopSignal], str]) -> Job:
    """Return a job that reads no source. It is recorded in the archive when it was last begun, and what came of it.

    Of several schedulers that find it due at the same time, one does it.
    """
    archive = pipeline.archive

    def due() -> datetime:
        record = archive.job(name)
        if record is None:
            # There is nothing to catch up on: the schedule begins now.
            record = JobRecord(name, archive.now(), None, NOT_DONE)
            archive.record_job(record)
        return schedule.next_after(record.started)

    def work(stop: StopSignal) -> None:
        before, started = archive.job(name), archive.now()
        begun_since_due = before is not None and schedule.next_after(before.started) > started
        if begun_since_due or not archive.begin_job(JobRecord(name, started, None, _IN_PROGRESS), before):
            log.info("busy", job=name, message="Another scheduler does it, or has done it.")
            return
        log.info("begin", job=name)
        try:
            message = do(stop)
        except KeyboardInterrupt:
            if before is not None:
                archive.record_job(before)  # so that it is due as before
            raise
        except Exception as error:
            archive.record_job(JobRecord(name, started, archive.now(), str(error)))
            raise
        archive.record_job(JobRecord(name, started, archive.now(), message))
        log.info("done", job=name, message=message)

    return Job(name, due, work)


def _clean_up(pipeline: Pipeline, keep_runs_days: int) -> str:
    archive, engine = pipeline.archive, pipeline.engine
    archive.expire_dead_runs()
    with archive.index_lock(pipeline.settings.wait):
        files = engine.clean_up()
        entries = archive.clean_up(current_generation(engine), archive.now() - timedelta(days=keep_runs_days))
    return f"{files:,} files and {entries:,} old entries deleted"
