"""What a client of the API chooses: members of answers, marks in an article, and the type of an answer."""

import csv
import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.article import Article, Published, to_record
from search.engine import Engine
from tests.web.conftest import now
from web import create_app
from web.serialize import ARTICLE_FIELDS, RECORD_FIELDS, RESULT_FIELDS
from web.settings import WebSettings


def get(client: FlaskClient, path: str) -> dict[str, Any]:
    response = client.get(path)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = json.loads(response.data)
    return body


def test_the_names_of_fields_are_those_of_the_answers(client: FlaskClient) -> None:
    assert tuple(get(client, "/api/v1/search?q=mail")["results"][0]) == RESULT_FIELDS
    assert set(get(client, "/api/v1/articles/night-mail?hq=mail")) == set(ARTICLE_FIELDS)
    assert tuple(to_record(Article(id="x"))) == RECORD_FIELDS


@pytest.mark.parametrize("query", ["fields=title,score", "fields=title&fields=score", "fields=score,title,id,title"])
def test_results_have_the_chosen_members_and_the_id(client: FlaskClient, query: str) -> None:
    whole = get(client, "/api/v1/search?q=flood")
    chosen = get(client, f"/api/v1/search?q=flood&{query}")
    assert [list(each) for each in chosen["results"]] == [["id", "title", "score"]] * len(whole["results"])
    assert [each["score"] for each in chosen["results"]] == [each["score"] for each in whole["results"]]
    assert chosen["total"] == whole["total"]
    assert "fields" in chosen["links"]["self"]
    assert "fields" not in chosen["links"]["feed"]


@pytest.mark.parametrize("name", RESULT_FIELDS)
def test_a_member_is_the_same_alone(client: FlaskClient, name: str) -> None:
    whole = get(client, '/api/v1/search?q="night+mail"')["results"][0]
    alone = get(client, f'/api/v1/search?q="night+mail"&fields={name}')["results"][0]
    assert alone == {"id": whole["id"], name: whole[name]}


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/api/v1/search?fields=title,publised", "published"),
        ("/api/v1/articles/night-mail?fields=txt", "text"),
        ("/api/v1/export?fields=sectoin", "section"),
        ("/api/v1/search?facets=source&facets=athor", "author"),
    ],
)
def test_an_unknown_member_is_refused_with_the_nearest(client: FlaskClient, path: str, nearest: str) -> None:
    response = client.get(path)
    problem = response.get_json(force=True)
    assert (response.status_code, problem["code"]) == (400, "invalid_parameter")
    assert problem["nearest"] == nearest
    assert problem["param"] in ("fields", "facets")


def test_an_article_has_the_chosen_members(client: FlaskClient) -> None:
    assert get(client, "/api/v1/articles/night-mail?fields=place,tags") == {
        "id": "night-mail",
        "place": "Veldmark",
        "tags": ["railway", "post"],
    }


def test_an_export_has_the_chosen_fields(client: FlaskClient) -> None:
    lines = client.get("/api/v1/export?q=mail&fields=title&fields=url").text.splitlines()
    assert json.loads(lines[0]) == {
        "id": "night-mail",
        "title": "Night mail returns to the Veldmark railway",
        "url": "https://coast.example/2015/night-mail",
    }
    table = client.get("/api/v1/export?q=mail&fields=title&format=csv").text
    assert next(csv.reader(io.StringIO(table))) == ["id", "title"]


def test_an_article_is_marked_for_a_query(client: FlaskClient) -> None:
    plain = get(client, "/api/v1/articles/night-mail")
    marked = get(client, '/api/v1/articles/night-mail?hq="night mail" ferrow~')
    assert marked["title_html"] == "<mark>Night mail</mark> returns to the Veldmark railway"
    assert marked["title_highlights"] == [[0, 10]]
    found = [marked["text"][start:end] for start, end in marked["text_highlights"]]
    assert found == ["night mail", "night mail", "Farrow"]
    assert marked["text_html"].count("<mark>") == marked["matches"] == 3
    assert {name: value for name, value in marked.items() if name in plain} == plain | {
        "title_html": marked["title_html"]
    }
    assert client.get("/api/v1/articles/night-mail?hq=mail").headers["ETag"] != client.get(
        "/api/v1/articles/night-mail"
    ).headers.get("ETag")


def test_marks_follow_the_way_of_searching(client: FlaskClient) -> None:
    every = get(client, "/api/v1/articles/night-mail?hq=mail+zeppelin&match=any&fields=matches")
    assert every["matches"] > 0
    nothing = get(client, "/api/v1/articles/night-mail?hq=zeppelin&fields=matches,text_highlights")
    assert (nothing["matches"], nothing["text_highlights"]) == (0, [])


def test_marks_do_not_let_tags_through(client: FlaskClient) -> None:
    marked = get(client, "/api/v1/articles/hostile?hq=flood")
    assert "<script>" not in marked["text_html"]
    assert "<mark>flood</mark>" in marked["text_html"]


def test_facets_say_how_many_values_there_are(client: FlaskClient) -> None:
    body = get(client, "/api/v1/search?facets=source&facets=tag&facet_size=3")
    whole = get(client, "/api/v1/search?facets=source,tag&facet_size=100")
    assert list(body["facets"]) == ["source", "tag"]
    assert [len(values) for values in body["facets"].values()] == [3, 3]
    assert body["facet_totals"] == {name: len(values) for name, values in whole["facets"].items()}


def test_a_cursor_from_the_first_page_leads_through_all(client: FlaskClient) -> None:
    body = get(client, "/api/v1/search?q=port&page_size=10&fields=id")
    seen = [each["id"] for each in body["results"]]
    while body["next_cursor"]:
        body = get(client, f"/api/v1/search?q=port&page_size=10&fields=id&cursor={body['next_cursor']}")
        seen += [each["id"] for each in body["results"]]
    assert len(seen) == len(set(seen)) == body["total"]["value"] > 40


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/api/v1/search?q=flood", "text/csv"),
        ("/api/v1/search?q=flood", "application/json;q=0, text/*"),
        ("/api/v1/articles/night-mail", "image/png"),
        ("/api/v1/export?format=csv", "application/json"),
        ("/search?q=flood", "application/json"),
        ("/", "text/html;q=0"),
        ("/search.rss?q=flood", "application/json"),
    ],
)
def test_what_the_client_does_not_take_is_not_sent(client: FlaskClient, path: str, accept: str) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert (response.status_code, response.content_type) == (406, "application/problem+json")
    problem = json.loads(response.data)
    assert (problem["code"], problem["status"]) == ("not_acceptable", 406)
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/api/v1/search?q=flood", "*/*"),
        ("/api/v1/search?q=flood", "application/*"),
        ("/api/v1/search?q=flood", ""),
        ("/api/v1/search?q=flood", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
        ("/search?q=flood", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"),
        ("/search.rss?q=flood", "application/xml"),
        ("/search.atom?q=flood", "text/xml"),
        ("/search.json?q=flood", "application/json"),
        ("/api/v1/export?q=flood", "application/json"),
        ("/healthz", "text/plain"),
        ("/static/style.css", "text/css"),
    ],
)
def test_what_the_client_takes_is_sent(client: FlaskClient, path: str, accept: str) -> None:
    assert client.get(path, headers={"Accept": accept}).status_code == 200


def test_an_export_is_what_the_client_takes(client: FlaskClient) -> None:
    answers = [
        client.get("/api/v1/export?q=mail", headers={"Accept": kind}).content_type.partition(";")[0]
        for kind in ("text/csv", "application/x-ndjson", "*/*", "text/csv;q=0.5, application/x-ndjson")
    ]
    assert answers == ["text/csv", "application/x-ndjson", "application/x-ndjson", "application/x-ndjson"]


def test_options_says_what_may_be_sent(client: FlaskClient) -> None:
    response = client.options("/api/v1/search")
    assert (response.status_code, response.data) == (204, b"")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert "Content-Type" not in response.headers


def test_a_refused_method_names_those_that_are_taken(client: FlaskClient) -> None:
    assert "POST" in client.put("/api/v1/search").get_json(force=True)["detail"]
    assert "POST" not in client.put("/api/v1/export").get_json(force=True)["detail"]


def test_an_error_names_values_as_they_are_typed(client: FlaskClient) -> None:
    assert "The nearest is 'newest'." in client.get("/api/v1/search?sort=newst").get_json(force=True)["detail"]


def test_a_histogram_that_is_too_fine_names_its_parameter(empty_engine: Engine) -> None:
    with empty_engine.writer() as writer:
        for year in (1900, 2020):
            writer.update(Article(id=str(year), text="Harbour", published=Published.parse(f"{year}-01-01")))
    client = create_app(WebSettings(), empty_engine, clock=now).test_client()
    for path in ("search", "timeline"):
        refused = client.get(f"/api/v1/{path}?histogram=day")
        assert (refused.status_code, refused.get_json(force=True)["param"]) == (400, "histogram")
