import time
from pathlib import Path

import numpy as np
import pytest

from search.article import Article
from search.highlight.fragmenter import mark_text, mark_title
from search.highlight.matcher import Match, match
from search.query.tree import And, MatchAll, Near, Or, Phrase, Query, Word
from search.results import Fragment
from tests.search.highlight.marking import fragments


def shown(
    text: str, query: Query, *, limit: int = 2, chars: int = 240, title: str = "", language: str = "en"
) -> list[str]:
    """The fragments with their highlights in brackets."""
    article = Article("x", title=title, text=text, language=language)
    found = match(article, query)
    assert found is not None
    return [bracketed(fragment) for fragment in fragments(article, found, limit=limit, chars=chars)]


def bracketed(fragment: Fragment) -> str:
    text = fragment.text
    for start, end in reversed(fragment.highlights):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def long_sentence(*words: str, size: int = 60) -> str:
    return "Start " + " ".join(" ".join(["filler"] * size) + f" {word}" for word in words) + " end."


def test_title_and_text_are_marked_whole() -> None:
    article = Article("x", title="War news", text="One.\n\nThe war.")
    found = match(article, Word("war"))
    assert found is not None
    assert mark_title(article, found) == Fragment("War news", ((0, 3),))
    assert mark_text(article, found) == Fragment("One.\n\nThe war.", ((10, 13),))


def test_a_fragment_is_the_whole_sentence() -> None:
    text = "Nobody came here on that long day. The needle fell down. " + "Then nothing happened for weeks. " * 9
    assert shown(text, Word("needle"), chars=60) == ["The [needle] fell down. Then nothing happened for weeks."]
    assert shown(text, Word("needle"), chars=23) == ["The [needle] fell down."]


def test_neighbours_fill_the_room() -> None:
    text = "A first one. The needle fell. A third one."
    assert shown(text, Word("needle"), chars=80) == ["A first one. The [needle] fell. A third one."]
    assert shown(text, Word("needle"), chars=30) == ["The [needle] fell. A third one."[:33]]


def test_a_short_sentence_does_not_stand_alone() -> None:
    text = "Needle! " + " ".join(["filler"] * 80) + "."
    (only,) = shown(text, Word("needle"))
    assert only.startswith("[Needle]! filler filler")
    assert only.endswith("filler…")
    assert 220 < len(only) <= 242
    (last,) = shown(" ".join(["Filler"] * 80) + ". Needle!", Word("needle"))
    assert last.startswith("…Filler")
    assert last.endswith("Filler. [Needle]!")


def test_a_sentence_is_not_run_together_with_a_heading() -> None:
    text = "It rained all day.\n\nThe needle fell down here, and nobody saw it.\n\nDoubts of an expert\n\nMore."
    whole = "The [needle] fell down here, and nobody saw it."
    assert shown(text, Word("needle")) == [f"It rained all day. {whole}"]
    assert shown(text.partition("\n\n")[2], Word("needle")) == [whole]
    assert shown(f"A heading\n\n{text}", Word("rained")) == [
        f"It [rained] all day. {whole}".replace("[needle]", "needle")
    ]


def test_a_heading_that_is_marked_does_not_stand_alone() -> None:
    text = "The needle\n\nIt fell down here, and nobody saw it.\n\nAnother heading\n\nMore."
    assert shown(text, Word("needle")) == ["The [needle] It fell down here, and nobody saw it."]


def test_no_fragment_ends_at_an_abbreviation() -> None:
    text = "The talks were held in the U.S. capital on Nov. 13 with " + "filler " * 60 + "end."
    for chars in range(20, 120):
        for fragment in shown(text, Word("talks"), chars=chars):
            assert not fragment.rstrip("…").endswith(("Nov.", "U.S."))


def test_an_abbreviation_that_is_marked_is_followed_by_its_word() -> None:
    text = "The " + "filler " * 30 + "and the U.S. Representatives of it " + "filler " * 30 + "end."
    for chars in range(45, 300):
        (only,) = shown(text, Word("US"), limit=1, chars=chars)
        assert "[U.S.] Representatives" in only


def test_line_breaks_become_one_blank() -> None:
    text = "The first line\nbreaks here.\n\n  \nThe needle and\r\n thread."
    assert shown(text, Phrase("needle and thread")) == ["The first line breaks here. The [needle and thread]."]


def test_a_phrase_across_sentences_is_not_cut() -> None:
    text = "Before it all. They ended the war. Peace came then. " + "After that came more. " * 20
    assert shown(text, Phrase("war peace"), chars=40) == ["They ended the [war. Peace] came then."]


def test_distinct_words_come_before_many_of_one() -> None:
    text = "Cat cat cat cat. " + "Filler goes here. " * 30 + "Cat and dog. " + "Filler goes here. " * 30 + "Dog dog."
    (only,) = shown(text, And((Word("cat"), Word("dog"))), limit=1, chars=50)
    assert "[Cat] and [dog]." in only


def test_words_far_apart_get_a_fragment_each() -> None:
    filler = "Filler goes here and there. " * 30
    text = f"{filler}The cat sat. {filler}The dog ran. {filler}"
    first, second = shown(text, And((Word("dog"), Word("cat"))))
    assert "The [cat] sat." in first
    assert "The [dog] ran." in second


def test_long_sentences_share_the_room_when_words_are_far_apart() -> None:
    text = long_sentence("cat", "dog")
    first, second = shown(text, And((Word("cat"), Word("dog"))))
    assert "[cat]" in first
    assert "[dog]" in second


def test_a_rare_word_is_shown_although_another_is_everywhere() -> None:
    text = "The cat sat. " * 2_000 + "A dog ran. " + "The cat sat. " * 2_000
    assert "[dog]" in "".join(shown(text, And((Word("cat"), Word("dog"))), limit=1))


def test_dense_and_early_sentences_are_preferred() -> None:
    filler = "Filler goes here and there. " * 20
    text = f"One cat among many other things in the house. {filler}A cat, a cat. {filler}A cat, a cat. {filler}"
    (only,) = shown(text, Word("cat"), limit=1, chars=40)
    assert only.startswith("A [cat], a [cat].")
    article = Article("x", text=text)
    found = match(article, Word("cat"))
    assert found is not None
    assert fragments(article, found, limit=1, chars=13)[0].text == "A cat, a cat."


def test_several_fragments_are_in_the_order_of_the_text() -> None:
    text = ("Filler goes here and there. " * 12).join(f"Cat number {number}. " for number in range(5))
    found = shown(text, Word("cat"), limit=5, chars=400)
    assert len(found) == 5
    assert [next(part for part in each.split() if part.strip(".").isdigit()) for each in found] == [
        "0.", "1.", "2.", "3.", "4.",
    ]  # fmt: skip


def test_fragments_that_touch_are_one() -> None:
    assert shown("A cat sat. A dog ran.", And((Word("cat"), Word("dog")))) == ["A [cat] sat. A [dog] ran."]


def test_a_sentence_too_long_is_cut_between_words_with_ellipses() -> None:
    (only,) = shown(long_sentence("needle", ""), Word("needle"), chars=60)
    assert only.startswith("…filler")
    assert only.endswith("filler…")
    assert "[needle]" in only
    assert len(only) - 2 <= 60
    assert set(only.strip("…").split()) == {"filler", "[needle]"}


def test_a_cut_keeps_the_beginning_of_the_sentence_when_the_mark_is_near() -> None:
    (only,) = shown("The needle fell " + "and so on " * 60 + "end.", Word("needle"), chars=60)
    assert only.startswith("The [needle] fell and")
    assert only.endswith("…")


def test_marks_inside_words_keep_their_words() -> None:
    text = "filler " * 60 + "Syria's army " + "filler " * 60
    (only,) = shown(text, Word("Syria"), chars=40)
    assert "[Syria]'s army" in only


def test_scripts_without_spaces_are_cut_between_characters() -> None:
    text = "天" * 300 + "北京" + "地" * 300
    (only,) = shown(text, Word("北京"), chars=40, language="zh")
    assert "[北京]" in only
    assert len(only) == 42
    assert only[0] == only[-1] == "…"


def test_without_marks_the_text_begins() -> None:
    text = "The first sentence. The second one. " + "More of it follows here. " * 20
    assert shown(text, MatchAll(), chars=40) == ["The first sentence. The second one."]
    assert shown(text, Word("title"), chars=40, title="A title") == ["The first sentence. The second one."]
    assert shown("word " * 100, MatchAll(), chars=21) == ["word word word word…"]


def test_a_first_paragraph_that_repeats_the_title_is_skipped() -> None:
    text = "A TITLE\n\nThe first sentence."
    assert shown(text, MatchAll(), title="A title") == ["The first sentence."]
    assert shown(text, MatchAll(), title="Another title") == ["A TITLE The first sentence."]
    assert shown("A title\n\n", MatchAll(), title="A title") == ["A title"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n \n"])
def test_an_empty_text_has_no_fragment(text: str) -> None:
    assert shown(text, MatchAll()) == []


def test_no_fragments_when_none_are_asked_for() -> None:
    assert shown("A cat.", Word("cat"), limit=0) == []
    assert shown("A cat.", Word("cat"), chars=0) == []


@pytest.mark.parametrize("chars", [1, 2, 3, 10, 240])
def test_a_word_longer_than_the_room_is_cut(chars: int) -> None:
    article = Article("x", text="a " + "x" * 1_000_000 + " b")
    for query in (Word("x" * 255), Word("a"), MatchAll()):
        found = match(article, query)
        assert found is not None
        (only,) = fragments(article, found, limit=3, chars=chars)
        assert 1 <= len(only.text) <= chars


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("a " * 500_000, Word("a")),
        ("a. B " * 200_000, Or((Word("a"), Word("b")))),
        ("filler words here. " * 50_000 + "needle", Word("needle")),
        ("x" * 500_000 + " needle " + "y" * 500_000, Word("needle")),
        ("needle" + " " * 1_000_000 + "needle", Near("needle needle", 5)),
        ("\n\n" * 500_000 + "needle", Word("needle")),
        ("needle\n\n" * 100_000, Word("needle")),
    ],
    ids=["everywhere", "short-sentences", "far", "long-words", "blanks", "breaks", "one-word-lines"],
)
def test_a_megabyte_is_shown_in_bounded_time(text: str, query: Query) -> None:
    article = Article("x", text=text, language="en")
    found = match(article, query)
    assert found is not None
    started = time.process_time()
    pieces = fragments(article, found, limit=5, chars=600)
    # It takes one second or two; work that grew with the square of the text would take hours.
    assert time.process_time() - started < 30
    assert pieces
    assert sum(len(piece.text) for piece in pieces) <= 600


def test_the_wire_story_is_shown_by_whole_sentences(corpora: Path) -> None:
    text = (corpora / "messy" / "wire-story.txt").read_text("utf-8")
    found = shown(text, Word("IS"), limit=5, chars=600)
    assert len(found) > 1
    assert all("[IS]" in each for each in found)
    for query in (Word("IS"), Word("US"), Word("Nov"), Phrase("US led coalition"), And((Word("Daesh"), Word("S-400")))):
        for each in shown(text, query):
            assert not each.rstrip("…").replace("]", "").endswith(("Nov.", "Oct.", "U.S."))
    assert "[von der Leyen]" in "".join(shown(text, And((Word("putin"), Word("warplane"), Phrase("von der leyen")))))
    both = "".join(shown(text, And((Word("putin"), Word("warplane"), Phrase("von der leyen")))))
    assert "[Putin]" in both
    assert "[warplane]" in both


def test_a_match_made_by_hand_is_shown_as_well() -> None:
    article = Article("x", text="One cat. Two cats.")
    found = Match(text_marks=np.array([[4, 7, 1 << 7]]))
    assert fragments(article, found, limit=1, chars=10) == (Fragment("One cat.", ((4, 7),)),)
