"""What is there to do, and since when is it due? A job for each source with a schedule, a rebuild, the clean-up."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from indexer.archive import Archive, JobRecord, Run, RunState
from indexer.errors import SourceBusy
from indexer.following import rebuild
from indexer.logs import log
from indexer.schedule import Job
from indexer.schedule_settings import ScheduleSettings
from indexer.settings import SourceSettings
from indexer.stopping import Stop
from indexer.timing import Timing, timing_of
from indexer.update import Indexing
from search.errors import IndexMissing

REBUILD, CLEANUP = "rebuild", "cleanup"
_RETRY = timedelta(minutes=1)
_REMEMBERED = 8
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def jobs_of(
    sources: Sequence[SourceSettings], indexing: Indexing, settings: ScheduleSettings, *, jitter: float | None = None
) -> list[Job]:
    """All that the settings have done again and again. `jitter` replaces that of the settings."""
    jobs = [
        Job(spec.name, _due_by_runs(indexing.archive, spec.name, timing), _reading(spec, indexing))
        for spec in sources
        if (timing := source_timing(spec, settings, jitter)) is not None
    ]
    for name, line, work in ((REBUILD, settings.rebuild, _rebuild), (CLEANUP, settings.cleanup, _clean_up)):
        if line:
            timing = timing_of(line, settings.timezone)
            jobs.append(
                Job(name, _due_by_record(indexing.archive, name, timing), _noted(name, indexing, settings, work))
            )
    return jobs


def source_timing(spec: SourceSettings, settings: ScheduleSettings, jitter: float | None = None) -> Timing | None:
    """When a source falls due; None for one that is read by hand alone."""
    if spec.schedule is None:
        return None
    spread = settings.jitter if jitter is None else jitter
    return timing_of(spec.schedule, settings.timezone).spread(spec.name, spread)


def next_run(runs: Sequence[Run], timing: Timing) -> datetime:
    """When a source is to be read next, given its latest runs, the newest first: a time that has passed means now.

    A source that was never read is read at once. So is one whose run broke off; from the second time in a row on after
    one, two, four … minutes, so that what kills its process does not do so all the time.
    """
    if not runs:
        return _LONG_AGO
    regular = timing.after(runs[0].started)
    broken = 0
    while broken < len(runs) and runs[broken].state is RunState.INTERRUPTED:
        broken += 1
    if not broken:
        return regular
    ended = runs[0].finished or runs[0].heartbeat
    pause = timedelta() if broken == 1 else _RETRY * 2 ** (broken - 2)
    return min(regular, ended + pause)


def next_runs(
    sources: Sequence[SourceSettings], archive: Archive, settings: ScheduleSettings
) -> dict[str, datetime | None]:
    """When each source is to be read next by a scheduler; None for one that is read by hand alone."""
    now = archive.now()
    found: dict[str, datetime | None] = {}
    for spec in sources:
        timing = source_timing(spec, settings)
        due = None if timing is None else next_run(archive.runs_of(spec.name, _REMEMBERED), timing)
        found[spec.name] = None if due is None else max(due, now)
    return found


def _due_by_runs(archive: Archive, name: str, timing: Timing) -> Callable[[], datetime | None]:
    def due() -> datetime | None:
        runs = archive.runs_of(name, _REMEMBERED)
        if runs and runs[0].state is RunState.RUNNING:
            return None
        return next_run(runs, timing)

    return due


def _due_by_record(archive: Archive, name: str, timing: Timing) -> Callable[[], datetime | None]:
    def due() -> datetime | None:
        record = archive.job(name)
        if record is None:
            # Nothing to make good: from now on it is kept to.
            archive.note_job(JobRecord(name, archive.now(), None, "Not done yet."))
            return timing.after(archive.now())
        return timing.after(record.started)

    return due


def _reading(spec: SourceSettings, indexing: Indexing) -> Callable[[Stop], None]:
    def work(stop: Stop) -> None:
        try:
            indexing.read(spec, stop=stop)
        except SourceBusy as error:
            log.info("busy", source=spec.name, message=str(error))

    return work


def _noted(
    name: str,
    indexing: Indexing,
    settings: ScheduleSettings,
    do: Callable[[Indexing, ScheduleSettings, Stop], str],
) -> Callable[[Stop], None]:
    def work(stop: Stop) -> None:
        archive = indexing.archive
        started = archive.now()
        archive.note_job(JobRecord(name, started, None, "It broke off."))
        log.info("begin", job=name)
        try:
            said = do(indexing, settings, stop)
        except Exception as error:
            archive.note_job(JobRecord(name, started, archive.now(), str(error)))
            raise
        archive.note_job(JobRecord(name, started, archive.now(), said))
        log.info("done", job=name, message=said)

    return work


def _rebuild(indexing: Indexing, _: ScheduleSettings, stop: Stop) -> str:
    return str(rebuild(indexing.archive, indexing.engine, wait=indexing.settings.wait, stop=stop))


def _clean_up(indexing: Indexing, settings: ScheduleSettings, _: Stop) -> str:
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
