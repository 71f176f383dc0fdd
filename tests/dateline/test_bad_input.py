"""Bad input on the command line: a clear error that names its place, and the run continues."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.dateline.commands import Run, one_line
from tests.indexer.fetch.server import Reply, Site, endless, serving
from tests.indexer.sources.warcs import pages
from tests.indexer.sources.web.conftest import article

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha ha ha ha ha ">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdef", "bcdefg", strict=True))
    + "]><rss version='2.0'><channel><title>&g;</title><item><title>&g;</title></item></channel></rss>"
)
"""A feed whose title would be fourteen million characters."""

Read = Callable[..., tuple[int, str, dict[str, Any]]]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def read(place: Path, run: Run) -> Read:
    """Indexes a bad source and a good one after it; returns the exit code, what was said, and what `status` tells."""

    def call(location: object, more: str = "") -> tuple[int, str, dict[str, Any]]:
        (place / "dateline.toml").write_text(
            f'fetch = {{ allow_networks = ["127.0.0.0/8"], pace = 0 }}\n'
            f'[[sources]]\nname = "bad"\nlocation = "{location}"\n{more}\n'
            f'[[sources]]\nname = "good"\nlocation = "articles"\n'
        )
        code, out, err = run("index")
        assert "Traceback" not in out + err
        assert "good: 3 " in out
        bad, good = json.loads(run("status", "--json")[1])["sources"]
        assert (good["articles"], good["last_run"]["state"]) == (3, "done")
        return code, out + err, bad

    return call


def reasons(source: dict[str, Any]) -> dict[str, int]:
    return {each["reason"]: each["count"] for each in source["reasons"]}


def only_failure(source: dict[str, Any]) -> dict[str, Any]:
    ((failure,),) = (each["examples"] for each in source["reasons"])
    return dict(failure)


def test_entities_that_expand_a_million_times(read: Read, site: Site) -> None:
    site["/feed.xml"] = Reply(BOMB, kind="application/rss+xml")
    code, said, bad = read(site.url("/feed.xml"))
    assert (code, reasons(bad), bad["articles"]) == (1, {"entities": 1}, 0)
    assert f"{site.url('/feed.xml')} cannot be read: " in one_line(said[said.index("dateline: ") :])


def test_entities_that_expand_in_a_file(read: Read, place: Path) -> None:
    export = BOMB.replace("<channel>", "<channel><wp:wxr_version>1.2</wp:wxr_version>")
    (place / "export.xml").write_text(export.replace("'2.0'", "'2.0' xmlns:wp='http://wordpress.org/export/1.2/'"))
    bad = read("export.xml")[2]
    assert (reasons(bad), bad["articles"]) == ({"entities": 1}, 0)
    assert "export.xml" in only_failure(bad)["location"]


@pytest.mark.parametrize("more", ["", 'type = "feed"'])
def test_a_feed_that_is_a_login_page(read: Read, site: Site, more: str) -> None:
    item = "<item><title>Pier</title><description>It opens.</description></item>"
    feed = f"<rss version='2.0'><channel>{item}</channel></rss>"
    site["/feed.xml"] = [Reply(feed), Reply("<html><title>Log in</title><form><input name=user></form></html>")]
    assert read(site.url("/feed.xml"), more)[2]["articles"] == 1
    code, said, bad = read(site.url("/feed.xml"), more)
    assert (code, bad["articles"], reasons(bad)) == (1, 1, {"not-a-feed": 1})
    assert f"{site.url('/feed.xml')} cannot be read: " in said
    assert only_failure(bad)["location"] == site.url("/feed.xml")


def test_dates_that_are_none(read: Read, place: Path, run: Run) -> None:
    dates = ["31/02/2020", "Yesterday", "0000-01-01", "9999-12-31"]
    records = [{"id": f"n{n}", "title": f"Story {n}", "text": "Words.", "date": date} for n, date in enumerate(dates)]
    (place / "dates.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records))
    code, _, bad = read("dates.jsonl")
    assert (code, bad["articles"], bad["failures"]) == (0, 4, 0)
    found = json.loads(run("search", "date:none story", "--json")[1])
    assert {hit["id"] for hit in found["results"]} == {"n0", "n1", "n2", "n3"}
    for number, date in enumerate(dates):
        told = run("inspect", f"n{number}")[1]
        assert date in told
        assert "rejected" in told


def test_a_warc_that_is_cut_in_mid_record(read: Read, place: Path) -> None:
    whole = pages(3)
    (place / "crawl.warc").write_bytes(b"".join(whole)[:-100])
    code, _, bad = read("crawl.warc")
    assert (code, bad["articles"]) == (0, 2)
    failure = only_failure(bad)
    assert failure["place"] == f"record 3, byte {len(whole[0] + whole[1])}"


def test_a_sitemap_that_names_itself(read: Read, site: Site) -> None:
    names = "".join(f"<sitemap><loc>{site.url(path)}</loc></sitemap>" for path in ("/map.xml", "/pages.txt"))
    site["/map.xml"] = f"<sitemapindex>{names}</sitemapindex>"
    site["/pages.txt"] = Reply(site.url("/a"), kind="text/plain")
    site["/a"] = article("Pier opens")
    code, _, bad = read(site.url("/map.xml"))
    assert (code, bad["articles"], bad["failures"]) == (0, 1, 0)
    assert site.paths().count("/map.xml") == 1


def test_a_table_with_cells_of_a_million_characters(read: Read, place: Path) -> None:
    cell = "harbour " * 125_000
    (place / "table.csv").write_text(f"title,text\nLong,{cell}\nShort,Words.\n" + f"Too long,{cell * 21}\n")
    code, _, bad = read("table.csv")
    assert (code, bad["articles"], reasons(bad)) == (0, 2, {"too-large": 1})
    assert only_failure(bad)["place"] == "line 4"


@pytest.mark.parametrize("listed", [False, True])
def test_a_page_of_200_megabytes(read: Read, site: Site, listed: bool) -> None:
    site["/huge"], taken = endless()
    site["/a"] = article("Pier opens")
    site["/map.txt"] = Reply(f"{site.url('/huge')}\n{site.url('/a')}\n", kind="text/plain")
    code, _, bad = read(site.url("/map.txt" if listed else "/huge"))
    assert (code, reasons(bad), bad["articles"]) == (0 if listed else 1, {"too-large": 1}, int(listed))
    assert only_failure(bad)["location"] == site.url("/huge")
    assert taken[0] < 100_000_000


def test_a_folder_with_links_that_loop(read: Read, place: Path) -> None:
    folder = place / "looped"
    (folder / "in").mkdir(parents=True)
    (folder / "a.txt").write_text("Pier opens\n\nIt opens today.\n")
    (folder / "in" / "up").symlink_to(folder)
    (folder / "self.txt").symlink_to("self.txt")
    code, _, bad = read("looped")
    assert (code, bad["articles"]) == (0, 1)
    assert {failure["location"] for each in bad["reasons"] for failure in each["examples"]} <= {"looped/self.txt"}


def test_a_source_that_is_named_twice(place: Path, run: Run) -> None:
    table = '[[sources]]\nname = "gazette"\nlocation = "articles"\n'
    (place / "dateline.toml").write_text(table * 2)
    code, out, err = run("index")
    assert (code, out) == (1, "")
    assert "dateline.toml" in err
    assert "gazette" in one_line(err)


@pytest.mark.parametrize("line", ["0 0 31 2 *", "0 25 * * *", "every now and then"])
def test_a_cron_line_that_never_fires(place: Path, run: Run, line: str) -> None:
    (place / "dateline.toml").write_text(f'[[sources]]\nname = "gazette"\nlocation = "articles"\nschedule = "{line}"\n')
    for command in ("schedule", "index"):
        code, _, err = run(command)
        assert code == 1
        assert "dateline.toml" in err
        assert "gazette" in one_line(err)
