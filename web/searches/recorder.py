"""Writes searches to the log without delaying the requests that made them.

Requests put them into a queue, which one thread of each process empties into the file. A full queue and a file that
cannot be written lose searches and never an answer.
"""

import atexit
import logging
import os
import queue
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from web.searches.entry import LoggedSearch, hour_text
from web.searches.store import SearchLog, SearchLogError

logger = logging.getLogger("dateline.searches")

MAX_WAITING = 1_000
MAX_BATCH = 500
CLOSE_SECONDS = 2.0
"""How long the end of a process waits for what is still to be written."""


def now_in_utc() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class SearchRecorder:
    """Records searches in a file for `days` days. The thread is started by the first search in each process."""

    def __init__(self, log: SearchLog, days: int, clock: Callable[[], datetime] = now_in_utc) -> None:
        self._log, self._days, self._clock = log, days, clock
        self._process, self._lock = 0, threading.Lock()
        self._waiting: queue.Queue[LoggedSearch | None] = queue.Queue(MAX_WAITING)
        self._thread: threading.Thread | None = None
        self._is_failing = False

    def record(self, entry: LoggedSearch) -> None:
        """Have a search written. Returns at once, and raises nothing."""
        self._start()
        try:
            self._waiting.put_nowait(entry)
        except queue.Full:
            logger.debug("a search was not logged: too many are waiting")

    def hour(self) -> str:
        """Return the present hour, as entries state it."""
        return hour_text(self._clock())

    def close(self) -> None:
        """Write what is waiting, if that takes no longer than two seconds. Searches may still be recorded."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is None or self._process != os.getpid():
            return
        try:
            self._waiting.put(None, timeout=CLOSE_SECONDS)
        except queue.Full:
            return
        thread.join(CLOSE_SECONDS)

    def _start(self) -> None:
        if self._process == os.getpid() and self._thread is not None:
            return
        with self._lock:
            if self._process != os.getpid():
                # A fork: neither the thread nor what the parent had waiting belongs to this process.
                self._waiting, self._thread, self._process = queue.Queue(MAX_WAITING), None, os.getpid()
                atexit.register(self.close)
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._write, args=(self._waiting,), name="search-log", daemon=True
                )
                self._thread.start()

    def _write(self, waiting: "queue.Queue[LoggedSearch | None]") -> None:
        goes_on = True
        while goes_on:
            entries = [waiting.get()]
            while len(entries) < MAX_BATCH and not waiting.empty():
                entries.append(waiting.get())
            goes_on = None not in entries
            self._write_batch([entry for entry in entries if entry is not None])

    def _write_batch(self, entries: list[LoggedSearch]) -> None:
        if not entries:
            return
        try:
            self._log.add(entries, hour_text(self._clock() - timedelta(days=self._days)))
        except SearchLogError as error:
            if not self._is_failing:  # a full disk would fill with lines about it
                logger.error("%s Until then, searches are not logged.", error)
            self._is_failing = True
        else:
            self._is_failing = False
