"""Serves the site with gunicorn, configured from the settings."""

import errno
import logging
import os
import socket
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]
from gunicorn.http import message  # type: ignore[import-untyped]
from werkzeug.middleware.proxy_fix import ProxyFix

from search.errors import DatelineError
from web.settings import ServerSettings
from web.worker import MAX_REQUEST_LINE_BYTES, ClientLimits, GracefulArbiter, Worker

_MEMORY_FOLDERS = ("/dev/shm", "/run/shm")  # noqa: S108  # gunicorn makes and unlinks its files there safely

logger = logging.getLogger("dateline.server")


class ServerError(DatelineError):
    """The server cannot start."""


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, factory: Callable[[], Flask], options: dict[str, Any], proxies: int) -> None:
        self._factory = factory
        self._options = options
        self._proxies = proxies
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        try:
            app = self._factory()
        except DatelineError as error:
            logger.error("%s", error)
            # With this exit code the arbiter stops instead of starting one worker after another.
            sys.exit(Arbiter.APP_LOAD_ERROR)
        if self._proxies:
            count = self._proxies
            app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
                app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count
            )
        return app

    def run(self) -> None:
        GracefulArbiter(self).run()


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
    factory: Callable[[], Flask], settings: ServerSettings, announce: Callable[[str], None] = logger.info
) -> None:
    """Serve until a signal stops it. Each worker process calls `factory`, so each opens its own engine.

    `announce` gets the address once the server listens on it. Raises `ServerError` when it cannot listen there. Ends
    the process as gunicorn does: with SystemExit, 0 after SIGTERM or Ctrl-C.
    """
    listener = listen(settings.host, settings.port)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    # Gunicorn limits the request line to 8190 bytes, which a query of 10,000 characters exceeds. The application has
    # its own limit; this one only keeps a hostile line from filling the memory.
    message.MAX_REQUEST_LINE = MAX_REQUEST_LINE_BYTES
    options = {
        "bind": f"fd://{listener.fileno()}",
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
        "accesslog": "-" if settings.access_log else None,
        "loglevel": "warning",
        "proc_name": "dateline",
        "when_ready": lambda _arbiter: announce(f"http://{shown}:{port}"),
    }
    _Server(factory, options, settings.proxies).run()
