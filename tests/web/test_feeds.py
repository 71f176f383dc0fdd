"""Feeds of a search are what their formats say, and say the same as the search."""

import json
from datetime import UTC, datetime
from xml.etree import ElementTree as Xml

import feedparser
import pytest
from flask.testing import FlaskClient

from search.article import Article, Published
from search.engine import Engine
from tests.web.conftest import now
from web import create_app
from web.markup import replace_unsafe
from web.settings import WebSettings

FORMATS = {"rss": "rss20", "atom": "atom10"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_feed_is_read_by_readers_of_feeds(client: FlaskClient, name: str) -> None:
    response = client.get(f"/search.{name}?q=flood")
    parsed = feedparser.parse(response.data)
    assert response.status_code == 200
    assert not parsed.bozo
    assert parsed.version == FORMATS[name]
    found = json.loads(client.get("/api/v1/search?q=flood&sort=newest&partial=none").data)
    assert [entry.title for entry in parsed.entries] == [
        replace_unsafe(hit["title"]) or "(untitled)" for hit in found["results"]
    ]
    assert [entry.link for entry in parsed.entries] == [hit["link"] for hit in found["results"]]
    assert parsed.feed.title == "flood – Coast archive"
    assert "http://localhost/search" in {link.href.partition("?")[0] for link in parsed.feed.links}


def test_a_json_feed_has_the_members_of_its_version(client: FlaskClient) -> None:
    response = client.get("/search.json?q=flood&page_size=3")
    feed = json.loads(response.data)
    assert response.content_type == "application/feed+json; charset=utf-8"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "http://localhost/search.json?q=flood&page_size=3"
    assert len(feed["items"]) == 3
    for item in feed["items"]:
        assert {"id", "url", "title", "content_html"} <= item.keys()


def test_entries_keep_their_ids_when_the_site_moves(engine: Engine) -> None:
    ids = []
    for base in ("", "https://archive.example.org"):
        client = create_app(WebSettings(base_url=base), engine, clock=now).test_client()
        feed = json.loads(client.get("/search.json?q=flood").data)
        ids.append([item["id"] for item in feed["items"]])
        assert all(item["url"].startswith(base or "http://localhost") for item in feed["items"])
    assert ids[0] == ids[1] != []


def test_a_feed_has_no_partial_matches_and_no_easier_reading(client: FlaskClient) -> None:
    assert json.loads(client.get("/search.json?q=flood+zebra").data)["items"] == []


def test_filters_and_an_unknown_parameter(client: FlaskClient) -> None:
    all_items = json.loads(client.get("/search.json?q=flood").data)["items"]
    some = json.loads(client.get("/search.json?q=flood&from=2015").data)["items"]
    assert 0 < len(some) < len(all_items)
    refused = client.get("/search.atom?q=flood&sort=oldest", headers={"Accept": "application/json"})
    assert (refused.status_code, refused.get_json(force=True)["param"]) == (400, "sort")


def test_a_reader_that_has_the_feed_gets_no_second_copy(client: FlaskClient) -> None:
    first = client.get("/search.rss?q=flood")
    again = client.get("/search.rss?q=flood", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_odd_articles_make_a_feed_that_parses(empty_engine: Engine) -> None:
    with empty_engine.writer() as writer:
        writer.update(
            Article(
                id="a/b?c#d e",
                title="<b>\x00\x0b\ufffe & ]]>",
                text="Harbour & <script>alert(1)</script> \x1b \ud800 harbour",
                url="javascript:alert(1)",
                author=("A & B <c>",),
                tags=("x\x07y",),
                published=Published(datetime(2015, 1, 1, 12, tzinfo=UTC)),
            )
        )
    client = create_app(WebSettings(), empty_engine, clock=now).test_client()
    for name in ("rss", "atom"):
        data = client.get(f"/search.{name}?q=harbour").data
        assert b"javascript:" not in data
        assert len(Xml.fromstring(data).findall(".//{*}entry") or Xml.fromstring(data).findall(".//item")) == 1
    item = json.loads(client.get("/search.json?q=harbour").data)["items"][0]
    assert "<script>" not in item["content_html"]
    assert item["date_published"] == "2015-01-01T12:00:00+00:00"
