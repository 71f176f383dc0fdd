"""The process that serves: a thread has a request once its head is whole, and lets go of it once the answer is made.

Gunicorn's own threaded worker lets a thread wait for the client, so that a few clients that send a byte now and then,
or take nothing of their answer, hold every thread. Here one loop waits for all clients, with a limit of time for each
wait and of the number of connections. Only an export keeps its thread while a client takes it slowly, as it could be
more than fits into memory:

    IDLE ──► RECEIVING ──► RUNNING (a thread) ──► SENDING ──► IDLE or CLOSING
"""

import os
import selectors
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any

from gunicorn import http  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]
from gunicorn.errors import HaltServer  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from web.connection import BufferedSocket, Connection, State

MAX_REQUEST_LINE_BYTES = 262_144
MAX_HEADER_BYTES = 65_536
MAX_UNSENT_BYTES = 100_000_000
"""How much of all answers that are made may wait in memory until clients take it."""
CLOSE_SECONDS = 2.0
"""How long a client may take to close its end, and to use an open connection after the worker was told to stop."""
BOOT_SECONDS = 120.0
"""How long workers may take to start before a reload is given up."""
_POLL_SECONDS = 0.05
_REFUSALS = {
    408: "Request Timeout",
    414: "URI Too Long",
    431: "Request Header Fields Too Large",
}


@dataclass(frozen=True, slots=True)
class ClientLimits:
    """How long clients may take, in seconds, and how many connections of theirs a process has."""

    header_seconds: float
    send_seconds: float
    idle_seconds: float
    connections: int


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker of gunicorn; see above. `limits` is set by a subclass, and `number` by the server before it forks."""

    limits: ClientLimits
    number = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connections: set[Connection] = set()

    def run(self) -> None:
        """Serve until the worker is told to stop, then finish what was begun."""
        self.poller.register(self.method_queue.fileno(), selectors.EVENT_READ, self.method_queue.run_callbacks)
        mark_ready(self)
        while self.alive and self.is_parent_alive():
            self.notify()
            self.set_accept_enabled(self._make_room())
            self.wait_for_and_dispatch_events(timeout=1.0)
            self._end_waits()
        self.set_accept_enabled(False)
        stop = time.monotonic() + self.cfg.graceful_timeout
        for connection in self._connections:
            # A client may be sending a request on an open connection, which then says that it will close.
            if connection.state is not State.RUNNING:
                connection.deadline = min(connection.deadline, time.monotonic() + CLOSE_SECONDS)
        while self._connections and time.monotonic() < stop:
            self.notify()
            self.wait_for_and_dispatch_events(timeout=0.1)
            self._end_waits()
        for connection in list(self._connections):
            self._drop(connection)
        self.tpool.shutdown(wait=False)
        self.poller.close()
        self.method_queue.close()
        for listener in self.sockets:
            listener.close()

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection."""
        try:
            sock, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError, InterruptedError):
            return
        except OSError as error:
            # The process has no descriptor left, or the system no memory: one that waits makes room.
            self.log.warning("A connection cannot be accepted: %s", error)
            self._drop_one_that_waits()
            return
        buffered = BufferedSocket(sock, self.limits.header_seconds, self.limits.send_seconds)
        connection = Connection(self.cfg, buffered, client, listener.getsockname())
        self._connections.add(connection)
        connection.enter(State.IDLE, self.limits.header_seconds)
        self._wait(connection, selectors.EVENT_READ, self._receive)

    def handle(self, conn: Connection) -> bool:
        """Answer a request, in a thread; return whether the connection stays open."""
        request = None
        conn.sock.expect_body()
        try:
            request = next(conn.parser)
            if not request:
                return False
            # What the site has not read of a body is not waited for.
            if any(name in ("CONTENT-LENGTH", "TRANSFER-ENCODING") and value != "0" for name, value in request.headers):
                request.force_close()
            return bool(self.handle_request(request, conn)) and not request.should_close()
        except (http.errors.NoMoreData, StopIteration, OSError) as error:
            self.log.debug("Closing a connection: %s", error)
        except Exception as error:
            self.handle_error(request, conn.sock, conn.client, error)
        return False

    def _receive(self, connection: Connection) -> None:
        try:
            data = connection.sock.receive()
        except OSError:
            data = b""
        if data is None:
            return
        if not data:
            self._drop(connection)
            return
        connection.head += data
        self._run_if_whole(connection)

    def _run_if_whole(self, connection: Connection) -> None:
        """Give the connection's next request to a thread, or wait for the rest of it."""
        if connection.take_head():
            self._stop_waiting(connection)
            connection.enter(State.RUNNING, float("inf"))
            future = self.tpool.submit(self.handle, connection)
            future.add_done_callback(lambda done: self.method_queue.defer(self._answered, connection, done))
        elif len(connection.head) > MAX_REQUEST_LINE_BYTES + MAX_HEADER_BYTES:
            self._refuse(connection, 431 if b"\r\n" in connection.head else 414)
        elif connection.state is not State.RECEIVING:
            connection.enter(State.RECEIVING, self.limits.header_seconds)
            self._wait(connection, selectors.EVENT_READ, self._receive)

    def _answered(self, connection: Connection, future: "Future[bool]") -> None:
        connection.keeps_open = future.exception() is None and future.result()
        connection.take_back_rest()
        self._send_rest(connection)

    def _send_rest(self, connection: Connection) -> None:
        try:
            progress = not connection.sock.unsent_bytes or connection.sock.flush()
        except OSError:
            self._drop(connection)
            return
        if connection.sock.unsent_bytes:
            is_new = connection.state is not State.SENDING
            if progress or is_new:
                connection.enter(State.SENDING, self.limits.send_seconds)
            self._wait(connection, selectors.EVENT_WRITE, self._send_rest)
            if is_new:
                self._limit_unsent()
        elif not connection.keeps_open:
            self._close(connection)
        else:
            connection.enter(State.IDLE, self.limits.idle_seconds if self.alive else CLOSE_SECONDS)
            self._wait(connection, selectors.EVENT_READ, self._receive)
            if connection.head:
                self._run_if_whole(connection)

    def _limit_unsent(self) -> None:
        """Disconnect those that have not gone on with their answers for longest, where too much is left to send."""
        sending = sorted(
            (each for each in self._connections if each.state is State.SENDING), key=lambda each: each.since
        )
        excess = sum(each.sock.unsent_bytes for each in sending) - MAX_UNSENT_BYTES
        for connection in sending[:-1]:
            if excess <= 0:
                return
            excess -= connection.sock.unsent_bytes
            self._drop(connection)

    def _close(self, connection: Connection) -> None:
        """Say that nothing more comes, and wait for the client to say the same: an early close could cut the answer."""
        try:
            connection.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(connection)
            return
        connection.enter(State.CLOSING, CLOSE_SECONDS)
        self._wait(connection, selectors.EVENT_READ, self._discard)

    def _discard(self, connection: Connection) -> None:
        try:
            data = connection.sock.receive()
        except OSError:
            data = b""
        if data == b"":
            self._drop(connection)

    def _refuse(self, connection: Connection, status: int) -> None:
        head = f"HTTP/1.1 {status} {_REFUSALS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        connection.keeps_open = False
        connection.sock.sendall(head.encode())
        self._send_rest(connection)

    def _end_waits(self) -> None:
        """Close the connections that have waited for their client for too long."""
        now = time.monotonic()
        for connection in [each for each in self._connections if each.deadline <= now]:
            if connection.state is State.RECEIVING:
                self._refuse(connection, 408)
            else:
                self._drop(connection)

    def _make_room(self) -> bool:
        """Return whether another connection can be accepted, for which one that waits for its client may be closed."""
        if len(self._connections) < self.limits.connections:
            return True
        return self._drop_one_that_waits()

    def _drop_one_that_waits(self) -> bool:
        """Close the connection that has waited longest for its client; return False if threads have them all."""
        waiting = [each for each in self._connections if each.state is not State.RUNNING]
        if waiting:
            self._drop(min(waiting, key=lambda each: each.since))
        return bool(waiting)

    def _wait(self, connection: Connection, event: int, callback: Callable[[Connection], None]) -> None:
        """Have a method called with the connection whenever it can be read or written."""
        self._stop_waiting(connection)
        self.poller.register(connection.sock, event, partial(_call, callback, connection))

    def _stop_waiting(self, connection: Connection) -> None:
        # Gunicorn has closed the socket of an answer that failed after it had begun.
        if connection.sock.fileno() >= 0 and connection.sock.fileno() in self.poller.get_map():
            self.poller.unregister(connection.sock)

    def _drop(self, connection: Connection) -> None:
        if connection in self._connections:
            self._stop_waiting(connection)
            self._connections.remove(connection)
            connection.sock.close()


def _call(callback: Callable[[Connection], None], connection: Connection, _file: object) -> None:
    callback(connection)


def mark_ready(worker: Any) -> None:
    """Tell the arbiter that a worker accepts connections."""
    # Gunicorn watches the time of this file, which it shares with the worker, and never its length.
    os.write(worker.tmp.fileno(), b"r")


def is_ready(worker: Any) -> bool:
    """Whether a worker has said that it accepts connections."""
    try:
        return os.fstat(worker.tmp.fileno()).st_size > 0
    except (OSError, ValueError):
        return False


class _NotReplacedError(Exception):
    """A reload has not replaced the workers."""


class GracefulArbiter(Arbiter):  # type: ignore[misc]
    """An arbiter that stops the workers from before a SIGHUP only once those in their place accept connections.

    If these cannot start, the others go on.
    """

    _is_reloading = False

    def reload(self) -> None:
        """See gunicorn."""
        self._is_reloading = True
        try:
            super().reload()
        except _NotReplacedError as error:
            self.log.error("The new workers cannot start, and those from before go on: %s", error)
        finally:
            self._is_reloading = False

    def manage_workers(self) -> None:
        """See gunicorn."""
        failure, end = "", time.monotonic() + BOOT_SECONDS
        while self._is_reloading and not self._has_enough_ready_workers():
            if time.monotonic() > end or self._is_told_to_stop():
                for worker in self._newest_workers():
                    self.kill_worker(worker.pid, signal.SIGKILL)
                failure = failure or "They did not start in time."
            try:
                self.reap_workers()
            except HaltServer as error:
                failure = error.reason
            self.murder_workers()
            time.sleep(_POLL_SECONDS)
        super().manage_workers()
        if failure:
            # Gunicorn would now wait for the workers from before to end.
            raise _NotReplacedError(failure)

    def _has_enough_ready_workers(self) -> bool:
        return len(self.WORKERS) <= self.num_workers or all(map(is_ready, self._newest_workers()))

    def _newest_workers(self) -> list[Any]:
        return sorted(self.WORKERS.values(), key=lambda worker: worker.age)[-self.num_workers :]

    def _is_told_to_stop(self) -> bool:
        """Whether a signal to stop has arrived; it stays for gunicorn's own loop."""
        arrived = [self.SIG_QUEUE.get_nowait() for _ in range(self.SIG_QUEUE.qsize())]
        for each in arrived:
            self.SIG_QUEUE.put_nowait(each)
        return not {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}.isdisjoint(arrived)
