"""Feeds as they are read again and again: what is new, what is forgotten, what fails."""

import json

import pytest

from indexer.errors import SourceError
from tests.indexer.fetch.server import Reply, Site, bomb, cut
from tests.indexer.sources.web.conftest import Reader, Time
from tests.indexer.sources.web.feeds import item, rss


def test_entries_become_articles_with_what_they_state(reader: Reader, site: Site) -> None:
    site["/feed"] = Reply(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Gazette</title><entry>
        <id>tag:a.example,2015:1</id><title>Fire at the mill</title><link href="/2015/fire"/>
        <published>2015-11-27T13:46:00+05:30</published><updated>2015-11-28T08:00:00Z</updated>
        <author><name>Anna Berg</name></author><author><name>Ben Holt</name></author>
        <category term="fire" label="Fire"/><category term="mill"/>
        <content type="html">&lt;p&gt;The mill burned all night.&lt;/p&gt;&lt;p&gt;Nobody was hurt.&lt;/p&gt;</content>
        </entry></feed>""",
        kind="application/atom+xml",
    )
    assert reader.read("/feed") == {"added": 1}
    (found,) = reader.desk.archive.stream()
    assert found.title == "Fire at the mill"
    assert found.text == "The mill burned all night.\n\nNobody was hurt."
    assert str(found.published) == "2015-11-27T13:46:00+05:30"
    assert (found.author, found.tags) == (("Anna Berg", "Ben Holt"), ("Fire", "mill"))
    assert (found.source, found.language) == ("The Gazette", "en")
    assert found.url == found.location == site.url("/2015/fire")


def test_json_feeds_are_read(reader: Reader, site: Site) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Gazette",
        "authors": [{"name": "Anna Berg"}],
        "items": [
            {"id": 1, "url": "/1", "title": "One", "content_html": "<p>First.</p>", "date_published": "2015-11-27"},
            {"id": "2", "external_url": "http://b.example/2", "content_text": "Second.\n\nMore of it.", "tags": ["x"]},
            "nonsense",
        ],
    }
    site["/feed"] = Reply(json.dumps(feed), kind="application/json")
    assert reader.read("/feed") == {"added": 2, "failed": 1}
    first, second = sorted(reader.desk.archive.stream(), key=lambda each: each.url or "", reverse=True)
    assert (second.url, second.text, second.tags) == (site.url("/1"), "First.", ())
    assert (first.text, first.tags, first.author) == ("Second.\n\nMore of it.", ("x",), ("Anna Berg",))
    assert str(second.published) == "2015-11-27"


def test_only_what_changed_is_new(reader: Reader, site: Site) -> None:
    site["/feed"] = rss(item(1), item(2))
    assert reader.read("/feed", type="feed") == {"added": 2}
    assert reader.read("/feed", type="feed") == {"same": 2}
    site["/feed"] = rss(item(1, "The council met twice."), item(2), item(3))
    assert reader.read("/feed", type="feed") == {"added": 1, "changed": 1, "same": 1}


def test_a_feed_that_has_not_changed_is_not_sent(reader: Reader, site: Site) -> None:
    feed = rss(item(1), item(2))
    site["/feed"] = Reply(feed.body, kind=feed.kind, headers={"ETag": '"1"'})
    assert reader.read("/feed") == {"added": 2}
    assert reader.read("/feed") == {"same": 2}
    assert site.asked[-1].headers["If-None-Match"] == '"1"'


def test_what_falls_out_of_a_feed_stays(reader: Reader, site: Site) -> None:
    site["/feed"] = rss(*(item(number) for number in range(20)))
    assert reader.read("/feed") == {"added": 20}
    site["/feed"] = rss(item(20))
    assert reader.read("/feed") == {"added": 1}
    site["/feed"] = rss()
    assert reader.read("/feed") == {}
    assert len(reader.titles()) == 21


def test_a_login_page_in_place_of_a_feed_is_a_failure_also_where_the_kind_was_found_by_looking(
    reader: Reader, site: Site
) -> None:
    site["/feed"] = rss(item(1))
    assert reader.read("/feed") == {"added": 1}
    feed = site.pages["/feed"]
    for answer in (Reply("Oops", 500), Reply("<html><title>Log in</title><form></form></html>")):
        site["/feed"] = answer
        with pytest.raises(SourceError, match="cannot be read"):
            reader.read("/feed")
    assert reader.failures() == {"not-a-feed": 1}
    assert reader.titles() == ["Story 1"]
    site.pages["/feed"] = feed
    assert reader.read("/feed") == {"same": 1}
    assert reader.failures() == {}


@pytest.mark.parametrize("again", [{"retry_failed": True}, {"language": "de"}], ids=["retried", "other settings"])
def test_what_was_a_feed_stays_one_when_all_is_read_again(reader: Reader, site: Site, again: dict[str, object]) -> None:
    feed = site["/feed"] = rss(item(1))
    assert reader.read("/feed") == {"added": 1}
    site["/feed"] = Reply("<html><title>Log in</title><form></form></html>")
    for more in ({}, again, {}):
        with pytest.raises(SourceError, match="cannot be read"):
            reader.read("/feed", **more)
    assert reader.failures() == {"not-a-feed": 1}
    assert reader.titles() == ["Story 1"]
    site["/feed"] = feed
    assert sum(reader.read("/feed").values()) == 1
    assert (reader.failures(), reader.titles()) == ({}, ["Story 1"])


def test_items_that_are_none_are_a_failure_until_they_are_gone(reader: Reader, site: Site) -> None:
    def feed(*items: object) -> None:
        body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": items})
        site["/feed"] = Reply(body, kind="application/feed+json")

    sound = {"id": "1", "url": site.url("/1"), "title": "Bridge", "content_text": "It opens today."}
    feed(sound, "nothing", 7)
    assert reader.read("/feed") == {"added": 1, "failed": 1}
    assert reader.failures() == {"bad-json": 1}
    feed(sound)
    assert reader.read("/feed") == {"same": 1}
    assert reader.failures() == {}


def test_declarations_without_end_take_no_time(reader: Reader, site: Site) -> None:
    site["/feed"] = Reply(b"<?xml version='1.0'?><!DOCTYPE rss [" + b"<!ENTITY a " * 300_000)
    with pytest.raises(SourceError, match="/feed cannot be read"):
        reader.read("/feed", type="feed")
    assert reader.failures() == {"not-a-feed": 1}


def test_max_items_bounds_a_run(reader: Reader, site: Site) -> None:
    site["/feed"] = rss(*(item(number) for number in range(5)))
    assert reader.read("/feed", max_items=2) == {"added": 2}
    assert reader.titles() == ["Story 0", "Story 1"]


def test_entries_without_links_are_told_apart_by_their_names(reader: Reader, site: Site) -> None:
    site["/feed"] = rss(*(f"<item><guid isPermaLink='false'>n{n}</guid><title>Note {n}</title></item>" for n in "ab"))
    assert reader.read("/feed") == {"added": 2}
    assert reader.read("/feed") == {"same": 2}
    site["/feed"] = rss("<item><title>No name at all</title></item>", "<item><title>No name at all</title></item>")
    assert reader.read("/feed") == {"added": 1}


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply("<!doctype html><html><body><form>Password: <input type=password></form></body></html>"), "not-a-feed"),
        (Reply("nothing of the sort", kind="application/rss+xml"), "not-a-feed"),
        (Reply('{"version": "https://jsonfeed.org/version/1", "items": 3}'), "not-a-feed"),
        (Reply('{"version": "https://jsonfeed.org/version/1", "items": ['), "not-a-feed"),
        (Reply("[" * 100_000, kind="application/feed+json"), "not-a-feed"),
        (Reply(b"", kind="application/rss+xml"), "not-a-feed"),
        (Reply("", 404), "http-404"),
        (Reply("", 500), "http-500"),
        (Reply(bomb(), headers={"Content-Encoding": "gzip"}), "too-large"),
        (cut(), "cut-off"),
        (
            Reply(
                '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
                '<!ENTITY c "&b;&b;&b;&b;">]><rss><channel><item><title>&c;</title></item></channel></rss>'
            ),
            "entities",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_feed_is_a_recorded_failure_and_removes_nothing(
    reader: Reader, site: Site, reply: Reply, reason: str, time: Time
) -> None:
    site["/feed"] = rss(item(1), item(2))
    assert reader.read("/feed", type="feed") == {"added": 2}
    site["/feed"] = reply
    for _ in range(3):
        with pytest.raises(SourceError, match="/feed cannot be read"):
            reader.read("/feed", type="feed")
        time.pass_days(1)
    assert reader.failures() == {reason: 1}
    assert len(reader.titles()) == 2
    site["/feed"] = rss(item(1), item(2), item(3))
    assert reader.read("/feed", type="feed") == {"added": 1, "same": 2}
    assert reader.failures() == {}


def test_an_external_entity_is_not_fetched(reader: Reader, site: Site) -> None:
    site["/feed"] = Reply(
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{site.url("/secret")}">'
        f'<!ENTITY y SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel><item><title>A &x; B &y;</title>'
        f"<link>http://a.example/1</link></item></channel></rss>"
    )
    reader.read("/feed", type="feed")
    assert site.paths() == ["/feed"]
    (title,) = reader.titles()
    assert title.startswith("A ")


def test_wrong_charsets_do_not_garble(reader: Reader, site: Site) -> None:
    text = (
        '<?xml version="1.0" encoding="windows-1251"?><rss><channel><item><title>Пожар</title></item></channel></rss>'
    )
    site["/a"] = Reply(text.encode("cp1251"), kind="text/xml; charset=utf-8")
    site["/b"] = Reply(text.replace("windows-1251", "utf-8").encode(), kind="application/rss+xml")
    for path in ("/a", "/b"):
        assert reader.read(path, type="feed", name=path) == {"added": 1}
    assert reader.titles() == ["Пожар", "Пожар"]
