"""Crawlers: what they are kept out of, and how much of the server deep requests can take."""

import re
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from protego import Protego

from search.engine import Engine
from tests.web.conftest import now
from web import create_app
from web.crawlers import count_choices
from web.serving import EXTENSION, Serving
from web.settings import ServerSettings, WebSettings

DEEP = "/search?q=flood&source=Harbour+Post&section=Weather&sort=newest"
SHALLOW = "/search?q=flood&source=Harbour+Post&sort=newest"


def links(page: str) -> Iterator[tuple[str, str]]:
    """The addresses that a page links to, each with its `rel`."""
    for tag in re.findall(r"<a [^>]*>", page):
        address, rel = (re.search(rf'\b{name}="([^"]*)"', tag) for name in ("href", "rel"))
        if address:
            yield unescape(address[1]), rel[1] if rel else ""


def walk(client: FlaskClient, start: str, most: int) -> Iterator[str]:
    """Addresses in the order in which a crawler finds them that follows every link."""
    known, waiting = {start}, [start]
    while waiting and most:
        most -= 1
        address = waiting.pop(0)
        yield address
        for link, _ in links(client.get(address).text):
            path = link.partition("#")[0]
            if path.startswith("/") and path not in known:
                known.add(path)
                waiting.append(path)


def test_every_address_with_choices_is_kept_out_of_search_engines(client: FlaskClient) -> None:
    robots = Protego.parse(client.get("/robots.txt").text)
    seen = set()
    for address in walk(client, "/", 250):
        path, _, query = address.partition("?")
        response = client.get(address)
        is_open = not query and not path.startswith(("/search", "/facets/", "/api/"))
        marked = response.headers.get("X-Robots-Tag") == "noindex, nofollow"
        assert marked is not is_open, address
        assert robots.can_fetch(f"http://localhost{address}", "crawler") is is_open, address
        for link, rel in links(response.text) if is_open else ():
            if "?" in link and link.startswith(("/search", "/facets", "/articles")):
                assert "nofollow" in rel.split(), f"{address} -> {link}"
        seen.add(path.split("/")[1])
    assert {"", "search", "articles", "facets", "browse", "help"} <= seen


@pytest.mark.parametrize(
    ("query", "choices"),
    [
        (b"", 0),
        (b"q=flood", 0),
        (b"q=flood&source=a&source=b&from=2015&to=2016", 3),
        (b"q=flood&sort=newest&page=2&lang=en", 3),
        (b"q=flood&date=none&m=3", 2),
        (b"page=2&page=3&page=4", 1),
        (b"&&=&source", 1),
        (b"%73ource=a&%73ection=b&s%6frt=newest", 3),
    ],
)
def test_choices_are_counted_as_people_make_them(query: bytes, choices: int) -> None:
    assert count_choices(query) == choices


BROWSER = {"Sec-Fetch-Mode": "navigate", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
LINKED = {"Referer": "http://localhost/search?q=mail", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


@pytest.fixture
def crowded(engine: Engine) -> Flask:
    """A site that answers one crawler at a time."""
    app = create_app(WebSettings(), engine, clock=now)
    places = {"crawlers": threading.BoundedSemaphore(1), "exports": threading.BoundedSemaphore(1)}
    app.extensions[EXTENSION] = Serving(ServerSettings(), **places)
    return app


@pytest.mark.parametrize("reader", [BROWSER, LINKED])
def test_readers_are_answered_while_crawlers_have_their_threads(crowded: Flask, reader: dict[str, str]) -> None:
    client = crowded.test_client()
    with crowded.extensions[EXTENSION].crawlers:
        for path in ("/", "/search?q=flood", SHALLOW, "/articles/night-mail?q=mail&m=1", "/facets/source?q=flood"):
            assert client.get(path, headers=reader).status_code == 200, path
        refused = client.get(DEEP, headers=reader)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert 'role="search"' in refused.text
    assert client.get(DEEP, headers=reader).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"User-Agent": "curl/8.5"},
        {"Referer": "https://elsewhere.example/"},
        {"Referer": "http://[broken"},
        {**BROWSER, "User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {**LINKED, "User-Agent": "Scrapy/2.11"},
    ],
)
def test_crawlers_share_few_threads(crowded: Flask, headers: dict[str, str]) -> None:
    client = crowded.test_client()
    paths = ["/search?q=flood", "/articles/night-mail", "/facets/source", "/search.atom"]
    with crowded.extensions[EXTENSION].crawlers:
        for path in paths:
            refused = client.get(path, headers=headers)
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        for path in ("/", "/browse", "/help", "/api/v1/search?q=flood", "/healthz", "/readyz", "/robots.txt"):
            assert client.get(path, headers=headers).status_code == 200, path
    for path in paths:
        assert client.get(path, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "path", [DEEP, DEEP + "&page=0", DEEP + "&unknown=1", "/articles/no-such", "/api/v1/export?format=x", "/search.rss"]
)
def test_each_request_gives_its_thread_back(crowded: Flask, path: str) -> None:
    client = crowded.test_client()
    statuses = {client.get(path).status_code for _ in range(3)}
    assert len(statuses) == 1
    assert 503 not in statuses


def test_an_export_has_its_thread_until_its_end(crowded: Flask) -> None:
    client = crowded.test_client()
    export = client.get("/api/v1/export", buffered=False)
    assert client.get("/api/v1/export").status_code == 503
    assert client.get("/search?q=flood").status_code == client.get(DEEP, headers=BROWSER).status_code == 200
    export.close()
    assert client.get("/api/v1/export").status_code == 200


def test_a_browser_waits_for_a_place(crowded: Flask) -> None:
    places = crowded.extensions[EXTENSION].crawlers
    places.acquire()
    # The place is given back while the request waits for it, or before it asks.
    threading.Timer(0.1, places.release).start()
    assert crowded.test_client().get(DEEP, headers=BROWSER).status_code == 200


def test_the_smallest_crawl_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from benchmarks import crawl

    least = [
        "--articles",
        "60",
        "--crawlers",
        "3",
        "--readers",
        "1",
        "--seconds",
        "2",
        "--rounds",
        "1",
        "--pause",
        "0.02",
    ]
    crawl.main(least)
    table = capsys.readouterr().out
    assert re.search(r"\| without a budget \| [\d.]+, [\d.]+ \| [\d.]+, [\d.]+ \|", table)
    assert "| with the budget |" in table
