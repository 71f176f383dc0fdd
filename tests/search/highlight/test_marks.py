"""Which words are marked: those that satisfied the query, and no others."""

from search.article import Article
from search.highlight.matcher import match
from search.query.tree import And, Near, Not, Or, Phrase, Synonyms, Word
from tests.search.highlight.marking import in_text


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
    assert found.text_marks[:, 2].tolist() == [1 << 0, 1 << 1 | 1 << 3, 1 << 2, 1 << 2]


def test_leaves_for_which_there_is_no_bit_share_the_last() -> None:
    text = " ".join(f"w{number}" for number in range(70))
    found = match(Article("x", text=text), And(tuple(Phrase(f"w{number}") for number in range(70))))
    assert found is not None
    assert found.text_marks[:, 2].tolist() == [1 << min(number, 61) for number in range(70)]


def test_near_marks_every_smallest_window_and_no_more() -> None:
    assert in_text("x a b x x x x a x b", Near("a b", 1)) == ["a", "b", "a", "b"]
    assert in_text("a b b", Near("a b", 5)) == ["a", "b"]
    assert in_text("a b b c", Near("a b c", 5)) == ["a", "b", "b", "c"]
    assert in_text("a x a", Near("a a", 0)) is None
    assert in_text("a x a", Near("a a", 1)) == ["a", "a"]
