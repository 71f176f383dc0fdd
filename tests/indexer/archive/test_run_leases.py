"""Leases: a source is read by one run at a time, and a run that died blocks nobody."""

import os
import signal
import subprocess
import threading
from datetime import timedelta

import pytest

from indexer.archive import RunState
from indexer.archive.models import Counts
from indexer.archive.process_id import ProcessId, current_process
from indexer.errors import RunLost, SourceBusy
from indexer.heartbeat import heartbeat_thread
from indexer.shutdown import StopSignal
from tests.indexer.conftest import Clock, Desk, outcome
from tests.indexer.test_shutdown import fill, read_until, start


def test_second_run_of_a_source_says_who_is_reading_it(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    number = desk.archive.begin_run("desk", "folder", "articles", "")
    with pytest.raises(
        SourceBusy, match=rf"desk.*process {os.getpid()} on .*since 2026-03-01T08:\d\d:00Z \(run {number}"
    ):
        desk.index()
    desk.archive.begin_run("other", "folder", "elsewhere", "")
    desk.archive.end_run(number, RunState.DONE, Counts())
    assert outcome(desk.index()) == {"added": 1}


def test_run_without_a_heartbeat_is_dead_and_cannot_write(desk: Desk, clock: Clock) -> None:
    number = desk.archive.begin_run("desk", "folder", "articles", "")
    clock.now += timedelta(minutes=1)
    desk.archive.heartbeat(number, 7)
    (run,) = desk.archive.latest_runs(1)
    assert (run.state, run.met) == (RunState.RUNNING, 7)
    clock.now += timedelta(minutes=3)
    (run,) = desk.archive.latest_runs(1)
    assert (run.state, run.finished) == (RunState.INTERRUPTED, run.heartbeat), "whoever looks sees it"
    assert desk.archive.expire_dead_runs() == 1
    for write in (
        lambda: desk.archive.heartbeat(number, 8),
        lambda: desk.archive.record_batch("desk", number, [], Counts()),
        lambda: desk.archive.remove_vanished("desk", number, Counts()),
    ):
        with pytest.raises(RunLost, match="considered dead"):
            write()
    desk.archive.end_run(number, RunState.DONE, Counts(added=5))
    assert desk.archive.latest_runs(1)[0].state is RunState.INTERRUPTED


def test_heartbeat_continues_during_a_long_document_and_stops_a_lost_run(desk: Desk, clock: Clock) -> None:
    number = desk.archive.begin_run("desk", "folder", "articles", "")
    beaten = threading.Event()

    def met() -> int:
        beaten.set()
        return 3

    stop = StopSignal()
    with heartbeat_thread(desk.archive, number, 0.01, met, stop):
        assert beaten.wait(10)
        clock.now += timedelta(hours=1)
        for _ in range(1_000):
            if desk.archive.latest_runs(1)[0].met == 3:
                break
        assert not stop
        desk.archive.end_run(number, RunState.INTERRUPTED, Counts())
        for _ in range(1_000):
            if stop:
                break
            threading.Event().wait(0.01)
    assert stop


def test_runs_of_several_sources_share_the_archive(desk: Desk, clock: Clock) -> None:
    clock.step = timedelta()
    for name in "abcd":
        desk.records(
            f"{name}/r.jsonl", *({"id": f"{name}{n}", "title": f"{name} {n}", "text": "T."} for n in range(40))
        )
    failed: list[BaseException] = []

    def read(name: str) -> None:
        try:
            desk.index(desk.source(desk.files / name, name=name))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=read, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    desk.index(desk.source(desk.files / "a", name="a"))
    assert len(desk.titles()) == 160
    revisions = [change.revision for change in desk.archive.changes_since(0, 1_000)]
    assert len(set(revisions)) == 160


def test_killed_process_frees_its_source_at_once_and_the_next_run_resumes(desk: Desk) -> None:
    fill(desk, 2_000)
    with start(desk) as process:
        read_until(process, 23)
        with pytest.raises(SourceBusy, match=f"process {process.pid} "):
            desk.index()
        process.send_signal(signal.SIGKILL)
    (run,) = desk.archive.latest_runs(5)
    assert (run.state, run.holder and run.holder.process) == (RunState.INTERRUPTED, process.pid)
    committed = desk.archive.stats().articles
    assert 0 < committed < 2_000
    assert outcome(desk.index()) == {"added": 2_000 - committed, "same": committed}
    assert len(desk.titles()) == 2_000


def test_dead_process_is_noticed_on_this_machine_alone() -> None:
    with subprocess.Popen(["sleep", "60"]) as other:
        mine = current_process()
        there = ProcessId(mine.host, mine.machine, other.pid, "0")
        assert not there.is_known_dead
        other.kill()
        other.wait()
    assert there.is_known_dead
    assert not ProcessId("elsewhere", "0123456789ab", other.pid, "0").is_known_dead
    assert ProcessId(mine.host, mine.machine, mine.process, "17").is_known_dead, (
        "the number was given to another process"
    )
    assert not mine.is_known_dead
    assert ProcessId.parse(str(mine)) == mine
    assert ProcessId.parse("") is None
