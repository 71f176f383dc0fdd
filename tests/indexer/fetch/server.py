"""A real web server on loopback that answers as it is told, faults included."""

import gzip
import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Reply:
    """One answer. `raw` takes the connection over instead."""

    body: bytes | str = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: "Callable[[BaseHTTPRequestHandler], None] | None" = None


@dataclass(frozen=True)
class Asked:
    path: str
    headers: Mapping[str, str]


class Site:
    """What the server says at each path: a reply, or several of which each is given once and the last for ever."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pages: dict[str, Reply | list[Reply]] = {}
        self.asked: list[Asked] = []

    def __setitem__(self, path: str, reply: "Reply | list[Reply] | str | bytes") -> None:
        self.pages[path] = Reply(reply) if isinstance(reply, str | bytes) else reply

    def __delitem__(self, path: str) -> None:
        del self.pages[path]

    def url(self, path: str = "", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for since the last look, robots.txt left out."""
        paths = [each.path for each in self.asked if each.path != "/robots.txt"]
        self.asked.clear()
        return paths

    def validated(self, path: str, body: str, **more: str) -> None:
        """A page with an ETag, answered by 304 to who has it."""
        self[path] = Reply(body, headers={"ETag": f'"{sha256(body.encode()).hexdigest()[:12]}"'}, **more)

    def reply(self, path: str) -> Reply:
        found = self.pages.get(path, Reply("Nothing here", 404))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found


@contextmanager
def serving() -> Iterator[Site]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        site = server.site = Site(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    site: Site

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what several tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        site.asked.append(Asked(self.path, dict(self.headers)))
        reply = site.reply(self.path)
        if reply.raw is not None:
            self.close_connection = True
            reply.raw(self)
            return
        etag, stamp = reply.headers.get("ETag"), reply.headers.get("Last-Modified")
        if (etag and self.headers.get("If-None-Match") == etag) or (
            stamp and self.headers.get("If-Modified-Since") == stamp
        ):
            self.send_response(304)
            self.end_headers()
            return
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        self.send_response(reply.status)
        sent = {"Content-Type": reply.kind, "Content-Length": str(len(body)), **reply.headers}
        for name, value in sent.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that the base class gives
        """Nothing on the terminal."""


def cut(promised: int = 10_000, sent: bytes = b"<p>The beginning") -> Reply:
    """An answer that breaks off."""

    def raw(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
        handler.wfile.write(f"Content-Length: {promised}\r\n\r\n".encode() + sent)
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    return Reply(raw=raw)


def dripping(start: bytes, drop: bytes, enough: threading.Event) -> Reply:
    """An answer that comes drop by drop until it is enough."""

    def raw(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        while not enough.wait(0.02):
            handler.wfile.write(drop)

    return Reply(raw=raw)


def endless(chunk: bytes = b"x" * 65_536, most: int = 200_000_000) -> tuple[Reply, list[int]]:
    """A page of 200 MB without a stated length; and how many bytes were taken of it."""
    taken = [0]

    def raw(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
        while taken[0] < most:
            handler.wfile.write(chunk)
            taken[0] += len(chunk)

    return Reply(raw=raw), taken


def bomb(size: int = 200_000_000) -> bytes:
    """So many zeros, gzip-compressed."""
    piece = gzip.compress(bytes(1_000_000))
    return piece * (size // 1_000_000)


def counts(paths: list[str]) -> dict[str, int]:
    """How often each path was asked for."""
    numbers: dict[str, int] = defaultdict(int)
    for path in paths:
        numbers[path] += 1
    return dict(numbers)
