"""What the API says of articles beside searching: similar ones, versions, export, suggestions and the timeline."""

import csv
import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.article import Article, to_record
from search.engine import Engine
from tests.web.articles import ARTICLES, ODD_ID
from tests.web.conftest import now
from tests.web.newsroom import Newsroom
from web import create_app
from web.settings import WebSettings
from web.urls import article_path


def get(client: FlaskClient, path: str) -> dict[str, Any]:
    response = client.get(path)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = json.loads(response.data)
    return body


def test_the_index_names_addresses_that_answer(client: FlaskClient) -> None:
    body = get(client, "/api/v1/")
    for name, address in body["links"].items():
        path = address.removeprefix("http://localhost").replace("{id}", "night-mail")
        assert client.get(path).status_code == 200, name
    assert get(client, "/api/v1") == body


def test_a_timeline_counts_what_the_search_finds(client: FlaskClient) -> None:
    body = get(client, "/api/v1/timeline?q=flood&histogram=year")
    searched = get(client, "/api/v1/search?q=flood&histogram=year")
    assert body["buckets"] == searched["histogram"]["buckets"]
    assert body["undated"] == searched["histogram"]["undated"]
    assert sum(bucket["count"] for bucket in body["buckets"]) + body["undated"] == body["total"]["value"]


def test_the_last_word_is_completed(client: FlaskClient) -> None:
    body = get(client, "/api/v1/suggest?q=night+ma")
    assert "mail" in {each["word"] for each in body["words"]}
    assert {"night mail"} <= {each["text"] for each in body["words"]}
    assert [each["id"] for each in body["titles"]][:1] == ["night-mail"]
    assert body["titles"][0]["link"] == "http://localhost/articles/night-mail"


@pytest.mark.parametrize("text", ["", "   ", "night+", "!!!", "%00", "x" * 5000, "%F0%9F%9A%82"])
def test_whatever_is_typed_gets_suggestions_or_none(client: FlaskClient, text: str) -> None:
    body = get(client, f"/api/v1/suggest?q={text}")
    assert len(body["words"]) <= 6


def test_similar_articles_share_rare_words(empty_engine: Engine) -> None:
    texts = {
        "ferry": "The ferry Aurora struck the eastern pier in fog; its captain blamed the harbour radar.",
        "pier": "Divers saw the eastern pier that the ferry Aurora struck. The harbour radar was off.",
        "bread": "The price of bread rose again, bakers said in the town hall.",
        "vote": "The council voted on the town hall roof.",
    }
    with empty_engine.writer() as writer:
        for name, text in texts.items():
            writer.update(Article(id=name, text=text, language="en"))
    client = create_app(WebSettings(), empty_engine, clock=now).test_client()
    found = [hit["id"] for hit in get(client, "/api/v1/articles/ferry/similar")["results"]]
    assert found[0] == "pier"
    assert "ferry" not in found
    assert len(get(client, "/api/v1/articles/ferry/similar?limit=1")["results"]) == 1


def test_an_odd_id_has_similar_articles_and_versions(client: FlaskClient) -> None:
    for name in ("similar", "versions"):
        assert get(client, f"{article_path(ODD_ID, '/api/v1/articles/')}/{name}")["id"] == ODD_ID
        missing = client.get(f"/api/v1/articles/no-such/{name}")
        assert (missing.status_code, missing.get_json(force=True)["code"]) == (404, "article_not_found")


def test_earlier_versions_are_those_of_the_archive(newsroom: Newsroom) -> None:
    client = newsroom.app.test_client()
    article_id = get(client, "/api/v1/search?page_size=1")["results"][0]["id"]
    assert get(client, f"/api/v1/articles/{article_id}/versions")["versions"] == []


@pytest.mark.parametrize("query", ["", "q=flood", "q=flood&from=2015&source=PTI"])
def test_an_export_has_every_match_and_says_that_it_is_whole(client: FlaskClient, query: str) -> None:
    response = client.get(f"/api/v1/export?{query}")
    *lines, end = [json.loads(line) for line in response.text.splitlines()]
    total = get(client, f"/api/v1/search?{query}&partial=none")["total"]["value"]
    assert end == {"end_of_export": True, "articles": total}
    assert len({line["id"] for line in lines}) == len(lines) == total
    assert response.headers["X-Total-Articles"] == str(total)
    by_id = {article.id: article for article in ARTICLES}
    assert all(line == to_record(by_id[line["id"]]) for line in lines)


def test_a_table_has_a_header_and_disarms_formulas(empty_engine: Engine) -> None:
    with empty_engine.writer() as writer:
        writer.update(Article(id="a", title="=1+1", text="Harbour,\nand more"))
    client = create_app(WebSettings(), empty_engine, clock=now).test_client()
    response = client.get("/api/v1/export?format=csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert (rows[0]["title"], rows[0]["text"]) == ("'=1+1", "Harbour,\nand more")
    assert response.content_type.startswith("text/csv")


def test_an_export_of_another_format_is_refused(client: FlaskClient) -> None:
    refused = client.get("/api/v1/export?format=xml")
    assert (refused.status_code, refused.get_json(force=True)["param"]) == (400, "format")


def test_a_long_query_is_posted_as_a_form(client: FlaskClient) -> None:
    posted = client.post("/api/v1/search?page_size=5", data={"q": "flood", "facets": "source"})
    assert posted.status_code == 200
    same = get(client, "/api/v1/search?q=flood&facets=source&page_size=5")
    assert [hit["id"] for hit in posted.get_json()["results"]] == [hit["id"] for hit in same["results"]]
    refused = client.post("/api/v1/search", data="{}", content_type="application/json")
    assert (refused.status_code, refused.get_json(force=True)["code"]) == (415, "unsupported_media_type")
    too_long = client.post("/api/v1/search", data={"q": "x" * 200_000})
    assert (too_long.status_code, too_long.get_json(force=True)["code"]) == (413, "content_too_large")


def test_no_answer_tells_a_folder_of_the_server(empty_engine: Engine) -> None:
    with empty_engine.writer() as writer:
        writer.update(Article(id="a", text="Harbour", location="/srv/secret place/wire.warc#http://a.example/3"))
        writer.update(Article(id="b", text="Harbour", location="https://gazette.example/b/c"))
        writer.update(Article(id="c", text="Harbour", location="C:\\news\\c.txt"))
        writer.update(Article(id="d", text="Harbour", location="stories/d.html"))
    client = create_app(WebSettings(), empty_engine, clock=now).test_client()
    assert get(client, "/api/v1/articles/c")["location"] == "c.txt"
    assert get(client, "/api/v1/articles/d")["location"] == "stories/d.html"
    assert get(client, "/api/v1/articles/a")["location"] == "wire.warc#http://a.example/3"
    assert get(client, "/api/v1/articles/b")["location"] == "https://gazette.example/b/c"
    assert "/srv" not in client.get("/api/v1/export").text
