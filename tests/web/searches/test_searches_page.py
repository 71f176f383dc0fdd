"""The page of searches: for the owner alone, legible on every screen."""

import base64
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from search.engine import Engine
from tests.web.articles import HOSTILE
from tests.web.conftest import serving
from tests.web.searches.logged import Logged
from tests.web.test_html import NO_ERROR
from web import create_app
from web.settings import WebSettings

TOKEN = "a-token-that-is-long-enough-ü"
PATH = "/admin/searches"


def basic(password: str, user: str = "owner") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@pytest.fixture
def logged(engine: Engine, tmp_path: Path) -> Logged:
    site = Logged(engine, tmp_path, admin_token=TOKEN)
    for query in ("flood", "flood", "night mail", "raillway", "raillway", "railway", HOSTILE, "x" * 200, "🚂 שיטפון"):
        assert site.client.get("/search", query_string={"q": query}).status_code == 200
    site.rows()
    return site


def test_the_owner_sees_what_was_searched_for(logged: Logged) -> None:
    answer = logged.client.get(PATH, headers=basic(TOKEN))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "ETag" not in answer.headers
    assert "raillway, railway  # spelling; 2 searches found nothing" in answer.text
    assert answer.text.index("Queries that find nothing") < answer.text.index("Most frequent queries")
    assert "<bdi>flood</bdi>" in answer.text
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text
    assert logged.client.get(f"{PATH}?days=7", headers=basic(TOKEN, "")).status_code == 200
    assert logged.client.get(f"{PATH}?days=0", headers=basic(TOKEN)).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic("a-token-that-is-long-enough"),
        basic(""),
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer a-token-that-is-long-enough"},
        {"Authorization": "Basic nonsense"},
        {"Authorization": 'Digest username="a", realm="b"'},
        {"Authorization": "\xff\xfe"},
    ],
)
def test_others_are_asked_for_the_token_and_see_nothing(logged: Logged, headers: dict[str, str]) -> None:
    answer = logged.client.get(f"{PATH}?days=x", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "raillway" not in answer.text


def test_a_bearer_token_is_taken(engine: Engine, tmp_path: Path) -> None:
    site = Logged(engine, tmp_path, admin_token="0123456789abcdef")
    assert site.client.get(PATH, headers={"Authorization": "Bearer 0123456789abcdef"}).status_code == 200
    assert site.client.get(PATH, headers={"Authorization": "Bearer 0123456789abcdeg"}).status_code == 401


def test_without_a_token_there_is_no_such_page(engine: Engine, tmp_path: Path) -> None:
    site = Logged(engine, tmp_path)
    for headers in ({}, basic(""), {"Authorization": "Bearer "}):
        assert site.client.get(PATH, headers=headers).status_code == 404


def test_a_site_without_a_log_says_so(engine: Engine) -> None:
    client = create_app(WebSettings(admin_token=TOKEN), engine).test_client()
    answer = client.get(PATH, headers=basic(TOKEN))
    assert answer.status_code == 200
    assert "The search log is off." in answer.text


def test_a_damaged_log_is_said_to_be_unreadable(logged: Logged) -> None:
    logged.log.path.write_bytes(b"no database" * 500)
    answer = logged.client.get(PATH, headers=basic(TOKEN))
    assert answer.status_code == 503
    assert str(logged.log.path) not in answer.text


def test_the_page_is_html_without_errors(logged: Logged, tmp_path: Path, checker: list[str]) -> None:
    file = tmp_path / "searches.html"
    file.write_bytes(logged.client.get(PATH, headers=basic(TOKEN)).data)
    checked = subprocess.run([*checker, file], capture_output=True, text=True)
    assert [line for line in checked.stderr.splitlines() if NO_ERROR not in line] == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits_the_screen(logged: Logged, browser: Browser, width: int, scheme: str) -> None:
    with serving(logged.app) as root:
        context = browser.new_context(
            http_credentials={"username": "owner", "password": TOKEN},
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        page = context.new_page()
        page.goto(root + PATH)
        assert page.title().startswith("Searches")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page).response["violations"] == []
        context.close()
