"""Metrics of a server with several processes: what is counted, by whom, and who may read it."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.web.articles import STORIES
from tests.web.running import Running, running
from web.metrics import MetricsFolder
from web.settings import ServerSettings

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def samples(site: Running, **headers: str) -> Samples:
    status, answered, body = site.get("/metrics", **headers)
    assert (status, answered["Cache-Control"]) == (200, "no-store")
    assert answered["Content-Type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


def requests(found: Samples, **labels: str) -> float:
    return sum(
        value
        for (name, own), value in found.items()
        if name == "dateline_http_requests_total" and labels.items() <= dict(own).items()
    )


@pytest.fixture
def measured(index_folder: Path) -> Iterator[Running]:
    with running(index_folder, workers=2, rate_limit=1, rate_burst=40) as site:
        yield site


def workers(site: Running) -> list[int]:
    children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text()
    return [int(number) for number in children.split()]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="only Linux lists the children of a process")
def test_requests_are_counted_over_all_processes_and_their_ends(measured: Running) -> None:
    for _ in range(10):
        assert measured.get("/api/v1/search?q=flood")[0] == 200
    measured.get("/search?q=flood&page=0")
    measured.get("/nothing/of/the/kind")
    measured.get("/articles/night-mail")
    measured.get("/articles/" + "x" * 100)
    measured.get("/healthz", method="BREW")
    found = samples(measured)
    assert requests(found, route="/api/v1/search", method="GET", status="200") == 10
    assert requests(found, route="/search", status="400") == 1
    assert requests(found, route="", status="404") == 1
    assert requests(found, route="/articles/<anything:article_id>") == 2
    assert requests(found, method="other", status="405") == 1
    assert found["dateline_search_seconds_count", ()] == 10
    assert found["dateline_http_request_seconds_count", (("route", "/api/v1/search"),)] == 10
    assert found["dateline_http_request_seconds_bucket", (("le", "+Inf"), ("route", "/api/v1/search"))] == 10
    for worker in workers(measured):
        os.kill(worker, signal.SIGKILL)
    while measured.get_if_up("/healthz") != 200:
        pass
    again = samples(measured)
    assert requests(again, route="/api/v1/search") == 10
    measured.get("/api/v1/search")
    assert requests(samples(measured), route="/api/v1/search") == 11


def test_the_state_of_the_index_is_told(measured: Running) -> None:
    found = samples(measured)
    assert found["dateline_index_articles", ()] == len(STORIES)
    assert found["dateline_index_readable", ()] == 1
    assert found["dateline_index_updated_timestamp_seconds", ()] > 1e9
    assert [dict(labels)["generation"] for name, labels in found if name == "dateline_index_info"]


def test_what_the_rate_limit_refuses_is_counted(measured: Running) -> None:
    refused = [measured.get("/search?q=flood")[0] for _ in range(45)].count(429)
    found = samples(measured)
    assert found["dateline_rate_limited_requests_total", ()] == refused >= 5
    assert requests(found, route="/search", status="429") == refused


def test_an_index_that_cannot_be_read_is_told_and_the_rest_too(tmp_path: Path) -> None:
    with running(tmp_path, workers=1) as site:
        assert site.get("/readyz")[0] == 503
        found = samples(site)
        assert found["dateline_index_readable", ()] == 0
        assert requests(found, route="/readyz", status="503") == 1


def test_only_the_named_addresses_may_read_them(index_folder: Path) -> None:
    assert ServerSettings().metrics_from == ("127.0.0.0/8", "::1/128")
    with running(index_folder, workers=1, proxies=1, metrics_from=["198.51.100.0/24"]) as site:
        assert samples(site, X_Forwarded_For="198.51.100.9")
        for headers in ({}, {"X_Forwarded_For": "198.51.101.9"}, {"X_Forwarded_For": "198.51.100.9, 203.0.113.1"}):
            status, answered, _ = site.get("/metrics", **headers)
            assert (status, answered["Content-Type"]) == (403, "application/problem+json")


def test_a_proxy_that_is_not_trusted_does_not_open_them(measured: Running) -> None:
    for header in ("X_Forwarded_For", "Forwarded", "X_Real_IP", "Via"):
        assert measured.get("/metrics", **{header: "127.0.0.1"})[0] == 403


def test_they_can_be_turned_off(index_folder: Path) -> None:
    with running(index_folder, workers=1, metrics_from=[]) as site:
        assert site.get("/metrics")[0] == 404


def test_a_folder_is_new_and_leaves_none_behind(tmp_path: Path) -> None:
    first = MetricsFolder(str(tmp_path))
    second = MetricsFolder(str(tmp_path))
    assert first.path.is_dir()
    assert first.path != second.path
    abandoned = tmp_path / "dateline-metrics-abandoned"
    abandoned.mkdir()
    (abandoned / "counter_0.db").write_bytes(b"old")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = tmp_path / "dateline-metrics-link"
    link.symlink_to(elsewhere)
    third = MetricsFolder(str(tmp_path))
    assert not abandoned.exists()
    assert list(elsewhere.iterdir()) == []
    link.unlink()
    elsewhere.rmdir()
    assert first.path.is_dir()
    for each in (first, second, third):
        each.remove()
    assert list(tmp_path.iterdir()) == []
