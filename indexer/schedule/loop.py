"""The loop of the scheduler: it runs each job when it is due, whatever the job does.

A job is due by what the archive has on record of it, not by what this process remembers. So what was missed while no
scheduler ran is done once, and several schedulers over one archive share the work.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from indexer.logfmt import log
from indexer.shutdown import StopSignal
from search.errors import DatelineError

MAX_WAIT_SECONDS = 30.0
"""The longest time between two looks at what is due, so that what others do to the archive is noticed."""
_POLL_SECONDS = 0.25
_MIN_RETRY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done again and again.

    `due` says since or from when it is due, None for not at all. `work` does it, and stops early when its StopSignal
    says so. It raises a DatelineError for what a person should know, and nothing else.
    """

    name: str
    due: Callable[[], datetime | None]
    work: Callable[[StopSignal], None]


class WorkerPool:
    """A pool of at most `size` threads, one for each job that is running."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._threads: dict[str, threading.Thread] = {}

    def is_running(self, name: str) -> bool:
        """Whether the job is running."""
        thread = self._threads.get(name)
        return thread is not None and thread.is_alive()

    def start(self, name: str, work: Callable[[], object]) -> bool:
        """Start a job; return False when the pool is full."""
        self._threads = {each: thread for each, thread in self._threads.items() if thread.is_alive()}
        if len(self._threads) >= self._size:
            return False
        # Daemons: a job that waits for a server that does not answer must not keep the process from ending.
        thread = threading.Thread(target=work, name=name, daemon=True)
        self._threads[name] = thread
        thread.start()
        return True

    def join(self, seconds: float) -> list[str]:
        """Wait for running jobs, at most for that many seconds; return the names of those that are not done by then."""
        end = time.monotonic() + seconds
        for thread in self._threads.values():
            thread.join(max(0.0, end - time.monotonic()))
        return [name for name, thread in self._threads.items() if thread.is_alive()]


def wait(seconds: float, stop: StopSignal) -> None:
    """Wait, and return at most a moment after a stop was requested."""
    # In slices: a signal's handler can set a flag safely, but not wake up who waits on a lock.
    end = time.monotonic() + seconds
    while not stop and (left := end - time.monotonic()) > 0:
        time.sleep(min(_POLL_SECONDS, left))


def run_forever(
    jobs: Sequence[Job],
    pool: WorkerPool,
    stop: StopSignal,
    *,
    now: Callable[[], datetime],
    wait: Callable[[float, StopSignal], None] = wait,
    max_wait: float = MAX_WAIT_SECONDS,
) -> None:
    """Run every job whenever it is due, until a stop is requested.

    `wait` passes seconds, and fewer after a stop; it is never asked for more than `max_wait` at a time.
    """
    earliest_retry: dict[str, datetime] = {}
    while not stop:
        moment = now()
        next_due = moment + timedelta(seconds=max_wait)
        for job in jobs:
            if stop:
                return
            due = None if pool.is_running(job.name) else _due(job)
            if due is None:
                continue
            # A job that leaves no record, because the archive cannot be written, is not retried without a pause.
            due = max(due, earliest_retry.get(job.name, due))
            if due > moment:
                next_due = min(next_due, due)
            elif pool.start(job.name, partial(run_job, job, stop)):
                earliest_retry[job.name] = moment + timedelta(seconds=_MIN_RETRY_SECONDS)
        wait(max(_POLL_SECONDS, (next_due - now()).total_seconds()), stop)


def run_due(jobs: Sequence[Job], stop: StopSignal, *, now: Callable[[], datetime]) -> list[str]:
    """Run the jobs that are due now, one after the other; return the names of those that failed."""
    moment = now()
    failed = []
    for job in jobs:
        due = None if stop else _due(job)
        if due is not None and due <= moment and not run_job(job, stop):
            failed.append(job.name)
    return failed


def run_job(job: Job, stop: StopSignal) -> bool:
    """Run a job and log whatever goes wrong; return whether it was done."""
    try:
        job.work(stop)
    except DatelineError as error:
        log.error("failed", job=job.name, message=str(error))
        return False
    except KeyboardInterrupt:
        # The loop sees the stop, too.
        log.info("stopped", job=job.name)
        return False
    # One job must never end the schedule; a bug that it brings to light is logged for us to fix.
    except Exception as error:
        log.exception("failed", job=job.name, message=f"{type(error).__name__}: {error}")
        return False
    return True


def _due(job: Job) -> datetime | None:
    try:
        return job.due()
    except DatelineError as error:
        log.error("failed", job=job.name, message=str(error))
        return None
