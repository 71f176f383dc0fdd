"""A search as a sentence."""

from datetime import datetime

import pytest

from search.query.options import ParseOptions
from search.query.parser import parse
from search.query.tree import Phrase, Synonyms, Word
from search.request import Facet, Filters
from web.pages.query_text import describe_search


def say(text: str, filters: Filters | None = None) -> str:
    query = parse(text, ParseOptions(now=datetime(2017, 12, 31, 12))).query
    return "".join(
        f"*{part.text}*" if part.strong else part.text for part in describe_search(query, filters or Filters())
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "All articles."),
        ("!!!", "No article."),
        ("rail", "Articles with *rail*."),
        ("rail post", "Articles with *rail* and *post*."),
        ("rail post mail", "Articles with *rail*, *post* and *mail*."),
        ('rail "night mail" -freight', "Articles with *rail* and the phrase *night mail*, not *freight*."),
        ("-freight", "Articles without *freight*."),
        ("-freight -post", "Articles without *freight* or *post*."),
        ("rail OR post", "Articles with *rail* or *post*."),
        ("(rail OR post) mail", "Articles with (*rail* or *post*) and *mail*."),
        ('"night mail"~5', "Articles with *night mail* within 5 words of each other."),
        ("rail*", "Articles with words that start with *rail*."),
        ("r?il", "Articles with words like *r?il*."),
        ("rail~1", "Articles with words similar to *rail*."),
        ("title:rail", "Articles with *rail* in the title."),
        ("author:farrow", "Articles with *farrow* as author."),
        ("rail^2", "Articles with *rail*."),
        ("date:2015", "Articles published in 2015."),
        ("date:2015-11-27", "Articles published on 27 November 2015."),
        ("date:2015-11", "Articles published in November 2015."),
        ("date:2015..2016", "Articles published from 2015 to 2016."),
        ("date:2015-11..2016-02", "Articles published from November 2015 to February 2016."),
        ("date:2015-12", "Articles published in December 2015."),
        ("date:2015 rail", "Articles with *rail*, published in 2015."),
        ("date:2015 rail -freight", "Articles with *rail*, not *freight*, published in 2015."),
        ("-freight date:none", "Articles without *freight*, without a date."),
        ("after:2015 before:2017", "Articles published from 2015 to 2016."),
        ("date:none", "Articles without a date."),
        ("quality:<0.6", "Articles with extraction confidence below 0.6."),
        ("quality:<=0.6", "Articles with extraction confidence of at most 0.6."),
        ("quality:>=0.8 rail", "Articles with *rail*, with extraction confidence of at least 0.8."),
        ("quality:0.4..0.7", "Articles with extraction confidence from 0.4 to 0.7."),
        ("quality:0.85", "Articles with extraction confidence 0.85."),
        ("quality:*", "Articles with a known extraction confidence."),
        ("rail quality:none", "Articles with *rail*, without a known extraction confidence."),
        ("-quality:<0.6", "Articles not with extraction confidence below 0.6."),
        ("date:*", "Articles with a date."),
        ("rail -date:2015", "Articles with *rail*, not published in 2015."),
        ("rail after:2015", "Articles with *rail*, published since 1 January 2015."),
    ],
)
def test_a_query_reads_as_a_sentence(text: str, sentence: str) -> None:
    assert say(text) == sentence


def test_filters_end_the_sentence() -> None:
    filters = Filters(
        datetime(1910, 1, 1), datetime(1913, 1, 1), values={Facet.SOURCE: ("Times", "Post"), Facet.LANGUAGE: ("de",)}
    )
    assert say("rail", filters) == "Articles with *rail*, in Times or Post, in German, published from 1910 to 1912."
    assert say("rail", Filters(undated=True)) == "Articles with *rail*, without a date."
    assert say("", Filters(until=datetime(2016, 1, 1))) == "All articles, published until 31 December 2015."


def test_synonyms_are_named() -> None:
    query = Synonyms(Word("train"), (Word("railway"), Phrase("iron horse")))
    said = "".join(piece.text for piece in describe_search(query, Filters()))
    assert said == "Articles with train (also railway or iron horse)."
