"""Which language a page is in: the browser's, the reader's own choice, or the one of the settings."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.engine import Engine
from search.query.options import ParseOptions
from search.query.parser import parse
from search.request import Facet, Filters
from tests.web.conftest import now
from tests.web.pages import one, page
from web import create_app
from web.catalogues import read_texts
from web.pages.format import format_number, moment_text, took_text
from web.pages.query_text import explain
from web.settings import WebSettings
from web.texts import LANGUAGES, gettext, ngettext, using


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of its own, which keeps cookies."""
    return app.test_client()


def language_of(client: FlaskClient, path: str = "/help", accept: str = "") -> str:
    response = client.get(path, headers={"Accept-Language": accept} if accept else {})
    assert response.status_code == 200
    assert {"Accept-Language", "Cookie"} <= set(response.vary)
    return response.text.partition('<html lang="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("hi-IN", "hi"),
        ("it, fr;q=0.8, en;q=0.7", "fr"),
        ("it", "en"),
        ("*", "en"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("\u00ff;q=x,,;", "en"),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_asks_for(client: FlaskClient, accept: str, language: str) -> None:
    assert language_of(client, accept=accept) == language


def test_a_choice_of_the_reader_is_kept_and_leads_back_to_the_page(client: FlaskClient) -> None:
    form = one(page(client, "/search?q=flood"), "form.languages")
    assert [button["value"] for button in form.select("button")] == list(LANGUAGES)
    assert [button.get_text() for button in form.select("[aria-current]")] == ["English"]
    sent = client.post("/language", data={"language": "fr"}, headers={"Referer": "http://localhost/search?q=flood"})
    assert (sent.status_code, sent.location) == (303, "/search?q=flood")
    cookie = sent.headers["Set-Cookie"]
    assert all(part in cookie for part in ("language=fr", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert language_of(client, accept="de") == "fr"
    assert page(client, "/search?q=flood").html["lang"] == "fr"


@pytest.mark.parametrize(
    ("referrer", "location"),
    [
        (None, "/"),
        ("https://evil.example//evil.example/path", "/evil.example/path"),
        ("https://evil.example/\\evil.example", "/evil.example"),
        ("http://[broken", "/"),
        (
            "http://localhost/articles/https%3A%2F%2Fexample.org%2F?q=a+b",
            "/articles/https%3A%2F%2Fexample.org%2F?q=a+b",
        ),
    ],
)
def test_the_choice_never_leads_to_another_site(client: FlaskClient, referrer: str | None, location: str) -> None:
    headers = {} if referrer is None else {"Referer": referrer}
    assert client.post("/language", data={"language": "de"}, headers=headers).location == location


def test_what_is_no_language_is_refused(client: FlaskClient) -> None:
    assert client.post("/language", data={"language": "../de"}).status_code == 400
    assert client.post("/language").status_code == 400
    assert client.get("/language").status_code == 405
    client.set_cookie("language", "<script>")
    assert language_of(client) == "en"


def test_the_setting_decides_for_everybody(engine: Engine) -> None:
    client = create_app(WebSettings(language="hi"), engine, clock=now).test_client()
    response = client.get("/help", headers={"Accept-Language": "de"})
    assert '<html lang="hi">' in response.text
    assert "Accept-Language" not in response.vary
    assert "Cookie" not in response.vary
    assert 'action="/language"' not in response.text
    assert client.post("/language", data={"language": "de"}).status_code == 404


def test_the_api_is_in_english_whatever_the_browser_asks_for(client: FlaskClient) -> None:
    german = {"Accept-Language": "de"}
    for path in ("/api/v1/search?q=zeppelin+xyzzy", "/api/v1/search?q=source:nowhere", "/api/v1/search?from=x"):
        english, other = client.get(path).get_json(), client.get(path, headers=german).get_json()
        for answer in (english, other):
            answer.pop("took_ms", None)
            answer.pop("request_id", None)
        assert other == english


def test_a_request_leaves_no_language_behind(client: FlaskClient) -> None:
    assert language_of(client, accept="de") == "de"
    assert gettext("Browse") == "Browse"
    assert ngettext("%(num)s article", "%(num)s articles", 1204) == "1,204 articles"


def test_feeds_are_in_the_language_of_the_settings(engine: Engine, client: FlaskClient) -> None:
    german = {"Accept-Language": "de"}
    assert "Articles with flood." in client.get("/search.rss?q=flood", headers=german).text
    there = create_app(WebSettings(language="de"), engine, clock=now).test_client()
    assert "Artikel mit flood." in there.get("/search.rss?q=flood").text
    assert there.get("/api/v1/search?q=flood").get_json()["query"]["explained"] == "Articles with flood."


def test_a_page_in_another_language_is_another_answer(client: FlaskClient) -> None:
    english = client.get("/search?q=flood")
    tag = {"If-None-Match": english.headers["ETag"]}
    assert client.get("/search?q=flood", headers=tag).status_code == 304
    other = client.get("/search?q=flood", headers={**tag, "Accept-Language": "fr"})
    assert (other.status_code, '<html lang="fr">' in other.text) == (200, True)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "de",
            (
                "Artikel mit rail und „night mail“, aber ohne freight, in Times oder Post, auf Deutsch,"
                " aus den Jahren 1910 bis 1912."
            ),
        ),
        (
            "fr",
            (
                "Articles avec rail et l’expression «\u00a0night mail\u00a0», sans freight, dans Times ou Post, en"
                " allemand, publiés de 1910 à 1912."
            ),
        ),
        (
            "hi",
            (
                "rail और वाक्यांश “night mail” वाले लेख, freight के बिना, Times या Post में, भाषा जर्मन,"
                " 1910 से 1912 के बीच प्रकाशित।"
            ),
        ),
    ],
)
def test_a_search_is_a_sentence_in_every_language(language: str, sentence: str) -> None:
    query = parse('rail "night mail" -freight', ParseOptions(now=now())).query
    filters = Filters(
        datetime(1910, 1, 1), datetime(1913, 1, 1), values={Facet.SOURCE: ("Times", "Post"), Facet.LANGUAGE: ("de",)}
    )
    with using(read_texts()[language]):
        assert explain(query, filters) == sentence


@pytest.mark.parametrize(
    ("language", "day", "number", "took"),
    [
        ("en", "1 November 2015, 13:46", "1,234,567", "1.2 s"),
        ("de", "1. November 2015, 13:46", "1.234.567", "1,2 s"),
        ("fr", "1er novembre 2015 à 13:46", "1\u202f234\u202f567", "1,2 s"),
        ("hi", "1 नवंबर 2015, 13:46", "12,34,567", "1.2 से॰"),
    ],
)
def test_dates_and_numbers_are_written_as_the_language_writes_them(
    language: str, day: str, number: str, took: str
) -> None:
    with using(read_texts()[language]):
        assert (moment_text(datetime(2015, 11, 1, 13, 46)), format_number(1_234_567), took_text(1.2)) == (
            day,
            number,
            took,
        )
