"""A real server with clients that are slow, silent or many: the others get their answers."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path

import pytest

PROGRAM = """
import itertools, json, os, pathlib, sys, threading, time
from flask import Flask, request
from web.server import serve
from web.settings import ServerSettings

gate = pathlib.Path(sys.argv[2])
made, ended = [], threading.Event()

def endless():
    try:
        for number in itertools.count():
            made.append(number)
            yield "x" * 100_000
    finally:
        ended.set()

def gated():
    yield "begun"
    while not gate.exists():
        time.sleep(0.01)
    yield " and ended"

def failing():
    yield "begun"
    raise RuntimeError("This answer fails.")

def factory():
    while not gate.exists():
        time.sleep(0.01)
    if gate.read_text() == "broken":
        from web.server import ServerError
        raise ServerError("The settings are broken.")
    app = Flask("site")
    app.add_url_rule("/pid", "pid", lambda: str(os.getpid()))
    app.add_url_rule("/large", "large", lambda: "x" * 20_000_000)
    app.add_url_rule("/endless", "endless", endless)
    app.add_url_rule("/made", "made", lambda: (ended.wait(60), str(len(made)))[1])
    app.add_url_rule("/gated", "gated", gated)
    app.add_url_rule("/failing", "failing", failing)
    app.add_url_rule("/post", "post", lambda: "not read", methods=["POST"])
    return app

settings = ServerSettings(port=0, workers=1, threads=2, **json.loads(sys.argv[1]))
serve(factory, settings, announce=lambda url: print(url, flush=True))
"""
PATIENT = {"header_timeout": 600, "send_timeout": 600, "keep_alive": 600}
"""Limits that no test lives to see: who is answered all the same did not wait for the others."""
SLOW_CLIENTS = 24


class Server:
    """A running server: its address, its process, and the file without which its workers do not start."""

    def __init__(self, process: subprocess.Popen[str], port: int, gate: Path) -> None:
        self.process, self.port, self.gate = process, port, gate

    def get(self, path: str = "/pid") -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            return str(answer.read().decode())

    def connect(self, sent: bytes = b"", receive_buffer: int | None = None) -> socket.socket:
        client = socket.socket()
        client.settimeout(60)
        if receive_buffer is not None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.connect(("127.0.0.1", self.port))
        client.sendall(sent)
        return client


Start = Callable[..., Server]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts servers; they end with the test."""

    @contextmanager
    def serving(settings: dict[str, object]) -> Iterator[Server]:
        gate = tmp_path / "gate"
        gate.write_text("open")
        command = [sys.executable, "-c", PROGRAM, json.dumps(settings), str(gate)]
        root = Path(__file__).parents[2]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
            try:
                assert process.stdout is not None
                url = process.stdout.readline().strip()
                found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)", url)
                assert found, url
                yield Server(process, int(found[1]), gate)
            finally:
                process.kill() if process.poll() is not None else process.send_signal(signal.SIGQUIT)
                process.wait(60)

    with ExitStack() as running:
        yield lambda **settings: running.enter_context(serving(settings))


def until_closed(client: socket.socket) -> bytes:
    """All that the server still says."""
    said = b""
    while part := client.recv(65_536):
        said += part
    return said


UNFINISHED = {
    "nothing": b"",
    "a request line": b"GET /pid HT",
    "a header": b"GET /pid HTTP/1.1\r\nHost: a\r\nX-Slow: ",
    "a body": b"POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nx",
    "a chunk": b"POST /post HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nx",
}


@pytest.mark.parametrize("sent", UNFINISHED.values(), ids=UNFINISHED)
def test_unfinished_requests_hold_no_thread(start: Start, sent: bytes) -> None:
    server = start(**PATIENT)
    with ExitStack() as clients:
        slow = [clients.enter_context(server.connect(sent)) for _ in range(SLOW_CLIENTS)]
        for _ in range(5):
            for client in slow:
                # A byte now and then; a request with a body has had its answer.
                with_body = b"POST" in sent
                client.sendall(b"x" if sent and not with_body else b"")
            assert server.get() == server.get()


LARGE = b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n"


def test_answers_that_nobody_takes_hold_no_thread(start: Start) -> None:
    server = start(**PATIENT)
    with ExitStack() as clients:
        for _ in range(SLOW_CLIENTS):
            clients.enter_context(server.connect(LARGE, receive_buffer=4_096))
        late = clients.enter_context(server.connect(LARGE))
        assert server.get() == server.get()
        # One that takes its answer after all gets all of it.
        answer = HTTPResponse(late)
        answer.begin()
        assert answer.read() == b"x" * 20_000_000


def test_clients_that_never_close_hold_nobody_up(start: Start) -> None:
    server = start(**PATIENT)
    request = b"GET /pid HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    with ExitStack() as clients:
        for _ in range(SLOW_CLIENTS):
            client = clients.enter_context(server.connect(request))
            assert client.recv(12) == b"HTTP/1.1 200"
        assert server.get() == server.get()


def test_a_head_that_takes_too_long_is_refused(start: Start) -> None:
    server = start(**PATIENT | {"header_timeout": 0.2})
    with server.connect(b"GET /pid HTTP/1.1\r\nHost: a\r\n") as client:
        said = until_closed(client)
        assert said.startswith(b"HTTP/1.1 408 ")
        assert b"Connection: close" in said
    with server.connect() as client:
        assert until_closed(client) == b"", "who says nothing gets no answer"


def test_a_client_that_takes_nothing_is_disconnected(start: Start) -> None:
    server = start(**PATIENT | {"send_timeout": 0.2})
    with server.connect(LARGE, receive_buffer=4_096) as client:
        answer = HTTPResponse(client)
        answer.begin()
        time.sleep(2)
        with pytest.raises((ConnectionResetError, IncompleteRead)):
            answer.read()


def test_a_client_that_takes_nothing_of_an_endless_answer_ends_it(start: Start) -> None:
    server = start(**PATIENT | {"send_timeout": 0.2})
    with server.connect(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n", receive_buffer=4_096) as client:
        # 4 MB wait in the process, and what the system keeps for the client.
        assert 40 < int(server.get("/made")) < 200
        answer = HTTPResponse(client)
        answer.begin()
        with pytest.raises((ConnectionResetError, IncompleteRead)):
            answer.read()


def test_an_answer_that_fails_after_it_has_begun_disturbs_no_other(start: Start) -> None:
    server = start(**PATIENT | {"header_timeout": 1})
    before = server.get()
    with pytest.raises((ConnectionResetError, IncompleteRead)):
        server.get("/failing")
    for _ in range(20):
        assert server.get() == before
        time.sleep(0.1)


def test_an_open_connection_is_kept_for_the_next_request_as_long_as_the_setting_says(start: Start) -> None:
    request = b"GET /pid HTTP/1.1\r\nHost: a\r\n\r\n"
    with closing(HTTPConnection("127.0.0.1", start(**PATIENT).port, timeout=60)) as client:
        client.request("GET", "/pid")
        first, used = client.getresponse().read(), client.sock
        time.sleep(3)  # more than gunicorn's own two seconds
        client.request("GET", "/pid")
        assert client.getresponse().read() == first
        assert client.sock is used
    with start(**PATIENT | {"keep_alive": 0.2}).connect(request) as client:
        assert until_closed(client).startswith(b"HTTP/1.1 200"), "the server closes it"


def test_requests_that_arrive_together_are_answered_in_their_order(start: Start) -> None:
    request = b"GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n"
    paths = [b"/pid", b"/nothing", b"/pid"]
    together = b"".join(request % (path, b"") for path in paths) + request % (b"/nothing", b"Connection: close\r\n")
    with start(**PATIENT).connect() as client:
        for byte in range(0, len(together), 7):
            client.sendall(together[byte : byte + 7])
        said = until_closed(client)
    assert re.findall(rb"HTTP/1\.1 (\d+)", said) == [b"200", b"404", b"200", b"404"]


def test_more_connections_than_there_may_be_close_those_that_wait(start: Start) -> None:
    server = start(**PATIENT, connections=10)
    with ExitStack() as clients:
        many = [clients.enter_context(server.connect(b"GET /pid HT")) for _ in range(40)]
        assert server.get() == server.get()
        assert until_closed(many[0]) == b"", "the one that waited longest was closed"
        many[-1].sendall(b"TP/1.1\r\nHost: a\r\n\r\n")
        assert many[-1].recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /" + b"x" * 400_000, b"414"),
        (b"GET /pid HTTP/1.1\r\n" + b"X-Long: " + b"x" * 400_000, b"431"),
        (b"GET /pid HTTP/1.1\r\n" + b"X: y\r\n" * 70_000, b"431"),
    ],
)
def test_a_head_without_end_is_refused(start: Start, head: bytes, status: bytes) -> None:
    with start(**PATIENT).connect(head) as client:
        assert client.recv(12) == b"HTTP/1.1 " + status


def test_a_reload_pauses_no_answer(start: Start) -> None:
    server = start()
    before = server.get()
    server.gate.unlink()
    server.process.send_signal(signal.SIGHUP)
    # The new worker cannot start before the file is there, so that it is the old one that answers.
    for _ in range(20):
        assert server.get() == before
        time.sleep(0.05)
    server.gate.write_text("open")
    end = time.monotonic() + 60
    while server.get() == before and time.monotonic() < end:
        time.sleep(0.05)
    assert server.get() != before


def test_workers_that_cannot_start_after_a_reload_leave_the_old_ones(start: Start) -> None:
    server = start()
    before = server.get()
    server.gate.write_text("broken")
    server.process.send_signal(signal.SIGHUP)
    time.sleep(2)
    assert server.get() == before
    server.gate.write_text("open")
    for _ in range(12):
        if server.get() != before:
            break
        server.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + 5
        while server.get() == before and time.monotonic() < end:
            time.sleep(0.05)
    assert server.get() != before, "a later reload replaces them"


def test_a_stop_does_not_wait_for_workers_that_do_not_start(start: Start) -> None:
    server = start()
    before = server.get()
    server.gate.unlink()
    server.process.send_signal(signal.SIGHUP)
    time.sleep(1)
    assert server.get() == before
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(60) == 0


def test_a_stop_finishes_what_was_begun(start: Start) -> None:
    server = start()
    with server.connect(LARGE) as client:
        answer = HTTPResponse(client)
        answer.begin()
        server.process.send_signal(signal.SIGTERM)
        assert answer.read() == b"x" * 20_000_000
    assert server.process.wait(60) == 0


def test_a_stop_waits_for_an_answer_that_is_still_made(start: Start) -> None:
    server = start()
    server.get()
    server.gate.unlink()
    with server.connect(b"GET /gated HTTP/1.1\r\nHost: a\r\n\r\n") as client:
        answer = HTTPResponse(client)
        answer.begin()
        server.process.send_signal(signal.SIGTERM)
        time.sleep(4)  # more than an idle client has after a stop
        server.gate.write_text("open")
        assert answer.read() == b"begun and ended"
    assert server.process.wait(60) == 0
