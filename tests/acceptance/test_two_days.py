"""One source of each kind, read by the command and by the schedule for two days, with all that can go wrong between."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from indexer.archive import RunState
from tests.acceptance.days import Days, days_of
from tests.acceptance.world import KINDS, World
from tests.dateline.commands import ROOT, outside
from tests.indexer.fetch.server import Reply, cut, serving

KILLED_AT = 21.0
TROUBLED = {"atom", "json-feed", "folder", "rdf"}
"""The sources that cannot be read at all for some hours."""


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    for name in [name for name in os.environ if name.startswith("DATELINE_")]:
        monkeypatch.delenv(name)
    with serving() as site:
        world = World(tmp_path, site)
        for name in KINDS:
            world.publish(name, {1: "open"} if name == "page" else {1: "open", 2: "closed", 3: "new"})
        (tmp_path / "dateline.toml").write_text(world.configuration())
        yield world


def test_after_two_days_the_archive_holds_exactly_what_the_sources_hold(world: World) -> None:
    config = str(world.place / "dateline.toml")
    indexed = outside("--config", config, "index")
    assert indexed.returncode == 0, indexed.stderr
    assert indexed.stdout.count(" added in ") == len(KINDS)
    with days_of(Path(config), next_midnight()) as days:
        troubles(days, world)
        days.go_on(KILLED_AT)
        assert holds(days, world)
        committed = kill_in_the_middle(days, world)
        assert 0 < committed < 4
        killed = section(outside("--config", config, "status").stdout, "sitemap")
        assert "last run: interrupted" in killed
        assert f", {committed} new, " in killed
        days.go_on(48)
        assert holds(days, world)
        runs = {name: [run.state for run in reversed(days.archive.runs_of(name, 100))] for name in KINDS}
    told = outside("--config", config, "status").stdout
    assert all("last run: done" in section(told, name) and "next run" in section(told, name) for name in KINDS)
    assert "1 bad-json:" in section(told, "folder")
    assert told.count("bad-json") == 1
    assert {name for name, states in runs.items() if RunState.FAILED in states} == TROUBLED
    at = runs["sitemap"].index(RunState.INTERRUPTED)
    assert (runs["sitemap"].count(RunState.INTERRUPTED), runs["sitemap"][at + 1]) == (1, RunState.DONE)
    assert [name for name, states in runs.items() if RunState.INTERRUPTED in states] == ["sitemap"]


def next_midnight() -> datetime:
    """When these days begin: after what the command has done, and at a time from which their hours count."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def section(told: str, name: str) -> str:
    """What a status tells of one source."""
    return next(part for part in told.split("\n\n") if part.startswith(f"Source    {name} "))


def troubles(days: Days, world: World) -> None:
    """What happens in these days: changes, and faults that pass."""
    site, files = world.site, world.place / "files"
    whole = world.file("warc")
    days.events = [
        (2.5, lambda: world.publish("rss", {2: "closed again", 3: "new", 4: "wet"})),
        (2.6, lambda: world.publish("csv", {1: "open", 3: "old", 4: "wet"})),
        (3.5, lambda: site.__setitem__("/atom.xml", Reply("Oops", 500))),
        (4.0, lambda: site.__setitem__("/feed.json", Reply("<html><form>Log in</form></html>"))),
        (5.2, lambda: world.file("folder").rename(files / "away")),
        (5.5, lambda: site.__setitem__("/rdf.xml", cut())),
        (5.6, lambda: whole.write_bytes(whole.read_bytes()[:-200])),
        (7.9, lambda: tells_of_the_troubles(days.status())),
        (8.0, lambda: world.publish("atom", {1: "open", 2: "closed", 3: "old", 4: "wet"})),
        (9.0, lambda: (files / "away").rename(world.file("folder"))),
        (9.5, lambda: world.publish("folder", {1: "shut", 3: "new", 4: "wet"})),
        (10.0, lambda: world.publish("json-feed", {1: "open", 2: "closed", 4: "wet"})),
        (11.0, lambda: world.publish("rdf", {2: "closed", 3: "new", 5: "dry"})),
        (12.0, lambda: world.publish("warc", {1: "open", 2: "rebuilt", 3: "new", 4: "wet"})),
        (13.0, lambda: world.publish("robots", {1: "open", 3: "newer"})),
        (14.0, lambda: world.publish("wordpress", {1: "open", 2: "sold", 5: "dry"})),
        (26.0, lambda: world.publish("arc", {1: "open", 2: "closed", 3: "new", 4: "wet"})),
        (27.0, lambda: world.publish("tsv", {2: "closed", 3: "old"})),
        (28.0, lambda: world.publish("page", {1: "painted"})),
        (29.0, lambda: world.publish("full-text", {1: "open", 2: "painted", 3: "new", 4: "wet"})),
        (30.0, lambda: world.publish("jsonl", {1: "open", 2: "painted", 4: "wet"})),
        (31.0, lambda: (world.file("folder") / "broken.json").write_text('{"title": "cut')),
    ]


def tells_of_the_troubles(told: str) -> None:
    """At this time five sources are in trouble, each in its own way, and `status` says in which."""
    for name, words in {
        "atom": "500 Internal Server Error",
        "json-feed": "not-a-feed",
        "folder": "does not exist",
        "rdf": "broke off its answer",
        "warc": "byte",
    }.items():
        assert words in section(told, name)
    assert told.count("last run: failed") == len(TROUBLED)


def holds(days: Days, world: World) -> bool:
    """Whether archive and index have the articles of the world, and no other."""
    expected = world.expected()
    articles = {article.title: article for article in days.archive.stream()}
    assert sorted(articles) == sorted(expected)
    assert [name for name, article in articles.items() if expected[name] not in article.text] == []
    engine = days.house.engine
    assert engine.stats().articles == len(expected)
    assert all(engine.get(article.id) == article for article in articles.values())
    return True


def kill_in_the_middle(days: Days, world: World) -> int:
    """A process goes on with the schedule, and is killed while it waits for a page of the sitemap.

    Returns how many of the four new pages were in the archive by then.
    """
    asked, over = threading.Event(), threading.Event()

    def silent(_: BaseHTTPRequestHandler) -> None:
        asked.set()
        over.wait(60)

    before = days.archive.counts().articles
    world.publish("sitemap", dict.fromkeys((1, 2, 3, 4, 6, 8, 9), "open"))
    world.site["/sitemap/9.html"] = Reply(raw=silent)
    command = [sys.executable, "-m", "tests.acceptance.days", str(days.house._config), days.time.isoformat(), "6"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        try:
            assert asked.wait(60)
        finally:
            process.kill()
            over.set()
    world.publish("sitemap", world.held["sitemap"])
    return days.archive.counts().articles - before
