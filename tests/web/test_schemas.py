"""Feeds and the description for browsers are valid by the rules of their formats (`schemas/`)."""

import json
from pathlib import Path

import jsonschema
import pytest
from flask.testing import FlaskClient
from lxml import etree

SCHEMAS = Path(__file__).with_name("schemas")

SEARCHES = ["q=flood", "q=", "q=nothingofthekind", "q=flood&from=2015", "q=endless", "q=%22%3Cb%3E%22"]


def errors(schema: str, data: bytes) -> list[str]:
    grammar = etree.RelaxNG(etree.parse(SCHEMAS / schema))
    grammar.validate(etree.fromstring(data))
    return [f"line {error.line}: {error.message}" for error in grammar.error_log]


@pytest.mark.parametrize("query", SEARCHES)
@pytest.mark.parametrize("name", ["atom", "rss"])
def test_feeds_are_valid(client: FlaskClient, name: str, query: str) -> None:
    assert errors(f"{name}.rng", client.get(f"/search.{name}?{query}&page_size=100").data) == []


@pytest.mark.parametrize("query", SEARCHES)
def test_json_feeds_are_valid(client: FlaskClient, query: str) -> None:
    schema = json.loads((SCHEMAS / "json_feed.json").read_text("utf-8"))
    feed = json.loads(client.get(f"/search.json?{query}&page_size=100").data)
    jsonschema.validate(feed, schema, cls=jsonschema.Draft202012Validator)


def test_the_description_for_browsers_is_valid(client: FlaskClient) -> None:
    assert errors("opensearch.rng", client.get("/opensearch.xml").data) == []


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("atom", b"<updated>", b"<changed>"),
        ("rss", b"<guid ", b"<uid "),
        ("opensearch", b"<ShortName>", b"<ShortName>More than sixteen "),
    ],
)
def test_what_is_wrong_is_found(client: FlaskClient, name: str, right: bytes, wrong: bytes) -> None:
    path = "/opensearch.xml" if name == "opensearch" else f"/search.{name}?q=flood"
    data = client.get(path).data.replace(right, wrong).replace(right.replace(b"<", b"</"), wrong.replace(b"<", b"</"))
    assert errors(f"{name}.rng", data.replace(b"</guid>", b"</uid>")) != []
