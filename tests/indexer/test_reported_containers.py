"""What was reported against other readers of feeds, tables, records and containers is read right here.

Each file of `reported_containers/` has cases: a file as somebody handed it in, and what is right. Members of an article
that a case does not name are free; an empty text or list stands for nothing.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from indexer.archive import Archive
from indexer.extract.settings import ExtractSettings
from indexer.fetch.client import Fetcher
from indexer.inspection import InspectedArticle, Inspector, UnreadableDocument
from search.article import to_record
from tests.indexer.fetch.conftest import fetcher, new_fetcher, site, time
from tests.indexer.fetch.server import Reply, Site

__all__ = ["fetcher", "new_fetcher", "site", "time"]

FOLDER = Path(__file__).parent / "reported_containers"
Case = Mapping[str, Any]


def cases(*names: str) -> list[Any]:
    texts = ((FOLDER / f"{name}.toml").read_text(encoding="utf-8") for name in names)
    return [pytest.param(case, id=case["name"]) for text in texts for case in tomllib.loads(text)["case"]]


def no_archive() -> Archive:
    raise AssertionError("no archive is asked")


def check(case: Case, location: str, fetcher: Fetcher, expected: list[dict[str, Any]]) -> None:
    found = list(Inspector((), ExtractSettings.model_validate({}), lambda: fetcher, no_archive).inspect([location]))
    articles = [to_record(each.article) for each in found if isinstance(each, InspectedArticle)]
    failures = [each.reason for each in found if isinstance(each, UnreadableDocument)]
    pairs = zip(expected, articles, strict=False)
    assert [
        {name: read.get(name) or type(value)() for name, value in right.items()} for right, read in pairs
    ] == expected
    assert len(articles) == len(expected)
    assert failures == case.get("failures", [])
    said = "\n".join(str(each) for each in found if not isinstance(each, InspectedArticle))
    assert [words for words in case.get("says", []) if words not in said] == []


def content_of(case: Case) -> bytes:
    text: str = case["content"].removeprefix("\n")
    return bytes(text.encode(case.get("encoding", "utf-8")))


@pytest.mark.parametrize("case", cases("feeds", "tables", "records", "wordpress", "files"))
def test_file(case: Case, tmp_path: Path, fetcher: Fetcher) -> None:
    path = tmp_path / case["file"]
    path.write_bytes(content_of(case))
    check(case, str(tmp_path if case.get("in_folder") else path), fetcher, case.get("articles", []))


@pytest.mark.parametrize("case", cases("feeds"))
def test_feed_that_is_served(case: Case, site: Site, fetcher: Fetcher) -> None:
    site[f"/{case['file']}"] = Reply(content_of(case), kind="application/octet-stream")
    expected = case.get("served_articles", case.get("articles", []))
    check(case, site.url(f"/{case['file']}"), fetcher, expected)
