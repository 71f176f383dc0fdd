"""A pasted address is what it is without scheme, tracking parameters, fragment, quotes and a last slash."""

import pytest

from search.article import Article
from search.engine import Engine
from search.engines import open_engine
from search.query.addresses import is_address, plain_address
from search.query.options import ParseOptions
from search.request import SearchOptions
from search.service import interpret, search
from search.settings import IndexSettings, SearchSettings


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = open_engine(IndexSettings(), SearchSettings(), tmp_path_factory.mktemp("addresses"))
    with engine.writer() as writer:
        writer.update(Article("there", "Lock gates", "Shut.", url="https://www.barge.example/n/lock-gates?id=4"))
        writer.update(Article("names", "Letters", "See http://barge.example/n/lock-gates?id=4, please."))
        writer.update(Article("other", "Lock gates", "Open.", url="https://barge.example/n/lock-gates?id=5"))
    return engine


@pytest.mark.parametrize(
    "text",
    [
        "https://www.barge.example/n/lock-gates?id=4",
        "http://barge.example/n/lock-gates?id=4/",
        "barge.example/n/lock-gates?id=4",
        "www.barge.example/n/lock-gates?id=4#top",
        "https://barge.example/n/lock-gates?utm_source=a&id=4&fbclid=x#top",
        '"https://barge.example/n/lock-gates?id=4"',
        "<https://barge.example/n/lock-gates?id=4>",
        "“barge.example/n/lock-gates?id=4”",
        "HTTPS://BARGE.example:443/n/lock-gates?id=4",
        "(https://barge.example/n/lock-gates?id=4)",
        "+https://barge.example/n/lock-gates?id=4",
    ],
)
def test_it_finds_what_is_published_there_and_what_names_it(engine: Engine, text: str) -> None:
    results = search(engine, interpret(text, ParseOptions()), SearchOptions())
    assert sorted(hit.article.id for hit in results.hits) == ["names", "there"]
    assert results.partial == 0


def test_what_is_left_out_of_an_address_is_said_where_it_was_typed() -> None:
    text = "lock barge.example/n/gates?utm_source=a&id=4"
    (notice,) = interpret(text, ParseOptions()).notices
    assert notice.message == "The address was searched for as barge.example/n/gates?id=4."
    assert notice.position == text.index("barge")


def test_the_same_for_the_field(engine: Engine) -> None:
    results = search(engine, interpret("url:http://barge.example/n/lock-gates?id=4#a", ParseOptions()), SearchOptions())
    assert [hit.article.id for hit in results.hits] == ["there"]
    left_out = search(
        engine, interpret("lock -url:https://barge.example/n/lock-gates?id=4", ParseOptions()), SearchOptions()
    )
    assert sorted(hit.article.id for hit in left_out.hits) == ["names", "other"]


@pytest.mark.parametrize("text", ["and/or", "U.S./Mexico", "1.5/2", "barge.example", "a.b", "S-400", "24/7", "http://"])
def test_other_words_are_no_addresses(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize("text", ["https://www.", "http://?", "www.#", "https://:80/", "https://a.b?#", ""])
def test_nothing_is_too_odd(text: str) -> None:
    plain_address(text)
    interpret(text, ParseOptions())
