"""Whatever the article and the query: matching ends in time, and its marks are sound."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.article import Article
from search.highlight.matcher import match
from search.query.tree import And, Boost, Field, Fuzzy, Near, Not, Or, Phrase, Prefix, Query, Wildcard, Word


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("a " * 100_000, Phrase("a a a a")),
        ("a " * 100_000, Phrase("a " * 900)),
        ("a b " * 50_000, Near("a b " * 30, 1_000_000)),
        ("a " * 100_000, Or((Word("a"), Prefix("a"), Wildcard("*a*")))),
        ("a" * 250 + " ", Wildcard("*a" * 200 + "*b")),
        (("a" * 200 + "b ") * 500, Wildcard("*a" * 100 + "*c")),
        ("x" * 1_000_000, Word("x")),
    ],
    ids=["phrase", "long-phrase", "near", "everywhere", "stars", "many-stars", "long-word"],
)
def test_hostile_articles_are_judged_in_bounded_time(text: str, query: Query) -> None:
    match(Article("warm", text="a b"), query)
    started = time.process_time()
    match(Article("x", text=text), query)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("text", ["\ud800 a \udfff", "\x00a\x00", "a\u200bb a", ""])
def test_any_string_can_be_judged(text: str) -> None:
    match(Article("x", title=text, text=text, author=(text,), tags=("", text)), Or((Word("a"), Prefix("a", Field.TAG))))


WORDS = st.sampled_from(["a", "b", "c", "led", "LED", "US", "U.S.", "café", "北京"])
TEXTS = st.lists(st.one_of(WORDS, st.sampled_from([". ", "\n\n", "-"])), max_size=14).map(" ".join)
LEAVES = st.one_of(
    st.builds(Word, WORDS),
    st.builds(Phrase, st.lists(WORDS, min_size=1, max_size=3).map(" ".join)),
    st.builds(Near, st.lists(WORDS, min_size=1, max_size=3).map(" ".join), st.integers(0, 4)),
    st.builds(Prefix, WORDS),
    st.builds(Wildcard, st.sampled_from(["*", "?", "l*d", "*a*"])),
    st.builds(Fuzzy, WORDS, st.integers(1, 2)),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(And, st.tuples(inner, inner)),
        st.builds(Or, st.tuples(inner, inner)),
        st.builds(Not, inner),
        st.builds(Boost, inner, st.just(2.0)),
    ),
    max_leaves=6,
)


@given(TEXTS, TEXTS, TREES)
def test_marks_are_ascending_apart_and_inside(title: str, text: str, query: Query) -> None:
    found = match(Article("x", title=title, text=text, language="en"), query)
    if found is None:
        return
    assert (found.text_marks[:, 2] > 0).all()
    for whole, spans in ((title, found.title), (text, found.text)):
        assert all(0 <= start < end <= len(whole) for start, end in spans)
        assert all(one[1] < other[0] for one, other in pairwise(spans))


@given(TEXTS, TREES, TREES)
def test_trees_obey_the_laws_of_logic(text: str, one: Query, other: Query) -> None:
    article = Article("x", text=text, language="en")
    first, second = match(article, one) is not None, match(article, other) is not None
    assert (match(article, And((one, other))) is not None) == (first and second)
    assert (match(article, Or((one, other))) is not None) == (first or second)
    assert (match(article, Not(one)) is not None) == (not first)
