"""What docs/query-language.md promises of the query language is what the parser does."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from search.query.options import ParseOptions, ParseResult
from search.query.parser import parse
from search.query.printer import to_text
from search.query.syntax import ALL_FIELD_NAMES, MISSING_VALUES, OPERATORS
from search.query.tree import MatchAll, MatchNone, Word

TEXT = (Path(__file__).parents[3] / "docs" / "query-language.md").read_text(encoding="utf-8")
OPTIONS = ParseOptions(now=datetime(2015, 11, 28, 10, 0))


def read(text: str) -> ParseResult:
    return parse(text, OPTIONS)


def rows(heading: str) -> list[list[str]]:
    section = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


EXAMPLES = {
    "harbour bridge": "harbour bridge",
    '"port authority"': '"port authority"',
    '"bridge closed"~5': '"bridge closed"~5',
    "ferry OR tram": "ferry OR tram",
    "ferry AND tram": "ferry tram",
    "ferry NOT tram": "ferry -tram",
    "ferry -tram": "ferry -tram",
    "+the ferry": "+the ferry",
    "(ferry OR tram) strike": "(ferry OR tram) strike",
    "negotia*": "negotia*",
    "rail*ing": "rail*ing",
    "w?ld": "w?ld",
    "harbuor~1": "harbuor~1",
    "ferry^3 tram": "ferry^3 tram",
    "title:strike": "title:strike",
    'author:"Ida Berg"': 'author:"Ida Berg"',
    "source:courier": "source:courier",
    "section:world": "section:world",
    "tag:elections": "tag:elections",
    "lang:de": "lang:de",
    "url:example.org/world": "url:example.org/world",
    "date:2015-11": "date:2015-11",
    "after:2015": "date:2015..",
    "before:2015": "date:..2014",
    "quality:<0.6": "quality:<0.6",
    "\\OR": "\\OR",
}


def test_the_table_of_operators_has_the_examples_that_are_checked() -> None:
    assert [row[1].strip("`") for row in rows("Operators")] == list(EXAMPLES)


@pytest.mark.parametrize("row", rows("Operators"), ids=lambda row: row[1])
def test_every_operator_is_read_without_a_notice(row: list[str]) -> None:
    parsed = read(row[1].strip("`"))
    assert parsed.notices == ()
    assert not isinstance(parsed.query, MatchNone | MatchAll)
    assert to_text(parsed.query) == EXAMPLES[row[1].strip("`")]


@pytest.mark.parametrize("row", rows("Dates"), ids=lambda row: row[0])
def test_every_form_of_date_is_read_without_a_notice(row: list[str]) -> None:
    for example in re.findall(r"`((?:date|after|before):[^`]+)`", " ".join(row)):
        parsed = read(example)
        assert parsed.notices == ()
        assert not isinstance(parsed.query, Word | MatchNone | MatchAll)


@pytest.mark.parametrize("row", rows("Quality"), ids=lambda row: row[0])
def test_every_form_of_quality_is_read_without_a_notice(row: list[str]) -> None:
    for example in re.findall(r"`(quality:[^`]+)`", " ".join(row)):
        parsed = read(example)
        assert parsed.notices == ()
        assert not isinstance(parsed.query, Word | MatchNone | MatchAll)


def test_durations_that_are_named_alone_are_dates() -> None:
    for duration in re.findall(r"`(P[^`:]+)`", TEXT):
        assert read(f"date:{duration}").notices == ()


def test_every_field_and_operator_is_documented() -> None:
    for name in ALL_FIELD_NAMES:
        assert f"`{name}:" in TEXT, name
    for operator in OPERATORS:
        assert f"`{operator}`" in TEXT, operator
    for word in MISSING_VALUES:
        assert f"`date:{word}`" in TEXT, word


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("strike ferry OR tram today", "strike (ferry OR tram) today"),
        ("well-kno*n", "well kno*n"),
        ("who won the vote?", "who won the vote"),
        ("title:(ferry OR tram)", "title:ferry OR title:tram"),
        ("date:missing", "date:none"),
        ("quality:<60%", "quality:<0.6"),
        ("quality:missing", "quality:none"),
        ("date:*", "-date:none"),
        ("ferry && tram", "ferry tram"),
        ("Where is Fort Alder?", "Fort Alder"),
        ("ferry –tram", "ferry -tram"),
        ("ferry – tram", "ferry tram"),
        ("ferry —a new one— sank", "ferry new one sank"),
        ("date:05/07/2005", "date:2005-07-05"),
        ("date:2005-2006", "date:2005..2006"),
    ],
)
def test_what_the_text_says_is_the_same_is_the_same(typed: str, means: str) -> None:
    assert f"`{typed}`" in TEXT
    assert read(typed).query == read(means).query


def test_the_bars_for_or_are_those_of_the_table() -> None:
    assert r"`ferry \|\| tram`" in TEXT
    assert read("ferry || tram").query == read("ferry OR tram").query


def test_a_headline_that_begins_like_a_field_can_be_read_as_words() -> None:
    assert "`source:Rovers to sign keeper`" in TEXT
    assert read("source:Rovers to sign keeper").literal is not None


def test_the_limits_are_those_of_the_parser() -> None:
    words = re.sub(r"\s+", " ", TEXT)
    assert f"at most {OPTIONS.max_length} characters and {OPTIONS.max_clauses} words" in words
    assert f"{OPTIONS.max_depth} deep" in words


def test_what_is_said_to_have_no_meaning_is_met_with_a_notice() -> None:
    for text in ('"ferry', "title:", "date:2015-13", "titel:ferry", "foo:dam", "ferry –tram", "dam 2005"):
        assert read(text).notices
