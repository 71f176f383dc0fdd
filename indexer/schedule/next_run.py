"""When is a source to be read next? By its own line, and by what came of its latest runs."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from indexer.archive import Archive, Run, RunState
from indexer.cron import Schedule, parse_schedule
from indexer.settings import ScheduleSettings, SourceSettings

REBUILD, CLEANUP = "rebuild", "cleanup"
"""The jobs that read no source."""
NOT_DONE = "Not done yet."
"""What stands on record of a job before it is done for the first time."""
REMEMBERED = 8
"""So many of the latest runs of a source tell when the next is due."""
_RETRY = timedelta(minutes=1)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def source_timing(spec: SourceSettings, settings: ScheduleSettings, jitter: float | None = None) -> Schedule | None:
    """When a source falls due; None for one that is read by hand alone."""
    if spec.schedule is None:
        return None
    spread = settings.jitter if jitter is None else jitter
    return parse_schedule(spec.schedule, settings.timezone).with_jitter(spec.name, spread)


def next_run(runs: Sequence[Run], timing: Schedule) -> datetime:
    """When a source is to be read next, given its latest runs, the newest first: a time that has passed means now.

    A source that was never read is read at once. So is one whose run broke off; from the second time in a row on after
    one, two, four … minutes, so that what kills its process does not do so all the time.
    """
    if not runs:
        return _LONG_AGO
    regular = timing.next_after(runs[0].started)
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
        due = None if timing is None else next_run(archive.runs_of(spec.name, REMEMBERED), timing)
        found[spec.name] = None if due is None else max(due, now)
    return found
