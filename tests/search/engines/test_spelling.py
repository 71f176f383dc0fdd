"""What is suggested for words that are unknown, rare, or two in one."""

import pytest

from search.article import Article
from search.engine import Engine
from search.engines import open_engine
from search.query.options import ParseOptions
from search.query.parser import parse
from search.request import SearchRequest
from search.settings import IndexSettings, SearchSettings


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = open_engine(IndexSettings(), SearchSettings(), tmp_path_factory.mktemp("spelling"))
    with engine.writer() as writer:
        for number in range(60):
            writer.update(
                Article(
                    f"w{number}", "", f"The warden of Ashby Marsh in {2015 + number % 2} counted geese.", language="en"
                )
            )
        writer.update(Article("slip", "", "A wardin spoke of 2014.", language="en"))
        writer.update(Article("few", "", "A heron and a herron of Warden-Marsh."))
    return engine


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("wardin", ("warden",)),
        ('"wardin spoke"', ('"warden spoke"',)),
        ("ashbymarsh", ("ashby marsh",)),
        ("ashbymersh", ("ashby marsh",)),
        ("ashbimarsh", ("ashby marsh",)),
        ("marshashby", ()),
        ("wardenmarsh", ("warden marsh",)),
        ("ashbe marsh", ("ashby marsh",)),
        ("gashby", ("ashby",)),
        ("2014", ()),
        ("herron", ()),
        ("warden", ()),
        ("wardens", ()),
        ("warden -wardin", ()),
    ],
)
def test_suggestions(engine: Engine, text: str, suggested: tuple[str, ...]) -> None:
    assert engine.search(SearchRequest(parse(text, ParseOptions()).query)).suggestions == suggested
