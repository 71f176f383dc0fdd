"""Sitemaps as they are read again and again: what is new, what vanished, and what leads nowhere."""

import gzip
from collections.abc import Callable

import pytest

from indexer.errors import SourceError
from indexer.fetch.client import Fetcher
from tests.indexer.conftest import Desk
from tests.indexer.fetch.server import Reply, Site, counts, cut
from tests.indexer.sources.web.conftest import Reader, Time, article
from tests.indexer.sources.web.sitemaps import NAMES, index, pages, urlset


def test_pages_come_go_and_change(reader: Reader, site: Site) -> None:
    pages(site, "a", "b", "c")
    site["/map.xml"] = urlset(site, "a", "b", "c")
    assert reader.read("/map.xml") == {"added": 3}
    assert reader.titles() == ["Story a", "Story b", "Story c"]
    assert reader.read("/map.xml") == {"same": 3}
    pages(site, "d")
    site["/b"] = article("Story b, corrected")
    site["/map.xml"] = urlset(site, "b", "c", "d")
    assert reader.read("/map.xml") == {"added": 1, "changed": 1, "same": 1, "removed": 1}
    assert reader.titles() == ["Story b, corrected", "Story c", "Story d"]


def test_a_page_with_the_same_lastmod_is_not_requested(reader: Reader, site: Site) -> None:
    pages(site, "a", "b")
    site["/map.xml"] = urlset(site, a="2026-01-01", b="2026-01-01T10:00:00+01:00")
    reader.read("/map.xml")
    site.paths()
    assert reader.read("/map.xml") == {"same": 2}
    assert site.paths() == ["/map.xml"]
    site["/b"] = article("Story b, corrected")
    site["/map.xml"] = urlset(site, a="2026-01-01", b="2026-02-01")
    assert reader.read("/map.xml") == {"changed": 1, "same": 1}
    assert site.paths() == ["/map.xml", "/b"]


def test_a_page_without_lastmod_is_requested_with_its_validators(reader: Reader, site: Site) -> None:
    site.validated("/a", article("Story a"))
    site["/map.xml"] = urlset(site, "a")
    reader.read("/map.xml")
    assert reader.read("/map.xml") == {"same": 1}
    assert "If-None-Match" in site.asked[-1].headers


def test_news_entries_state_their_fields(reader: Reader, site: Site) -> None:
    pages(site, "a")
    site["/news.xml"] = (
        f"<urlset {NAMES}><url><loc>{site.url('/a')}</loc><image:image><image:loc>http://i.example/x.jpg</image:loc>"
        "</image:image><news:news><news:publication><news:name>The Gazette</news:name><news:language>en</news:language>"
        "</news:publication><news:publication_date>2015-11-27T13:46:00+05:30</news:publication_date>"
        "<news:title>Fire &amp; flood</news:title><news:keywords>fire, flood</news:keywords></news:news></url></urlset>"
    )
    assert reader.read("/news.xml") == {"added": 1}
    (found,) = reader.desk.archive.stream()
    assert (found.title, found.source, found.tags) == ("Fire & flood", "The Gazette", ("fire", "flood"))
    assert str(found.published) == "2015-11-27T13:46:00+05:30"
    assert found.url == site.url("/a")
    assert reader.read("/news.xml") == {"same": 1}


def test_an_ampersand_means_itself_written_as_xml_wants_it_bare_or_as_cdata(reader: Reader, site: Site) -> None:
    pages(site, "a?x=1&y=2", "b?x=1&y=2", "c?x=1&y=2")
    written = (f"{site.url('/a?x=1&amp;y=2')}", site.url("/b?x=1&y=2"), f"<![CDATA[{site.url('/c?x=1&y=2')}]]>")
    site["/map.xml"] = f"<urlset {NAMES}>{''.join(f'<url><loc>{each}</loc></url>' for each in written)}</urlset>"
    assert reader.read("/map.xml") == {"added": 3}


def test_lists_and_compressed_sitemaps_are_read(reader: Reader, site: Site) -> None:
    pages(site, "a", "b")
    site["/map.xml.gz"] = Reply(gzip.compress(urlset(site, "a", "b").encode()), kind="application/x-gzip")
    assert reader.read("/map.xml.gz") == {"added": 2}
    site["/map.txt"] = Reply(f"\ufeff{site.url('/a')}\n\n{site.url('/b')}\n", kind="text/plain")
    assert reader.read("/map.txt", type="sitemap", name="list") == {"same": 2}


def test_an_index_leads_to_its_sitemaps_and_skips_the_unchanged(reader: Reader, site: Site) -> None:
    pages(site, "a", "b", "c")
    site["/index.xml"] = index(site, old="2025-01-01", new="2026-01-01")
    site["/old.xml"], site["/new.xml"] = urlset(site, a="2025-01-01"), urlset(site, b="2026-01-01")
    assert reader.read("/index.xml") == {"added": 2}
    site.paths()
    site["/index.xml"] = index(site, old="2025-01-01", new="2026-02-01")
    site["/new.xml"] = urlset(site, b="2026-01-01", c="2026-02-01")
    assert reader.read("/index.xml")["added"] == 1
    assert site.paths() == ["/index.xml", "/new.xml", "/c"]
    assert reader.titles() == ["Story a", "Story b", "Story c"]


def test_what_left_a_skipped_sitemap_is_removed_when_all_is_read_again(reader: Reader, site: Site, time: Time) -> None:
    """A page that leaves the news sitemap still stands in the one of its month, which need not be read to know it."""
    pages(site, "a", "b")
    site["/index.xml"] = index(site, month="2026-01-31", news="2026-01-31")
    site["/month.xml"] = site["/news.xml"] = urlset(site, a="2026-01-31", b="2026-01-31")
    assert reader.read("/index.xml") == {"added": 2}
    site["/index.xml"], site["/news.xml"] = index(site, month="2026-01-31", news="2026-02-02"), urlset(site)
    assert reader.read("/index.xml") == {}
    assert len(reader.titles()) == 2
    time.pass_days(1)
    site["/month.xml"] = urlset(site, a="2026-01-31")
    assert reader.read("/index.xml") == {"same": 1, "removed": 1}
    assert reader.titles() == ["Story a"]


def test_sitemaps_are_found_through_robots_and_at_the_usual_place(reader: Reader, site: Site) -> None:
    pages(site, "a", "b", "")
    site["/sitemap.xml"] = urlset(site, "a")
    assert reader.read("/", type="sitemap", name="usual") == {"added": 1}
    site["/robots.txt"] = Reply(f"Sitemap: {site.url('/x.xml')}\nSitemap: {site.url('/y.xml')}", kind="text/plain")
    site["/x.xml"], site["/y.xml"] = urlset(site, "a"), urlset(site, "b")
    reader.fetcher._robots._cache.clear()
    assert reader.read("/", type="sitemap", name="named") == {"added": 1, "same": 1}
    assert reader.read("", name="looked") == {"same": 2}


def test_a_site_is_read_by_its_sitemap_whatever_its_front_page_answers(reader: Reader, site: Site) -> None:
    pages(site, "a")
    site["/sitemap.xml"] = urlset(site, "a")
    assert reader.read("", name="missing") == {"added": 1}
    site["/"] = article("Welcome to the Gazette")
    assert reader.read("", name="welcome") == {"same": 1}
    site["/sitemap.xml"] = "<html>No such page, but politely</html>"
    assert reader.read("/", name="page") == {"added": 1}


def test_a_site_whose_sitemap_fails_for_a_while_is_no_page_and_loses_nothing(reader: Reader, site: Site) -> None:
    pages(site, "a", "b")
    site["/"] = article("The front page")
    site["/robots.txt"] = f"Sitemap: {site.url('/map.txt')}"
    listed = site.pages["/map.txt"] = Reply(f"{site.url('/a')}\n{site.url('/b')}\n", kind="text/plain")
    assert reader.read("/") == {"added": 2}
    site["/map.txt"] = Reply("Oops", 500)
    with pytest.raises(SourceError, match=r"map\.txt cannot be read"):
        reader.read("/")
    assert reader.titles() == ["Story a", "Story b"]
    site["/map.txt"] = listed
    assert reader.read("/") == {"same": 2}


@pytest.mark.parametrize("own", ["map", "loop"])
def test_a_sitemap_that_leads_back_ends(reader: Reader, site: Site, own: str) -> None:
    pages(site, "a")
    site["/map.xml"] = index(site, **{own: "", "real": ""})
    site["/loop.xml"] = index(site, map="", loop="")
    site["/real.xml"] = urlset(site, "a")
    assert reader.read("/map.xml") == {"added": 1}
    assert max(counts(site.paths()).values()) == 1
    assert reader.failures() == {}


def test_depth_and_number_are_bounded(desk: Desk, site: Site, new_fetcher: Callable[..., Fetcher]) -> None:
    pages(site, "a")
    for number in range(1, 9):
        site[f"/deep{number}.xml"] = index(site, **{f"deep{number + 1}": ""})
    reader = Reader(desk, site, new_fetcher(sitemap_depth=3, max_sitemaps=5))
    assert reader.read("/deep1.xml") == {"failed": 1}
    assert reader.failures() == {"too-deep": 1}
    site["/many.xml"] = index(site, **{f"m{number}": "" for number in range(20)})
    for number in range(20):
        site[f"/m{number}.xml"] = urlset(site, "a")
    site.paths()
    assert reader.read("/many.xml", name="many") == {"added": 1, "failed": 1}
    assert len(site.paths()) == 6
    assert reader.failures() == {"too-deep": 1, "too-many": 1}


def test_max_items_bounds_a_run_and_removes_nothing(reader: Reader, site: Site) -> None:
    pages(site, "a", "b", "c")
    site["/map.xml"] = urlset(site, "a", "b", "c")
    assert reader.read("/map.xml") == {"added": 3}
    assert reader.read("/map.xml", max_items=1) == {"same": 1}
    assert len(reader.titles()) == 3


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply("", 404), "http-404"),
        (Reply("", 500), "http-500"),
        (cut(), "cut-off"),
        (Reply("<html><body>Please log in</body></html>"), "not-a-sitemap"),
        (Reply("plain words"), "not-a-sitemap"),
        (Reply("<urlset><url>"), "bad-xml"),
        (Reply("<rss version='2.0'/>"), "not-a-sitemap"),
        (Reply(gzip.compress(b"x")[:10] + b"\xff" * 40, kind="application/gzip"), "bad-encoding"),
        (Reply(gzip.compress(bytes(200_000_000)), kind="application/gzip"), "too-large"),
        (
            Reply(
                '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
                '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><urlset><url><loc>&c;</loc></url></urlset>'
            ),
            "entities",
        ),
        (
            Reply('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>'),
            "entities",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_sitemap_is_a_recorded_failure_and_removes_nothing(
    reader: Reader, site: Site, reply: Reply, reason: str
) -> None:
    pages(site, "a")
    site["/map.xml"] = urlset(site, "a")
    reader.read("/map.xml", type="sitemap")
    site["/map.xml"] = reply
    with pytest.raises(SourceError, match="cannot be read"):
        reader.read("/map.xml", type="sitemap")
    assert reader.failures() == {reason: 1}
    assert reader.titles() == ["Story a"]


def test_entries_before_a_broken_place_are_read(reader: Reader, site: Site) -> None:
    pages(site, "a", "b")
    site["/map.xml"] = urlset(site, "a", "b").replace("</urlset>", "<url><loc>")
    assert reader.read("/map.xml") == {"added": 2, "failed": 1}
    assert reader.failures() == {"bad-xml": 1}


def test_addresses_are_read_as_they_are_badly_written(reader: Reader, site: Site) -> None:
    site["/a?x=1&y=2"] = article("Story one")
    site["/b"] = article("Story two")
    site["/map.xml"] = (
        f"\n<urlset {NAMES}><url><loc>\n {site.url('/a?x=1&y=2')} </loc></url><url><loc>/b</loc></url>"
        "<url><loc>ftp://x.example/</loc></url><url><loc></loc></url><url><loc>http://[bad</loc></url></urlset>"
    )
    assert reader.read("/map.xml") == {"added": 2}
    assert reader.failures() == {}


@pytest.mark.parametrize(
    "start",
    ["\ufeff", "\n\n ", "\ufeff\n  ", "\n\ufeff", "\ufeff<!-- made by hand -->\n"],
    ids=["bom", "space", "both", "after", "comment"],
)
def test_what_stands_before_a_sitemap_is_passed_over(reader: Reader, site: Site, start: str) -> None:
    pages(site, "a", "b")
    declared = "" if "<!--" in start else '<?xml version="1.0" encoding="UTF-8"?>'
    site["/map.xml"] = start + declared + urlset(site, "a", "b").partition("?>")[2]
    assert reader.read("/map.xml") == {"added": 2}
    assert reader.failures() == {}


def test_addresses_are_found_where_no_loc_states_them(reader: Reader, site: Site) -> None:
    pages(site, "a", "b", "c", "d")
    site["/inner.xml"] = urlset(site, "a")
    site["/index.xml"] = f"<sitemapindex {NAMES}><sitemap>\n{site.url('/inner.xml')}\n</sitemap></sitemapindex>"
    assert reader.read("/index.xml") == {"added": 1}
    site["/map.xml"] = (
        f"<urlset {NAMES}><url>{site.url('/b')}</url><url><LOC>{site.url('/c')}</LOC></url>"
        f'<url><link href="{site.url("/d")}"/>'
        f'<link rel="alternate" hreflang="de" href="{site.url("/x")}"/></url></urlset>'
    )
    assert reader.read("/map.xml", name="other") == {"added": 3}
    assert reader.failures() == {}
