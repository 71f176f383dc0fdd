"""Connections: how long the body of a request may take."""

import socket
from types import SimpleNamespace

import pytest

from web import connection
from web.connection import BufferedSocket


def test_a_body_has_its_time_however_slowly_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(connection, "time", SimpleNamespace(monotonic=lambda: now[0]))
    near, far = socket.socketpair()
    with near, far:
        sock = BufferedSocket(near, 10.0)
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
