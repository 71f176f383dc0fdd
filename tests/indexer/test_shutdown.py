"""Graceful shutdown, and processes that are killed: nothing that was committed is lost."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from indexer.archive import RunState
from indexer.shutdown import stop_on_signals
from tests.indexer.conftest import Desk, outcome

ROOT = Path(__file__).resolve().parents[2]


def start(desk: Desk) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.indexer.killed_run", str(desk.folder)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)})


def read_until(process: "subprocess.Popen[bytes]", done: int) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= done:
            return
    raise AssertionError(f"the run ended before its document {done}")


def fill(desk: Desk, records: int) -> None:
    desk.records("r.jsonl", *({"id": f"r{n}", "title": f"Record {n}", "text": "Text. " * 40} for n in range(records)))


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_run_that_is_asked_to_stop_finishes_its_batch(desk: Desk, sign: signal.Signals) -> None:
    fill(desk, 20_000)
    with start(desk) as process:
        read_until(process, 23)
        process.send_signal(sign)
        assert process.stdout is not None
        process.stdout.read()
        assert process.wait(30) == 130
    (run,) = desk.archive.latest_runs(5)
    assert run.state is RunState.INTERRUPTED
    committed = desk.archive.stats().articles
    assert 23 <= committed < 20_000
    assert run.counts.added == committed


def test_killed_runs_lose_nothing_and_the_last_one_ends_as_if_alone(desk: Desk) -> None:
    fill(desk, 300)
    committed = 0
    for done in (7, 40, 120):
        with start(desk) as process:
            read_until(process, done)
            process.kill()
        assert desk.archive.stats().articles >= committed
        committed = desk.archive.stats().articles
    assert 0 < committed < 300
    assert outcome(desk.index()) == {"added": 300 - committed, "same": committed}
    assert len(desk.titles()) == 300
    assert [run.state for run in desk.archive.latest_runs(5)] == [RunState.DONE, *[RunState.INTERRUPTED] * 3]


def test_first_signal_requests_a_stop_and_the_second_interrupts() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), stop_on_signals() as stop:
        assert not stop
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)
    assert signal.getsignal(signal.SIGTERM) is before


def test_other_threads_leave_signal_handlers_alone() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[object] = []

    def work() -> None:
        with stop_on_signals() as stop:
            seen.extend([signal.getsignal(signal.SIGINT), bool(stop)])
            stop.request()
            seen.append(bool(stop))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before, False, True]
