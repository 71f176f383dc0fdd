"""Query text is read as the table says, within its limits, and nothing is lost without a notice."""

import time
import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from search.query.normalize import count_leaves, depth, normalize
from search.query.options import MatchMode, ParseOptions
from search.query.parser import parse
from search.query.printer import to_text
from search.query.ranges import CALENDAR_END
from search.query.tree import (
    And,
    Boost,
    DateRange,
    Field,
    Fuzzy,
    MatchAll,
    MatchNone,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    QualityRange,
    Query,
    Undated,
    Wildcard,
    Word,
)

NOW = datetime(2015, 11, 28, 10, 0)
OPTIONS = ParseOptions(now=NOW)
TABLE = tomllib.loads(Path(__file__).with_name("query_cases.toml").read_text(encoding="utf-8"))
CASES = [pytest.param(*case, id=f"{name}-{case[0]}") for name, cases in TABLE.items() for case in cases]


def moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    return CALENDAR_END if text == "end" else datetime.fromisoformat(text)


def field(name: str | None) -> Field | None:
    return Field(name) if name else None


NOTATION = {
    "W": lambda text, name=None: Word(text, field(name)),
    "P": lambda text, name=None: Phrase(text, field(name)),
    "N": lambda text, distance, name=None: Near(text, distance, field(name)),
    "Pre": lambda text, name=None: Prefix(text, field(name)),
    "Wild": lambda text, name=None: Wildcard(text, field(name)),
    "F": lambda text, edits, name=None: Fuzzy(text, edits, field(name)),
    "D": lambda since, until: DateRange(moment(since), moment(until)),
    "U": Undated(),
    "Q": QualityRange,
    "ALL": MatchAll(),
    "NONE": MatchNone(),
    "And": lambda *children: And(children),
    "Or": lambda *children: Or(children),
    "Not": Not,
    "Boost": Boost,
}


def tree(notation: str) -> Query:
    query: Query = eval(notation, {"__builtins__": {}}, NOTATION)
    return query


@pytest.mark.parametrize(("text", "notation", "notices"), CASES)
def test_text_is_read_as_the_table_says(text: str, notation: str, notices: list[list[object]]) -> None:
    parsed = parse(text, OPTIONS)
    assert parsed.query == tree(notation)
    assert [[notice.position, notice.message] for notice in parsed.notices] == notices


@pytest.mark.parametrize(("text", "notation", "notices"), CASES)
def test_the_written_tree_reads_the_same(text: str, notation: str, notices: list[list[object]]) -> None:
    query = tree(notation)
    assert normalize(query) == query
    assert parse(to_text(query), OPTIONS).query == query


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ferry flood", "ferry OR flood"),
        ("the ferry", "ferry"),
        ("to be", "to OR be"),
        ("ferry AND flood dam", "(ferry flood) OR dam"),
        ("ferry OR flood dam", "ferry OR flood OR dam"),
        ("ferry flood -dam", "(ferry OR flood) -dam"),
        ("-ferry -flood", "-ferry -flood"),
        ("+ferry flood dam", "ferry (flood OR dam OR *)"),
        ("+ferry +flood", "ferry flood"),
        ("ferry flood date:2015", "(ferry OR flood) date:2015"),
        ("ferry flood source:NDA", "(ferry OR flood) source:NDA"),
        ("ferry title:flood", "ferry OR title:flood"),
        ("ferry (source:a OR source:b)", "ferry (source:a OR source:b)"),
        ("(ferry flood) dam", "ferry OR flood OR dam"),
        ("title:(ferry flood)", "title:ferry OR title:flood"),
        ('"port alder" ferry', '"port alder" OR ferry'),
        ("", "*"),
        ("!!!", "-*"),
    ],
)
def test_with_match_any_words_are_optional_and_conditions_hold(text: str, written: str) -> None:
    options = ParseOptions(match=MatchMode.ANY, now=NOW)
    assert to_text(parse(text, options).query) == written
    assert parse(written, OPTIONS).query == parse(text, options).query


def test_stop_words_are_those_of_the_language() -> None:
    assert parse("die Fähre", ParseOptions(language="de")).query == Word("Fähre")
    assert parse("die Fähre", ParseOptions(language="en")).query == And((Word("die"), Word("Fähre")))
    assert parse("the ferry", ParseOptions(language=None)).query == And((Word("the"), Word("ferry")))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("source:Rovers to sign keeper", "source\\:Rovers sign keeper"),
        ("Title: none", "Title none"),
        ("date:unknown, place: the quay", "date\\:unknown place quay"),
        ("source:Rovers -title:dam", "source\\:Rovers -title:dam"),
        ("lang:a life", "lang\\:a life"),
        ("dam (source:Rovers)", "dam source\\:Rovers"),
    ],
)
def test_a_field_before_a_word_may_be_a_word_before_a_colon(text: str, written: str) -> None:
    literal = parse(text, OPTIONS).literal
    assert literal is not None
    assert to_text(literal) == written


@pytest.mark.parametrize(
    "text",
    [
        'source:"Alder Courier" dam',
        "date:2015 dam",
        "url:example.org",
        "-source:Rovers dam",
        "title:(dam)",
        "dam",
        "x:y",
    ],
)
def test_what_is_surely_a_field_is_no_word(text: str) -> None:
    assert parse(text, OPTIONS).literal is None


@pytest.mark.parametrize(
    "text",
    ["‘a " * 650, "—a " * 650, "—a b— " * 300, "date:July " * 200, "July 9999 " * 200, "`` a" * 400, "Is it. " * 280],
)
def test_marks_without_end_are_read_in_bounded_time(text: str) -> None:
    parse("dam", OPTIONS)  # what is compiled or loaded once does not count
    started = time.process_time()
    parse(text, OPTIONS)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("text", ["dam\ud800vote", "\udfffdam vote", "dam\x07\x1b vote\x7f", "dam\u2028vote\u0085"])
def test_controls_and_halves_of_surrogates_are_blanks(text: str) -> None:
    parsed = parse(text, OPTIONS)
    assert parsed.query == And((Word("dam"), Word("vote")))
    assert parsed.notices == ()


@pytest.mark.parametrize("text", ["\x00\x01", "\x00 \t", "\ud800"])
def test_controls_alone_are_no_blank_query(text: str) -> None:
    parsed = parse(text, OPTIONS)
    assert parsed.query == MatchNone()
    assert ["This query has no words" in notice.message for notice in parsed.notices] == [True]


def test_text_beyond_the_limit_is_left_out_at_a_blank() -> None:
    parsed = parse("tide " * 3000, ParseOptions(now=NOW, max_clauses=10_000))
    assert count_leaves(parsed.query) == 400
    assert [notice.position for notice in parsed.notices] == [1999]
    assert "2000 characters" in parsed.notices[0].message


def test_one_endless_word_is_cut_at_the_limit() -> None:
    parsed = parse(" " + "a" * 10_000, OPTIONS)
    assert parsed.query == Word("a" * 1999)
    assert parsed.notices[0].position == 2000


def test_blanks_without_end_before_a_word_are_not_every_article() -> None:
    parsed = parse(" " * 5000 + "word", OPTIONS)
    assert parsed.query == MatchNone()
    assert parsed.notices


def test_clauses_beyond_the_limit_are_left_out_with_their_place() -> None:
    text = " ".join(f"w{number}" for number in range(100))
    parsed = parse(text, OPTIONS)
    assert count_leaves(parsed.query) == 64
    assert [notice.position for notice in parsed.notices] == [text.index("w64")]
    assert to_text(parsed.query).endswith("w63")


def test_stop_words_do_not_use_up_the_clauses() -> None:
    parsed = parse("the of " * 100 + "ferry flood", OPTIONS)
    assert parsed.query == And((Word("ferry"), Word("flood")))
    assert parsed.notices == ()


def test_stop_words_alone_keep_to_the_limit() -> None:
    parsed = parse("the " * 100, OPTIONS)
    assert count_leaves(parsed.query) == 64
    assert [notice.position for notice in parsed.notices] == [64 * 4]


def test_brackets_that_change_nothing_may_be_as_deep_as_one_likes() -> None:
    deep = ParseOptions(now=NOW, max_length=100_000)
    assert parse("(" * 10_000 + "dam" + ")" * 10_000, deep) == parse("dam", deep)
    assert parse("-(" * 10_000 + "dam" + ")" * 10_000, deep) == parse("dam", deep)


@pytest.mark.parametrize("opening", ["(a1 OR (b1 ", "-(a1 -(b1 OR ", "title:((a1 b1)^2 OR (c1 -", "(a1 (b1 OR "])
def test_deep_trees_are_flattened_with_a_notice(opening: str) -> None:
    options = ParseOptions(now=NOW, max_length=100_000, max_clauses=100_000)
    parsed = parse(opening * 2000 + "dam", options)
    assert depth(parsed.query) <= options.max_depth
    assert any("more than 20 deep" in notice.message for notice in parsed.notices)
    assert parse(to_text(parsed.query), options).query == parsed.query


def test_what_writes_longer_than_the_limit_is_shortened_with_a_notice() -> None:
    parsed = parse("date:(" + "p1d " * 60 + ")", OPTIONS)
    assert len(to_text(parsed.query)) <= OPTIONS.max_length
    assert any("too long" in notice.message for notice in parsed.notices)
    assert parse(to_text(parsed.query), OPTIONS).query == parsed.query


def test_very_many_notices_end_with_their_number() -> None:
    notices = parse(") " * 50 + "dam", OPTIONS).notices
    assert len(notices) == 20
    assert "31 more" in notices[-1].message


def test_every_notice_has_a_place_in_the_text() -> None:
    for cases in TABLE.values():
        for text, _, _ in cases:
            assert all(0 <= notice.position <= len(text) for notice in parse(text, OPTIONS).notices)


def test_notices_come_in_the_order_of_the_text() -> None:
    positions = [notice.position for notice in parse(") dam^x date:z OR", OPTIONS).notices]
    assert positions == sorted(positions) == [0, 5, 8, 15]
