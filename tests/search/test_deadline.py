"""The time limit of a search covers the marking of its page and all that is looked for beside it."""

import math
import time
from dataclasses import replace
from pathlib import Path

import pytest

from search.article import Article
from search.deadline import OUT_OF_TIME, DeadlineSearcher, OutOfTime
from search.engine import Engine
from search.engines.whoosh.marking import GROUP_ARTICLES, GROUP_CHARS, match_until
from search.query.options import NoticeCode, ParseOptions
from search.query.tree import Word
from search.request import SearchOptions, SearchRequest
from search.results import SearchResults
from search.service import interpret, search
from tests.search.engines.folders import articles, filled

PAST = -math.inf


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return filled(tmp_path, [*articles(6), Article("f", "Ferry", "The ferry left the harbour in the morning.")])


class Expired:
    """A searcher whose every search takes all the time that there is."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.requests = engine, list[SearchRequest]()

    def search(self, request: SearchRequest) -> SearchResults:
        self.requests.append(request)
        return replace(self.engine.search(request), deadline=time.perf_counter())

    def __getattr__(self, name: str) -> object:
        return getattr(self.engine, name)


def test_without_time_left_nothing_easier_is_looked_for_and_a_notice_says_so(engine: Engine) -> None:
    searcher = Expired(engine)
    found = search(searcher, interpret("ferry sunset", ParseOptions()), SearchOptions())
    assert len(searcher.requests) == 1
    assert (found.total, found.partial, found.hits) == (0, 0, ())
    assert OUT_OF_TIME in found.notices
    assert OUT_OF_TIME.code is NoticeCode.INCOMPLETE
    # With time, the same query has partial matches.
    assert [
        hit.article.id for hit in search(engine, interpret("ferry sunset", ParseOptions()), SearchOptions()).hits
    ] == ["f"]


def test_a_page_that_needs_nothing_else_has_no_such_notice(engine: Engine) -> None:
    searcher = Expired(engine)
    found = search(searcher, interpret("harbour", ParseOptions()), SearchOptions(limit=3))
    assert (found.total, len(found.hits)) == (7, 3)
    assert OUT_OF_TIME not in found.notices


def test_all_searches_of_a_query_share_one_deadline(engine: Engine) -> None:
    requests: list[SearchRequest] = []

    class Recording:
        def search(self, request: SearchRequest) -> SearchResults:
            requests.append(request)
            return engine.search(request)

        def __getattr__(self, name: str) -> object:
            return getattr(engine, name)

    search(Recording(), interpret("ferry sunset morning", ParseOptions()), SearchOptions())
    first, *others = requests
    assert first.deadline == math.inf
    assert len(others) > 1
    (deadline,) = {each.deadline for each in others}
    assert deadline < math.inf


def test_a_count_that_was_cut_short_is_no_count(engine: Engine) -> None:
    class CutShort:
        def search(self, request: SearchRequest) -> SearchResults:
            return SearchResults(request.query, (), 0, engine.stats(), 0.0, total_is_exact=False)

    with pytest.raises(OutOfTime):
        DeadlineSearcher(CutShort(), PAST).search(SearchRequest(Word("ferry")))


def test_an_engine_keeps_to_the_deadline_of_a_request(engine: Engine) -> None:
    results = engine.search(SearchRequest(Word("harbour"), deadline=PAST))
    assert not results.total_is_exact
    assert NoticeCode.INCOMPLETE in [notice.code for notice in results.notices]
    assert results.deadline == PAST
    with_time = engine.search(SearchRequest(Word("harbour")))
    assert (with_time.total, with_time.notices) == (7, ())
    assert with_time.deadline < math.inf


def test_the_first_articles_are_marked_however_late_it_is() -> None:
    page = [Article(str(number), "Title", "The ferry left.") for number in range(GROUP_ARTICLES + 5)]
    matches, are_all = match_until(page, Word("ferry"), PAST)
    assert [len(match.text_marks) for match in matches] == [1] * GROUP_ARTICLES + [0] * 5
    assert not are_all
    matches, are_all = match_until(page, Word("ferry"), math.inf)
    assert [len(match.text_marks) for match in matches] == [1] * len(page)
    assert are_all


def test_long_articles_are_matched_one_by_one() -> None:
    page = [Article(str(number), "Title", "ferry " + "word " * (GROUP_CHARS // 5)) for number in range(3)]
    matches, are_all = match_until(page, Word("ferry"), PAST)
    assert [len(match.text_marks) for match in matches] == [1, 0, 0]
    assert not are_all


def test_a_page_without_articles_is_whole() -> None:
    assert match_until([], Word("ferry"), PAST) == ([], True)
