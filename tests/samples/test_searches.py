"""The searches that the sample archive suggests find what they should, from the bytes on disk to the first three."""

import json
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from indexer.archive import open_archive
from indexer.extract.settings import ExtractSettings
from indexer.progress import Silent
from indexer.settings import IndexerSettings, SourceSettings
from indexer.update import Pipeline, update
from search.article import Article
from search.engine import Engine
from search.engines import open_engine
from search.query.options import ParseOptions
from search.request import SearchOptions
from search.service import interpret, search
from search.settings import IndexSettings, SearchSettings

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "samples"
SEARCHES: list[dict[str, Any]] = [
    search
    for name in ("searches.toml", "searches-more.toml")
    for search in tomllib.loads((HERE / name).read_text("utf-8"))["search"]
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("samples")
    engine = open_engine(IndexSettings(), SearchSettings(), folder)
    archive = open_archive(folder / "archive.sqlite")
    sources = [SourceSettings(name=path.name, location=str(path)) for path in sorted(SAMPLES.iterdir())]
    unread = update(sources, Pipeline(archive, engine, IndexerSettings(), ExtractSettings()), Silent())
    assert unread == 0
    yield engine
    archive.close()
    engine.close()


@pytest.mark.parametrize("case", SEARCHES, ids=[case["query"] for case in SEARCHES])
def test_a_search_finds_what_it_should(engine: Engine, case: dict[str, Any]) -> None:
    results = search(engine, interpret(case["query"], ParseOptions(now=datetime(2026, 1, 1))), SearchOptions(limit=3))
    found = [_named(hit.article) for hit in results.hits]
    assert {_of_record(name) for name in case["expected"]} <= set(found)


def _of_record(name: str) -> str:
    """A file's name, or for a line of a JSON Lines file the address that the record states."""
    path, _, line = name.partition(":")
    if not line:
        return path
    record = json.loads((SAMPLES / path).read_text("utf-8").splitlines()[int(line) - 1])
    address: str = record.get("link") or record["url"]
    return address


def _named(article: Article) -> str:
    location = str(article.location)
    if "#" in location or location.endswith(".jsonl"):
        return str(article.url)
    return Path(location).relative_to(SAMPLES).as_posix()
