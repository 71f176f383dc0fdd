"""Which language a page is in: the browser's, the reader's own choice, or the one of the settings."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.engine import Engine
from tests.web.conftest import now
from tests.web.pages import one, page
from web import create_app
from web.settings import WebSettings
from web.texts import LANGUAGES, gettext, ngettext


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
