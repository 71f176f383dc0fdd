"""What an address answers, over a real connection, with the faults that servers have."""

import gzip
import threading
import zlib
from collections.abc import Callable

import pytest

from indexer.fetch.client import Fetcher
from indexer.fetch.decoding import read_body
from indexer.fetch.response import FetchError
from tests.indexer.fetch.conftest import Time
from tests.indexer.fetch.server import Reply, Site, bomb, counts, cut, dripping, endless

Make = Callable[..., Fetcher]


def failure(fetcher: Fetcher, address: str, **more: int) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.get(address, **more)
    return caught.value


def test_a_page_comes_with_what_it_states(site: Site, fetcher: Fetcher) -> None:
    site["/a"] = Reply("<p>Fire", headers={"ETag": '"1"', "Last-Modified": "Fri, 27 Nov 2015 13:46:00 GMT"})
    answer = fetcher.get(site.url("/a#part"))
    assert (answer.url, answer.status, answer.data) == (site.url("/a"), 200, b"<p>Fire")
    assert (answer.media_type, answer.etag, answer.modified) == ("text/html", '"1"', "Fri, 27 Nov 2015 13:46:00 GMT")


def test_requests_say_who_asks_and_hold_no_secrets(site: Site, new_fetcher: Make) -> None:
    site["/a"] = "x"
    new_fetcher(contact="mailto:desk@gazette.example").get(site.url("/a"))
    sent = site.asked[-1].headers
    assert sent["User-Agent"] == "Dateline/1.2 (search archive; +mailto:desk@gazette.example)"
    assert sent["Host"] == f"127.0.0.1:{site.port}"
    assert "Cookie" not in sent


@pytest.mark.parametrize("given", [{"etag": '"1"'}, {"modified": "Fri, 27 Nov 2015 13:46:00 GMT"}])
def test_what_has_not_changed_is_not_sent_again(site: Site, fetcher: Fetcher, given: dict[str, str]) -> None:
    site["/a"] = Reply("<p>Fire", headers={"ETag": '"1"', "Last-Modified": "Fri, 27 Nov 2015 13:46:00 GMT"})
    answer = fetcher.get(site.url("/a"), **given)
    assert answer.not_modified
    assert answer.data == b""
    assert not fetcher.get(site.url("/a"), etag='"0"').not_modified


@pytest.mark.parametrize(
    ("status", "passing"),
    [(404, False), (410, False), (403, False), (451, False), (204, False), (500, True), (503, True), (429, True)],
)
def test_refusals_are_named_and_only_temporary_ones_retried(
    site: Site, fetcher: Fetcher, status: int, passing: bool
) -> None:
    site["/a"] = Reply("", status)
    error = failure(fetcher, site.url("/a"))
    assert (error.reason, error.temporary, error.is_gone) == (f"http-{status}", passing, status in (404, 410))
    assert counts(site.paths()) == {"/a": 3 if passing else 1}


def test_a_server_that_recovers_is_asked_again_after_a_growing_wait(site: Site, fetcher: Fetcher, time: Time) -> None:
    site["/a"] = [Reply("", 500), Reply("", 502), Reply("<p>Well again")]
    assert fetcher.get(site.url("/a")).data == b"<p>Well again"
    assert time.slept == [1, 2]


@pytest.mark.parametrize("asked", ["7", "Sun, 01 Mar 2026 08:00:07 GMT"])
def test_a_server_is_left_alone_for_as_long_as_it_asks(site: Site, fetcher: Fetcher, time: Time, asked: str) -> None:
    site["/a"] = [Reply("", 429, headers={"Retry-After": asked}), Reply("<p>Now")]
    assert fetcher.get(site.url("/a")).data == b"<p>Now"
    assert time.slept == [7]


@pytest.mark.parametrize("asked", ["Sun, 01 Mar 2026 08:00:07 +999999999999", "Sun, 01 Mar 99999999999 08:00:07 GMT"])
def test_a_time_that_cannot_be_is_no_wait(site: Site, fetcher: Fetcher, time: Time, asked: str) -> None:
    site["/a"] = [Reply("", 429, headers={"Retry-After": asked}), Reply("<p>Now")]
    assert fetcher.get(site.url("/a")).data == b"<p>Now"
    assert time.slept == [1]


def test_a_server_that_asks_for_an_hour_is_given_it_without_waiting(site: Site, fetcher: Fetcher, time: Time) -> None:
    site["/a"], site["/b"] = Reply("", 503, headers={"Retry-After": "3600"}), "x"
    assert failure(fetcher, site.url("/a")).reason == "http-503"
    assert failure(fetcher, site.url("/b")).reason == "host-down"
    assert (site.paths(), time.slept) == (["/a"], [])
    time.seconds += 3601
    assert fetcher.get(site.url("/b")).data == b"x"


def test_a_host_that_always_fails_is_given_up(site: Site, fetcher: Fetcher) -> None:
    for number in range(10):
        site[f"/{number}"] = Reply("", 502)
    reasons = [failure(fetcher, site.url(f"/{number}")).reason for number in range(10)]
    assert reasons == ["http-502"] * 5 + ["host-down"] * 5
    assert len(site.paths()) == 5 * 3


def test_pages_that_answer_500_hide_no_others(site: Site, fetcher: Fetcher) -> None:
    for number in range(20):
        site[f"/{number}"] = Reply("", 500)
    site["/a"] = "<p>x"
    assert {failure(fetcher, site.url(f"/{number}")).reason for number in range(20)} == {"http-500"}
    assert fetcher.get(site.url("/a")).data == b"<p>x"


def test_requests_to_a_host_keep_their_distance(site: Site, new_fetcher: Make, time: Time) -> None:
    fetcher = new_fetcher(pace=0.5, robots=False)
    site["/a"] = "x"
    for _ in range(3):
        fetcher.get(site.url("/a"))
    assert time.slept == [0.5, 0.5]


def test_a_response_that_breaks_off_is_retried(site: Site, fetcher: Fetcher) -> None:
    site["/a"] = [cut(), Reply("<p>All of it")]
    assert fetcher.get(site.url("/a")).data == b"<p>All of it"
    site["/b"] = cut()
    assert failure(fetcher, site.url("/b")).reason == "cut-off"


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
    ],
    ids=["body", "body without length", "headers"],
)
def test_an_endless_response_is_ended(site: Site, new_fetcher: Make, start: bytes, drop: bytes) -> None:
    enough = threading.Event()
    site["/a"] = dripping(start, drop, enough)
    fetcher = new_fetcher(timeout=0.2, tries=1)
    assert failure(fetcher, site.url("/a")).reason == "timeout"
    enough.set()


def test_a_server_that_says_nothing_times_out(site: Site, new_fetcher: Make) -> None:
    enough = threading.Event()
    site["/a"] = Reply(raw=lambda handler: enough.wait(10) and None)
    assert failure(new_fetcher(read_timeout=0.1, tries=1), site.url("/a")).reason == "timeout"
    enough.set()


def test_a_port_that_nobody_listens_at_is_unreachable(site: Site, fetcher: Fetcher) -> None:
    error = failure(fetcher, "http://127.0.0.1:1/a")
    assert (error.reason, error.temporary) == ("unreachable", True)


def test_https_to_what_speaks_no_tls_fails_plainly(site: Site, new_fetcher: Make) -> None:
    assert failure(new_fetcher(robots=False, tries=1), f"https://127.0.0.1:{site.port}/").reason == "tls"


@pytest.mark.parametrize("text", [b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", b""])
def test_what_is_no_http_fails_plainly(site: Site, new_fetcher: Make, text: bytes) -> None:
    site["/a"] = Reply(raw=lambda handler: handler.wfile.write(text) and None)
    assert failure(new_fetcher(tries=1), site.url("/a")).reason in ("bad-answer", "cut-off")


def test_redirects_are_followed_and_the_last_url_is_given(site: Site, fetcher: Fetcher) -> None:
    site["/a"] = Reply("", 301, headers={"Location": "/b"})
    site["/b"] = Reply("", 307, headers={"Location": f"//127.0.0.1:{site.port}/c?x=1#y"})
    site["/c?x=1"] = "<p>Here"
    answer = fetcher.get(site.url("/a"))
    assert (answer.url, answer.data) == (site.url("/c?x=1"), b"<p>Here")


def test_redirects_in_a_circle_or_without_end_are_left(site: Site, fetcher: Fetcher) -> None:
    site["/a"] = Reply("", 302, headers={"Location": "/b"})
    site["/b"] = Reply("", 302, headers={"Location": "/a"})
    assert failure(fetcher, site.url("/a")).reason == "redirect-loop"
    for number in range(10):
        site[f"/{number}"] = Reply("", 302, headers={"Location": f"/{number + 1}"})
    site.asked.clear()
    assert failure(fetcher, site.url("/0")).reason == "redirect-loop"
    assert len(site.paths()) == 6


@pytest.mark.parametrize("target", ["ftp://a.example/x", "file:///etc/passwd", "http://[::1", "javascript:1"])
def test_redirects_lead_to_the_web_only(site: Site, fetcher: Fetcher, target: str) -> None:
    site["/a"] = Reply("", 302, headers={"Location": target})
    assert failure(fetcher, site.url("/a")).reason == "bad-address"


@pytest.mark.parametrize(
    "address",
    ["", "a.html", "/etc/passwd", "ftp://a.example/", "http://", "http:///x", "http://a b/", "http://u:p@a.example/",
     "http://a.example/" + "x" * 3_000, "http://[::1", "http://a.example\r\nX: y/", "http://\udcff/"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(fetcher: Fetcher, address: str) -> None:
    error = failure(fetcher, address)
    assert error.reason == "bad-address"
    assert "u:p" not in str(error)


def test_packed_parts_are_all_read_wherever_they_are_cut_in_transfer() -> None:
    packed = gzip.compress(b"<p>Fire") + gzip.compress(b"<p>Flood")
    for at in range(len(packed) + 1):
        chunks = [packed[:at], packed[at:]]
        assert read_body(chunks, "gzip", max_transfer=1_000, max_bytes=1_000) == b"<p>Fire<p>Flood", at
    assert (
        read_body([gzip.compress(b"<p>Fire"), b"\x1f", b"no member"], "gzip", max_transfer=1_000, max_bytes=1_000)
        == b"<p>Fire"
    )


def test_compressed_pages_are_read(site: Site, fetcher: Fetcher) -> None:
    text = b"<p>Fire" * 1000
    raw = zlib.compressobj(wbits=-15)
    for name, coding, body in (
        ("/gzip", "gzip", gzip.compress(text)),
        ("/members", "gzip", gzip.compress(text[:500]) + gzip.compress(text[500:])),
        ("/zlib", "deflate", zlib.compress(text)),
        ("/raw", "deflate", raw.compress(text) + raw.flush()),
        ("/plain", "identity", text),
    ):
        site[name] = Reply(body, headers={"Content-Encoding": coding})
        assert fetcher.get(site.url(name)).data == text, name


def test_damaged_compression_is_a_failure_not_half_a_page(site: Site, fetcher: Fetcher) -> None:
    whole = gzip.compress(b"<p>Fire" * 10_000)
    site["/cut"] = Reply(whole[:-20], headers={"Content-Encoding": "gzip"})
    assert failure(fetcher, site.url("/cut")).reason == "cut-off"
    site["/bad"] = Reply(whole[:30] + b"\0" * 30 + whole[60:], headers={"Content-Encoding": "gzip"})
    assert failure(fetcher, site.url("/bad")).reason in ("bad-encoding", "cut-off")
    site["/br"] = Reply(b"x", headers={"Content-Encoding": "br"})
    assert failure(fetcher, site.url("/br")).reason == "bad-encoding"


def test_a_bomb_goes_off_within_bounds(site: Site, new_fetcher: Make) -> None:
    site["/a"] = Reply(bomb(), headers={"Content-Encoding": "gzip"})
    error = failure(new_fetcher(max_bytes=5_000_000), site.url("/a"))
    assert (error.reason, error.temporary) == ("too-large", False)


def test_a_page_of_200_mb_is_not_taken(site: Site, new_fetcher: Make) -> None:
    fetcher = new_fetcher(max_transfer=1_000_000)
    site["/stated"] = cut(promised=200_000_000)
    assert failure(fetcher, site.url("/stated")).reason == "too-large"
    site["/endless"], taken = endless()
    assert failure(fetcher, site.url("/endless")).reason == "too-large"
    assert taken[0] < 50_000_000
    site["/a"] = "x" * 2_000
    assert failure(fetcher, site.url("/a"), limit=1_000).reason == "too-large"


def test_what_is_not_wanted_is_not_taken(site: Site, fetcher: Fetcher) -> None:
    site["/film"] = Reply(b"x", kind="video/mp4")
    with pytest.raises(FetchError) as caught:
        fetcher.get(site.url("/film"), accepts=lambda kind: kind == "text/html")
    assert caught.value.reason == "unsupported"
