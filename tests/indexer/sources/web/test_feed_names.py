"""Entries of feeds whose names are shared, or change: what is the same article, and what is another one."""

from tests.indexer.fetch.server import Site
from tests.indexer.sources.web.conftest import Reader, article
from tests.indexer.sources.web.feeds import rss


def entry(title: str, guid: str, link: str = "http://a.example/1", text: str = "The council met on Monday.") -> str:
    return (
        f"<item><title>{title}</title><guid isPermaLink='false'>{guid}</guid><link>{link}</link>"
        f"<description>{text}</description></item>"
    )


def test_an_entry_under_a_new_name_is_a_new_version_of_its_article(reader: Reader, site: Site) -> None:
    site["/feed"] = rss(entry("Minister resigns", "minister-resigns-7"))
    assert reader.read("/feed") == {"added": 1}
    site["/feed"] = rss(entry("Minister is gone", "minister-is-gone-7"))
    assert reader.read("/feed") == {"changed": 1}
    site["/feed"] = rss(entry("Minister is long gone", "minister-is-long-gone-7"))
    assert reader.read("/feed") == {"changed": 1}
    assert reader.titles() == ["Minister is long gone"]
    (source,) = reader.desk.archive.sources()
    assert source.articles == 1
    assert reader.desk.archive.stats().versions == 2
    assert reader.read("/feed") == {"same": 1}


def test_an_entry_at_a_new_address_is_the_same_entry_by_its_name(reader: Reader, site: Site) -> None:
    site["/feed"] = rss(entry("Bridge opens", "n1", "http://a.example/1"))
    reader.read("/feed")
    site["/feed"] = rss(entry("Bridge opens", "n1", "https://a.example/bridge-opens"))
    reader.read("/feed")
    assert [each.url for each in reader.desk.archive.stream()] == ["https://a.example/bridge-opens"]


def test_names_that_are_shared_from_some_day_on_lose_no_article(reader: Reader, site: Site) -> None:
    site["/feed"] = rss(entry("First", "all", "http://a.example/1"))
    reader.read("/feed")
    site["/feed"] = rss(
        entry("Second", "all", "http://a.example/2"), entry("First, again", "all", "http://a.example/1")
    )
    assert reader.read("/feed") == {"added": 1, "changed": 1}
    assert reader.titles() == ["First, again", "Second"]
    site["/feed"] = rss(entry("Third", "all", "http://a.example/3"), entry("Second", "all", "http://a.example/2"))
    assert reader.read("/feed") == {"added": 1, "same": 1}
    assert reader.titles() == ["First, again", "Second", "Third"]


def test_two_entries_that_swap_their_names_stay_two_articles(reader: Reader, site: Site) -> None:
    site["/feed"] = rss(entry("One", "a", "http://a.example/1"), entry("Two", "b", "http://a.example/2"))
    reader.read("/feed")
    site["/feed"] = rss(entry("One", "b", "http://a.example/1"), entry("Two", "a", "http://a.example/2"))
    reader.read("/feed")
    assert reader.titles() == ["One", "Two"]


def test_a_page_of_an_entry_under_a_new_name_is_the_same_page(reader: Reader, site: Site) -> None:
    link = site.url("/story")
    site["/story"] = article("The story")
    site["/feed"] = rss(entry("The story", "the-story", link))
    assert reader.read("/feed", full_text=True) == {"added": 1}
    site["/story"] = article("The story, changed", "It was written anew, with another ending and more voices.")
    site["/feed"] = rss(entry("The story, changed", "the-story-changed", link))
    assert reader.read("/feed", full_text=True) == {"changed": 1}
    assert reader.titles() == ["The story, changed"]
