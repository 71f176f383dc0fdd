"""What reverse proxies say of a request: believed where there are some, and taken from nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.running import Running, running

SPOOFED = {
    "X_Forwarded_For": "198.51.100.1",
    "X_Forwarded_Host": "evil.example",
    "X_Forwarded_Proto": "https",
    "X_Forwarded_Port": "444",
    "X_Forwarded_Prefix": "/evil",
    "X_Forwarded_Protocol": "ssl",
    "X_Forwarded_Ssl": "on",
    "X_Real_IP": "198.51.100.1",
    "Forwarded": "for=198.51.100.1;host=evil.example;proto=https",
    "X_Request_Id": "spoofed",
    "Script_Name": "/evil",
}


@pytest.fixture(scope="module")
def direct(index_folder: Path) -> Iterator[Running]:
    with running(index_folder, workers=1, access_log=True, web={"language": "auto"}) as site:
        yield site


@pytest.fixture(scope="module")
def behind(index_folder: Path) -> Iterator[Running]:
    with running(index_folder, workers=1, proxies=1, access_log=True, web={"language": "auto"}) as site:
        yield site


@pytest.mark.parametrize(
    "path", ["/", "/search?q=flood", "/articles/night-mail", "/api/v1/search?q=flood", "/search.atom"]
)
def test_without_a_proxy_nobody_is_believed(direct: Running, path: str) -> None:
    own = direct.get(path)
    status, headers, body = direct.get(path, **SPOOFED)
    assert status == own[0] == 200
    assert headers["X-Request-Id"] != "spoofed"
    assert headers.get("Link") == own[1].get("Link")
    for word in (b"evil", b"198.51.100.1", b"https://127.0.0.1", b":444"):
        assert word not in body


def test_without_a_proxy_a_claimed_scheme_makes_no_secure_cookie(direct: Running) -> None:
    status, headers, _ = direct.get("/language", method="POST", Content_Length="0", **SPOOFED)
    assert status == 400
    assert "Secure" not in headers.get("Set-Cookie", "")


def test_with_a_proxy_its_word_is_taken(behind: Running) -> None:
    told = {
        "X_Forwarded_For": "198.51.100.1",
        "X_Forwarded_Host": "localhost:444",
        "X_Forwarded_Proto": "https",
        "X_Request_Id": "edge-7/3",
    }
    _, headers, body = behind.get("/api/v1/search?q=flood&page_size=1", **told)
    assert headers["X-Request-Id"] == "edge-7/3"
    assert b'"self":"https://localhost:444/api/v1/search?q=flood&page_size=1"' in body


def test_with_one_proxy_only_the_last_of_each_is_taken(behind: Running) -> None:
    told = {"X_Forwarded_For": "evil, 198.51.100.1", "X_Forwarded_Host": "evil.example, localhost", "X_Request_Id": "1"}
    body = behind.get("/api/v1/search?q=flood", **told)[2]
    assert b"evil" not in body
    assert b"http://localhost/" in body


@pytest.mark.parametrize("number", ["a b", 'a"b', "x" * 81, "a\tb", "\u00e4"])
def test_a_number_that_could_spoil_a_log_is_replaced(behind: Running, number: str) -> None:
    answered = behind.get("/healthz", X_Request_Id=number)[1]["X-Request-Id"]
    assert answered != number
    assert len(answered) == 12


def test_the_log_has_the_client_and_the_number_of_the_proxy(index_folder: Path) -> None:
    for proxies, client, number in ((0, "127.0.0.1", None), (1, "198.51.100.1", "edge-8")):
        with running(index_folder, workers=1, proxies=proxies, access_log=True) as site:
            answered = site.get("/healthz", X_Forwarded_For="198.51.100.1", X_Request_Id="edge-8")[1]["X-Request-Id"]
            site.stop()
        assert f"id={number or answered} client={client} " in site.log[0]
        assert number is None or answered == number
