import time
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.article import Article
from search.matching import match
from search.published import Published
from search.query import (
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

STORY = Article(
    id="story",
    title="Leaders agree to fight IS",
    text="The U.S.-led coalition is ready. The leader led them, and S-400 missiles led too."
    "\n\nIs IS near? A café, a cafe.",
    url="https://news.example/world/leaders-agree",
    published=Published.parse("2015-11-27T13:46:00"),
    author=("Ann Lee", "Bob Ray"),
    source="Northern Wire",
    section="World News",
    tags=("war", "peace talks"),
    language="en",
    quality=0.85,
)


def marked(article: Article, query: Query) -> tuple[list[str], list[str]] | None:
    found = match(article, query)
    if found is None:
        return None
    return (
        [article.title[start:end] for start, end in found.title],
        [article.text[start:end] for start, end in found.text],
    )


def in_text(text: str, query: Query, language: str = "en") -> list[str] | None:
    found = marked(Article("a", text=text, language=language), query)
    return found and found[1]


@pytest.mark.parametrize(
    ("query", "title", "text"),
    [
        (Word("leader"), ["Leaders"], ["leader"]),
        (Word("IS"), ["IS"], ["IS"]),
        (Word("is"), ["IS"], ["is", "Is", "IS"]),
        (Word("fight"), ["fight"], []),
        (Word("fight", Field.TITLE), ["fight"], []),
        (Word("coalition", Field.TITLE), None, None),
        (Word("US"), [], ["U.S."]),
        (Word("u.s.-led"), [], ["U.S.-led"]),
        (Word("s400"), [], ["S-400"]),
        (Word("S-400"), [], ["S-400"]),
        (Phrase("S 400"), [], ["S-400"]),
        (Phrase("US led coalition"), [], ["U.S.-led coalition"]),
        (Phrase("coalition led"), None, None),
        (Phrase("agree to fight is the"), None, None),
        (Phrase("leaders"), ["Leaders"], []),
        (Word("cafe"), [], ["café", "cafe"]),
        (Word("café"), [], ["café", "cafe"]),
        (Phrase("CAFÉ"), [], ["café", "cafe"]),
        (Prefix("lead"), ["Leaders"], ["leader"]),
        (Prefix("the lead"), [], ["The leader"]),
        (Wildcard("l?d"), [], ["led", "led", "led"]),
        (Wildcard("*iss*"), [], ["missiles"]),
        (Wildcard("l?"), None, None),
        (Fuzzy("coaltion", 1), [], ["coalition"]),
        (Fuzzy("caolition", 1), [], ["coalition"]),
        (Fuzzy("caoltion", 1), None, None),
        (Fuzzy("caoltion", 2), [], ["coalition"]),
        (Near("coalition ready", 1), [], ["coalition", "ready"]),
        (Near("ready coalition", 1), [], ["coalition", "ready"]),
        (Near("coalition ready", 0), None, None),
        (Near("led led", 5), [], ["led", "led", "led"]),
        (Near("led led led led", 50), None, None),
        (Word("ann", Field.AUTHOR), [], []),
        (Phrase("Ann Lee", Field.AUTHOR), [], []),
        (Phrase("Lee Bob", Field.AUTHOR), None, None),
        (Word("ann", Field.SOURCE), None, None),
        (Prefix("north", Field.SOURCE), [], []),
        (Word("world", Field.SECTION), [], []),
        (Phrase("peace talks", Field.TAG), [], []),
        (Phrase("war peace", Field.TAG), None, None),
        (Word("leaders-agree", Field.URL), [], []),
        (Word("EN", Field.LANG), [], []),
        (Word("de", Field.LANG), None, None),
        (MatchAll(), [], []),
        (MatchNone(), None, None),
        (Undated(), None, None),
        (QualityRange(80, 100), [], []),
        (QualityRange(85, 85), [], []),
        (QualityRange(0, 84), None, None),
        (DateRange(datetime(2015, 11, 27), datetime(2015, 11, 28)), [], []),
        (DateRange(datetime(2015, 11, 27, 13, 46), None), [], []),
        (DateRange(None, datetime(2015, 11, 27, 13, 46)), None, None),
        (And((Word("fight"), Word("ready"))), ["fight"], ["ready"]),
        (And((Word("fight"), Word("absent"))), None, None),
        (And((Word("ready"), Not(Word("absent")))), [], ["ready"]),
        (And((Word("ready"), Not(Word("near")))), None, None),
        (Not(Word("absent")), [], []),
        (Not(Not(Word("ready"))), [], []),
        (Or((Word("ready"), Word("absent"))), [], ["ready"]),
        (Or((Word("absent"), Word("gone"))), None, None),
        (Boost(Word("ready"), 2.0), [], ["ready"]),
        (Synonyms(Word("weapon"), (Word("missile"), Phrase("led coalition"))), [], ["led coalition", "missiles"]),
        (Synonyms(Word("weapon"), (Word("gun"),)), None, None),
        (Phrase(""), None, None),
        (Near("", 3), None, None),
        (Word("—"), None, None),
    ],
    ids=str,
)
def test_what_satisfied_the_query_is_marked(query: Query, title: list[str] | None, text: list[str] | None) -> None:
    assert marked(STORY, query) == (None if title is None else (title, text))


class TestComplaintsOfTheField:
    """Each of these is a fault that users of other programs report."""

    def test_phrase_marks_no_stray_words(self) -> None:
        text = "The state of war. Islamic State fighters. An Islamic party in the state."
        assert in_text(text, Phrase("Islamic State")) == ["Islamic State"]

    def test_a_quoted_query_is_marked(self) -> None:
        assert in_text("Say 'hello, World'!", Phrase("hello world")) == ["hello, World"]

    def test_proximity_marks_only_words_that_are_near(self) -> None:
        text = "bomb x x x x x x x bomb blast. Another blast."
        assert in_text(text, Near("bomb blast", 2)) == ["bomb", "blast"]
        assert in_text(text, Near("bomb blast", 7)) == ["bomb", "blast"]
        assert in_text(text, Near("bomb another", 1)) == ["bomb", "Another"]

    def test_an_alternative_that_fails_marks_none_of_its_words(self) -> None:
        query = Or((And((Word("rain"), Word("snow"))), Word("sun")))
        assert in_text("Rain and sun.", query) == ["sun"]
        assert in_text("Rain in March, sun.", Or((Phrase("march rain"), Word("sun")))) == ["sun"]

    def test_excluded_words_are_never_marked(self) -> None:
        assert in_text("Rain, no sun.", And((Word("rain"), Not(Phrase("sun rain"))))) == ["Rain"]

    def test_nothing_is_marked_inside_a_word(self) -> None:
        assert in_text("Cart, car, scar.", Word("car")) == ["car"]

    def test_a_stop_word_is_part_of_a_phrase_and_marked_nowhere_else(self) -> None:
        assert in_text("The end of the war, of all.", Phrase("end of the war")) == ["end of the war"]

    def test_a_hyphened_word_is_found_by_its_own_spelling(self) -> None:
        assert in_text("The shoot-down, shoot it down.", Word("shoot-down")) == ["shoot-down"]

    def test_multi_word_synonyms_match_as_phrases_only(self) -> None:
        query = Synonyms(Word("EU"), (Phrase("European Union"),))
        assert in_text("A union of European states.", query) is None
        assert in_text("The European Union.", query) == ["European Union"]

    def test_marks_reach_the_end_of_very_long_articles(self) -> None:
        assert in_text("filler words here " * 60_000 + "needle", Word("needle")) == ["needle"]


def test_a_phrase_is_one_mark_and_neighbouring_words_are_two() -> None:
    text = "islamic state"
    assert in_text(text, Phrase("islamic state")) == ["islamic state"]
    assert in_text(text, And((Word("islamic"), Word("state")))) == ["islamic", "state"]


def test_overlapping_marks_become_one() -> None:
    assert in_text("a a a b", Phrase("a a")) == ["a a a"]
    assert in_text("a b c", And((Phrase("a b"), Phrase("b c")))) == ["a b c"]
    assert in_text("a b c", And((Phrase("a b"), Word("b")))) == ["a b"]


def test_phrases_side_by_side_stay_two_marks() -> None:
    assert in_text("a b a b", Phrase("a b")) == ["a b", "a b"]


def test_each_mark_says_which_leaves_it_satisfied() -> None:
    query = And((Word("a"), Phrase("b c"), Word("a"), Synonyms(Word("d"), (Word("e"),)), Word("c")))
    found = match(Article("x", text="a b c d e"), query)
    assert found is not None
    assert found.text_leaves == (1 << 0, 1 << 1 | 1 << 3, 1 << 2, 1 << 2)


def test_a_word_is_inflected_in_the_language_of_the_article() -> None:
    text = "Die Parteien"
    assert in_text(text, Word("Partei"), "de") == ["Parteien"]
    assert in_text(text, Word("Partei"), "en") is None
    assert in_text("They died.", Word("die"), "en") == ["died"]
    assert in_text("They died.", Word("die"), "de") is None


def test_language_codes_match_in_their_primary_part() -> None:
    brazilian = replace(STORY, language="pt-BR")
    assert match(brazilian, Word("pt", Field.LANG))
    assert match(brazilian, Word("PT-br", Field.LANG))
    assert match(brazilian, Phrase("pt-br", Field.LANG))
    assert not match(brazilian, Word("br", Field.LANG))
    assert not match(brazilian, Prefix("p", Field.LANG))
    assert not match(replace(STORY, language=None), Word("pt", Field.LANG))


def test_undated_articles_are_within_no_range() -> None:
    undated = replace(STORY, published=None)
    assert match(undated, Undated())
    assert not match(undated, DateRange(None, datetime(2030, 1, 1)))
    assert not match(undated, DateRange(None, None))
    assert not match(Article("x", text="a"), QualityRange(0, 100))


def test_scripts_without_spaces_mark_the_characters_asked_for() -> None:
    text = "他在东北京剧院。"
    assert in_text(text, Word("北京"), "zh") == ["北京"]
    assert in_text(text, Word("东北京"), "zh") == ["东北京"]
    assert in_text(text, Word("京"), "zh") == ["京"]
    assert in_text(text, Word("西"), "zh") is None


def test_near_marks_every_smallest_window_and_no_more() -> None:
    assert in_text("x a b x x x x a x b", Near("a b", 1)) == ["a", "b", "a", "b"]
    assert in_text("a b b", Near("a b", 5)) == ["a", "b"]
    assert in_text("a b b c", Near("a b c", 5)) == ["a", "b", "b", "c"]
    assert in_text("a x a", Near("a a", 0)) is None
    assert in_text("a x a", Near("a a", 1)) == ["a", "a"]


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
    assert len(found.text_leaves) == len(found.text)
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
