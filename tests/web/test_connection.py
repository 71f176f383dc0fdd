"""Connections: how long the body of a request may take, and how much of an answer may be left to send."""

import socket
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from web import connection
from web.connection import MAX_LEFT_BYTES, BufferedSocket


def test_a_body_has_its_time_however_slowly_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(connection, "time", SimpleNamespace(monotonic=lambda: now[0]))
    near, far = socket.socketpair()
    with near, far:
        sock = BufferedSocket(near, 10.0, 10.0)
        for begin in (0.0, 100.0):
            now[0] = begin
            sock.expect_body()
            for later in (3.0, 6.0, 9.0):
                now[0] = begin + later
                far.sendall(b"x")
                assert sock.recv(100) == b"x"
            now[0] = begin + 10.0
            far.sendall(b"x")
            with pytest.raises(TimeoutError):
                sock.recv(100)
            assert sock.receive() == b"x"


PIECE = bytes(range(250)) * 400
PIECES = 300
"""So many are several times what may be left and what the system keeps for a client."""


def test_a_client_that_takes_nothing_has_no_more_than_the_limit_in_memory() -> None:
    near, far = socket.socketpair()
    with near, far:
        sock = BufferedSocket(near, 10.0, 0.05)
        with pytest.raises(TimeoutError):
            for _ in range(PIECES):
                sock.sendall(PIECE)
        assert MAX_LEFT_BYTES < sock.unsent_bytes <= MAX_LEFT_BYTES + len(PIECE)
        with pytest.raises(BrokenPipeError):
            sock.flush()
        taken = b"".join(iter(lambda: far.recv(1_000_000), b""))
        assert (PIECE * PIECES).startswith(taken), "what the system kept for the client, and then the end"


def test_a_client_that_is_slow_gets_all_of_an_answer_above_the_limit() -> None:
    near, far = socket.socketpair()
    far.settimeout(60)
    with near, far, ThreadPoolExecutor(1) as pool:
        sock = BufferedSocket(near, 10.0, 60.0)
        taken = pool.submit(lambda: b"".join(iter(lambda: far.recv(10_000), b"")))
        for _ in range(PIECES):
            sock.sendall(PIECE)
            assert sock.unsent_bytes <= MAX_LEFT_BYTES + len(PIECE)
        while sock.unsent_bytes:
            sock.flush()
        sock.shutdown(socket.SHUT_WR)
        assert taken.result() == PIECE * PIECES


def test_an_answer_that_comes_whole_waits_for_nobody() -> None:
    near, far = socket.socketpair()
    with near, far:
        sock = BufferedSocket(near, 10.0, 600.0)
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        sock.sendall(PIECE * PIECES)
        assert sock.unsent_bytes > MAX_LEFT_BYTES


def test_a_client_that_goes_away_ends_the_wait() -> None:
    near, far = socket.socketpair()
    with near, far, ThreadPoolExecutor(1) as pool:
        sock = BufferedSocket(near, 10.0, 600.0)
        sock.sendall(PIECE * PIECES)
        waiting = pool.submit(sock.sendall, PIECE)
        far.close()
        with pytest.raises(OSError, match=r"Broken pipe|reset"):
            waiting.result()
