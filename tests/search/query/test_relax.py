"""What is searched when nothing has all that was asked, and that it is owned up to."""

from datetime import datetime

import pytest

from search.article import Article, Published
from search.engine import Engine
from search.engines import open_engine
from search.query.options import ParseOptions
from search.query.synonyms import SynonymGroups
from search.request import Facet, Filters, SearchOptions
from search.results import SearchResults
from search.service import interpret, search
from search.settings import IndexSettings, SearchSettings


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = open_engine(IndexSettings(), SearchSettings(), tmp_path_factory.mktemp("relax"))
    with engine.writer() as writer:
        writer.update(Article("ferry", "Ferry aground", "The ferry ran aground.", published=Published.parse("2015")))
        writer.update(Article("dam", "Dam opened", "The dam is open.", published=Published.parse("2016"), source="A"))
        writer.update(Article("both", "Russia and Syria", "Talks.", published=Published.parse("2017")))
        address = "https://www.example.org/dam/opened.html?id=7"
        writer.update(
            Article("address", "Reservoir", "Water. IT reports.", url=address, published=Published.parse("2018"))
        )
    return engine


def asked(engine: Engine, text: str, **filters: object) -> SearchResults:
    interpretation = interpret(text, ParseOptions(now=datetime(2026, 1, 1)))
    return search(engine, interpretation, SearchOptions(filters=Filters(**filters)))


@pytest.mark.parametrize(
    ("text", "found", "notice"),
    [
        ("ferry dam", ["dam", "ferry"], "best partial matches"),
        ("ferry zebra", ["ferry"], "best partial matches"),
        ("ferry zebra -aground", [], None),
        ("ferry dam date:2016", ["dam"], "best partial matches"),
        ("zebra quagga date:2016", [], None),
        ("SYRIA", ["both"], "as words"),
        ("SYRIA ferry", ["both", "ferry"], "best partial matches"),
        ("ferry", ["ferry"], None),
        ("zebra", [], None),
        ("+ferry zebra quagga", ["ferry"], "best partial matches"),
        ("+zebra ferry", [], None),
        ("+ferry +dam", [], None),
        ("The zebra", [], None),
        ("The zebra ferry", ["ferry"], "best partial matches"),
        ("IT zebra", ["address"], "best partial matches"),
        ("IS zebra", [], None),
        ("https://www.example.org/dam/opened.html?id=7", ["address"], None),
        ("http://www.example.org/dam date:2018", ["address"], None),
        ("http://www.example.org/dam date:2017", [], None),
    ],
)
def test_the_nearest_easier_reading_is_searched(
    engine: Engine, text: str, found: list[str], notice: str | None
) -> None:
    results = asked(engine, text)
    assert sorted(hit.article.id for hit in results.hits) == found
    assert [notice in message.message for message in results.notices] == ([True] if notice else [])


def test_filters_are_never_relaxed(engine: Engine) -> None:
    results = asked(engine, "ferry dam", values={Facet.SOURCE: ("B",)})
    assert results.total == 0
    assert [notice.message for notice in results.notices] == [
        "No article has the source “B”. The only source here is A."
    ]


def test_what_is_required_stays_when_it_has_synonyms(engine: Engine) -> None:
    groups = SynonymGroups((("steamer", "ferry"),))
    results = search(engine, interpret("+steamer zebra", ParseOptions(), groups), SearchOptions())
    assert [hit.article.id for hit in results.hits] == ["ferry"]
    assert search(engine, interpret("+steamer -aground zebra dam", ParseOptions(), groups), SearchOptions()).total == 0


def test_the_tree_that_was_searched_is_among_the_interpretations(engine: Engine) -> None:
    for text in ("ferry zebra", "SYRIA", "https://www.example.org/dam", "ferry"):
        assert asked(engine, text).query in interpret(text, ParseOptions()).queries()
