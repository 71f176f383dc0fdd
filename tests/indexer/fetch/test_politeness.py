"""What a site's robots.txt forbids, and what its absence and its faults mean."""

from collections.abc import Callable

import pytest

from indexer.fetch.client import Fetcher
from indexer.fetch.response import FetchError
from tests.indexer.fetch.conftest import Time
from tests.indexer.fetch.server import Reply, Site

Make = Callable[..., Fetcher]


def rules(text: str) -> Reply:
    return Reply(text, kind="text/plain")


def reason(fetcher: Fetcher, address: str) -> str:
    with pytest.raises(FetchError) as caught:
        fetcher.get(address)
    return caught.value.reason


def test_what_is_disallowed_is_not_requested(site: Site, fetcher: Fetcher) -> None:
    site["/robots.txt"] = rules("User-agent: *\nDisallow: /private/\nAllow: /private/open\n")
    site["/private/a"] = site["/private/open"] = site["/a"] = "<p>x"
    assert reason(fetcher, site.url("/private/a")) == "robots"
    fetcher.get(site.url("/private/open"))
    fetcher.get(site.url("/a"))
    assert [each.path for each in site.asked] == ["/robots.txt", "/private/open", "/a"]


def test_rules_for_this_program_by_name_come_first(site: Site, fetcher: Fetcher) -> None:
    site["/robots.txt"] = rules("User-agent: *\nDisallow: /\n\nUser-agent: dateline\nDisallow: /b\n")
    site["/a"] = site["/b"] = "x"
    fetcher.get(site.url("/a"))
    assert reason(fetcher, site.url("/b")) == "robots"


def test_a_redirect_does_not_lead_around_them(site: Site, fetcher: Fetcher) -> None:
    site["/robots.txt"] = rules("User-agent: *\nDisallow: /private\n")
    site["/a"] = Reply("", 302, headers={"Location": "/private"})
    assert reason(fetcher, site.url("/a")) == "robots"
    assert site.paths() == ["/a"]


@pytest.mark.parametrize("text", ["User-agent: *\nCrawl-delay: 4\n", "User-agent: *\nRequest-rate: 1/4\n"])
def test_the_crawl_delay_is_kept(site: Site, fetcher: Fetcher, time: Time, text: str) -> None:
    site["/robots.txt"] = rules(text)
    site["/a"] = "x"
    for _ in range(3):
        fetcher.get(site.url("/a"))
    assert time.slept == [4, 4]


def test_a_crawl_delay_beyond_reason_is_cut(site: Site, new_fetcher: Make, time: Time) -> None:
    site["/robots.txt"] = rules("User-agent: *\nCrawl-delay: 86400\n")
    site["/a"] = "x"
    fetcher = new_fetcher(max_delay=30)
    fetcher.get(site.url("/a"))
    fetcher.get(site.url("/a"))
    assert time.slept == [30]


def test_they_are_read_once_a_day(site: Site, fetcher: Fetcher, time: Time) -> None:
    site["/a"] = "x"
    for _ in range(3):
        fetcher.get(site.url("/a"))
    assert [each.path for each in site.asked].count("/robots.txt") == 1
    time.pass_days(1)
    site["/robots.txt"] = rules("User-agent: *\nDisallow: /\n")
    assert reason(fetcher, site.url("/a")) == "robots"


def test_a_site_whose_rules_cannot_be_had_is_left_alone_for_now(site: Site, fetcher: Fetcher, time: Time) -> None:
    site["/robots.txt"] = Reply("", 500)
    site["/a"] = "<p>x"
    with pytest.raises(FetchError) as caught:
        fetcher.get(site.url("/a"))
    assert (caught.value.reason, caught.value.temporary) == ("http-500", True)
    assert site.paths() == []
    site["/robots.txt"] = rules("")
    time.seconds += 600
    assert fetcher.get(site.url("/a")).data == b"<p>x"


@pytest.mark.parametrize("text", [b"", b"\xff\xfe\0\0", b"<html>Not found, but politely</html>", b"Disallow /x\n:::\n"])
def test_rules_that_say_nothing_allow_everything(site: Site, fetcher: Fetcher, text: bytes) -> None:
    site["/robots.txt"] = Reply(text)
    site["/a"] = "<p>x"
    assert fetcher.get(site.url("/a")).data == b"<p>x"


def test_they_can_be_set_aside_for_sites_of_ones_own(site: Site, new_fetcher: Make) -> None:
    site["/robots.txt"] = rules("User-agent: *\nDisallow: /\n")
    site["/a"] = "x"
    new_fetcher(robots=False).get(site.url("/a"))
    assert [each.path for each in site.asked] == ["/a"]


def test_they_name_the_sitemaps(site: Site, fetcher: Fetcher) -> None:
    site["/robots.txt"] = rules(f"Sitemap: {site.url('/a.xml')}\nSitemap: {site.url('/b.xml')}\n")
    assert fetcher.sitemaps(site.url("/any/page")) == [site.url("/a.xml"), site.url("/b.xml")]
