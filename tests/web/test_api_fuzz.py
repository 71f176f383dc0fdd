"""Odd requests of every kind to the API of a running server: no error of the server, every answer as described."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import positive_data_acceptance

from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from tests.web.articles import ARTICLES
from web.openapi import openapi_document

PROGRAM = """
import pathlib, sys
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from web import create_app
from web.server import serve
from web.settings import ServerSettings, WebSettings

def factory():
    return create_app(WebSettings(), open_engine(IndexSettings(), SearchSettings(), pathlib.Path(sys.argv[1])))

serve(factory, ServerSettings(port=0, workers=1), announce=lambda url: print(url, flush=True))
"""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[schemathesis.BaseSchema]:
    """The description that a running gunicorn gives of itself."""
    folder = tmp_path_factory.mktemp("fuzzed")
    engine = open_engine(IndexSettings(), SearchSettings(), folder)
    with engine.writer() as writer:
        for article in ARTICLES:
            writer.update(article)
    engine.close()
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url), url
        yield schemathesis.openapi.from_url(f"{url}/openapi.json")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


@pytest.mark.parametrize(
    ("path", "method"),
    [(path, method) for path, methods in openapi_document("", "")["paths"].items() for method in methods],
)
def test_every_answer_is_as_described(api: schemathesis.BaseSchema, path: str, method: str) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(case=api[path][method.upper()].as_strategy())
    def answers(case: schemathesis.Case) -> None:
        # Some values are each right and conflict with one another, which a description cannot say.
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    answers()
