"""What travels besides the answers: compression, access for other origins, numbers of requests."""

import gzip
import json

import brotli
import pytest
from flask.testing import FlaskClient

from search.engine import Engine
from tests.web.conftest import now
from web import create_app
from web.settings import WebSettings

LONG = "/api/v1/search?q=flood"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("path", [LONG, "/search?q=flood", "/help", "/search.atom?q=flood"])
def test_long_answers_are_compressed_as_the_client_takes_it(
    client: FlaskClient, path: str, accepted: str, encoding: str | None
) -> None:
    response = client.get(path, headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in response.headers["Vary"]
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding or "", bytes)(response.data)
    assert len(unpacked) > 600
    assert int(response.headers["Content-Length"]) == len(response.data)


def test_what_is_small_empty_or_streamed_travels_as_it_is(client: FlaskClient) -> None:
    accepted = {"Accept-Encoding": "gzip"}
    assert "Content-Encoding" not in client.get("/healthz", headers=accepted).headers
    assert "Content-Encoding" not in client.get("/api/v1/export?q=flood", headers=accepted).headers
    tag = client.get(LONG, headers=accepted).headers["ETag"]
    unchanged = client.get(LONG, headers={**accepted, "If-None-Match": tag})
    assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_a_head_request_says_what_a_get_request_would(client: FlaskClient) -> None:
    head = client.head(LONG, headers={"Accept-Encoding": "gzip"})
    assert (head.status_code, head.data, head.headers["Content-Encoding"]) == (200, b"", "gzip")


@pytest.mark.parametrize(
    ("allowed", "origin", "answered"),
    [
        ((), "https://a.example", None),
        (("https://a.example",), "https://a.example", "https://a.example"),
        (("https://a.example",), "https://b.example", None),
        (("*",), "https://b.example", "*"),
    ],
)
def test_other_origins_may_use_the_api_where_the_owner_allows_it(
    engine: Engine, allowed: tuple[str, ...], origin: str, answered: str | None
) -> None:
    client = create_app(WebSettings(cors_origins=allowed), engine, clock=now).test_client()
    for method in ("GET", "OPTIONS"):
        response = client.open(LONG, method=method, headers={"Origin": origin})
        assert response.headers.get("Access-Control-Allow-Origin") == answered
    assert "Access-Control-Allow-Origin" not in client.get("/search?q=flood", headers={"Origin": origin}).headers


def test_every_answer_has_a_number_and_an_error_repeats_it(client: FlaskClient) -> None:
    numbers = {client.get(LONG).headers["X-Request-Id"] for _ in range(3)}
    assert len(numbers) == 3
    refused = client.get("/api/v1/search?page=0")
    assert json.loads(refused.data)["request_id"] == refused.headers["X-Request-Id"]
