"""The access log: one line a request, which nothing in the request can break, with the number that the client gets."""

import json
import re
from pathlib import Path

import pytest

from tests.web.running import Running, running
from web.access_log import format_line

HOSTILE = ["/nothing%0atime=x", '/a"b', "/a b\x1b[2J", "/ä", "/x?q=\u202e\u2028", "/a\\nb", "/a=b status=200"]


def fields(line: str) -> dict[str, str]:
    """Read a line as its description says."""
    pairs = re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|[^" ]+)(?: |$)', line)
    assert " ".join(f"{name}={value}" for name, value in pairs) == line
    return {name: json.loads(value) if value.startswith('"') else value for name, value in pairs}


def ask(site: Running) -> dict[str, str]:
    """Send requests of every kind; return the numbers of their answers by path."""
    numbers = {}
    for path in ("/healthz", "/search?q=ferry+boat&from=2015", "/static/style.css"):
        status, headers, body = site.get(path)
        numbers[path] = headers["X-Request-Id"], status, len(body)
    status, headers, _ = site.get("/nothing", method="POST")
    numbers["/nothing"] = headers["X-Request-Id"], status, None
    return numbers


@pytest.mark.parametrize("form", ["text", "json"])
def test_every_request_is_a_line_with_the_number_of_its_answer(tmp_path: Path, form: str) -> None:
    with running(tmp_path, workers=2, access_log=True, access_log_format=form) as site:
        numbers = ask(site)
        site.stop()
    lines = [json.loads(line) if form == "json" else fields(line) for line in site.log]
    by_path = {line["path"]: line for line in lines}
    assert len(lines) == len(numbers)
    for path, (number, status, size) in numbers.items():
        line = by_path[path]
        assert list(line) == ["time", "id", "client", "method", "path", "status", "bytes", "seconds"]
        assert (line["id"], int(line["status"]), line["client"]) == (number, status, "127.0.0.1")
        assert line["method"] == ("POST" if path == "/nothing" else "GET")
        assert size is None or int(line["bytes"]) == size
        assert 0 <= float(line["seconds"]) < 60
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])


def test_an_error_is_logged_under_the_number_of_the_answer(tmp_path: Path) -> None:
    with running(tmp_path, workers=1, access_log=True) as site:
        _, headers, body = site.get("/api/v1/search?q=x")
        site.stop()
    assert json.loads(body)["request_id"] == headers["X-Request-Id"] == fields(site.log[0])["id"]


def test_nothing_in_an_address_breaks_a_line() -> None:
    for path in HOSTILE:
        line = format_line({"id": "1", "path": path, "status": 404})
        assert line.isascii()
        assert line.isprintable()
        assert fields(line) == {"id": "1", "path": path, "status": "404"}


def test_there_is_no_log_without_the_setting(tmp_path: Path) -> None:
    with running(tmp_path, workers=1) as site:
        ask(site)
        site.stop()
    assert site.log == []
