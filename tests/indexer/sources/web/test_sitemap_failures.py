"""What is gone is removed, and what only fails for a while is not."""

from tests.indexer.fetch.server import Reply, Site
from tests.indexer.sources.web.conftest import Reader, Time
from tests.indexer.sources.web.sitemaps import index, pages, urlset


def test_a_page_that_is_gone_twice_is_removed(reader: Reader, site: Site, time: Time) -> None:
    pages(site, "a", "b")
    site["/map.xml"] = urlset(site, "a", "b")
    reader.read("/map.xml")
    del site["/a"]
    assert reader.read("/map.xml") == {"same": 1, "failed": 1}
    assert len(reader.titles()) == 2
    assert reader.read("/map.xml") == {"same": 1, "failed": 1, "removed": 1}
    assert reader.titles() == ["Story b"]
    site.paths()
    assert reader.read("/map.xml") == {"same": 1, "failed": 1}
    assert site.paths() == ["/map.xml", "/b"]
    time.pass_days(7)
    pages(site, "a")
    assert reader.read("/map.xml") == {"added": 1, "same": 1}
    assert reader.failures() == {}


def test_a_temporary_failure_never_removes(reader: Reader, site: Site, time: Time) -> None:
    pages(site, "a", "b")
    site["/map.xml"] = urlset(site, "a", "b")
    reader.read("/map.xml")
    site["/a"] = Reply("", 503)
    for _ in range(4):
        assert reader.read("/map.xml") == {"same": 1, "failed": 1}
        time.pass_days(1)
    assert reader.titles() == ["Story a", "Story b"]
    pages(site, "a")
    assert reader.read("/map.xml") == {"same": 2}
    assert reader.failures() == {}


def test_a_sitemap_of_an_index_that_fails_removes_nothing(reader: Reader, site: Site) -> None:
    pages(site, "a", "b")
    site["/index.xml"] = index(site, one="", two="")
    site["/one.xml"], site["/two.xml"] = urlset(site, "a"), urlset(site, "b")
    assert reader.read("/index.xml") == {"added": 2}
    site["/one.xml"] = Reply("", 404)
    assert reader.read("/index.xml") == {"same": 1, "failed": 1}
    assert len(reader.titles()) == 2
    site["/index.xml"] = index(site, two="")
    assert reader.read("/index.xml") == {"same": 1, "removed": 1}
    assert reader.failures() == {}
