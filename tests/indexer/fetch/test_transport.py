"""Every error of the HTTP library becomes a FetchError, and a signal ends waiting at once."""

import gzip
import inspect
import os
import signal
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import httpcore
import pytest

from indexer.fetch.client import Fetcher
from indexer.fetch.transport import _ERRORS, to_fetch_error
from indexer.shutdown import StopSignal, interruptible, sleep, stop_on_signals
from tests.indexer.fetch.server import Reply, Site

ERRORS = [each for _, each in inspect.getmembers(httpcore, inspect.isclass) if issubclass(each, Exception)]


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_of_the_connection_has_a_reason(kind: type[Exception]) -> None:
    assert issubclass(kind, _ERRORS)
    error = to_fetch_error(kind("words"), "news.example")
    named = {"timeout", "unreachable", "cut-off", "bad-answer", "bad-address"}
    assert error.reason in named
    assert error.reason != "bad-answer" or kind in (
        httpcore.ConnectionNotAvailable, httpcore.ProxyError, httpcore.ProtocolError
    )  # fmt: skip


def test_a_signal_ends_the_wait_for_a_server(site: Site, fetcher: Fetcher) -> None:
    enough = threading.Event()
    site["/a"] = Reply(raw=lambda handler: enough.wait(10) and None)
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM))
    with stop_on_signals() as stop:
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            fetcher.get(site.url("/a"))
        assert stop
        with pytest.raises(KeyboardInterrupt), interruptible():
            pytest.fail("a stop was asked for before")
    enough.set()
    timer.join()


def test_a_stop_ends_the_wait_in_another_thread(site: Site, fetcher: Fetcher) -> None:
    enough, ended = threading.Event(), threading.Event()
    site["/a"] = Reply(raw=lambda handler: enough.wait(10) and None)
    stop = StopSignal()

    def work() -> None:
        with stop_on_signals(stop):
            try:
                fetcher.get(site.url("/a"))
            except KeyboardInterrupt:
                ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    while "/a" not in [each.path for each in site.asked]:
        enough.wait(0.01)
    stop.request()
    assert ended.wait(3)
    enough.set()
    thread.join()


def test_a_stop_within_a_packed_answer_is_no_failure_of_it(site: Site, new_fetcher: Callable[..., Fetcher]) -> None:
    begun, enough, ended, fetcher = threading.Event(), threading.Event(), threading.Event(), new_fetcher(tries=1)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"

    def raw(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head + gzip.compress(os.urandom(5_000))[:2_000])
        begun.set()
        enough.wait(10)

    def work() -> None:
        with stop_on_signals(stop):
            try:
                fetcher.get(site.url("/a"))
            except KeyboardInterrupt:
                ended.set()

    site["/a"], stop = Reply(raw=raw), StopSignal()
    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(10)
    stop.request()
    assert ended.wait(3)
    enough.set()
    thread.join()


def test_a_stop_ends_sleep() -> None:
    with stop_on_signals() as stop:
        sleep(0.001)
        stop.request()
        with pytest.raises(KeyboardInterrupt):
            sleep(60)
