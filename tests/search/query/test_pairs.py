"""Which words of a query stand side by side."""

import pytest

from search.query.options import MatchMode, ParseOptions
from search.query.pairs import adjacent_pairs
from search.query.tree import And, Synonyms, Word
from search.service import interpret


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("night mail train", ["night mail", "mail train"]),
        ("the state of the mail", ["state mail"]),
        ("VA hospital", ["va hospital"]),
        ("long-range missiles", ["range missiles"]),
        ("mail long-range", ["mail long"]),
        ('"night mail" train', ["mail train"]),
        ("title:night train", []),
        ("night mail* train", []),
        ("night^2 mail", ["night mail"]),
        ("(night OR day) mail", ["night day", "day mail"]),
        ("night", []),
    ],
)
@pytest.mark.parametrize("match", MatchMode)
def test_neighbours_are_pairs(text: str, pairs: list[str], match: MatchMode) -> None:
    found = adjacent_pairs(interpret(text, ParseOptions(match)).query)
    assert [f"{pair.first} {pair.second}" for pair in found] == pairs
    assert not any(pair.is_name for pair in found)


@pytest.mark.parametrize("text", ["night -mail train", "night date:2015 train"])
def test_an_exclusion_or_a_condition_stands_between_words(text: str) -> None:
    assert adjacent_pairs(interpret(text, ParseOptions()).query) == ()


@pytest.mark.parametrize("text", ["s 400 missiles", "S-400 missiles", "S400 missiles", "missiles S 400"])
def test_a_letter_beside_a_number_is_a_name(text: str) -> None:
    names = [pair for pair in adjacent_pairs(interpret(text, ParseOptions()).query) if pair.is_name]
    assert [(pair.first, pair.second) for pair in names] == [("s", "400")]


def test_a_word_with_synonyms_has_neighbours() -> None:
    (pair,) = adjacent_pairs(And((Synonyms(Word("ferry"), (Word("steamer"),)), Word("pier"))))
    assert (pair.first, pair.second) == ("ferry", "pier")
    assert not pair.is_plain
