"""Searches are written beside the requests: by a thread, from several processes, and never at their cost."""

import logging
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from tests.dateline.commands import ROOT
from tests.web.searches.test_store import ALWAYS, entry
from web.searches.recorder import MAX_WAITING, SearchRecorder
from web.searches.store import SearchLog


def now() -> datetime:
    return datetime(2026, 11, 30, 9, 59, tzinfo=UTC)


def test_threads_and_forked_processes_write_into_one_file(tmp_path: Path) -> None:
    log = SearchLog(tmp_path / "searches.db")
    recorder = SearchRecorder(log, 90, now)
    recorder.record(entry("parent"))
    children = []
    for _ in range(3):
        child = os.fork()
        if child == 0:
            for number in range(100):
                recorder.record(entry(f"query {number % 5}"))
            recorder.flush()
            os._exit(0)
        children.append(child)
    threads = [Thread(target=lambda: [recorder.record(entry("thread")) for _ in range(50)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    recorder.flush()
    counts = {row.query: row.times for row in log.rows(ALWAYS)}
    assert counts == {"parent": 1, "thread": 200, **{f"query {number}": 60 for number in range(5)}}


def test_after_a_flush_it_goes_on(tmp_path: Path) -> None:
    log = SearchLog(tmp_path / "searches.db")
    recorder = SearchRecorder(log, 90, now)
    for query in ("one", "two"):
        recorder.record(entry(query))
        recorder.flush()
        assert query in [row.query for row in log.rows(ALWAYS)]


def test_old_searches_go_by_the_days_of_the_setting(tmp_path: Path) -> None:
    log = SearchLog(tmp_path / "searches.db")
    recorder = SearchRecorder(log, 30, now)
    for hour in ("2026-10-31T08", "2026-10-31T09", recorder.hour()):
        recorder.record(entry(hour, hour))
    recorder.flush()
    assert [row.hour for row in log.rows(ALWAYS)] == ["2026-10-31T09", "2026-11-30T09"]


def test_a_busy_file_holds_nobody_up_and_the_queue_is_bounded(tmp_path: Path) -> None:
    log = SearchLog(tmp_path / "searches.db")
    recorder = SearchRecorder(log, 90, now)
    recorder.record(entry("first"))
    recorder.flush()
    other = sqlite3.connect(log.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for number in range(3 * MAX_WAITING):
        recorder.record(entry(f"query {number}"))
    other.execute("COMMIT")
    other.close()
    for _ in range(20):  # each waits until what is waiting is written, or for two seconds
        recorder.flush()
        recorder.record(entry("last"))
    recorder.flush()
    assert 1 < len(log.rows(ALWAYS)) < 3 * MAX_WAITING


def test_a_place_that_cannot_be_written_is_one_line_of_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    recorder = SearchRecorder(SearchLog(tmp_path / "file/searches.db"), 90, now)
    with caplog.at_level(logging.ERROR, "dateline.searches"):
        for _ in range(3):
            recorder.record(entry("dam"))
            recorder.flush()
    (line,) = caplog.messages
    assert "searches are not logged" in line


FULL_DISK = """
import resource
from pathlib import Path
from tests.web.searches.test_store import entry
from web.searches.recorder import SearchRecorder
from web.searches.store import SearchLog
recorder = SearchRecorder(SearchLog(Path("searches.db")), 90)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
for number in range(5):
    recorder.record(entry(f"query {number}"))
    recorder.flush()
print("served")
"""


def test_a_full_disk_is_survived(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "served\n")
    assert done.stderr.count("searches are not logged") == 1
    assert "Traceback" not in done.stderr
