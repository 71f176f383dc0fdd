"""Every error has a status, a stable code and a helpful message, as JSON for programs and as a page for people."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.errors import ArchiveError
from search import errors as search_errors
from search.engines import open_engine
from search.errors import DatelineError, RequestError
from search.settings import IndexSettings, SearchSettings
from web import create_app
from web.errors import PROBLEMS, TooBusy, problem_of
from web.settings import WebSettings

MEMBERS = ["type", "title", "status", "detail", "code", "param", "nearest", "request_id"]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[FlaskClient]:
    """The site over a data folder in which nothing was ever indexed."""
    engine = open_engine(IndexSettings(), SearchSettings(), tmp_path)
    yield create_app(WebSettings(), engine).test_client()
    engine.close()


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v1/articles/nothing", 404, "article_not_found"),
        ("GET", "/api/v1/articles/night-mail?q=x", 400, "unknown_parameter"),
        ("PUT", "/api/v1/search", 405, "method_not_allowed"),
        ("DELETE", "/api/v1/articles/night-mail", 405, "method_not_allowed"),
        ("POST", "/healthz", 405, "method_not_allowed"),
        ("GET", "/api/v1/search?page=0", 400, "invalid_parameter"),
        ("GET", "/api/v1/search?q=" + "x" * 140_000, 414, "uri_too_long"),
    ],
)
def test_programs_get_problems(client: FlaskClient, method: str, path: str, status: int, code: str) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    body = response.get_json(force=True)
    assert list(body) == MEMBERS
    assert (body["status"], body["code"]) == (status, code)
    assert body["title"]
    assert body["detail"]
    assert body["type"] == f"http://localhost/help/api#{code}"


def test_a_path_that_is_not_utf8_is_refused(client: FlaskClient) -> None:
    response = client.get("/", environ_overrides={"PATH_INFO": "/api/v1/articles/\xed\xa0\x80"})
    problem = response.get_json(force=True)
    assert (response.status_code, problem["code"]) == (400, "invalid_path")
    assert "not valid UTF-8" in problem["detail"]


def test_the_type_of_a_problem_is_explained(client: FlaskClient) -> None:
    page = client.get("/help/api").text
    for code in ("not_found", "article_not_found", "unknown_parameter", "uri_too_long", "internal_error"):
        assert f'id="{code}"' in page


def test_the_parameter_is_named(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?form=2015").get_json(force=True)["param"] == "form"
    assert client.get("/api/v1/nothing").get_json(force=True)["param"] is None


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("/nothing", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("/nothing", "*/*", "text/html; charset=utf-8"),
        ("/nothing", "application/json", "application/problem+json"),
        ("/nothing", "application/problem+json", "application/problem+json"),
        ("/nothing", "text/html;q=0.5, application/json", "application/problem+json"),
        ("/search?page=0", "application/json", "application/problem+json"),
        ("/api/v1/nothing", "text/html", "application/problem+json"),
    ],
)
def test_people_get_pages_and_programs_get_json(client: FlaskClient, path: str, accept: str, kind: str) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert response.content_type == kind
    assert "Accept" in response.headers["Vary"]


def test_a_page_of_errors_keeps_form_and_query(client: FlaskClient) -> None:
    page = client.get('/search?q=night+"mail"&from=2015-13').text
    assert "<title>Error: " in page
    assert 'value="night &#34;mail&#34;"' in page
    assert 'value="2015-13"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="wrong form-of-dates"' in page


def test_the_form_of_dates_on_a_page_of_errors_keeps_the_filters(client: FlaskClient) -> None:
    page = client.get("/search?q=mail&from=2015-13&source=Agency+1&source=Agency+2&sort=nonsense").text
    assert page.count('type="hidden" name="source"') == 2
    assert 'name="sort"' not in page


def test_a_broken_address_still_gives_a_page_with_a_form(client: FlaskClient) -> None:
    response = client.get("/search?q=caf%E9")
    assert response.status_code == 400
    assert 'role="search"' in response.text


@pytest.mark.parametrize("path", ["/", "/search", "/search?q=x", "/api/v1/search", "/readyz"])
def test_without_an_index_every_page_is_503(empty: FlaskClient, path: str) -> None:
    response = empty.get(path)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["Cache-Control"] == "no-store"


def test_the_process_lives_without_an_index(empty: FlaskClient) -> None:
    assert empty.get("/healthz").status_code == 200


def test_methods_that_would_work_are_named(client: FlaskClient) -> None:
    response = client.post("/search")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", ["/", "/search?q=flood", "/articles/night-mail", "/api/v1/search?q=flood", "/help"])
def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code == 200
    assert head.data == b""
    assert head.content_type == get.content_type


@pytest.mark.parametrize("path", ["/search/?q=flood", "/help/", "/healthz/", "/api/v1/search/"])
def test_a_slash_at_the_end_does_no_harm(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_every_error_of_the_search_has_a_row() -> None:
    kinds = {kind for kind in vars(search_errors).values() if isinstance(kind, type) and kind is not DatelineError}
    rows = {row.kind for row in PROBLEMS}
    unmapped = {kind for kind in kinds if not any(row in kind.__mro__ for row in rows - {DatelineError})}
    assert {kind.__name__ for kind in unmapped} <= {"SearchError", "SettingsError", "SynonymsError"}


def test_special_errors_come_before_general_ones() -> None:
    for number, row in enumerate(PROBLEMS):
        assert not any(issubclass(later.kind, row.kind) for later in PROBLEMS[number + 1 :]), row.kind


def test_an_unforeseen_failure_is_logged_and_reveals_nothing(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with app.test_request_context("/search?q=x"), caplog.at_level(logging.ERROR):
        problem = problem_of(RuntimeError("the password is 12345"))
    assert (problem.status, problem.code) == (500, "internal_error")
    assert "12345" not in problem.detail
    number = problem.detail.split("logged as ")[1].split(".")[0]
    assert number in caplog.text
    assert "12345" in caplog.text


def test_an_error_of_the_request_is_shown_as_it_is(app: Flask) -> None:
    with app.test_request_context("/search"):
        problem = problem_of(RequestError("Ask for fewer pages."))
    assert (problem.status, problem.detail) == (400, "Ask for fewer pages.")


@pytest.mark.parametrize(
    "kind",
    # A busy site has no more to say to its owner than to its readers.
    [row.kind for row in PROBLEMS if row.status >= 500 and row.kind is not TooBusy] + [ArchiveError],
)
def test_an_error_of_the_server_is_logged_and_reveals_nothing(
    app: Flask, caplog: pytest.LogCaptureFixture, kind: type[DatelineError]
) -> None:
    with app.test_request_context("/search?q=x"), caplog.at_level(logging.ERROR):
        problem = problem_of(kind("/srv/news/index/terms.bin is torn: UnpicklingError. Run dateline index --rebuild."))
    assert not [word for word in ("/srv", "Error", "dateline", "terms") if word in problem.title + problem.detail]
    number = problem.detail.split("logged as ")[1].split(".")[0]
    assert number in caplog.text
    assert "/srv/news/index/terms.bin is torn" in caplog.text


def test_pages_and_api_do_not_say_where_the_index_is(empty: FlaskClient, tmp_path: Path) -> None:
    for path in ("/", "/search?q=x", "/api/v1/search?q=x", "/readyz"):
        answer = empty.get(path).text
        assert str(tmp_path) not in answer
        assert "Try again later." in answer
