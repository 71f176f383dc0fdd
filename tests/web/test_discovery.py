"""What programs are told of the site: OpenAPI, OpenSearch, robots.txt and sitemaps."""

import json
from typing import Any
from xml.etree import ElementTree as Xml

import jsonschema
import pytest
from flask.testing import FlaskClient

from search.engine import Engine
from tests.web.articles import ARTICLES
from tests.web.conftest import now
from web import create_app
from web.parameters import SEARCH
from web.settings import WebSettings

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def described(request: pytest.FixtureRequest) -> dict[str, Any]:
    engine: Engine = request.getfixturevalue("engine")
    document: dict[str, Any] = json.loads(create_app(WebSettings(), engine).test_client().get("/openapi.json").data)
    return document


def test_every_parameter_of_a_search_is_described(described: dict[str, Any]) -> None:
    parameters = {each["name"]: each for each in described["paths"]["/api/v1/search"]["get"]["parameters"]}
    assert list(parameters) == [parameter.name for parameter in SEARCH] + ["fields"]
    assert parameters["page_size"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 100}
    assert parameters["sort"]["schema"]["enum"] == ["relevance", "newest", "oldest"]
    assert parameters["source"]["schema"]["type"] == "array"


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/api/v1/", "/api/v1/"),
        ("/api/v1/search", "/api/v1/search?q=flood&facets=source,author&histogram=year"),
        ("/api/v1/search", "/api/v1/search?q=%22&sort=newest"),
        ("/api/v1/timeline", "/api/v1/timeline?q=flood"),
        ("/api/v1/suggest", "/api/v1/suggest?q=ma"),
        ("/api/v1/search", "/api/v1/search?q=flood&fields=title&fields=snippets,score"),
        ("/api/v1/articles/{id}", "/api/v1/articles/night-mail"),
        ("/api/v1/articles/{id}", "/api/v1/articles/night-mail?hq=mail&fields=text_highlights,matches"),
        ("/api/v1/articles/{id}/similar", "/api/v1/articles/night-mail/similar"),
        ("/api/v1/articles/{id}/versions", "/api/v1/articles/night-mail/versions"),
        ("/search.json", "/search.json?q=flood"),
        ("/api/v1/search", "/api/v1/search?page=0"),
        ("/api/v1/articles/{id}", "/api/v1/articles/no-such"),
    ],
)
def test_answers_are_as_described(described: dict[str, Any], client: FlaskClient, path: str, address: str) -> None:
    response = client.get(address)
    answer = described["paths"][path]["get"]["responses"][str(response.status_code)]
    media_type = response.content_type.partition(";")[0]
    schema = answer["content"][media_type]["schema"] | {"components": described["components"]}
    jsonschema.validate(json.loads(response.data), schema, cls=jsonschema.Draft202012Validator)


def test_a_browser_learns_how_to_search_here(client: FlaskClient) -> None:
    root = Xml.fromstring(client.get("/opensearch.xml").data)
    addresses = {each.get("type"): each.get("template") for each in root.findall("{*}Url")}
    assert addresses["text/html"] == "http://localhost/search?q={searchTerms}"
    name = root.findtext("{*}ShortName") or ""
    assert 0 < len(name) <= 16


def test_crawlers_are_told_to_read_articles_and_no_searches(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /search\n" in text
    assert "Sitemap: http://localhost/sitemap.xml\n" in text


def test_the_sitemaps_name_every_article_once(client: FlaskClient) -> None:
    index = Xml.fromstring(client.get("/sitemap.xml").data)
    maps = [each.text or "" for each in index.iter(f"{SITEMAP}loc")]
    found = []
    for address in maps:
        root = Xml.fromstring(client.get(address.removeprefix("http://localhost")).data)
        found += [each.text for each in root.iter(f"{SITEMAP}loc")]
    assert len(found) == len(set(found)) == len(ARTICLES)
    assert any(address.endswith("undated.xml") for address in maps)


@pytest.mark.parametrize("name", ["2015-13", "x", "2015", "..%2f"])
def test_there_is_no_other_sitemap(client: FlaskClient, name: str) -> None:
    assert client.get(f"/sitemaps/{name}.xml").status_code == 404


def test_a_claimed_host_is_in_no_link(engine: Engine) -> None:
    client = create_app(WebSettings(), engine, clock=now).test_client()
    claimed = {"Host": "evil.example"}
    for path in ("/api/v1/search?q=flood", "/search.atom?q=flood", "/search?q=flood", "/api/v1/", "/robots.txt"):
        assert "evil.example" not in client.get(path, headers=claimed).text, path
    assert client.get("/sitemap.xml", headers=claimed).status_code == 404
    links = json.loads(client.get("/api/v1/search?q=flood", headers=claimed).data)["links"]
    assert links["self"] == "/api/v1/search?q=flood"


def test_links_begin_with_the_address_of_the_settings(engine: Engine) -> None:
    client = create_app(WebSettings(base_url="https://archive.example.org/"), engine, clock=now).test_client()
    body = json.loads(client.get("/api/v1/search?q=flood&page_size=2&page=2", headers={"Host": "evil.example"}).data)
    assert body["links"]["first"] == "https://archive.example.org/api/v1/search?q=flood&page_size=2"
    assert body["links"]["prev"] == "https://archive.example.org/api/v1/search?q=flood&page_size=2&page=1"
    assert body["results"][0]["link"].startswith("https://archive.example.org/articles/")
