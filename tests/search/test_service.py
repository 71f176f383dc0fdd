"""Queries in capitals throughout are read as words, and lists of acronyms as acronyms."""

import pytest

from search.query.options import ParseOptions
from search.query.tree import And, Not, Or, Word
from search.service import ALL_CAPS_NOTICE, interpret, lowercase_if_all_caps


@pytest.mark.parametrize(
    ("text", "shouted"),
    [
        ("KENNEDY ADMINISTRATION PRESSURE", True),
        ("WHO ELECTED THE PRESIDENT?", True),
        ("ПРЕЗИДЕНТ ПОДПИСАЛ УКАЗ", True),
        ("NATO EU UN", False),
        ("UNICEF NATO", False),
        ("UNICEF and NATO", False),
        ("title:UNICEF NATO WHO", False),
        ("IS", False),
        ("", False),
        ("東京都 大阪府 京都府 北海道庁", False),
    ],
)
def test_capitals_throughout_are_shouting(text: str, shouted: bool) -> None:
    assert lowercase_if_all_caps(text) == ((text.lower(), (ALL_CAPS_NOTICE,)) if shouted else (text, ()))


def test_a_shouted_query_finds_words_and_says_so() -> None:
    found = interpret("STOP SUPPRESSING NGO", ParseOptions())
    assert found.query == And((Word("stop"), Word("suppressing"), Word("ngo")))
    assert found.notices == (ALL_CAPS_NOTICE,)


def test_operators_stay_operators() -> None:
    found = interpret("FLOODS OR DROUGHTS NOT STORMS", ParseOptions())
    assert found.query == And((Or((Word("floods"), Word("droughts"))), Not(Word("storms"))))
    assert found.notices == (ALL_CAPS_NOTICE,)


def test_letters_that_grow_when_they_are_small_leave_the_text_as_it_is() -> None:
    text = "İSTANBUL ANKARA İZMİR"
    assert len(text.lower()) > len(text)
    assert lowercase_if_all_caps(text) == (text, ())
