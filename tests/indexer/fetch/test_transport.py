"""Every error of the library becomes one of ours, and a signal ends waiting at once."""

import inspect
import os
import signal
import threading

import httpx
import pytest

from indexer.fetch import Fetcher
from indexer.fetch.transport import translated
from indexer.stopping import at_once, stopping
from tests.indexer.fetch.server import Reply, Site

ERRORS = [each for _, each in inspect.getmembers(httpx, inspect.isclass) if issubclass(each, httpx.TransportError)]


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_of_the_line_has_a_reason(kind: type[httpx.TransportError]) -> None:
    error = translated(kind("words"), "news.example")
    named = {"timeout", "unreachable", "cut-off", "bad-answer", "bad-address"}
    assert error.reason in named
    assert error.reason != "bad-answer" or kind in (
        httpx.TransportError, httpx.ProxyError, httpx.ProtocolError
    )  # fmt: skip


def test_a_signal_ends_the_wait_for_a_server(site: Site, fetcher: Fetcher) -> None:
    enough = threading.Event()
    site["/a"] = Reply(raw=lambda handler: enough.wait(10) and None)
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM))
    with stopping() as stop:
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            fetcher.get(site.url("/a"))
        assert stop
        with pytest.raises(KeyboardInterrupt), at_once():
            pytest.fail("a stop was asked for before")
    enough.set()
    timer.join()
