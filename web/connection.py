"""A client's connection: the bytes of its next request, and what is left to send of the last answer.

Nothing here waits for a client but `BufferedSocket.recv`, which waits for the body of a request.
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


class State(Enum):
    """What a connection waits for: the client in all states but RUNNING."""

    IDLE = "for the next request"
    RECEIVING = "for the rest of a request's head"
    RUNNING = "for a thread, which answers the request"
    SENDING = "for the client to take what is left of the answer"
    CLOSING = "for the client's close"


class BufferedSocket:
    """A socket whose `sendall` never waits: what the client does not take at once is left for `flush`."""

    def __init__(self, sock: socket.socket, body_seconds: float) -> None:
        sock.setblocking(False)
        self._socket, self._body_seconds = sock, body_seconds
        self._body_end = 0.0
        self._unsent = bytearray()

    def fileno(self) -> int:
        """Return the descriptor, for a selector."""
        return self._socket.fileno()

    def sendall(self, data: bytes) -> None:
        """Send the data, now or later."""
        sent = 0 if self._unsent else self._send(data)
        self._unsent += data[sent:]

    def send(self, data: bytes) -> int:
        """Send the data, now or later; return its length."""
        self.sendall(data)
        return len(data)

    def flush(self) -> bool:
        """Send what is left, as far as the client takes it; return whether any was taken. Raises OSError."""
        sent = self._send(bytes(self._unsent[:MAX_SENT_BYTES]))
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

    def _send(self, data: bytes) -> int:
        try:
            return self._socket.send(data)
        except (BlockingIOError, InterruptedError):
            return 0


class Connection:
    """A connection in one `state`, `since` when and until its `deadline`, both of the monotonic clock."""

    def __init__(self, cfg: Any, sock: socket.socket, client: Any, server: Any, body_seconds: float) -> None:
        self.sock = BufferedSocket(sock, body_seconds)
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
