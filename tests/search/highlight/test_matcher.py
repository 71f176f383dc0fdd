"""What each kind of query matches in an article, and what it marks there."""

from dataclasses import replace
from datetime import datetime

import pytest

from search.article import Article, Published
from search.highlight.matcher import match
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
from tests.search.highlight.marking import in_text, marked

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
