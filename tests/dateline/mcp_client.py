"""Starts `dateline mcp` as a client does, with the client of the protocol's own package."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import Tool

from tests.dateline.commands import ROOT


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a tool. The client has checked `body` against the schema that the tool states."""

    text: str
    body: dict[str, Any] | None
    is_error: bool


@dataclass(frozen=True, slots=True)
class Assistant:
    """A client that is connected to the command; each call waits for its answer."""

    portal: BlockingPortal
    client: Client

    @property
    def tools(self) -> list[Tool]:
        return list(self.portal.call(self.client.list_tools).tools)

    @property
    def instructions(self) -> str:
        return self.client.instructions or ""

    def call(self, name: str, **arguments: object) -> Answer:
        answer = self.portal.call(self.client.call_tool, name, arguments)
        (content,) = answer.content
        assert content.type == "text"
        return Answer(content.text, answer.structured_content, bool(answer.is_error))

    def body(self, name: str, **arguments: object) -> dict[str, Any]:
        """The structured answer of a call that must succeed."""
        answer = self.call(name, **arguments)
        assert not answer.is_error, answer.text
        assert answer.body is not None
        return answer.body

    def error(self, name: str, **arguments: object) -> str:
        """The text of a call that must fail."""
        answer = self.call(name, **arguments)
        assert answer.is_error
        assert answer.body is None
        assert "Traceback" not in answer.text
        return answer.text


@contextmanager
def assistant(folder: Path, *options: str) -> Iterator[Assistant]:
    """Connect to `dateline mcp`, started in this folder."""
    arguments = ["-m", "dateline", "mcp", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = StdioServerParameters(command=sys.executable, args=arguments, env=environment, cwd=folder)
    with (
        (folder / "mcp.log").open("w+", encoding="utf-8") as log,
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(stdio_client(command, errlog=log))) as client,
    ):
        yield Assistant(portal, client)
