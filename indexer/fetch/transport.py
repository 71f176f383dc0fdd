"""How is an address dialled that was checked before, and a connection ended that takes too long?

The request goes to a number, so that no second look at the name can lead it elsewhere; the name stays in the `Host`
header and in the TLS handshake, so that the certificate is checked against it. Each site has connections of its own.
"""

import os
import re
import socket
import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from ipaddress import ip_address
from typing import Any

import httpx

from indexer.fetch.response import FetchError
from indexer.fetch.settings import FetchSettings
from indexer.shutdown import stop_checker

_LOOK = 0.25
_ERRNO = re.compile(r"\[Errno -?\d+\] ")
_MOST_SITES = 32
_MOST_ADDRESSES = 3


class Line:
    """The connection to one site, and the address that it was made to."""

    def __init__(self, transport: httpx.HTTPTransport) -> None:
        self.transport = transport
        self._socket: socket.socket | None = None

    def note(self, event: str, info: Mapping[str, Any]) -> None:
        """Hear from the transport what it does."""
        if event == "connection.connect_tcp.complete":
            self._socket = info["return_value"].get_extra_info("socket")

    def cut(self) -> None:
        """End the connection from another thread; whoever reads from it meets its end."""
        if self._socket is None:
            return
        # On a copy, since TLS's own shutting down waits for the other side.
        with suppress(OSError), socket.socket(fileno=os.dup(self._socket.fileno())) as other:
            other.shutdown(socket.SHUT_RDWR)


class _Watch(threading.Thread):
    """Cuts a line when its time is over, or when the thread that made this one has been asked to stop."""

    def __init__(self, line: Line, seconds: float) -> None:
        super().__init__(daemon=True)
        self._line, self._until = line, time.monotonic() + seconds
        self.stopped, self.over = stop_checker(), threading.Event()
        self.expired = self.cut = False

    def run(self) -> None:
        while not self.over.wait(min(_LOOK, max(self._until - time.monotonic(), 0))):
            self.expired = time.monotonic() >= self._until
            if self.expired or self.stopped():
                self.cut = True
                self._line.cut()
                return


class Transport:
    """The lines to the sites that were met last."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._lines: OrderedDict[str, Line] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def answer(self, url: httpx.URL, addresses: Sequence[str], headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """The answer to a GET, its body still to be read, from the first of the addresses that takes the call.

        Raises FetchError for whatever goes wrong on the line, within it too.
        """
        line = self._line(url)
        watch = _Watch(line, self._settings.timeout)
        watch.start()
        try:
            response = self._dialled(line, url, addresses, headers)
            try:
                yield response
            finally:
                response.close()
            if watch.cut:  # a body without a stated length ends as well as is cut
                raise httpx.ReadTimeout("")
        except FetchError:
            if watch.cut and watch.stopped():  # what was read until then says nothing of the answer
                raise KeyboardInterrupt from None
            raise
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            host = url.host
            if watch.stopped():
                raise KeyboardInterrupt from error
            if watch.expired:
                raise FetchError(
                    "timeout", f"{host} took longer than {self._settings.timeout:g} s to answer.", passing=True
                ) from error
            raise translated(error, host) from error
        finally:
            watch.over.set()

    def close(self) -> None:
        """Hang up."""
        with self._lock:
            for line in self._lines.values():
                line.transport.close()
            self._lines.clear()

    def _dialled(
        self, line: Line, url: httpx.URL, addresses: Sequence[str], headers: Mapping[str, str]
    ) -> httpx.Response:
        timeout = httpx.Timeout(self._settings.read_timeout, connect=self._settings.connect_timeout)
        extensions: dict[str, Any] = {"timeout": timeout.as_dict(), "trace": line.note}
        if not _is_number(url.host):
            extensions["sni_hostname"] = url.raw_host.decode("ascii")
        stated = {**headers, "Host": url.netloc.decode("ascii")}
        for address in addresses[:_MOST_ADDRESSES]:
            request = httpx.Request("GET", url.copy_with(host=address), headers=stated, extensions=extensions)
            try:
                return line.transport.handle_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise failure

    def _line(self, url: httpx.URL) -> Line:
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        with self._lock:
            line = self._lines.pop(site, None)
            if line is None:
                limits = httpx.Limits(max_connections=2, max_keepalive_connections=1, keepalive_expiry=15)
                verify = self._context if url.scheme == "https" else False
                line = Line(httpx.HTTPTransport(verify=verify, limits=limits, trust_env=False))
            self._lines[site] = line
            if len(self._lines) > _MOST_SITES:
                self._lines.popitem(last=False)[1].transport.close()
        return line

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return httpx.create_ssl_context(trust_env=False)


def translated(error: Exception, host: str) -> FetchError:
    """The error of ours for one of the library's."""
    match error:
        case httpx.ConnectTimeout():
            return FetchError("timeout", f"{host} does not take the connection.", passing=True)
        case httpx.TimeoutException():
            return FetchError("timeout", f"{host} stopped answering.", passing=True)
        case httpx.ConnectError() if _is_tls(error):
            return FetchError("tls", f"The certificate of {host} does not hold: {error}.", passing=True)
        case httpx.ConnectError():
            return FetchError("unreachable", f"{host} cannot be reached: {_ERRNO.sub('', str(error))}.", passing=True)
        case httpx.NetworkError() | httpx.RemoteProtocolError() if "illegal" not in str(error):
            return FetchError("cut-off", f"{host} broke off its answer: {error}.", passing=True)
        case httpx.UnsupportedProtocol() | httpx.InvalidURL() | httpx.LocalProtocolError():
            return FetchError("bad-address", f"The address cannot be asked for: {error}.")
    return FetchError("bad-answer", f"{host} does not answer by the rules of HTTP: {error}.", passing=True)


def _is_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
