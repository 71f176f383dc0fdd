"""Serves the site with gunicorn, configured from the settings."""

import errno
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]
from gunicorn.http import message  # type: ignore[import-untyped]

from search.errors import DatelineError
from web.access_log import SiteLogger
from web.metrics import FOLDER_VARIABLE, MetricsFolder, ServerMetrics
from web.proxies import TrustedProxies
from web.rate_limit import RateLimiter, SharedTable
from web.serving import EXTENSION, SERVING, Serving
from web.settings import ServerSettings
from web.worker import MAX_REQUEST_LINE_BYTES, ClientLimits, GracefulArbiter, Worker

_MEMORY_FOLDERS = ("/dev/shm", "/run/shm")  # noqa: S108  # gunicorn makes and unlinks its files there safely

logger = logging.getLogger("dateline.server")


class ServerError(DatelineError):
    """The server cannot start."""


PACKAGES = ("dateline", "search", "indexer", "web")
"""The packages of the program, which the processes of a reload import anew."""


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """The application of gunicorn: its settings, which a reload reads again, and the site in each process."""

    def __init__(self, factory: Callable[[], Flask], read: Callable[[], ServerSettings], bind: dict[str, Any]) -> None:
        self._factory, self._read, self._bind = factory, read, bind
        self._settings = read()
        self._table = SharedTable(_memory_folder())
        self._folder = _metrics_folder()
        self._process = 0
        self._has_reloaded = False
        super().__init__()

    def load_config(self) -> None:
        for name, value in (self._bind | self._options()).items():
            self.cfg.set(name, value)

    def reload(self) -> None:
        """Read the settings again. Where they cannot be used, those from before stay."""
        self._has_reloaded = True
        try:
            self._settings = self._read()
        except DatelineError as error:
            logger.error("The settings of the server stay as they are: %s", error)
        super().reload()

    def load(self) -> Flask:
        if self._has_reloaded:
            _forget_modules()
        # After a reload the error that the site raises is another class of this name.
        from search.errors import DatelineError as RaisedError

        try:
            app = self._factory()
        except RaisedError as error:
            logger.error("%s", error)
            # With this exit code the arbiter stops instead of starting one worker after another.
            sys.exit(Arbiter.APP_LOAD_ERROR)
        serving = self._serving()
        app.extensions[EXTENSION] = serving
        site = app.wsgi_app

        def with_serving(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            environ[SERVING] = serving
            return site(environ, start_response)

        app.wsgi_app = TrustedProxies(with_serving, self._settings.proxies)  # type: ignore[method-assign]
        return app

    def run(self) -> None:
        GracefulArbiter(self).run()

    def _serving(self) -> Serving:
        settings = self._settings
        limiter = RateLimiter(self._table, settings.rate_limit, settings.rate_burst) if settings.rate_limit else None
        folder = self._folder if settings.metrics_from else None
        metrics = ServerMetrics(folder.path, self._process) if folder is not None else None
        threads = settings.crawler_threads
        crawlers, exports = (BoundedSemaphore(threads), BoundedSemaphore(threads)) if threads else (None, None)
        return Serving(settings, limiter, metrics, crawlers, exports)

    def _options(self) -> dict[str, Any]:
        settings = self._settings
        folder = self._folder
        return {
            "workers": settings.processes,
            "worker_class": type("SiteWorker", (Worker,), {"limits": _limits(settings)}),
            "threads": settings.threads,
            "timeout": settings.timeout,
            "limit_request_line": MAX_REQUEST_LINE_BYTES,
            "worker_connections": settings.connections,
            "sendfile": False,
            # Its files must be writable: neither the disk nor the folder for temporary files need be.
            "worker_tmp_dir": _memory_folder(),
            "control_socket_disable": True,
            "preload_app": False,
            "logger_class": type("Logger", (SiteLogger,), {"as_json": settings.access_log_format == "json"}),
            "accesslog": "-" if settings.access_log else None,
            "loglevel": "warning",
            "proc_name": "dateline",
            # Whom to believe is a matter of the setting `proxies` alone.
            "forwarded_allow_ips": "",
            "secure_scheme_headers": {},
            "forwarder_headers": "",
            "raw_env": [f"{FOLDER_VARIABLE}={folder.path}"] if folder is not None else [],
            "pre_fork": _number_process,
            "post_fork": self._learn_number,
            "on_exit": lambda _arbiter: folder.remove() if folder is not None else None,
        }

    def _learn_number(self, _arbiter: Arbiter, worker: Worker) -> None:
        self._process = worker.number


def _number_process(arbiter: Arbiter, worker: Worker) -> None:
    """Give a new process the lowest number that none of those that run has."""
    taken = {each.number for each in arbiter.WORKERS.values()}
    worker.number = next(number for number in range(len(taken) + 1) if number not in taken)


def _forget_modules() -> None:
    """Have the program's own modules imported again: this process was forked from one that has them as they were."""
    for name in [name for name in sys.modules if name.partition(".")[0] in PACKAGES]:
        del sys.modules[name]


def _metrics_folder() -> MetricsFolder | None:
    try:
        return MetricsFolder(_memory_folder())
    except OSError as error:
        logger.warning("Nothing is counted for /metrics, since no folder can be written: %s", error)
        return None


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises `ServerError`, which names the address, the reason and what to do."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise ServerError(f"{host!r} is not an address of this machine: set `server.host` to one that is.") from error
    family, kind, protocol, _, address = found[0]
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise ServerError(_refusal(error, host, port)) from error
    return listener


def _refusal(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return (
                f"Port {port} of {host} is in use: stop the program that uses it, or choose another port with --port."
            )
        case errno.EACCES:
            return f"This user may not listen on port {port} of {host}: choose one above 1023 with --port."
        case errno.EADDRNOTAVAIL:
            return f"{host} is not an address of this machine: choose one that is with --host."
        case _:
            return f"Cannot listen on {host} port {port}: {error.strerror or error}."


def _limits(settings: ServerSettings) -> ClientLimits:
    # A connection in every thread must leave some for those that wait.
    connections = max(settings.connections, 2 * settings.threads)
    return ClientLimits(settings.header_timeout, settings.send_timeout, settings.keep_alive, connections)


def _memory_folder() -> str | None:
    """Return a folder of files in memory; None where there is none, for that of temporary files."""
    return next((folder for folder in _MEMORY_FOLDERS if os.access(folder, os.W_OK | os.X_OK)), None)


def serve(
    factory: Callable[[], Flask],
    settings: ServerSettings,
    announce: Callable[[str], None] = logger.info,
    read: Callable[[], ServerSettings] | None = None,
) -> None:
    """Serve until a signal stops it. Each worker process calls `factory`, so each opens its own engine.

    After SIGHUP, `read` returns the settings as they are then (None: they stay), new processes import the program anew
    and call `factory`, and once they answer, those from before end. Host and port stay. A `factory` that is to use new
    code imports it itself.

    `announce` gets the address once the server listens on it. Raises `ServerError` when it cannot listen there. Ends
    the process as gunicorn does: with SystemExit, 0 after SIGTERM or Ctrl-C.
    """
    listener = listen(settings.host, settings.port)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    # Gunicorn limits the request line to 8190 bytes, which a query of 10,000 characters exceeds. The application has
    # its own limit; this one only keeps a hostile line from filling the memory.
    message.MAX_REQUEST_LINE = MAX_REQUEST_LINE_BYTES
    bind = {
        "bind": f"fd://{listener.fileno()}",
        "when_ready": lambda _arbiter: announce(f"http://{shown}:{port}"),
    }
    _Server(factory, read or (lambda: settings), bind).run()
