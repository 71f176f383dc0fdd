"""Feeds as people publish them: every entry of each is found, with its date."""

import csv
from pathlib import Path

import pytest

from indexer.extract.dates import parse_date
from indexer.extract.settings import DateOrder
from indexer.fetch.response import FetchError
from indexer.sources.feed_parser import parse_feed


def feeds(corpora: Path) -> list[tuple[Path, int]]:
    with (corpora / "messy" / "feeds.tsv").open(encoding="utf-8", newline="") as table:
        return [
            (corpora / "messy" / "feeds" / row["file"], int(row["entries"]))
            for row in csv.DictReader(table, delimiter="\t")
        ]


def test_real_feeds_give_all_their_entries(corpora: Path) -> None:
    wanted = dict(feeds(corpora))
    assert len(wanted) == 48
    assert {path.name: len(parse_feed(path.read_bytes()).entries) for path in wanted} == {
        path.name: entries for path, entries in wanted.items()
    }


def test_real_entries_have_a_title_or_text_and_mostly_a_date_that_is_understood(corpora: Path) -> None:
    entries = [entry for path, _ in feeds(corpora) for entry in parse_feed(path.read_bytes()).entries]
    # Two feeds have three entries each that are nothing but a name, and one has an entry that is nothing but a date.
    assert sum(not entry.fields.keys() & {"title", "text", "html", "summary"} for entry in entries) == 7
    dates = (entry.fields.get("published") or entry.fields.get("updated") for entry in entries)
    stated = [str(date) for date in dates if date]
    assert len(stated) > 0.9 * len(entries)
    unread = [text for text in stated if parse_date(text, DateOrder.AUTO) is None]
    assert unread == []


def test_a_feed_that_is_cut_gives_the_entries_before_the_cut(corpora: Path) -> None:
    whole = (corpora / "messy" / "feeds" / "rss-parser-026-guardian.rss").read_bytes()
    assert 20 < len(parse_feed(whole[: len(whole) // 2]).entries) < 55


@pytest.mark.parametrize(
    "data", [b"", b"   ", b"\0\1\2", b"{}", b"{", b"<html><p>x", b"<urlset/>", b"\xff\xfe<", b"[]"]
)
def test_anything_else_is_no_feed(data: bytes) -> None:
    with pytest.raises(FetchError) as caught:
        parse_feed(data)
    assert caught.value.reason == "not-a-feed"
