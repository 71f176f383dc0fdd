"""Answers that a client has already: tags of pages, what they depend on, and answers without a body."""

import gzip
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search.article import Article
from search.engine import Engine
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from tests.web.conftest import now
from tests.web.newsroom import STORIES, Newsroom
from web import create_app
from web.settings import WebSettings

PAGES = [
    "/",
    "/search?q=flood",
    "/search",
    "/articles/night-mail?q=mail",
    "/browse",
    "/facets/source",
    "/help",
    "/help/api",
]
FOR_PROGRAMS = [
    "/api/v1/",
    "/api/v1/suggest?q=ma",
    "/openapi.json",
    "/opensearch.xml",
    "/robots.txt",
    "/search.rss?q=flood",
]


def varied_by(response: TestResponse) -> set[str]:
    return {name.strip() for name in response.headers["Vary"].split(",")}


@pytest.mark.parametrize("path", [*PAGES, *FOR_PROGRAMS])
def test_an_answer_that_the_client_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first, again = client.get(path), client.get(path)
    assert first.headers["ETag"] == again.headers["ETag"]
    assert first.headers["ETag"].startswith("W/")
    assert first.headers["Cache-Control"] == "no-cache"
    for known in (first.headers["ETag"], f'"other", {first.headers["ETag"]}', "*"):
        unchanged = client.get(path, headers={"If-None-Match": known})
        assert (unchanged.status_code, unchanged.data) == (304, b"")
        assert unchanged.headers["ETag"] == first.headers["ETag"]
        assert varied_by(unchanged) >= varied_by(first) >= {"Accept-Encoding"}
        assert unchanged.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_head_has_the_tag_of_get(client: FlaskClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", get.headers["ETag"])
    unchanged = client.head(path, headers={"If-None-Match": get.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_tag_holds_however_the_page_travels(client: FlaskClient, encoding: str) -> None:
    plain, packed = (
        client.get("/search?q=flood", headers={"Accept-Encoding": each}) for each in ("identity", encoding)
    )
    assert packed.headers["Content-Encoding"] == encoding
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    unpacked = {"gzip": gzip.decompress, "br": brotli.decompress}[encoding](packed.data)
    assert b"Flood closes the lower line" in unpacked.replace(b"<mark>", b"").replace(b"</mark>", b"")
    unchanged = client.get(
        "/search?q=flood", headers={"Accept-Encoding": encoding, "If-None-Match": plain.headers["ETag"]}
    )
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert "Content-Encoding" not in unchanged.headers


def test_another_language_has_another_tag(engine: Engine) -> None:
    client = create_app(WebSettings(language="auto"), engine, clock=now).test_client()
    english = client.get("/help", headers={"Accept-Language": "en"})
    german = client.get("/help", headers={"Accept-Language": "de", "If-None-Match": english.headers["ETag"]})
    assert german.status_code == 200
    assert german.headers["ETag"] != english.headers["ETag"]
    assert {"Accept-Language", "Cookie"} <= varied_by(german)
    unchanged = client.get("/help", headers={"Accept-Language": "de", "If-None-Match": german.headers["ETag"]})
    assert unchanged.status_code == 304
    assert {"Accept-Language", "Cookie"} <= varied_by(unchanged)


def test_another_setting_has_another_tag(client: FlaskClient, engine: Engine) -> None:
    other = create_app(WebSettings(title="Another name"), engine, clock=now).test_client()
    for path in ("/", "/search?q=flood", "/articles/night-mail", "/search.rss?q=flood", "/api/v1/"):
        assert other.get(path, headers={"If-None-Match": client.get(path).headers["ETag"]}).status_code == 200


def test_a_form_is_part_of_the_tag_of_its_answer(client: FlaskClient) -> None:
    answers = [client.post("/api/v1/search", data={"q": "flood", "page_size": size}) for size in ("1", "2", "2")]
    first, second, again = (answer.headers["ETag"] for answer in answers)
    assert first != second == again
    sources = [client.post("/api/v1/search", data={"q": "flood", "source": name}) for name in ("Times", "Post")]
    assert len({answer.headers["ETag"] for answer in sources}) == 2


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/timeline", "/search.atom"])
def test_what_a_limit_has_cut_short_is_not_stored(tmp_path: Path, path: str) -> None:
    engine = open_engine(IndexSettings(), SearchSettings(max_postings=1), tmp_path)
    with engine.writer() as writer:
        for number in range(300):
            writer.update(Article(id=str(number), title="Port", text=f"Tide and berths of day {number}."))
    response = create_app(WebSettings(), engine, clock=now).test_client().get(f"{path}?q=tide+OR+berths")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in response.headers
    engine.close()


def test_what_the_index_gains_is_sent(empty_engine: Engine) -> None:
    client = create_app(WebSettings(), empty_engine, clock=now).test_client()
    with empty_engine.writer() as writer:
        writer.update(Article(id="one", title="Harbour", text="The harbour opens."))
    tags = {path: client.get(path).headers["ETag"] for path in ("/", "/search?q=harbour", "/api/v1/search?q=harbour")}
    with empty_engine.writer() as writer:
        writer.update(Article(id="two", title="Harbour again", text="The harbour closes."))
    for path, tag in tags.items():
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200, path


def test_a_changed_article_is_sent(newsroom: Newsroom) -> None:
    known = {"If-None-Match": newsroom.client.get("/articles/ferry").headers["ETag"]}
    assert newsroom.client.get("/articles/ferry", headers=known).status_code == 304
    newsroom.publish({**STORIES[0], "text": "The ferry to Ostry costs three crowns more from May."}, STORIES[1])
    assert newsroom.client.get("/articles/ferry", headers=known).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/api/v1/export?q=flood", "/search?page=0", "/nothing"])
def test_what_is_streamed_volatile_or_an_error_has_no_tag(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get(path, headers={"If-None-Match": "*"}).status_code == response.status_code


@pytest.mark.parametrize("path", ["/api/v1/search?q=flood", "/api/v1/timeline?q=flood", "/search.atom?q=flood"])
def test_other_settings_of_the_ranking_make_another_answer(engine: Engine, path: str) -> None:
    tags = {
        create_app(WebSettings(), engine, clock=now, recipe=recipe).test_client().get(path).headers["ETag"]
        for recipe in ("0.1 recency=0", "0.1 recency=1")
    }
    assert len(tags) == 2
