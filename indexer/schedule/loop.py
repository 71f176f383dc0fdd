"""When is each job to be done? Nothing else: what a job does is its own business.

A job falls due by what is on record of it, not by what this process remembers. So what was missed while nobody was
looking is done once, and several schedulers over one archive share the work.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from indexer.logfmt import log
from indexer.shutdown import StopSignal
from search.errors import DatelineError

LOOK = 30.0
"""The longest time in seconds between two looks at what is due: what others do to the archive shows then."""
_SLICE = 0.25
_AGAIN = 10.0


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done again and again. `due` tells since or from when, None for never; `work` does it.

    Work is handed a stop to heed. It raises a DatelineError for what a person should know, and nothing else.
    """

    name: str
    due: Callable[[], datetime | None]
    work: Callable[[StopSignal], None]


class Crew(Protocol):
    """Those who do the work, several jobs at a time or one."""

    def busy(self, name: str) -> bool:
        """Whether the job is being done."""
        ...

    def take(self, name: str, work: Callable[[], object]) -> bool:
        """Have a job done; false when nobody has a hand free."""
        ...


def serve(
    jobs: Sequence[Job],
    crew: Crew,
    stop: StopSignal,
    *,
    now: Callable[[], datetime],
    wait: Callable[[float, StopSignal], None],
    look: float = LOOK,
) -> None:
    """Do every job whenever it is due, until a stop is asked for.

    `wait` passes seconds, and fewer after a stop; never more than `look` of them at a time.
    """
    tried: dict[str, datetime] = {}
    while not stop:
        moment = now()
        soonest = moment + timedelta(seconds=look)
        for job in jobs:
            if stop:
                return
            if crew.busy(job.name):
                continue
            due = _due(job)
            if due is None:
                continue
            # A job that leaves no trace, because the archive cannot be written, is not tried without a pause.
            due = max(due, tried.get(job.name, due))
            if due <= moment and crew.take(job.name, partial(attempt, job, stop)):
                tried[job.name] = moment + timedelta(seconds=_AGAIN)
            elif due > moment:
                soonest = min(soonest, due)
        wait(max(_SLICE, (soonest - now()).total_seconds()), stop)


def once(jobs: Sequence[Job], stop: StopSignal, *, now: Callable[[], datetime]) -> list[str]:
    """Do what is due now, one after the other, each once; returns the names of the jobs that failed."""
    moment = now()
    failed = []
    for job in jobs:
        due = None if stop else _due(job)
        if due is not None and due <= moment and not attempt(job, stop):
            failed.append(job.name)
    return failed


def attempt(job: Job, stop: StopSignal) -> bool:
    """Do a job whatever comes of it, and tell; returns whether it was done."""
    try:
        job.work(stop)
    except DatelineError as error:
        log.error("failed", job=job.name, message=str(error))
        return False
    except KeyboardInterrupt:
        # The stop that was asked for is heeded by the loop.
        log.info("stopped", job=job.name)
        return False
    # One job must never end the schedule; a fault of ours is told for us to mend.
    except Exception as error:
        log.fault("failed", job=job.name, message=f"{type(error).__name__}: {error}")
        return False
    return True


def wait(seconds: float, stop: StopSignal) -> None:
    """Let so many seconds pass by the clock of this machine, and no more than a moment after a stop was asked for."""
    # In slices: a signal's handler can set a flag safely, but not wake up who waits on a lock.
    end = time.monotonic() + seconds
    while not stop and (left := end - time.monotonic()) > 0:
        time.sleep(min(_SLICE, left))


def _due(job: Job) -> datetime | None:
    try:
        return job.due()
    except DatelineError as error:
        log.error("failed", job=job.name, message=str(error))
        return None


# FOLDED: Who does what is due? Threads, some at a time.


class WorkerPool:
    """Threads, at most `size` of them at a time, one for each job that is being done."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._at_work: dict[str, threading.Thread] = {}

    def busy(self, name: str) -> bool:
        """See `indexer.schedule.loop.Crew`."""
        thread = self._at_work.get(name)
        return thread is not None and thread.is_alive()

    def take(self, name: str, work: Callable[[], object]) -> bool:
        """See `indexer.schedule.loop.Crew`."""
        self._at_work = {each: thread for each, thread in self._at_work.items() if thread.is_alive()}
        if len(self._at_work) >= self._size:
            return False
        # Daemons: whoever hangs on a server that does not answer must not keep the process from ending.
        thread = threading.Thread(target=work, name=name, daemon=True)
        self._at_work[name] = thread
        thread.start()
        return True

    def finish(self, seconds: float) -> list[str]:
        """Wait for those at work, at most so long; returns the names of the jobs that are not done by then."""
        end = time.monotonic() + seconds
        for thread in self._at_work.values():
            thread.join(max(0.0, end - time.monotonic()))
        return [name for name, thread in self._at_work.items() if thread.is_alive()]
