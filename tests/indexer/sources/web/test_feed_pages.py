"""The pages of a feed's entries (`full_text`): when they are asked for, and what becomes of those that fail."""

import json

import pytest

from indexer.errors import SourceError
from tests.indexer.fetch.server import Reply, Site
from tests.indexer.sources.web.conftest import Reader, Time, article
from tests.indexer.sources.web.feeds import item, rss


def test_full_text_reads_the_page_of_each_entry_once(reader: Reader, site: Site) -> None:
    link = site.url("/{}")
    site["/feed"] = rss(item(1, link=link), item(2, link=link))
    site["/1"], site["/2"] = article("Story 1 of the Gazette"), article("Story 2")
    assert reader.read("/feed", full_text=True) == {"added": 2}
    assert site.paths() == ["/feed", "/1", "/2"]
    assert all("closed the meeting at ten" in each.text for each in reader.desk.archive.stream())
    assert {str(each.published) for each in reader.desk.archive.stream()} == {"2015-11-27T13:46:00+05:30"}
    assert reader.read("/feed", full_text=True) == {"same": 2}
    assert site.paths() == ["/feed"]


def test_a_page_that_fails_temporarily_is_retried_at_the_next_run(reader: Reader, site: Site, time: Time) -> None:
    site["/feed"] = rss(item(1, link=site.url("/{}")))
    site["/1"] = [Reply("", 503)] * 3 + [Reply(article("Story 1"))]
    assert reader.read("/feed", full_text=True) == {"failed": 1}
    assert reader.failures() == {"http-503": 1}
    assert reader.read("/feed", full_text=True) == {"added": 1}
    assert reader.failures() == {}


def test_a_page_that_fails_permanently_is_retried_after_days(reader: Reader, site: Site, time: Time) -> None:
    site["/feed"] = rss(item(1, link=site.url("/{}")), item(2, link=site.url("/{}")))
    site["/robots.txt"] = Reply("User-agent: *\nDisallow: /2\n", kind="text/plain")
    assert reader.read("/feed", full_text=True) == {"failed": 2}
    assert reader.failures() == {"http-404": 1, "robots": 1}
    site["/1"], site["/robots.txt"] = article("Story 1"), ""
    site.paths()
    time.pass_days(6.9)
    assert reader.read("/feed", full_text=True) == {"failed": 2}
    assert site.paths() == ["/feed"]
    time.pass_days(0.2)
    site["/2"] = article("Story 2")
    assert reader.read("/feed", full_text=True) == {"added": 2}


def test_what_failed_is_given_up_once_it_has_left_the_feed(reader: Reader, site: Site) -> None:
    link = site.url("/{}")
    site["/2"] = article("Story 2")
    site["/feed"] = rss(item(1, link=link), item(2, link=link))
    assert reader.read("/feed", full_text=True) == {"added": 1, "failed": 1}
    site["/feed"] = Reply("", 404)
    with pytest.raises(SourceError):
        reader.read("/feed", full_text=True)
    assert reader.failures()["http-404"] == 2, "a feed that is not there gives up nothing"
    site["/feed"] = rss(item(2, link=link))
    assert reader.read("/feed", full_text=True) == {"same": 1}
    assert reader.failures() == {}
    assert reader.desk.archive.failures(9) == ()
    site["/1"] = article("Story 1")
    site["/feed"] = rss(item(1, link=link), item(2, link=link))
    assert reader.read("/feed", full_text=True) == {"added": 1, "same": 1}, "what comes back is new"


def test_an_article_stays_whose_page_failed_before_its_entry_left_the_feed(reader: Reader, site: Site) -> None:
    link = site.url("/{}")
    site["/1"], site["/2"] = article("Story 1"), article("Story 2")
    site["/feed"] = rss(item(1, link=link), item(2, link=link))
    assert reader.read("/feed", full_text=True) == {"added": 2}
    site["/1"] = Reply("", 503)
    site["/feed"] = rss(item(1, "It met again.", link=link), item(2, link=link))
    assert reader.read("/feed", full_text=True) == {"same": 1, "failed": 1}
    site["/feed"] = rss(item(2, link=link))
    assert reader.read("/feed", full_text=True) == {"same": 1}
    assert reader.failures() == {}
    assert reader.titles() == ["Story 1", "Story 2"]


def test_full_text_requests_a_page_again_when_only_the_text_of_its_entry_changes(reader: Reader, site: Site) -> None:
    def feed(summary: str) -> None:
        items = [{"id": "1", "url": site.url("/1"), "title": "Bridge", "summary": summary}]
        body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": items})
        site["/feed"] = Reply(body, kind="application/feed+json")

    site.validated("/1", article("Bridge"))
    feed("It opens.")
    assert reader.read("/feed", full_text=True) == {"added": 1}
    feed("It opens today.")
    site.paths()
    assert reader.read("/feed", full_text=True) == {"same": 1}
    assert site.paths() == ["/feed", "/1"]
    assert reader.read("/feed", full_text=True) == {"same": 1}
    assert site.paths() == ["/feed"]
    site.validated("/1", article("Bridge", "It closes again."))
    feed("It closes.")
    assert reader.read("/feed", full_text=True) == {"changed": 1}


def test_a_page_that_failed_is_tried_again_though_the_feed_is_as_it_was(reader: Reader, site: Site, time: Time) -> None:
    site.validated("/feed", rss(item(1, link=site.url("/{}"))).body)
    site["/1"] = [Reply("", 503)] * 3 + [Reply(article("Story 1"))]
    assert reader.read("/feed", type="feed", full_text=True) == {"failed": 1}
    assert reader.read("/feed", type="feed", full_text=True) == {"added": 1}
    assert reader.failures() == {}
