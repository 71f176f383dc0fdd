"""Searches that were reported to go wrong in other programs, as data: articles, a query, and the right answer.

`finds`: ids among the first results. `only`: exactly these. `first`: the first one. `never`: not among them.
`marks`: all that is marked; `marked` and `unmarked`: among it or not. `suggests`: a suggestion, empty for none.
`notice`: a part of a notice.
"""

import json
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from search.analysis import detect_language
from search.article import Article, from_record, to_record
from search.engine import Engine
from search.engines import open_engine
from search.query.options import ParseOptions
from search.query.synonyms import read_synonyms, usual_abbreviations
from search.request import SearchOptions, Sort
from search.service import interpret, search
from search.settings import IndexSettings, SearchSettings

HERE = Path(__file__).parent / "reported"
CASES = tomllib.loads((HERE / "searches.toml").read_text("utf-8"))["search"]
OPTIONS = ParseOptions(now=datetime(2026, 11, 23, 12, 0))
GROUPS = {
    "synonyms": read_synonyms(HERE / "synonyms.txt", "en"),
    "usual-abbreviations": usual_abbreviations("en"),
}
"""The synonyms of the searches of a file."""


@pytest.fixture(scope="module")
def engine_for(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Engine]]:
    """Return the engine over the articles of a file."""
    with ExitStack() as opened:

        @cache
        def engine_for(name: str) -> Engine:
            folder = tmp_path_factory.mktemp(name)
            engine = opened.enter_context(closing(open_engine(IndexSettings(), SearchSettings(), folder)))
            with engine.writer() as writer:
                for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines():
                    record = json.loads(line)
                    record.setdefault("language", detect_language(f"{record['title']}\n\n{record['text']}"))
                    writer.update(from_record(to_record(Article(id="")) | record))
            return engine

        yield engine_for


@pytest.mark.parametrize("case", CASES, ids=[f"{case['articles']}: {case['query']!a}" for case in CASES])
def test_search(engine_for: Callable[[str], Engine], case: dict[str, Any]) -> None:
    options = SearchOptions(limit=20, snippets=5, sort=Sort(case.get("sort", "relevance")))
    engine = engine_for(case["articles"])
    interpretation = interpret(case["query"], OPTIONS, GROUPS.get(case["articles"]), engine)
    found = search(engine, interpretation, options)
    ids = [hit.article.id for hit in found.hits]
    fragments = [fragment for hit in found.hits for fragment in (hit.title, *hit.snippets)]
    marks = {fragment.text[start:end] for fragment in fragments for start, end in fragment.highlights}
    said = " ".join(notice.message for notice in found.notices)
    assert set(case.get("finds", ())) <= set(ids)
    assert sorted(case.get("only", ids)) == sorted(ids)
    assert set(ids).isdisjoint(case.get("never", ()))
    assert ids[:1] == [case["first"]] if "first" in case else True
    assert marks == set(case.get("marks", marks))
    assert set(case.get("marked", ())) <= marks
    assert marks.isdisjoint(case.get("unmarked", ()))
    assert case.get("notice", "") in said
    if "suggests" in case:
        suggestions = [suggestion.casefold() for suggestion in found.suggestions]
        assert case["suggests"].casefold() in suggestions if case["suggests"] else suggestions == []
