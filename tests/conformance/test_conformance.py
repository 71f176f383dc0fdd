"""One suite for every engine, as data: a query, the articles it finds, and why."""

import json
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from search.article import from_record
from search.engine import Engine
from search.engines import open_engine
from search.query.options import MatchMode, ParseOptions
from search.query.parser import parse
from search.request import SearchRequest, Sort
from search.settings import IndexSettings, SearchSettings

HERE = Path(__file__).parent
SEARCHES = tomllib.loads((HERE / "searches.toml").read_text("utf-8"))["search"]
NOW = datetime(2026, 11, 23, 12, 0)


@pytest.fixture(scope="module", params=["one commit", "a commit for every article", "rebuilt after changes"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The same articles by different ways into the index."""
    engine = open_engine(IndexSettings(merge_at=4), SearchSettings(), tmp_path_factory.mktemp("conformance"))
    articles = [from_record(json.loads(line)) for line in (HERE / "articles.jsonl").read_text("utf-8").splitlines()]
    if request.param == "a commit for every article":
        for article in articles:
            with engine.writer() as writer:
                writer.update(article)
    else:
        with engine.writer() if request.param == "one commit" else engine.rebuild() as writer:
            for article in articles:
                writer.update(article)
    yield engine
    engine.close()


def test_there_are_enough_searches_and_no_two_alike() -> None:
    asked = [json.dumps({**search, "comment": ""}, sort_keys=True) for search in SEARCHES]
    assert len(asked) == len(set(asked)) >= 150


@pytest.mark.parametrize("search", SEARCHES, ids=[f"{search['query']!a}: {search['comment']}" for search in SEARCHES])
def test_search(engine: Engine, search: dict[str, Any]) -> None:
    options = ParseOptions(match=MatchMode(search.get("match", "all")), now=NOW)
    request = SearchRequest(
        parse(search["query"], options).query,
        sort=Sort(search.get("sort", "relevance")),
        collapse=search.get("collapse", False),
        limit=100,
    )
    results = engine.search(request)
    found = [hit.article.id for hit in results.hits]
    if search.get("ordered"):
        assert found == search["ids"]
    assert sorted(found) == sorted(search["ids"])
    assert results.total == len(found)
    for number in range(len(found)):
        page = engine.search(SearchRequest(request.query, sort=request.sort, offset=number, limit=1, snippets=0))
        if not request.collapse:
            assert [hit.article.id for hit in page.hits] == found[number : number + 1]
