"""A written tree reads as the same tree, whatever valid leaves it is made of."""

import re
import unicodedata
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import stop_words
from search.query.normalize import count_leaves, depth, normalize
from search.query.options import ParseOptions
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
    Synonyms,
    Undated,
    Wildcard,
    Word,
)
from search.query.words import all_stop_words, clean_phrase, clean_word, tokens_of

LIMITLESS = ParseOptions(now=datetime(2000, 1, 1), max_length=1_000_000, max_clauses=1_000_000, max_depth=1_000)

LETTERS = st.text("abcdefghijklmnopqrstuvwxyzABCIORNDT0123456789éüßжж東京اั", min_size=1, max_size=6)
ODD = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=8)
MARKS = st.text("\\()（）\"“«:：*?~^+-|.,'&/_ab1", min_size=1, max_size=8)
NAMED = st.sampled_from(["OR", "AND", "NOT", "the", "is", "title:x", "DATE:2015", "url：a", "x~1", "x^2", "S-400"])
WORDS = (LETTERS | ODD | MARKS | NAMED).map(clean_word).filter(lambda text: text is not None)
TYPED = LETTERS | ODD | MARKS | st.just("http://x.org/a?b=(c)*")
ADDRESSES = TYPED.map(lambda text: unicodedata.normalize("NFC", text))
PHRASES = st.lists(LETTERS | ODD | MARKS | NAMED, min_size=1, max_size=4).map(" ".join).map(clean_phrase)
QUOTED = PHRASES.filter(lambda text: text is not None)
HEADS = LETTERS.map(lambda text: unicodedata.normalize("NFC", text)).filter(
    lambda text: bool(tokens_of(text)) and tokens_of(text)[-1].end == len(text)
)
PATTERNS = st.from_regex(re.compile(r"[a-zé]{0,3}[*?][a-z*?]{0,3}|[0-9]?[*?][0-9*?]{0,3}"), fullmatch=True)
FIELDS = st.none() | st.sampled_from(Field)
SECONDS = st.datetimes(datetime(1, 1, 1, 0, 0, 1)).map(lambda moment: moment.replace(microsecond=0))
STARTS = SECONDS | SECONDS.map(lambda moment: datetime(moment.year, moment.month, 1)) | st.just(datetime(9999, 12, 31))
SPANS = st.sampled_from([timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1), timedelta(days=31)])


def usable(leaf: Query) -> bool:
    """Whether a word with a field can stand there: an address is anything with a token, other text is trimmed."""
    return not isinstance(leaf, Word | Fuzzy | Prefix) or bool(tokens_of(leaf.text))


def span(since: datetime, length: timedelta) -> DateRange:
    return DateRange(since, min(since, CALENDAR_END - length) + length)


def years(first: int, count: int) -> DateRange:
    return DateRange(datetime(first, 1, 1), datetime(first + count, 1, 1))


def qualities(one: int, other: int) -> QualityRange:
    return QualityRange(min(one, other), max(one, other))


LEAVES = st.one_of(
    st.builds(Word, WORDS, FIELDS),
    st.builds(Word, ADDRESSES, st.just(Field.URL)),
    st.builds(Phrase, QUOTED, FIELDS),
    st.builds(Near, QUOTED, st.integers(0, 1000), FIELDS),
    st.builds(Prefix, HEADS, FIELDS),
    st.builds(Wildcard, PATTERNS, FIELDS),
    st.builds(Fuzzy, WORDS, st.integers(1, 2), FIELDS),
    st.builds(DateRange, STARTS, st.none()),
    st.builds(DateRange, st.none(), STARTS | st.just(CALENDAR_END)),
    st.builds(span, STARTS, SPANS),
    st.builds(years, st.integers(1, 9990), st.integers(1, 9)),
    st.builds(Undated),
    st.builds(qualities, st.integers(0, 100), st.integers(0, 100)),
    st.builds(MatchAll),
    st.builds(MatchNone),
).filter(usable)

TREES: st.SearchStrategy[Query] = st.recursive(
    LEAVES,
    lambda children: st.one_of(
        st.builds(And, st.lists(children, min_size=2, max_size=4).map(tuple)),
        st.builds(Or, st.lists(children, min_size=2, max_size=4).map(tuple)),
        st.builds(Not, children),
        st.builds(Boost, children, st.floats(0, 100, exclude_min=True)),
    ),
    max_leaves=12,
)


@given(TREES)
@settings(max_examples=600, deadline=None)
def test_a_written_tree_reads_as_the_same_tree(tree: Query) -> None:
    query = normalize(tree)
    assert parse(to_text(query), LIMITLESS).query == query
    assert parse(to_text(tree), LIMITLESS).query == query


@given(TREES)
@settings(max_examples=200, deadline=None)
def test_the_normal_form_is_stable_and_no_larger(tree: Query) -> None:
    query = normalize(tree)
    assert normalize(query) == query
    assert depth(query) <= depth(tree)
    assert count_leaves(query) <= count_leaves(tree)


@given(TREES, st.sampled_from(["en", "de", "ru", None]))
@settings(max_examples=150, deadline=None)
def test_written_for_a_language_it_reads_the_same_in_that_language(tree: Query, language: str | None) -> None:
    options = ParseOptions(language=language, max_length=1_000_000, max_clauses=1_000_000, max_depth=1_000)
    assert parse(to_text(tree, stop_words(language)), options).query == normalize(tree)


@given(st.text())
@settings(max_examples=400, deadline=None)
def test_whatever_is_read_can_be_written_and_read_again(text: str) -> None:
    query = parse(text, LIMITLESS).query
    assert normalize(query) == query
    assert parse(to_text(query), LIMITLESS).query == query


@pytest.mark.parametrize(
    ("query", "written"),
    [
        (And((Word("the"), Word("ferry"))), "+the ferry"),
        (Or((Word("the"), Word("ferry"))), "the OR ferry"),
        (Word("OR"), r"\OR"),
        (Word("title:x"), r"title\:x"),
        (And((Or((Word("a1"), Word("b1"))), Word("c1"))), "(a1 OR b1) c1"),
        (Or((And((Word("a1"), Word("b1"))), Word("c1"))), "(a1 b1) OR c1"),
        (Not(And((Word("a1"), Word("b1")))), "-(a1 b1)"),
        (Boost(Phrase("a b"), 1.5), '"a b"^1.5'),
        (Boost(Word("dam"), 2.0), "dam^2"),
        (Boost(Word("dam"), 1e-7), "dam^1e-07"),
        (And((Wildcard("cat?"), Word("dog"))), "+cat? dog"),
        (Word("http://x.org/a?b", Field.URL), "url:http://x.org/a?b"),
        (Word("x.org/a_(b)", Field.URL), "url:x.org/a_(b)"),
        (Word("(a)/b", Field.URL), r"url:\(a\)/b"),
        (DateRange(datetime(2015, 1, 1), datetime(2016, 1, 1)), "date:2015"),
        (DateRange(datetime(2015, 1, 1), datetime(2015, 1, 2)), "date:2015-01-01"),
        (DateRange(datetime(2015, 1, 1), datetime(2015, 3, 1)), "date:2015..2015-02"),
        (DateRange(datetime(2015, 1, 1), None), "date:2015.."),
        (DateRange(None, datetime(2015, 1, 1)), "date:..2014"),
        (DateRange(datetime(9999, 1, 1), CALENDAR_END), "date:9999"),
        (Not(Undated()), "-date:none"),
        (QualityRange(0, 59), "quality:<0.6"),
        (QualityRange(0, 60), "quality:<=0.6"),
        (QualityRange(80, 100), "quality:>=0.8"),
        (QualityRange(40, 70), "quality:0.4..0.7"),
        (QualityRange(85, 85), "quality:0.85"),
        (QualityRange(0, 100), "quality:>=0"),
        (QualityRange(100, 100), "quality:1"),
        (QualityRange(0, 0), "quality:0"),
        (MatchNone(), "-*"),
        (Synonyms(Word("EU"), (Phrase("European Union"),)), "EU"),
        (And((Synonyms(Word("is"), (Word("Daesh"),)), Word("ferry"))), "+is ferry"),
    ],
)
def test_trees_are_written_shortest(query: Query, written: str) -> None:
    assert to_text(query) == written


def test_stop_words_of_another_language_need_no_sign_where_the_language_is_known() -> None:
    query = And((Word("war"), Word("ferry")))
    assert to_text(query) == "+war ferry"
    assert to_text(query, stop_words("en")) == "war ferry"


@pytest.mark.parametrize("language", ["da", "de", "en", "es", "fi", "fr", "it", "nl", "no", "pt", "ru", "sv"])
def test_the_stop_words_of_every_language_are_written_with_a_sign(language: str) -> None:
    assert stop_words(language)
    assert stop_words(language) <= all_stop_words()
