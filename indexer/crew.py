"""Who does what is due? Threads, some at a time."""

import threading
import time
from collections.abc import Callable


class WorkerPool:
    """Threads, at most `size` of them at a time, one for each job that is being done."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._at_work: dict[str, threading.Thread] = {}

    def busy(self, name: str) -> bool:
        """See `indexer.schedule.Crew`."""
        thread = self._at_work.get(name)
        return thread is not None and thread.is_alive()

    def take(self, name: str, work: Callable[[], object]) -> bool:
        """See `indexer.schedule.Crew`."""
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
