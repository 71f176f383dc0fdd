"""The scheduler process: how it starts, how it ends, and with which exit code."""

import signal
from collections.abc import Sequence

from indexer.errors import SourceError
from indexer.logfmt import log
from indexer.pipeline import Pipeline
from indexer.schedule.jobs import build_jobs
from indexer.schedule.loop import WorkerPool, run_due, run_forever
from indexer.settings import ScheduleSettings, SourceSettings
from indexer.shutdown import stop_on_signals

_MAX_SECONDS_TO_FINISH = 8.0
"""How long running jobs have to finish their batch after a stop was requested."""


def run_scheduler(
    sources: Sequence[SourceSettings], pipeline: Pipeline, settings: ScheduleSettings, *, once: bool = False
) -> None:
    """Run jobs when they are due until a signal arrives, or with `once` those that are due now.

    Returns after SIGTERM, which is how a service is ended. Raises SourceError when nothing is scheduled or, with
    `once`, when a job failed; KeyboardInterrupt after Ctrl-C, and when a signal cut `once` short.
    """
    if not any(source.schedule for source in sources):
        raise SourceError(
            'There is nothing to schedule: give [[sources]] in dateline.toml a line such as schedule = "every 15m".'
        )
    pipeline.archive.expire_dead_runs()
    if once:
        # Whoever calls this regularly has a schedule of their own: a job that is due in half a minute would wait for
        # the next call. So there is no jitter.
        jobs = build_jobs(sources, pipeline, settings, jitter=0)
        with stop_on_signals() as stop:
            failed = run_due(jobs, stop, now=pipeline.archive.now)
        if stop:
            raise KeyboardInterrupt
        if failed:
            raise SourceError(f"Not done: {', '.join(failed)}. The log and dateline status say what went wrong.")
        return
    jobs = build_jobs(sources, pipeline, settings)
    pool = WorkerPool(settings.parallel)
    log.info("schedule", jobs=len(jobs), parallel=settings.parallel)
    with stop_on_signals() as stop:
        run_forever(jobs, pool, stop, now=pipeline.archive.now)
        unfinished = pool.join(_MAX_SECONDS_TO_FINISH)
    log.info("ended", unfinished=",".join(unfinished) or None)
    if stop.signal == signal.SIGINT:
        raise KeyboardInterrupt
