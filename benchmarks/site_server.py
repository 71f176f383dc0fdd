"""Servers that are measured over HTTP, each a process of its own, started as `dateline serve` starts."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SITE = """
import json, pathlib, sys

from search.engines.whoosh.engine import WhooshEngine
from search.settings import IndexSettings, SearchSettings
from web import create_app
from web.server import serve
from web.settings import ServerSettings, WebSettings

def factory():
    return create_app(WebSettings(), WhooshEngine(pathlib.Path(sys.argv[1]), IndexSettings(), SearchSettings()))

serve(factory, ServerSettings(port=0, **json.loads(sys.argv[2])), announce=lambda url: print(url, flush=True))
"""

_BARE_PAGE = """
import sys

from flask import Flask
from web.server import serve
from web.settings import ServerSettings

def factory():
    app, page = Flask("bare"), "x" * int(sys.argv[1])
    app.add_url_rule("/", view_func=lambda: page)
    return app

serve(factory, ServerSettings(port=0), announce=lambda url: print(url, flush=True))
"""


@contextmanager
def serving_site(index: Path, **settings: int) -> Iterator[tuple[str, int]]:
    """Yield the address and the process id of the site over an index, with these settings of the server."""
    with _running(_SITE, str(index), json.dumps(settings)) as server:
        yield server


@contextmanager
def serving_bare_page(size_bytes: int) -> Iterator[tuple[str, int]]:
    """Yield the same of a Flask page of so many bytes on the same server: what no page can be faster than."""
    with _running(_BARE_PAGE, str(size_bytes)) as server:
        yield server


@contextmanager
def _running(program: str, *arguments: str) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-c", program, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.terminate()
