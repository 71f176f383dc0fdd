"""A client's connection: the bytes of its next request, and what is left to send of the last answer.

Two methods of `BufferedSocket` wait for a client, in the thread of its request: `recv` for the body of the request, and
`sendall` where much of a streamed answer is left to send. Nothing else does.
"""

import select
import socket
import time
from enum import Enum
from typing import Any

from gunicorn import http  # type: ignore[import-untyped]

END_OF_HEAD = b"\r\n\r\n"
RECEIVED_BYTES = 65_536
"""How many bytes are taken from a connection at a time."""
MAX_SENT_BYTES = 1_000_000
"""How many bytes are offered to a connection at a time."""
MAX_LEFT_BYTES = 4_000_000
"""How much of an answer may be left to send when its thread adds to it; the thread waits until it is no more than that.

Pages are far smaller, and come whole, so that only exports ever wait; and what all threads of a process can have left
is still little beside its memory.
"""


class State(Enum):
    """What a connection waits for: the client in all states but RUNNING."""

    IDLE = "for the next request"
    RECEIVING = "for the rest of a request's head"
    RUNNING = "for a thread, which answers the request"
    SENDING = "for the client to take what is left of the answer"
    CLOSING = "for the client's close"


class BufferedSocket:
    """A socket whose `sendall` leaves for `flush` what the client does not take at once, up to a limit."""

    def __init__(self, sock: socket.socket, body_seconds: float, send_seconds: float) -> None:
        sock.setblocking(False)
        self._socket, self._body_seconds, self._send_seconds = sock, body_seconds, send_seconds
        self._body_end = 0.0
        self._unsent = bytearray()

    def fileno(self) -> int:
        """Return the descriptor, for a selector."""
        return self._socket.fileno()

    def sendall(self, data: bytes) -> None:
        """Send the data, now or later. While more than `MAX_LEFT_BYTES` are left of what came before, wait.

        Raises OSError, also when the client takes nothing for `send_seconds`, which ends the connection.
        """
        if self._unsent:
            self.flush()
        if len(self._unsent) > MAX_LEFT_BYTES:
            self._wait_for_client()
        sent = 0 if self._unsent else self._send(data)
        self._unsent += data[sent:]

    def send(self, data: bytes) -> int:
        """Send the data as `sendall` does; return its length."""
        self.sendall(data)
        return len(data)

    def flush(self) -> bool:
        """Send what is left, as far as the client takes it; return whether any was taken. Raises OSError."""
        with memoryview(self._unsent) as unsent, unsent[:MAX_SENT_BYTES] as offered:
            sent = self._send(offered)
        del self._unsent[:sent]
        return bool(sent)

    @property
    def unsent_bytes(self) -> int:
        """How much is left to send."""
        return len(self._unsent)

    def receive(self) -> bytes | None:
        """Return what has arrived, b"" at the end, None if nothing has. Raises OSError."""
        try:
            return self._socket.recv(RECEIVED_BYTES)
        except (BlockingIOError, InterruptedError):
            return None

    def expect_body(self) -> None:
        """Have the time begin that the whole body of a request may take, however slowly it comes."""
        self._body_end = time.monotonic() + self._body_seconds

    def recv(self, size: int) -> bytes:
        """Return what has arrived, waiting for it as long as the body may still take. Raises OSError."""
        left = self._body_end - time.monotonic()
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        if left <= 0 or not poll.poll(1_000 * left):
            raise TimeoutError("the body of the request did not arrive in time")
        return self._socket.recv(size)

    def shutdown(self, how: int) -> None:
        """See `socket.socket.shutdown`."""
        self._socket.shutdown(how)

    def setblocking(self, _flag: bool) -> None:
        """Do nothing: the socket never blocks."""

    def settimeout(self, _seconds: float | None) -> None:
        """Do nothing: the socket never blocks."""

    def gettimeout(self) -> float:
        """Return 0.0, which is that of a socket that never blocks."""
        return 0.0

    def close(self) -> None:
        """Close the socket; what is left to send is lost."""
        self._socket.close()

    def _wait_for_client(self) -> None:
        """Wait until no more than `MAX_LEFT_BYTES` are left."""
        poll = select.poll()
        poll.register(self._socket, select.POLLOUT)
        end = time.monotonic() + self._send_seconds
        while len(self._unsent) > MAX_LEFT_BYTES:
            poll.poll(1_000 * max(0.0, end - time.monotonic()))
            # Also at the end: the system reports room only once it is a good part of its buffer.
            if self.flush():
                end = time.monotonic() + self._send_seconds
            elif time.monotonic() >= end:
                # The descriptor stays: it is for the loop that waits for clients to close it.
                self._socket.shutdown(socket.SHUT_RDWR)
                raise TimeoutError("the client took nothing of its answer in time")

    def _send(self, data: bytes | memoryview) -> int:
        try:
            return self._socket.send(data)
        except (BlockingIOError, InterruptedError):
            return 0


class Connection:
    """A connection in one `state`, `since` when and until its `deadline`, both of the monotonic clock."""

    def __init__(self, cfg: Any, sock: BufferedSocket, client: Any, server: Any) -> None:
        self.sock = sock
        self.cfg, self.client, self.server = cfg, client, server
        self.parser = http.get_parser(cfg, self.sock, client)
        self.head = bytearray()
        self.keeps_open = False
        self.enter(State.IDLE, 0.0)

    def enter(self, state: State, seconds: float) -> None:
        """Change the state, with a deadline in so many seconds."""
        self.state, self.since = state, time.monotonic()
        self.deadline = self.since + seconds

    def take_head(self) -> bool:
        """Hand a whole head of a request to the parser; return False if it is not whole yet."""
        if END_OF_HEAD not in self.head:
            return False
        self.parser.unreader.unread(bytes(self.head))
        self.head.clear()
        return True

    def take_back_rest(self) -> None:
        """Take back from the parser what the client sent after the request that was answered."""
        self.head += self.parser.unreader.take_buffered()
