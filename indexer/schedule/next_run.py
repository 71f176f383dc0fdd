"""When a source is due next, by its schedule line and by what came of its latest runs."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from indexer.archive import Archive, Run, RunState
from indexer.cron import Schedule, parse_schedule
from indexer.settings import ScheduleSettings, SourceSettings

REBUILD_JOB, CLEANUP_JOB = "rebuild", "cleanup"
"""The names of the jobs that read no source."""
NOT_DONE = "Not done yet."
"""The message on record for a job before it is done for the first time."""
RUNS_CONSIDERED = 8
"""How many of the latest runs of a source decide when it is due next."""
_FIRST_RETRY = timedelta(minutes=1)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def source_schedule(spec: SourceSettings, settings: ScheduleSettings, jitter: float | None = None) -> Schedule | None:
    """Return the schedule of a source, with its jitter; None for a source that only `dateline index` reads."""
    if spec.schedule is None:
        return None
    schedule = parse_schedule(spec.schedule, settings.timezone)
    return schedule.with_jitter(spec.name, settings.jitter if jitter is None else jitter)


def next_run(runs: Sequence[Run], schedule: Schedule) -> datetime:
    """Return when a source is due next, given its latest runs, the newest first: a time that has passed means now.

    A source that was never read is due at once. So is a source whose run was interrupted. If that happens several times
    in a row, the retries are one, two, four … minutes after an interruption, so that a source that kills its process
    does not do so all the time.
    """
    if not runs:
        return _LONG_AGO
    regular = schedule.next_after(runs[0].started)
    interrupted = 0
    while interrupted < len(runs) and runs[interrupted].state is RunState.INTERRUPTED:
        interrupted += 1
    if not interrupted:
        return regular
    ended = runs[0].finished or runs[0].heartbeat
    pause = timedelta() if interrupted == 1 else _FIRST_RETRY * 2 ** (interrupted - 2)
    return min(regular, ended + pause)


def next_runs(
    sources: Sequence[SourceSettings], archive: Archive, settings: ScheduleSettings
) -> dict[str, datetime | None]:
    """Return when a scheduler reads each source next; None for a source that only `dateline index` reads."""
    now = archive.now()
    times: dict[str, datetime | None] = {}
    for spec in sources:
        schedule = source_schedule(spec, settings)
        due = None if schedule is None else next_run(archive.runs_of(spec.name, RUNS_CONSIDERED), schedule)
        times[spec.name] = None if due is None else max(due, now)
    return times
