"""A condition that no article meets is named, with the nearest value; case does not count in values."""

from datetime import datetime

import pytest

from search.article import Article
from search.engine import Engine
from search.engines import open_engine
from search.query.options import ParseOptions
from search.request import Facet, Filters, SearchOptions
from search.results import SearchResults
from search.service import interpret, search
from search.settings import IndexSettings, SearchSettings


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = open_engine(IndexSettings(), SearchSettings(), tmp_path_factory.mktemp("conditions"))
    with engine.writer() as writer:
        for number, (source, author, language) in enumerate(
            [
                ("Ferry News", "Zoë Lund", "en"),
                ("ferry news", "zoë lund", "en"),
                ("FERRY NEWS", "Omar Field", "de"),
                ("Tide", "Omar Field", "pt-br"),
                ("Ferry News", "Omar Field", "en"),
            ]
        ):
            writer.update(
                Article(
                    f"a{number}",
                    f"Tide {number}",
                    "High water. Section closed.",
                    source=source,
                    author=(author,),
                    language=language,
                    tags=("Sea", "sea"),
                )
            )
    return engine


def asked(engine: Engine, text: str, **options: object) -> SearchResults:
    return search(engine, interpret(text, ParseOptions(now=datetime(2026, 1, 1))), SearchOptions(**options))


def said(results: SearchResults) -> list[str]:
    return [notice.message for notice in results.notices]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('source:"The Ferry" tide', 'No article has the source “The Ferry”. Did you mean source:"Ferry News"?'),
        ("author:feld tide", 'No article has the author “feld”. Did you mean author:"Omar Field"?'),
        ("author:lundd tide", 'No article has the author “lundd”. Did you mean author:"Zoë Lund"?'),
        ("tag:seas tide", "No article has the tag “seas”. Did you mean tag:Sea?"),
        ("lang:german tide", "No article has the language “german”. Did you mean lang:de?"),
        ("lang:xx tide", "No article has the language “xx”. The languages here are en, de, pt-br."),
        ("section:sport tide", "No article has the section “sport”. The articles here name no section."),
    ],
)
def test_a_condition_that_nothing_meets_is_named(engine: Engine, text: str, message: str) -> None:
    results = asked(engine, text)
    assert said(results) == [message]
    assert results.total == 0
    assert results.notices[0].position == text.index(text.partition(":")[2].strip('"').split('"')[0].split()[0])


def test_a_condition_that_something_meets_is_not_to_blame(engine: Engine) -> None:
    assert said(asked(engine, "author:lund source:tide water")) == []
    assert said(asked(engine, "-author:nobody water")) == []


@pytest.mark.parametrize(
    ("facet", "value", "message"),
    [
        (Facet.SOURCE, "Fery News", "No article has the source “Fery News”. Did you mean “Ferry News”?"),
        (Facet.AUTHOR, "omar", "No article has the author “omar”. Did you mean “Omar Field”?"),
        (Facet.LANGUAGE, "portuguese", "No article has the language “portuguese”. Did you mean “pt-br”?"),
    ],
)
def test_so_is_a_filter(engine: Engine, facet: Facet, value: str, message: str) -> None:
    results = asked(engine, "water", filters=Filters(values={facet: (value,)}))
    assert said(results) == [message]


@pytest.mark.parametrize("value", ["Ferry News", "ferry news", "fErRy NeWs"])
def test_filters_and_facets_ignore_case(engine: Engine, value: str) -> None:
    options = {"filters": Filters(values={Facet.SOURCE: (value,)}), "facets": (Facet.SOURCE, Facet.AUTHOR, Facet.TAG)}
    results = asked(engine, "water", **options)
    assert results.total == 4
    counts = {facet: [(each.value, each.count) for each in found] for facet, found in results.facets.items()}
    assert counts[Facet.SOURCE] == [("Ferry News", 4), ("Tide", 1)]
    assert dict(counts[Facet.AUTHOR]) == {"Zoë Lund": 2, "Omar Field": 2}
    assert counts[Facet.TAG] == [("Sea", 4)]


def test_accents_count_only_where_a_value_has_them(engine: Engine) -> None:
    assert asked(engine, "water", filters=Filters(values={Facet.AUTHOR: ("Zoe Lund",)})).total == 2


def test_a_word_that_only_looks_like_a_condition_is_searched_for(engine: Engine) -> None:
    results = asked(engine, "section:closed water")
    assert results.total == 5
    assert said(results)[0] == "No article meets section:closed, so it was searched for as words."
