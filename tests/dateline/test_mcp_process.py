"""The process of `dateline mcp`: before there is an index, with a damaged one, while it grows, and its end."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.dateline.commands import PROGRAM, ROOT, Run, one_line, outside
from tests.dateline.mcp_client import assistant

HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}


def started(place: Path) -> "subprocess.Popen[bytes]":
    """The command, after it has said hello."""
    process = subprocess.Popen(
        [*PROGRAM, "mcp"],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell that runs the tests in the background has them ignore Ctrl-C, and so would the command.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert exchange(process, HELLO)["result"]["serverInfo"]["name"] == "dateline"
    return process


def exchange(process: "subprocess.Popen[bytes]", message: dict[str, object]) -> dict[str, dict[str, object]]:
    send(process, json.dumps(message).encode())
    assert process.stdout is not None
    answer: dict[str, dict[str, object]] = json.loads(process.stdout.readline())
    return answer


def send(process: "subprocess.Popen[bytes]", line: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(line + b"\n")
    process.stdin.flush()


def search(query: str) -> dict[str, object]:
    params = {"name": "search", "arguments": {"q": query}}
    return {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params}


def test_without_an_index_it_says_what_to_do_and_later_finds_it(place: Path, run: Run) -> None:
    with assistant(place) as asked:
        for tool in ("search", "timeline", "facets"):
            said = asked.error(tool, q="fire")
            assert "There is no index" in said
            assert "Run `dateline index`" in said
            assert str(place) not in said
        assert "There is no index" in asked.error("get_article", id="x")
        assert not (place / "data").exists(), "looking makes nothing"
        assert run("index", "articles")[0] == 0
        assert asked.body("search", q="fire")["total"]["value"] == 2
    log = (place / "mcp.log").read_text(encoding="utf-8")
    assert "There is no index" in log
    assert "Traceback" not in log


def test_a_new_commit_is_seen_and_a_removed_article_is_refused(indexed: Path, run: Run) -> None:
    with assistant(indexed) as asked:
        before = asked.body("search", q="town hall")
        (found,) = before["results"]
        assert asked.body("get_article", id=found["id"])["title"] == "Fire at the town hall"
        (indexed / "articles/more.txt").write_text("Another fire\n\nAt the port this time.\n", encoding="utf-8")
        (indexed / "articles/fire.txt").unlink()
        assert run("index", "articles")[0] == 0
        assert [each["title"] for each in asked.body("search", q="port")["results"]] == ["Another fire"]
        assert asked.body("search", q="town hall")["total"]["value"] == 0
        assert "removed from its source" in asked.error("get_article", id=found["id"])


def test_a_damaged_index_is_an_error_and_never_no_results(indexed: Path) -> None:
    for file in (indexed / "data/index").rglob("*"):
        if file.is_file() and file.stat().st_size > 1_000:
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with assistant(indexed, "--data", str(indexed / "data")) as asked:
        said = asked.error("search", q="fire")
    assert "Run `dateline index --rebuild`" in said
    assert str(indexed) not in said
    assert str(indexed) in (indexed / "mcp.log").read_text(encoding="utf-8")


def test_it_ends_when_its_input_ends(indexed: Path) -> None:
    process = started(indexed)
    assert exchange(process, search("fire"))["result"]["isError"] is False
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, b"")


@pytest.mark.parametrize(("number", "codes"), [(signal.SIGTERM, {0}), (signal.SIGINT, {130})])
def test_it_ends_at_a_signal_though_its_input_stays_open(indexed: Path, number: int, codes: set[int]) -> None:
    process = started(indexed)
    process.send_signal(number)
    assert process.wait(60) in codes
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    for stream in (process.stdin, process.stdout, process.stderr):
        assert stream is not None
        stream.close()


def test_input_that_is_no_message_changes_nothing(indexed: Path) -> None:
    process = started(indexed)
    for line in (b"", b"not JSON", b"\xff\xfe", b"[]", b"{}", b'{"jsonrpc": "2.0", "method": "notifications/nothing"}'):
        send(process, line)
    answered = exchange(process, {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": 7}})
    assert answered["error"]["code"] == -32602
    send(process, json.dumps(search("x")).replace('"x"', r'"\ud800"').encode())
    assert exchange(process, search("fire"))["result"]["isError"] is False
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_file_as_input_is_read_to_its_end(indexed: Path) -> None:
    (indexed / "input").write_text(json.dumps(HELLO) + "\n", encoding="utf-8")
    with (indexed / "input").open("rb") as file:
        done = outside("mcp", cwd=indexed, stdin=file)
    assert done.returncode == 0, done.stderr
    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in done.stdout.splitlines())


def test_a_client_that_stops_reading_ends_it(indexed: Path) -> None:
    process = started(indexed)
    assert process.stdout is not None
    process.stdout.close()
    send(process, json.dumps(search("fire")).encode())
    assert process.wait(60) == 1
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    assert process.stdin is not None
    process.stdin.close()
    process.stderr.close()


def test_a_wrong_address_is_wrong_usage(run: Run) -> None:
    code, out, err = run("mcp", "--base-url", "archive.example")
    assert (code, out) == (2, "")
    assert "http://" in one_line(err)
