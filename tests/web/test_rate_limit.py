"""The limit of requests for each client: how it counts, over several processes, and what a refused client is told."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.running import Running, running
from web.proxies import client_network
from web.rate_limit import RateLimiter, SharedTable
from web.settings import ServerSettings


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def limiter(per_minute: float, burst: int) -> tuple[RateLimiter, Clock]:
    clock = Clock()
    return RateLimiter(SharedTable(), per_minute, burst, clock), clock


def test_a_burst_is_allowed_and_then_the_rate() -> None:
    limit, clock = limiter(60, 5)
    assert [limit.seconds_to_wait("a") for _ in range(7)] == [0, 0, 0, 0, 0, 1, 1]
    clock.now += 1
    assert [limit.seconds_to_wait("a") for _ in range(2)] == [0, 1]
    clock.now += 3_600
    assert [limit.seconds_to_wait("a") for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_who_waits_as_long_as_told_is_allowed() -> None:
    limit, clock = limiter(7, 2)
    waits = []
    for _ in range(20):
        wait = limit.seconds_to_wait("a")
        if wait:
            waits.append(wait)
            clock.now += wait
            assert limit.seconds_to_wait("a") == 0
    assert waits
    assert set(waits) <= {8, 9}


def test_clients_are_counted_apart() -> None:
    limit, _ = limiter(1, 1)
    assert [limit.seconds_to_wait(client) for client in ("a", "b", "a", "c")] == [0, 0, 60, 0]


def test_a_full_table_forgets_who_was_idle_for_longest() -> None:
    limit, clock = limiter(1, 1)
    for number in range(100_000):
        clock.now += 0.001
        limit.seconds_to_wait(f"client {number}")
    assert limit.seconds_to_wait("client 99999") > 0
    assert limit.seconds_to_wait("client 0") == 0


def test_processes_count_together() -> None:
    limit = RateLimiter(SharedTable(), 1, 40)
    children, (reading, writing) = [], os.pipe()
    for _ in range(4):
        if (child := os.fork()) == 0:
            allowed = sum(limit.seconds_to_wait("a") == 0 for _ in range(25))
            os.write(writing, bytes([allowed]))
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    assert sum(os.read(reading, 4)) == 40
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        (None, ""),
        ("a\r\nb", ""),
    ],
)
def test_a_client_is_an_address_or_a_network(address: str | None, client: str) -> None:
    assert client_network(address) == client


@pytest.fixture(scope="module")
def limited(index_folder: Path) -> Iterator[Running]:
    with running(index_folder, workers=2, proxies=1, rate_limit=1, rate_burst=6) as site:
        yield site


def test_a_client_that_asks_too_often_is_told_when_to_come_back(limited: Running) -> None:
    answers = [limited.get("/api/v1/search?q=flood", X_Forwarded_For="203.0.113.7") for _ in range(9)]
    assert sorted(status for status, _, _ in answers) == [200] * 6 + [429] * 3
    _, headers, body = next(answer for answer in answers if answer[0] == 429)
    problem = json.loads(body)
    assert headers["Content-Type"] == "application/problem+json"
    assert (problem["code"], problem["status"]) == ("too_many_requests", 429)
    assert 0 < int(headers["Retry-After"]) <= 60
    assert headers["Retry-After"] in problem["detail"]
    status, headers, page = limited.get("/search?q=flood", X_Forwarded_For="203.0.113.7", Accept="text/html")
    assert (status, headers["Content-Type"]) == (429, "text/html; charset=utf-8")
    assert b"Too many requests" in page
    assert b'role="search"' in page


def test_others_are_not_limited_and_neither_are_monitors(limited: Running) -> None:
    for _ in range(8):
        limited.get("/api/v1/search", X_Forwarded_For="2001:db8:7::1")
    assert limited.get("/api/v1/search", X_Forwarded_For="2001:db8:7::2")[0] == 429
    assert limited.get("/api/v1/search", X_Forwarded_For="2001:db8:8::2")[0] == 200
    for path in ("/healthz", "/readyz", "/static/style.css", "/robots.txt"):
        assert {limited.get(path, X_Forwarded_For="2001:db8:7::1")[0] for _ in range(8)} == {200}


def test_there_is_no_limit_without_the_setting(index_folder: Path) -> None:
    assert ServerSettings().rate_limit == 0
    with running(index_folder, workers=1) as site:
        assert {site.get("/search?q=flood")[0] for _ in range(100)} == {200}
