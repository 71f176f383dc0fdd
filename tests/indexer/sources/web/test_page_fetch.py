"""A single page, and how the kind of what a URL holds is detected."""

import pytest

from indexer.errors import SourceError
from indexer.fetch.response import Response
from indexer.settings import SourceSettings
from indexer.sources import open_source
from indexer.sources.detect_response import detect_response
from tests.indexer.fetch.server import Reply, Site
from tests.indexer.sources.web.conftest import Reader, article


@pytest.mark.parametrize("kind", ["page", "auto"])
def test_a_page_is_followed(reader: Reader, site: Site, kind: str) -> None:
    site.validated("/a", article("Fire at the mill"))
    assert reader.read("/a", type=kind) == {"added": 1}
    assert reader.read("/a", type=kind) == {"same": 1}
    assert "If-None-Match" in site.asked[-1].headers
    site["/a"] = article("Fire at the mill: two hurt")
    assert reader.read("/a", type=kind) == {"changed": 1}
    (found,) = reader.desk.archive.stream()
    assert (found.title, found.location) == ("Fire at the mill: two hurt", site.url("/a"))


@pytest.mark.parametrize("kind", ["page", "auto"])
def test_a_page_that_is_gone_is_removed_also_where_it_was_tried_again_by_hand(
    reader: Reader, site: Site, kind: str
) -> None:
    site["/a"] = article("Story")
    reader.read("/a", type=kind)
    site["/a"] = Reply("", 404)
    with pytest.raises(SourceError):
        reader.read("/a", type=kind)
    assert reader.read("/a", type=kind, retry_failed=True) == {"failed": 1, "removed": 1}
    assert reader.titles() == []


@pytest.mark.parametrize("kind", ["page", "auto"])
def test_a_page_that_is_gone_twice_is_removed_and_comes_back(reader: Reader, site: Site, kind: str) -> None:
    site["/a"] = article("Fire")
    reader.read("/a", type=kind)
    site["/a"] = Reply("", 410)
    with pytest.raises(SourceError, match="410"):
        reader.read("/a", type=kind)
    assert reader.titles() == ["Fire"]
    assert reader.read("/a", type=kind) == {"failed": 1, "removed": 1}
    assert reader.titles() == []
    assert reader.read("/a", type=kind) == {"failed": 1}
    site["/a"] = article("Fire")
    assert reader.read("/a", type=kind) == {"added": 1}
    assert reader.failures() == {}


def test_a_page_that_fails_temporarily_stays(reader: Reader, site: Site) -> None:
    site["/a"] = article("Fire")
    reader.read("/a")
    site["/a"] = Reply("", 500)
    with pytest.raises(SourceError, match="500"):
        reader.read("/a")
    site["/a"] = article("Fire")
    assert reader.read("/a") == {"same": 1}
    assert (reader.titles(), reader.failures()) == (["Fire"], {})


def test_redirects_give_the_address_where_the_page_is(reader: Reader, site: Site) -> None:
    site["/old"] = Reply("", 301, headers={"Location": "/new"})
    site["/new"] = article("Fire")
    reader.read("/old")
    (found,) = reader.desk.archive.stream()
    assert found.url == found.location == site.url("/new")


def test_the_charset_that_a_server_states_is_heeded(reader: Reader, site: Site) -> None:
    site["/a"] = Reply(article("Пожар на мельнице").encode("cp1251"), kind="text/html; charset=windows-1251")
    reader.read("/a", type="page")
    assert reader.titles() == ["Пожар на мельнице"]


def test_what_is_no_page_is_a_clear_failure(reader: Reader, site: Site) -> None:
    site["/a"] = Reply(b"\x89PNG\r\n\x1a\n", kind="image/png")
    with pytest.raises(SourceError, match="image/png"):
        reader.read("/a", type="page")
    assert reader.failures() == {"unsupported": 1}


@pytest.mark.parametrize(
    ("data", "stated", "kind"),
    [
        (b"<rss version='2.0'/>", "text/html", "feed"),
        (b"\xef\xbb\xbf \n<?xml version='1.0'?><!-- x --><?xml-stylesheet href='x'?>\n<feed xmlns='x'/>", "", "feed"),
        (b"<rdf:RDF xmlns:rdf='x'>", "", "feed"),
        ("<?xml version='1.0'?><rss/>".encode("utf-16"), "", "feed"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "application/json", "feed"),
        (b'{"title": "x"}', "application/json", "page"),
        (b"", "application/rss+xml", "feed"),
        (b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>", "", "feed"),
        (b"<urlset xmlns='x'>", "", "sitemap"),
        (b"<s:sitemapindex xmlns:s='x'>", "application/rss+xml", "sitemap"),
        (b"<!doctype html><html>", "application/rss+xml", "page"),
        (b"<html><rss>", "", "page"),
        (b"words", "text/plain", "page"),
        (b"", "", "page"),
        (b"<?xml" + b" " * 50_000, "", "page"),
    ],
)
def test_what_an_address_holds_is_seen_in_its_response(data: bytes, stated: str, kind: str) -> None:
    assert detect_response(Response("http://a.example/", 200, stated, data=data), 1_000_000) == kind


@pytest.mark.parametrize("kind", ["feed", "sitemap", "page"])
def test_a_path_is_no_address(kind: str) -> None:
    with pytest.raises(SourceError, match="is not an address"):
        open_source(SourceSettings.model_validate({"name": "x", "location": "x.xml", "type": kind}))


def test_without_leave_the_own_machine_is_not_read(site: Site) -> None:
    source = open_source(SourceSettings(name="x", location=site.url("/a")))
    with pytest.raises(SourceError, match="loopback"):
        list(source.documents(Nothing()))


class Nothing:
    def fingerprints(self, keys: object) -> dict[str, str]:
        return {}

    def forgotten(self, keys: object) -> dict[str, str]:
        return {}
