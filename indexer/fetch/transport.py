"""A connection pool that connects only to checked IP addresses and heeds a request's deadline and a stop of the run.

A request goes to an address that was checked for it, so that no second lookup of the name can lead it elsewhere. The
name stays in the `Host` header and in the TLS handshake, so that the certificate is checked against it. A connection
is kept and used again for its own site alone.
"""

import re
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpcore
import httpx

from indexer.fetch.response import FetchError
from indexer.fetch.settings import FetchSettings
from indexer.shutdown import stop_checker

_POLL_SECONDS = 0.25
"""How long a read waits at most before it looks whether the run has been asked to stop."""
_ERRNO = re.compile(r"\[Errno -?\d+\] ")
_MAX_IDLE_CONNECTIONS = 32
_MAX_IDLE_SECONDS = 15
_MAX_ADDRESSES = 3
"""Of a host with more addresses the others are not tried."""
_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What a request must keep to: the addresses it may go to, and when it is to end."""

    host: str
    addresses: Sequence[str]
    seconds: float
    is_stopped: Callable[[], bool] = field(default_factory=stop_checker)
    began: float = field(default_factory=time.monotonic)

    def seconds_left(self) -> float:
        """Return the seconds to the deadline. Raises FetchError after it, KeyboardInterrupt when asked to stop."""
        if self.is_stopped():
            raise KeyboardInterrupt
        left = self.began + self.seconds - time.monotonic()
        if left <= 0:
            raise FetchError("timeout", f"{self.host} took longer than {self.seconds:g} s to answer.", temporary=True)
        return left


_current = threading.local()
"""`bounds` are those of the request that this thread is making. The pool works in the thread that makes a request."""


class _BoundedStream(httpcore.NetworkStream):
    """A connection whose reads keep to the bounds of the request that it is used for."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        until = time.monotonic() + timeout if timeout is not None else float("inf")
        while True:
            wait = min(_current.bounds.seconds_left(), until - time.monotonic(), _POLL_SECONDS)
            try:
                return self._stream.read(max_bytes, max(wait, 0.001))
            except httpcore.ReadTimeout:
                if time.monotonic() >= until:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # as the base class has it
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()


class _CheckedBackend(httpcore.SyncBackend):
    """Connects to the checked addresses of the request at hand, whatever its host is called."""

    def connect_tcp(
        self,
        host: str,  # the pool's word for where to go, which is not followed
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("it has no checked address")
        for address in _current.bounds.addresses[:_MAX_ADDRESSES]:
            _current.bounds.seconds_left()
            try:
                stream = super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _BoundedStream(stream)
        raise failure


class Transport:
    """Sends GET requests. Threads may share it."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._pool = httpcore.ConnectionPool(
            ssl_context=_ssl_context(),
            max_connections=None,
            max_keepalive_connections=_MAX_IDLE_CONNECTIONS,
            keepalive_expiry=_MAX_IDLE_SECONDS,
            network_backend=_CheckedBackend(),
        )

    @contextmanager
    def get(self, url: httpx.URL, addresses: Sequence[str], headers: Mapping[str, str]) -> Iterator[httpcore.Response]:
        """Yield the response to a GET, its body still to be read, from the first of the addresses that can be reached.

        Raises FetchError for whatever goes wrong with the connection, also while the body is read.
        """
        _current.bounds = _Bounds(url.host, addresses, self._settings.timeout)
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        connect, read = self._settings.connect_timeout, self._settings.read_timeout
        timeouts = {"connect": connect, "read": read, "write": read, "pool": read}
        stated = [*headers.items(), ("Host", url.netloc.decode("ascii"))]
        try:
            with self._pool.stream("GET", target, headers=stated, extensions={"timeout": timeouts}) as response:
                yield response
        except _ERRORS as error:
            raise to_fetch_error(error, url.host) from error

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


@cache
def _ssl_context() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def to_fetch_error(error: Exception, host: str) -> FetchError:
    """Translate an error of the HTTP library."""
    match error:
        case httpcore.ConnectTimeout():
            return FetchError("timeout", f"{host} does not accept the connection.", temporary=True)
        case httpcore.TimeoutException():
            return FetchError("timeout", f"{host} stopped answering.", temporary=True)
        case httpcore.ConnectError() if _is_tls(error):
            return FetchError("tls", f"The certificate of {host} is not valid: {error}.", temporary=True)
        case httpcore.ConnectError():
            return FetchError("unreachable", f"{host} cannot be reached: {_ERRNO.sub('', str(error))}.", temporary=True)
        case httpcore.NetworkError() | httpcore.RemoteProtocolError() if "illegal" not in str(error):
            return FetchError("cut-off", f"{host} broke off its answer: {error}.", temporary=True)
        case httpcore.UnsupportedProtocol() | httpcore.LocalProtocolError():
            return FetchError("bad-address", f"The address cannot be requested: {error}.")
    return FetchError("bad-answer", f"{host} does not answer by the rules of HTTP: {error}.", temporary=True)


def _is_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
