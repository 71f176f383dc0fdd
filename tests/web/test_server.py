"""The bundled server: its address, its answers, and its errors at the start."""

import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.server import ServerError, listen
from web.settings import ServerSettings

PROGRAM = """
import pathlib, sys
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from web import create_app
from web.server import serve
from web.settings import ServerSettings, WebSettings

def factory():
    return create_app(WebSettings(), open_engine(IndexSettings(), SearchSettings(), pathlib.Path(sys.argv[1])))

serve(factory, ServerSettings(port=0, workers=2), announce=lambda url: print(url, flush=True))
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server over a data folder without an index."""
    command = [sys.executable, "-c", PROGRAM, str(tmp_path_factory.mktemp("served"))]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url), url
        yield url
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def fetch(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=20) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_it_serves_until_a_signal(served: str) -> None:
    assert fetch(f"{served}/healthz") == (200, b'{"status": "ok"}\n')
    assert fetch(f"{served}/api/v1/search?q=x")[0] == 503


def test_a_long_query_reaches_the_application_and_a_huge_one_is_refused(served: str) -> None:
    assert fetch(f"{served}/help?q=" + "%E6%B5%B7" * 10_000)[0] == 200
    assert fetch(f"{served}/help?q=" + "x" * 140_000)[0] == 414
    assert fetch(f"{served}/help?q=" + "x" * 300_000)[0] == 414


def test_slashes_in_an_id_survive_the_way(served: str) -> None:
    status, body = fetch(f"{served}/api/v1/articles/https%3A%2F%2Fexample.org%2F%2Fa%3Fb")
    assert status == 503, body


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ServerError, match=rf"Port {port} of 127\.0\.0\.1 is in use.*--port"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "203.0.113.7", "a" * 70 + ".example"])
def test_a_host_that_is_not_ours_is_named(host: str) -> None:
    with pytest.raises(ServerError, match="is not an address of this machine"):
        listen(host, 0)


def test_a_free_port_is_listened_on() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.getsockname()[1] > 0


def test_workers_follow_the_cores_up_to_eight() -> None:
    assert 1 <= ServerSettings().processes <= 8
    assert ServerSettings(workers=3).processes == 3
