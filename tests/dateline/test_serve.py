"""The server started by the command line."""

import json
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dateline.commands import PROGRAM, Run, one_line, outside


@pytest.fixture
def server(indexed: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running `dateline serve` with its address."""
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0", "--workers", "2"], cwd=indexed, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "http://127.0.0.1:" in line, line
    yield process, next(word for word in line.split() if word.startswith("http"))
    process.kill()
    process.wait()
    process.stdout.close()


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return bytes(answer.read())


def test_serving_answers_notices_new_articles_and_ends_at_ctrl_c(
    server: tuple[subprocess.Popen[str], str], indexed: Path, run: Run
) -> None:
    process, address = server
    assert fetch(address + "/healthz")
    assert json.loads(fetch(address + "/api/v1/search?q=fire"))["total"]["value"] == 2
    (indexed / "articles/more.txt").write_text("Another fire\n\nAt the port this time.\n", encoding="utf-8")
    assert run("index", "articles")[0] == 0
    assert json.loads(fetch(address + "/api/v1/search?q=fire"))["total"]["value"] == 3
    assert b"<mark>fire</mark>" in fetch(address + "/search?q=fire").lower()
    process.send_signal(signal.SIGINT)
    assert process.wait(30) in (0, 130)


def test_a_port_in_use_is_an_error(indexed: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        failed = outside("serve", "--port", str(port), cwd=indexed)
    assert failed.returncode == 1
    assert str(port) in one_line(failed.stderr)


def test_without_an_index_it_says_what_to_do_makes_nothing_and_notices_the_index(place: Path, run: Run) -> None:
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0", "--workers", "1"],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        address = process.stdout.readline().split()[4]
        warning = process.stderr.readline()
        assert warning.startswith("dateline: There is no index in data/index yet. Run `dateline index`")
        for path in ("/", "/status", "/articles/nothing", "/api/v1/search?q=fire", "/readyz"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                fetch(address + path)
            assert refused.value.code == 503
        assert not (place / "data").exists(), "looking makes nothing"
        assert run("index", "articles")[0] == 0
        (found,) = json.loads(fetch(address + "/api/v1/search?q=roof"))["results"]
        article = json.loads(fetch(f"{address}/api/v1/articles/{found['id']}"))
        assert article["ledger"], "it is read from the archive, which has more than the index"
        assert b"searched</dt><dd>3</dd>" in fetch(address + "/status")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()
