"""Writes searches to the log without delaying the requests that made them.

Requests put them into a queue, which one thread of each process empties into the file. A full queue and a file that
cannot be written lose searches and never an answer.
"""

import atexit
import logging
import os
import queue
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from web.searches.entry import LoggedSearch, hour_text
from web.searches.store import SearchLog, SearchLogError

logger = logging.getLogger("dateline.searches")

MAX_WAITING = 1_000
MAX_BATCH = 500
COLLECT_SECONDS = 2.0
"""How long searches are collected before they are written: a write takes some milliseconds, few searches or many."""
FLUSH_SECONDS = 2.0
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
        with self._lock:
            self._start()
            try:
                self._waiting.put_nowait(entry)
            except queue.Full:
                logger.debug("a search was not logged: too many are waiting")

    def hour(self) -> str:
        """Return the present hour, as entries state it."""
        return hour_text(self._clock())

    def flush(self) -> None:
        """Have what is waiting written at once, and wait for that, but no longer than some seconds."""
        with self._lock:
            thread, waiting = self._thread, self._waiting
            self._thread, self._waiting = None, queue.Queue(MAX_WAITING)
            process = self._process
        if thread is None or process != os.getpid():
            return
        try:
            waiting.put(None, timeout=FLUSH_SECONDS)  # the thread ends with it
        except queue.Full:
            return
        thread.join(FLUSH_SECONDS)

    def _start(self) -> None:
        if self._process != os.getpid():
            # A fork: neither the thread nor what the parent had waiting belongs to this process.
            self._waiting, self._thread, self._process = queue.Queue(MAX_WAITING), None, os.getpid()
            atexit.register(self.flush)
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._write, args=(self._waiting,), name="search-log", daemon=True)
            self._thread.start()

    def _write(self, waiting: "queue.Queue[LoggedSearch | None]") -> None:
        goes_on = True
        while goes_on:
            entries = [waiting.get()]
            until = time.monotonic() + COLLECT_SECONDS
            while entries[-1] is not None and len(entries) < MAX_BATCH:
                try:
                    entries.append(waiting.get(timeout=max(until - time.monotonic(), 0)))
                except queue.Empty:
                    break
            goes_on = entries[-1] is not None
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
