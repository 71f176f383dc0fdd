"""The JSON of the API: names, order and types of its members, links, and answers from the cache of the client."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.article import to_utc_text
from search.engine import Engine
from tests.web.articles import ODD_ID
from tests.web.conftest import now
from web import create_app
from web.settings import WebSettings
from web.urls import article_path

# The example of the design, as it stands there. Values are examples; names, order and types are the contract.
CONTRACT = """
{"query": {"q": "…", "parsed": "…", "explained": "…",
   "notices": [{"position": 6, "code": "unknown_field", "message": "…"}]},
 "total": {"value": 57, "relation": "eq", "partial": 0}, "page": 1, "page_size": 20,
 "links": {"self": "…", "first": "…", "prev": null, "next": "…", "last": "…", "feed": "…"},
 "next_cursor": "…",
 "results": [{"id": "…", "title": "…", "title_html": "…", "url": "…", "published": "2015-11-27T13:46:00",
   "author": [], "source": "PTI", "section": null, "language": "en", "link": "…", "title_highlights": [[0, 4]],
   "score": 12.4, "matches": 3, "missing": [], "copies": {"count": 0, "articles": []},
   "snippets": [{"text": "…", "html": "…<mark>…</mark>…", "highlights": [[14, 27]]}]}],
 "facets": {"source": [{"value": "PTI", "count": 31}]}, "facet_totals": {"source": 31},
 "histogram": {"interval": "month", "undated": 2, "buckets": [{"start": "2015-11-01", "count": 44}]},
 "suggestions": [], "took_ms": 3.1, "index": {"generation": "…", "articles": 48211, "updated": "2015-11-27T14:00:00Z"}}
"""
MAY_BE_NULL = {"next", "next_cursor", "last", "score", "url", "published", "source", "section", "language", "page"}


def get(client: FlaskClient, path: str) -> dict[str, Any]:
    response = client.get(path)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = json.loads(response.data)
    return body


def same_shape(made: object, wanted: object, name: str = "") -> None:
    if made is None:
        assert wanted is None or name in MAY_BE_NULL, name
    elif wanted is None:
        assert isinstance(made, str), name
    elif isinstance(wanted, dict):
        assert isinstance(made, dict), name
        assert list(made) == list(wanted), name
        for key, value in wanted.items():
            same_shape(made[key], value, key)
    elif isinstance(wanted, list):
        assert isinstance(made, list), name
        for entry in made if wanted else ():
            same_shape(entry, wanted[0], name)
    else:
        assert type(made) is type(wanted), name


@pytest.mark.parametrize(
    "query",
    [
        "q=%22night+mail%22+after:+the&facets=source&histogram=month",
        "q=flood&facets=source&histogram=auto&page_size=2",
        "q=&facets=source&histogram=year&sort=oldest",
        "q=nothingofthekind&facets=source&histogram=auto",
    ],
)
def test_answers_have_the_shape_of_the_contract(client: FlaskClient, query: str) -> None:
    same_shape(get(client, f"/api/v1/search?{query}"), json.loads(CONTRACT))


def test_a_result_says_what_was_found_and_where(client: FlaskClient) -> None:
    body = get(client, '/api/v1/search?q="night mail"')
    assert body["total"] == {"value": 1, "relation": "eq", "partial": 0}
    result = body["results"][0]
    assert (result["id"], result["published"]) == ("night-mail", "2015-11-27T13:46:00")
    assert result["title_html"] == "<mark>Night mail</mark> returns to the Veldmark railway"
    assert result["author"] == ["Ines Farrow", "Jo Marsh"]
    for snippet in result["snippets"]:
        assert re.findall("<mark>(.*?)</mark>", snippet["html"]) == [
            snippet["text"][start:end] for start, end in snippet["highlights"]
        ]
    assert sum(len(snippet["text"]) for snippet in result["snippets"]) <= 240


def test_dates_are_as_precise_as_they_are_known(client: FlaskClient) -> None:
    published = {result["id"]: result["published"] for result in get(client, "/api/v1/search?q=flood")["results"]}
    assert published["flood-2014"] == "2014-03"
    assert published["untitled"] == "2013"
    assert published["undated"] is None


def test_facets_and_histogram_come_only_when_asked_for(client: FlaskClient) -> None:
    body = get(client, "/api/v1/search?q=flood")
    assert body["facets"] == {}
    assert body["histogram"] is None
    assert list(get(client, "/api/v1/search?facets=tag,source,tag")["facets"]) == ["tag", "source"]


def test_links_lead_through_all_pages_and_end(client: FlaskClient) -> None:
    seen: list[str] = []
    path = "/api/v1/search?q=port&page_size=10&sort=oldest"
    while path:
        body = get(client, path)
        assert body["links"]["self"] == f"http://localhost{path}"
        assert body["links"]["feed"] == "http://localhost/search.atom?q=port"
        seen += [result["id"] for result in body["results"]]
        path = (body["links"]["next"] or "").removeprefix("http://localhost")
    assert len(seen) == len(set(seen)) == body["total"]["value"] > 40


def test_a_page_beyond_the_last_is_empty_and_ends(client: FlaskClient) -> None:
    body = get(client, "/api/v1/search?q=flood&page=7")
    assert body["results"] == []
    assert body["total"]["value"] > 0
    assert body["page"] == 7
    assert [notice["code"] for notice in body["query"]["notices"]] == ["beyond_last_page"]
    assert body["links"]["prev"] == body["links"]["last"]
    assert body["links"]["next"] is None


def test_a_link_header_names_the_next_page(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?page_size=10")
    assert response.headers["Link"] == f'<{response.json["links"]["next"]}>; rel="next"'
    assert "Link" not in client.get("/api/v1/search?q=mail").headers


def test_a_query_of_ten_thousand_characters_is_answered_with_a_notice(client: FlaskClient) -> None:
    body = get(client, "/api/v1/search?q=" + "flood+" * 1700)
    assert body["query"]["notices"]


@pytest.mark.parametrize("query", ["%00", "%01%1b[31m", "%22", "((((", "OR OR", "-", "*", "a:b:c", "%EF%BF%BF", "🚂"])
def test_odd_queries_are_answered(client: FlaskClient, query: str) -> None:
    body = get(client, f"/api/v1/search?q={query}")
    assert body["total"]["value"] >= 0


def test_a_notice_says_that_matches_are_partial(client: FlaskClient) -> None:
    body = get(client, "/api/v1/search?q=flood+sleeping+zeppelin")
    assert body["total"]["value"] == 0 < body["total"]["partial"]
    assert all("zeppelin" in result["missing"] for result in body["results"])
    assert any("partial" in notice["message"] for notice in body["query"]["notices"])


def test_partial_matches_can_be_turned_off(client: FlaskClient) -> None:
    body = get(client, "/api/v1/search?q=flood+sleeping+zeppelin&partial=none")
    assert body["results"] == []
    assert body["total"] == {"value": 0, "relation": "eq", "partial": 0}


def test_match_any_is_not_match_all(client: FlaskClient) -> None:
    total = {match: get(client, f"/api/v1/search?q=flood+bulletin&match={match}")["total"] for match in ("all", "any")}
    assert total["any"]["value"] > 45


def test_an_article_has_the_fields_of_a_result_and_its_text(client: FlaskClient) -> None:
    body = get(client, "/api/v1/articles/night-mail")
    assert list(body) == [
        "id", "title", "title_html", "url", "published", "author", "source", "section", "language", "text", "tags",
        "place", "location", "first_seen", "updated", "image", "image_alt", "quality",
        "ledger",
    ]  # fmt: skip
    assert body["text"].startswith("VELDMARK: The night mail")
    assert (body["tags"], body["place"]) == (["railway", "post"], "Veldmark")


@pytest.mark.parametrize(
    "quoted", [article_path(ODD_ID, ""), ODD_ID.replace("?", "%3F").replace("#", "%23").replace("%2F", "%252F")]
)
def test_ids_may_be_addresses(client: FlaskClient, quoted: str) -> None:
    assert get(client, f"/api/v1/articles/{quoted}")["id"] == ODD_ID
    assert client.get(f"/articles/{quoted}").status_code == 200


def test_hostile_text_is_text_in_json(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?q=alert")
    result = response.json["results"][0]
    assert "<script>" in result["title"]
    assert "<script>" not in result["title_html"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/api/v1/search?q=flood")
    assert first.headers["Cache-Control"] == "no-cache"
    etag = first.headers["ETag"]
    again = client.get("/api/v1/search?q=flood", headers={"If-None-Match": etag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert client.get("/api/v1/search?q=mail", headers={"If-None-Match": etag}).status_code == 200
    article = client.get("/api/v1/articles/night-mail")
    assert (
        client.get("/api/v1/articles/night-mail", headers={"If-None-Match": article.headers["ETag"]}).status_code == 304
    )


def test_other_settings_change_the_tag_of_an_answer(client: FlaskClient, engine: Engine) -> None:
    etag = client.get("/api/v1/search?q=flood").headers["ETag"]
    other = create_app(WebSettings(page_size=1), engine, clock=now).test_client()
    answer = other.get("/api/v1/search?q=flood", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.get_json()["page_size"]) == (200, 1)


def test_no_other_site_may_read_the_api(client: FlaskClient) -> None:
    response = client.get("/api/v1/search", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in dict(response.headers) if name.startswith("Access-Control")]


def test_health_and_readiness(client: FlaskClient) -> None:
    assert get(client, "/healthz") == {"status": "ok"}
    ready = get(client, "/readyz")
    assert ready["articles"] == get(client, "/api/v1/search")["index"]["articles"]


def test_the_statistics_are_those_of_the_engine(client: FlaskClient, engine: Engine) -> None:
    stats = engine.stats()
    assert get(client, "/api/v1/search")["index"] == {
        "generation": stats.generation, "articles": stats.articles, "updated": to_utc_text(stats.updated),
    }  # fmt: skip
