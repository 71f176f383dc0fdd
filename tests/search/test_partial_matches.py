"""Articles that have most of the words follow those that have all, say what they lack, and are counted apart."""

import itertools
from datetime import datetime

import pytest

from search.article import Article, Published
from search.engine import Engine
from search.engines import open_engine
from search.query.options import MatchMode, ParseOptions
from search.request import Facet, Filters, Interval, PartialMatches, SearchOptions, Sort
from search.results import SearchResults
from search.service import interpret, search
from search.settings import IndexSettings, SearchSettings

COMMON = 30


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Thirty articles of the harbour at night, three of them with a crane, and two with a crane and a barge."""
    engine = open_engine(IndexSettings(), SearchSettings(), tmp_path_factory.mktemp("partial"))
    with engine.writer() as writer:
        for number in range(COMMON):
            text = "The harbour at night." + (" A crane stood there." if number < 3 else "")
            day = Published.parse(f"2020-01-{number + 1:02}")
            writer.update(Article(f"h{number:02}", f"Report {number}", text, published=day, source="Courier"))
        for number in range(2):
            text = "A crane lifts a barge in the harbour." + (" At night, by lamp." if number else "")
            day = Published.parse(f"2019-01-{number + 1:02}")
            writer.update(Article(f"b{number}", f"Lifted {number}", text, published=day, source="Post"))
    return engine


def asked(engine: Engine, text: str, match: MatchMode = MatchMode.ALL, **options: object) -> SearchResults:
    interpretation = interpret(text, ParseOptions(match, now=datetime(2026, 1, 1)))
    return search(engine, interpretation, SearchOptions(**options))


def ids(results: SearchResults) -> list[str]:
    return [hit.article.id for hit in results.hits]


def missing(results: SearchResults) -> dict[str, tuple[str, ...]]:
    return {hit.article.id: hit.missing for hit in results.hits}


def test_most_of_the_words_follow_all_of_them(engine: Engine) -> None:
    results = asked(engine, "harbour crane barge lamp night", facets=(Facet.SOURCE,), histogram=Interval.YEAR)
    assert missing(results) == {"b1": (), "b0": ("lamp", "night")}
    assert (results.total, results.partial) == (1, 1)
    assert [count.value for count in results.facets[Facet.SOURCE]] == ["Post"]
    assert results.histogram is not None
    assert sum(bucket.count for bucket in results.histogram.buckets) == 1
    assert results.notices == ()


def test_one_word_of_many_is_never_enough(engine: Engine) -> None:
    assert ids(asked(engine, "lamp zebra quagga")) == []
    assert ids(asked(engine, "harbour zebra quagga okapi")) == []


def test_of_two_words_the_rarer_one_is(engine: Engine) -> None:
    results = asked(engine, "barge report")
    assert missing(results) == {"b0": ("report",), "b1": ("report",)}
    assert "best partial matches" in results.notices[0].message


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
def test_by_date_a_partial_match_lacks_little(engine: Engine, sort: Sort) -> None:
    results = asked(engine, "harbour night crane barge zebra", sort=sort)
    assert missing(results) == {"b0": ("night", "zebra"), "b1": ("zebra",)}
    assert ids(results) == (["b1", "b0"] if sort is Sort.NEWEST else ["b0", "b1"])
    assert results.total == 0


def test_what_holds_for_all_holds_for_partial_matches(engine: Engine) -> None:
    assert ids(asked(engine, "crane barge lamp -night")) == ["b0"]
    assert ids(asked(engine, "crane barge lamp zebra date:2018")) == []
    assert ids(asked(engine, "crane barge +lamp zebra")) == ["b1"]
    courier = Filters(values={Facet.SOURCE: ("Courier",)})
    assert ids(asked(engine, "crane barge zebra", filters=courier)) == []
    assert ids(asked(engine, "crane harbour night zebra", filters=courier)) != []


def test_none_turns_it_off_and_any_has_no_need_of_it(engine: Engine) -> None:
    off = asked(engine, "crane barge lamp zebra", partial=PartialMatches.NONE)
    assert (ids(off), off.partial, off.notices) == ([], 0, ())
    any_of = asked(engine, "crane zebra", MatchMode.ANY)
    assert (any_of.total, any_of.partial) == (5, 0)
    assert set(missing(any_of).values()) == {()}


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize(
    ("query", "size", "total"),
    [("crane harbour night", 5, 4), ("crane harbour night", 7, 4), ("harbour night zebra", 4, 0)],
)
def test_pages_go_on_from_all_to_most_without_a_gap(
    engine: Engine, sort: Sort, query: str, size: int, total: int
) -> None:
    whole = asked(engine, query, sort=sort, limit=100)
    assert whole.total == total
    assert whole.partial > 0
    pages = [asked(engine, query, sort=sort, limit=size, offset=offset) for offset in range(0, 100, size)]
    assert list(itertools.chain(*map(ids, pages))) == ids(whole)
    assert {(page.total, page.partial) for page in pages} == {(whole.total, whole.partial)}
    by_cursor, cursor = ids(pages[0]), pages[0].next_cursor
    while cursor:
        page = asked(engine, query, sort=sort, limit=size, cursor=cursor)
        assert (page.total, page.partial) == (whole.total, whole.partial)
        by_cursor += ids(page)
        cursor = page.next_cursor
    assert by_cursor == ids(whole)


def test_the_words_that_are_there_are_marked(engine: Engine) -> None:
    (hit,) = asked(engine, "harbour crane barge lamp night", offset=1).hits
    assert [hit.snippets[0].text[start:end] for start, end in hit.snippets[0].highlights] == [
        "crane", "barge", "harbour",
    ]  # fmt: skip


def test_a_pasted_word_that_nothing_has_whole_is_relaxed_to_its_parts(engine: Engine) -> None:
    results = asked(engine, "crane-barge-77-ZX")
    assert missing(results) == {"b0": ("77", "ZX"), "b1": ("77", "ZX")}
    assert "best partial matches" in results.notices[0].message
    assert ids(asked(engine, "lamp-zebra-quagga")) == []
    whole = asked(engine, "harbour-at-night")
    assert (whole.total, whole.partial) == (COMMON + 1, 0)
