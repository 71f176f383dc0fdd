"""Which requests are logged: each search once, when somebody sees its first page."""

from pathlib import Path

import pytest

from search.engine import Engine
from tests.web.searches.logged import BROWSER, Logged
from web.searches.entry import Surface


def test_pages_and_api_are_logged_with_what_they_found(logged: Logged) -> None:
    assert logged.client.get("/search?q=Flood", headers=BROWSER).status_code == 200
    assert logged.client.get("/api/v1/search?q=flood&source=Harbour+Post").status_code == 200
    assert logged.client.post("/api/v1/search", data={"q": "flood", "source": "Harbour Post"}).status_code == 200
    api, page = logged.rows()
    assert (page.query, page.surface, page.filtered, page.times) == ("flood", Surface.PAGE, False, 1)
    assert page.total > 3
    assert page.took_ms > 0
    assert (api.query, api.surface, api.filtered, api.times, api.total) == ("flood", Surface.API, True, 2, 3)


def test_partial_matches_and_easier_readings_are_no_full_matches(logged: Logged) -> None:
    logged.client.get("/search?q=river+Ansel+overnight+sleeping")
    logged.client.get("/search?q=MAIL+railway")
    easier, partial = logged.rows()
    assert (easier.query, easier.total, easier.partial) == ("MAIL railway", 0, 1)
    assert (partial.query, partial.total, partial.partial) == ("river ansel overnight sleeping", 0, 1)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/search?q=bulletin&page=2", BROWSER),
        ("/search/fragment?q=bulletin", BROWSER),
        ("/search", BROWSER),
        ("/search?source=Harbour+Post", BROWSER),
        ("/search?q=ida@example.org", BROWSER),
        ("/search?q=bulletin", {**BROWSER, "Sec-Purpose": "prefetch;prerender"}),
        ("/search?q=bulletin", {**BROWSER, "Purpose": "prefetch"}),
        (
            "/search?q=bulletin",
            {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"},
        ),
        ("/api/v1/timeline?q=bulletin", BROWSER),
        ("/api/v1/suggest?q=bulletin", BROWSER),
        ("/search.atom?q=bulletin", BROWSER),
        ("/articles/night-mail?q=bulletin", BROWSER),
    ],
)
def test_what_nobody_searched_for_is_left_out(logged: Logged, path: str, headers: dict[str, str]) -> None:
    assert logged.client.get(path, headers=headers).status_code in (200, 302)
    assert logged.rows() == []
    assert not logged.log.path.exists()


def test_a_head_request_is_left_out_and_so_is_an_answer_that_the_client_has(logged: Logged) -> None:
    logged.client.head("/search?q=bulletin")
    first = logged.client.get("/api/v1/search?q=bulletin")
    again = logged.client.get("/api/v1/search?q=bulletin", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    (row,) = logged.rows()
    assert row.times == 1


def test_nothing_about_the_client_is_in_the_file(logged: Logged) -> None:
    client = {"REMOTE_ADDR": "203.0.113.77"}
    headers = {
        **BROWSER,
        "X-Forwarded-For": "198.51.100.9",
        "Referer": "https://from.example/",
        "Cookie": "id=cookie77",
    }
    answer = logged.client.get("/search?q=flood", headers=headers, environ_overrides=client)
    logged.rows()
    stored = b"".join(file.read_bytes() for file in logged.log.path.parent.iterdir())
    assert b"flood" in stored
    for secret in (
        "203.0.113",
        "198.51.100",
        "secret-agent",
        "from.example",
        "cookie77",
        answer.headers["X-Request-Id"],
    ):
        assert secret.encode() not in stored


def test_a_log_that_cannot_be_written_costs_no_answer(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    broken = Logged(engine, tmp_path / "file")
    for _ in range(3):
        assert broken.client.get("/search?q=flood").status_code == 200
    broken.recorder.flush()
