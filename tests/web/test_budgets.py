"""What pages may weigh as they travel, how long files may be kept, and the headers that keep readers safe."""

import gzip

import pytest
from flask.testing import FlaskClient

from tests.web.pages import one, page


@pytest.mark.parametrize(
    ("path", "most"),
    [("/search?q=port", 20_000), ("/", 4_000), ("/help", 5_000), ("/search?page=0", 5_000), ("/nothing", 5_000)],
)
def test_pages_keep_within_their_budget(client: FlaskClient, path: str, most: int) -> None:
    assert len(gzip.compress(client.get(path).data, 9)) <= most


def test_the_style_sheet_keeps_within_its_budget_and_for_good(client: FlaskClient) -> None:
    href = str(one(page(client, "/"), "link[rel=stylesheet]")["href"])
    response = client.get(href)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(gzip.compress(response.data, 9)) <= 8_000
    plain = client.get("/static/style.css")
    assert (plain.data, plain.headers["Cache-Control"]) == (response.data, "no-cache")
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/style.000000000000.css").status_code == 404


@pytest.mark.parametrize("path", ["/", "/search?q=flood", "/nothing", "/api/v1/search", "/search?page=0", "/healthz"])
def test_every_answer_has_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"].startswith(
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    )
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
