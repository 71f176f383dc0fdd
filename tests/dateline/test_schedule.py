"""The scheduler as a process: it runs what is due, stops cleanly, and does not disturb other runs."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.dateline.commands import PROGRAM, ROOT, Run, one_line, outside

CONFIGURATION = """
[[sources]]
name = "gazette"
location = "articles"
schedule = "every 10s"

[[sources]]
name = "many"
location = "many.jsonl"
schedule = "0 3 * * *"

[[sources]]
name = "by-hand"
location = "articles"
"""


@pytest.fixture
def configured(place: Path) -> Path:
    (place / "dateline.toml").write_text(CONFIGURATION, encoding="utf-8")
    records = (json.dumps({"id": f"r{n}", "title": f"Record {n}", "text": "Text. " * 40}) for n in range(3))
    (place / "many.jsonl").write_text("\n".join(records) + "\n", encoding="utf-8")
    return place


def start(place: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([*PROGRAM, *arguments], cwd=place, stderr=subprocess.PIPE, text=True)


def lines_until(process: "subprocess.Popen[str]", *wanted: str) -> list[str]:
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if all(any(word in each for each in lines) for word in wanted):
            return lines
    raise AssertionError(lines)


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_scheduler_reads_what_is_due_and_ends_in_order(
    configured: Path, run: Run, sign: signal.Signals, code: int
) -> None:
    with start(configured, "schedule") as process:
        lines = lines_until(process, "event=done run=1", "event=done run=2")
        process.send_signal(sign)
        began = time.monotonic()
        assert process.wait(30) == code
        assert time.monotonic() - began < 10
        process.stderr.close()
    assert all(line.startswith("time=") and " level=info event=" in line for line in lines)
    state = json.loads(run("status", "--json")[1])
    told = {source["name"]: source for source in state["sources"]}
    assert [told[name]["last_run"] and told[name]["last_run"]["state"] for name in ("gazette", "many", "by-hand")] == [
        "done",
        "done",
        None,
    ]
    assert told["many"]["next_run"] > told["gazette"]["next_run"]
    assert told["by-hand"]["next_run"] is None
    assert state["index"]["articles"] == 6


def test_stop_in_the_middle_of_a_run_finishes_the_batch_in_under_ten_seconds(configured: Path, run: Run) -> None:
    records = (json.dumps({"id": f"r{n}", "title": f"Record {n}", "text": "Text. " * 40}) for n in range(60_000))
    (configured / "many.jsonl").write_text("\n".join(records) + "\n", encoding="utf-8")
    with start(configured, "schedule") as process:
        lines_until(process, "source=many")
        while not any(
            source["name"] == "many" and source["last_run"] and source["last_run"]["added"]
            for source in json.loads(run("status", "--json")[1])["sources"]
        ):
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert process.wait(30) == 0
        assert time.monotonic() - began < 10
        process.stderr.close()
    state = json.loads(run("status", "--json")[1])
    many = next(source for source in state["sources"] if source["name"] == "many")
    assert (many["last_run"]["state"], state["index"]["behind"]) == ("interrupted", 0)
    assert 0 < many["articles"] < 60_000
    assert many["next_run"] <= state["time"], "it is taken up at once"


def test_once_does_what_is_due_and_no_more(configured: Path, run: Run) -> None:
    first = outside("schedule", "--once", cwd=configured)
    assert first.returncode == 0, first.stderr
    assert first.stderr.count("event=done run=") == 2
    (configured / "many.jsonl").unlink()
    second = outside("schedule", "--once", cwd=configured)
    assert (second.returncode, "source=many" in second.stderr) == (0, False)


def test_once_fails_when_a_source_does(configured: Path, run: Run) -> None:
    (configured / "many.jsonl").unlink()
    done = outside("schedule", "--once", cwd=configured)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("dateline: Not done: many.")
    assert "level=error event=failed job=many message=" in done.stderr


def test_schedule_without_any_source_says_so(place: Path, run: Run) -> None:
    assert run("schedule")[0] == 1
    assert 'schedule = "every 15m"' in one_line(run("schedule")[2])


def test_a_second_command_names_the_process_that_reads_the_source_and_reads_the_others(
    configured: Path, run: Run
) -> None:
    program = (
        "import sys, time; from indexer.archive import open_archive; archive = open_archive('data/archive.db');"
        "archive.begin_run('many', 'jsonl', 'many.jsonl', '');"
        " print('held', file=sys.stderr, flush=True); time.sleep(60)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [PROGRAM[0], "-c", program]
    with subprocess.Popen(command, cwd=configured, stderr=subprocess.PIPE, text=True, env=env) as other:
        lines_until(other, "held")
        code, out, err = run("index")
        other.kill()
        other.stderr.close()
    assert code == 1
    assert f"many is being read already: by process {other.pid} on " in one_line(err)
    assert "gazette: 3 added" in out
    assert run("index", "many")[0] == 0, "nobody waits for the dead"


def test_wishes_are_for_reading_alone(run: Run) -> None:
    for option in ("--retry-failed", "--allow-shrink"):
        assert run("index", "--rebuild", option)[0] == 2
