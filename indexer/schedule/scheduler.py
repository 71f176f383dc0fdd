"""How does the scheduler process begin, end, and with which exit code?"""

import signal
from collections.abc import Sequence

from indexer.errors import SourceError
from indexer.logfmt import log
from indexer.schedule.jobs import jobs_of
from indexer.schedule.loop import Job, WorkerPool, once, serve, wait
from indexer.settings import ScheduleSettings, SourceSettings
from indexer.shutdown import stopping
from indexer.update import Pipeline

_PATIENCE = 8.0
"""How many seconds those at work have to finish their batch after a stop was asked for."""


def run(
    sources: Sequence[SourceSettings], indexing: Pipeline, settings: ScheduleSettings, *, once: bool = False
) -> None:
    """Do all that falls due until a signal, or with `once` what is due now.

    Returns after SIGTERM, which is how a service is ended. Raises SourceError when there is nothing to do at all or,
    with `once`, when something failed; KeyboardInterrupt after Ctrl-C, and when a signal cut `once` short.
    """
    # Whoever calls this every so often has a timing of their own: what is due in half a minute would wait for the next.
    jobs = jobs_of(sources, indexing, settings, jitter=0 if once else None)
    if not any(source.schedule for source in sources):
        raise SourceError(
            'There is nothing to schedule: give [[sources]] in dateline.toml a line such as schedule = "every 15m".'
        )
    indexing.archive.bury_dead_runs()
    if once:
        _once(jobs, indexing)
    else:
        _serve(jobs, indexing, settings)


def _serve(jobs: Sequence[Job], indexing: Pipeline, settings: ScheduleSettings) -> None:
    crew = WorkerPool(settings.parallel)
    log.info("schedule", jobs=len(jobs), parallel=settings.parallel)
    with stopping() as stop:
        serve(jobs, crew, stop, now=indexing.archive.now, wait=wait)
        left = crew.finish(_PATIENCE)
    log.info("ended", unfinished=",".join(left) or None)
    if stop.signal == signal.SIGINT:
        raise KeyboardInterrupt


def _once(jobs: Sequence[Job], indexing: Pipeline) -> None:
    with stopping() as stop:
        failed = once(jobs, stop, now=indexing.archive.now)
    if stop:
        raise KeyboardInterrupt
    if failed:
        raise SourceError(f"Not done: {', '.join(failed)}. What went wrong stands in the log and in dateline status.")
