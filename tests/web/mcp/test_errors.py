"""Errors of the tools within one process: what the caller is told, and what the log is."""

import logging
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client

from search.article import Article
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from tests.web.conftest import now
from web import create_app
from web.mcp.server import make_server
from web.settings import WebSettings


def call(searcher: Any, name: str, **arguments: object) -> tuple[bool, str]:  # noqa: ANN401 -- a searcher that fails, too
    async def ask() -> tuple[bool, str]:
        server = make_server(create_app(WebSettings(), searcher, clock=now), "1")
        async with Client(server) as client:
            answer = await client.call_tool(name, arguments)
        (content,) = answer.content
        assert content.type == "text"
        return bool(answer.is_error), content.text

    return anyio.run(ask)


CALLS = [("search", {}), ("facets", {}), ("timeline", {}), ("get_article", {"id": "x"})]


@pytest.mark.parametrize(("tool", "arguments"), CALLS)
def test_without_an_index_every_tool_says_what_to_do(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, tool: str, arguments: dict[str, str]
) -> None:
    with caplog.at_level(logging.ERROR, "dateline.web"):
        is_error, text = call(open_engine(IndexSettings(), SearchSettings(), tmp_path), tool, **arguments)
    assert is_error
    assert "Run `dateline index`" in text
    assert str(tmp_path) not in text
    assert str(tmp_path) in caplog.text


class Broken:
    """A searcher with a bug."""

    def get(self, article_id: str) -> Article | None:
        raise ZeroDivisionError(f"a secret of the program about {article_id}")


def test_a_bug_is_logged_with_its_traceback_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "dateline.web"):
        is_error, text = call(Broken(), "get_article", id="x")
    assert is_error
    assert "Try again. If it fails again, tell the owner of this site. The error was logged as" in text
    assert "secret" not in text
    assert "Traceback" in caplog.text
    assert "ZeroDivisionError" in caplog.text
