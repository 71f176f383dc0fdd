"""A real server over the test articles, for tests of what happens between a client and the application."""

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]

PROGRAM = """
import json, pathlib, sys
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from web import create_app
from web.server import serve
from web.settings import ServerSettings, WebSettings

folder, web, server = pathlib.Path(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3])

def factory():
    return create_app(WebSettings(**web), open_engine(IndexSettings(), SearchSettings(), folder))

serve(factory, ServerSettings(**{"port": 0, **server}), announce=lambda url: print(url, flush=True))
"""


@dataclass
class Running:
    """A server that runs; `log` has its standard output, line by line, whole once it has ended."""

    url: str
    process: subprocess.Popen[str]
    log: list[str] = field(default_factory=list)
    reader: threading.Thread | None = None

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of an answer. Names of headers have `_` for `-`."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response: HTTPResponse = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, dict(response.getheaders()), body

    def get_if_up(self, path: str) -> int | None:
        """Return the status of an answer, None where there is none."""
        try:
            return self.get(path)[0]
        except (OSError, HTTPException):
            return None

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(60) == 0
        assert self.reader is not None
        self.reader.join()


@contextmanager
def running(folder: Path, *, web: dict[str, object] | None = None, **server: object) -> Iterator[Running]:
    """Serve the index in a folder, with these settings of the site and of the server."""
    command = [sys.executable, "-c", PROGRAM, str(folder), json.dumps(web or {}), json.dumps(server)]
    with started(command, ROOT) as site:
        yield site


@contextmanager
def started(
    command: list[str], cwd: Path, errors: IO[str] | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Run a program that prints the address that it serves, and end it."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=cwd, env=environment
    ) as process:
        assert process.stdout is not None
        url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert url
        site = Running(url[0], process)
        # Read all the time, since a server with a full pipe would wait.
        lines = process.stdout
        site.reader = threading.Thread(target=lambda: site.log.extend(line.rstrip("\n") for line in lines))
        site.reader.start()
        try:
            yield site
        finally:
            if process.poll() is None:
                site.stop()
