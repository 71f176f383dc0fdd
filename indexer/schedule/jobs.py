"""What is there to do, and since when is it due? A job for each source with a schedule, a rebuild, the clean-up."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from indexer.archive import Archive, JobRecord, RunState
from indexer.cron import Schedule, parse_schedule
from indexer.errors import SourceBusy
from indexer.index_sync import rebuild
from indexer.logfmt import log
from indexer.schedule.loop import Job
from indexer.schedule.next_run import CLEANUP, NOT_DONE, REBUILD, REMEMBERED, next_run, source_timing
from indexer.settings import ScheduleSettings, SourceSettings
from indexer.shutdown import StopSignal
from indexer.update import Pipeline
from search.errors import IndexMissing

_GOING_ON = "It goes on, or it broke off."


def jobs_of(
    sources: Sequence[SourceSettings], indexing: Pipeline, settings: ScheduleSettings, *, jitter: float | None = None
) -> list[Job]:
    """All that the settings have done again and again. `jitter` replaces that of the settings."""
    jobs = [
        Job(spec.name, _due_by_runs(indexing.archive, spec.name, timing), _reading(spec, indexing))
        for spec in sources
        if (timing := source_timing(spec, settings, jitter)) is not None
    ]
    for name, line, work in ((REBUILD, settings.rebuild, _rebuild), (CLEANUP, settings.cleanup, _clean_up)):
        if line:
            timing = parse_schedule(line, settings.timezone)
            due = _due_by_record(indexing.archive, name, timing)
            jobs.append(Job(name, due, _noted(name, timing, indexing, settings, work)))
    return jobs


def _due_by_runs(archive: Archive, name: str, timing: Schedule) -> Callable[[], datetime | None]:
    def due() -> datetime | None:
        runs = archive.runs_of(name, REMEMBERED)
        if runs and runs[0].state is RunState.RUNNING:
            return None
        return next_run(runs, timing)

    return due


def _due_by_record(archive: Archive, name: str, timing: Schedule) -> Callable[[], datetime | None]:
    def due() -> datetime | None:
        record = archive.job(name)
        if record is None:
            # Nothing to make good: from now on it is kept to.
            archive.note_job(JobRecord(name, archive.now(), None, NOT_DONE))
            return timing.next_after(archive.now())
        return timing.next_after(record.started)

    return due


def _reading(spec: SourceSettings, indexing: Pipeline) -> Callable[[StopSignal], None]:
    def work(stop: StopSignal) -> None:
        try:
            indexing.read(spec, stop=stop)
        except SourceBusy as error:
            log.info("busy", source=spec.name, message=str(error))

    return work


def _noted(
    name: str,
    timing: Schedule,
    indexing: Pipeline,
    settings: ScheduleSettings,
    do: Callable[[Pipeline, ScheduleSettings, StopSignal], str],
) -> Callable[[StopSignal], None]:
    """The job, unless another scheduler has begun it since it fell due: of several that look at once, one does it."""

    def work(stop: StopSignal) -> None:
        archive = indexing.archive
        before, started = archive.job(name), archive.now()
        begun_since = before is not None and timing.next_after(before.started) > started
        if begun_since or not archive.begin_job(JobRecord(name, started, None, _GOING_ON), before):
            log.info("busy", job=name, message="Another scheduler does it, or has done it.")
            return
        log.info("begin", job=name)
        try:
            said = do(indexing, settings, stop)
        except KeyboardInterrupt:
            if before is not None:
                archive.note_job(before)  # so that it is as due as it was
            raise
        except Exception as error:
            archive.note_job(JobRecord(name, started, archive.now(), str(error)))
            raise
        archive.note_job(JobRecord(name, started, archive.now(), said))
        log.info("done", job=name, message=said)

    return work


def _rebuild(indexing: Pipeline, _: ScheduleSettings, stop: StopSignal) -> str:
    return str(rebuild(indexing.archive, indexing.engine, settings=indexing.settings, stop=stop))


def _clean_up(indexing: Pipeline, settings: ScheduleSettings, _: StopSignal) -> str:
    archive, engine = indexing.archive, indexing.engine
    archive.bury_dead_runs()
    with archive.indexing(indexing.settings.wait):
        files = engine.clean_up()
        try:
            generation = engine.stats().generation
        except IndexMissing:
            generation = None
        entries = archive.clean_up(generation, archive.now() - timedelta(days=settings.keep_runs))
    return f"{files:,} files and {entries:,} old entries deleted"
