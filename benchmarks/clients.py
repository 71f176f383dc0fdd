"""Requests that a server answers to several clients at once, each a process with one connection."""

import multiprocessing
import socket
import time
from collections.abc import Sequence
from itertools import cycle, islice
from urllib.parse import urlsplit


class Connection:
    """One connection that stays open. It reads no more of HTTP than these servers write: a length and a body."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._socket = socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 80), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._left = b""

    def ask(self, request: bytes) -> bytes:
        """Return the body of the answer. Raises RuntimeError for anything but 200."""
        self._socket.sendall(request)
        while (end := self._left.find(b"\r\n\r\n")) < 0:
            self._receive()
        head, self._left = self._left[:end].lower(), self._left[end + 4 :]
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(head[:200])
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        while len(self._left) < length:
            self._receive()
        body, self._left = self._left[:length], self._left[length:]
        return body

    def _receive(self) -> None:
        got = self._socket.recv(1 << 16)
        if not got:
            raise RuntimeError("the connection was closed")
        self._left += got


def get(url: str) -> bytes:
    """Return a request for an address, from a browser: others share few threads of a site, as crawlers do."""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nSec-Fetch-Mode: navigate\r\n\r\n".encode()


def post(url: str, body: bytes) -> bytes:
    """Return a request that sends JSON."""
    parts = urlsplit(url)
    head = f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def load(url: str, requests: Sequence[bytes], clients: int, seconds: float) -> list[float]:
    """How long each of the requests took, in seconds; `clients` ask without a pause until the time is up."""
    with multiprocessing.get_context("spawn").Pool(clients) as pool:
        pool.map(_ready, range(clients), chunksize=1)
        parts = [(url, requests, number / clients, seconds) for number in range(clients)]
        return [taken for part in pool.starmap(_client, parts, chunksize=1) for taken in part]


def _ready(_number: int) -> None:
    time.sleep(0.05)


def _client(url: str, requests: Sequence[bytes], begin: float, seconds: float) -> list[float]:
    connection = Connection(url)
    taken = []
    ending = time.perf_counter() + seconds
    for request in islice(cycle(requests), int(len(requests) * begin), None):
        started = time.perf_counter()
        connection.ask(request)
        ended = time.perf_counter()
        taken.append(ended - started)
        if ended > ending:
            break
    return taken
