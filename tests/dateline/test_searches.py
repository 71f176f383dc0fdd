"""`dateline searches`: the log that the server's processes wrote, as text and JSON, and what is forgotten."""

import json
import os
import signal
import subprocess
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from tests.dateline.commands import PROGRAM, ROOT, Run, one_line
from web.searches.store import SearchLog

AGENT = "Mozilla/5.0 unmistakable-agent/77"
TOKEN = "0123456789abcdef-token"


@contextmanager
def serving(folder: Path, *, workers: int = 1, **settings: str) -> Iterator[str]:
    """The address of a running `dateline serve`, which is ended with SIGTERM."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0", "--workers", str(workers)],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[4]
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def fetch(address: str, **headers: str) -> str:
    request = urllib.request.Request(address, headers={"User-Agent": AGENT, "Sec-Fetch-Mode": "navigate", **headers})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read().decode()


def test_several_processes_log_every_search_and_nothing_about_its_client(indexed: Path, run: Run) -> None:
    asked = [f"fire query {number % 10}" for number in range(100)] + ["roof"] * 20
    with serving(indexed, workers=3, DATELINE_WEB__ADMIN_TOKEN=TOKEN) as address:

        def search(query: str) -> str:
            path = "/search" if query == "roof" else "/api/v1/search"
            return fetch(f"{address}{path}?q={quote_plus(query)}")

        with ThreadPoolExecutor(8) as threads:
            assert len(list(threads.map(search, asked))) == len(asked)
    rows = SearchLog(indexed / "data/searches.db").rows("0000")
    logged = Counter({query: sum(row.times for row in rows if row.query == query) for query in set(asked)})
    assert logged == Counter(asked)
    stored = b"".join(file.read_bytes() for file in (indexed / "data").glob("searches.db*"))
    for secret in (b"127.0.0.1", b"unmistakable", TOKEN.encode()):
        assert secret not in stored
    code, out, _ = run("searches", "--json")
    report = json.loads(out)
    assert (code, report["searches"], report["queries"]) == (0, 120, 11)
    first = report["frequent"][0]
    assert (first["query"], first["times"], first["by_api"], first["total"]) == ("roof", 20, 0, 1)


def test_the_owner_reads_the_report_and_can_have_a_query_forgotten(indexed: Path, run: Run) -> None:
    with serving(indexed, DATELINE_WEB__ADMIN_TOKEN=TOKEN) as address:
        for query in ("roof", "roof", "rooof", "Ida Berg"):
            fetch(f"{address}/search?q={quote_plus(query)}")
        page = fetch(f"{address}/admin/searches", Authorization=f"Bearer {TOKEN}")
        assert "Most frequent queries" in page
    code, out, err = run("searches")
    assert (code, err) == (0, "")
    assert out.startswith("Searches in the last 90 days: 4, with 3 different queries; 2 found nothing.\n")
    assert "      2  roof  (1 article)" in out
    assert "rooof, roof  # spelling; 1 search found nothing" in out
    _, out, _ = run("searches", "--empty", "--days", "1")
    assert "Most frequent" not in out
    assert "      1  ida berg  (0 articles)" in out
    assert run("searches", "--forget", "IDA")[1] == "Deleted from the log: 1 search.\n"
    assert "ida berg" not in run("searches")[1]
    _, out, _ = run("searches", "--empty", "--json")
    report = json.loads(out)
    assert "frequent" not in report
    assert [each["query"] for each in report["empty"]] == ["rooof"]
    assert report["proposals"][0]["line"].startswith("rooof, roof  #")


def test_turned_off_there_is_no_file_at_all(indexed: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(indexed, DATELINE_WEB__SEARCH_LOG="false") as address:
        assert "roof" in fetch(f"{address}/search?q=roof")
        assert json.loads(fetch(f"{address}/api/v1/search?q=roof"))["total"]["value"] == 1
    assert not list((indexed / "data").glob("searches*"))
    monkeypatch.setenv("DATELINE_WEB__SEARCH_LOG", "false")
    code, out, err = run("searches")
    assert (code, out) == (0, "Searches in the last 90 days: 0, with 0 different queries; 0 found nothing.\n")
    assert "the search log is off" in err


def test_wrong_usage_and_a_damaged_log_are_one_line(indexed: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("searches", "--forget", " ")[0] == 2
    (indexed / "data/searches.db").write_bytes(b"no database" * 500)
    code, _, err = run("searches")
    assert code == 1
    assert "If it is damaged, delete it" in one_line(err)
    monkeypatch.setenv("DATELINE_WEB__ADMIN_TOKEN", "short-secret")
    code, _, err = run("searches")
    assert code == 1
    assert "at least 16 characters" in one_line(err)
    assert "short-secret" not in err
