"""The compiled rules against the same rules stated in regular expressions, on random text."""

import random
import re
import unicodedata

import numpy as np
import pytest

from search.highlight.fragmenter import points_of, sentences
from search.highlight.sentence_kernels import split
from search.highlight.sentence_tables import (
    ACCENT,
    ALPHABETIC,
    ALPHANUMERIC,
    BLANK,
    CASED,
    DECIMAL,
    LETTER,
    SMALL,
    characters,
    vocabulary,
)
from tests.search.highlight import sentence_statement as statement
from tests.search.highlight.texts import LANGUAGES, odd_text


@pytest.mark.parametrize("seed", range(400))
def test_sentences_are_those_of_the_rules(seed: int) -> None:
    dice = random.Random(seed)
    text, language = odd_text(dice, dice.choice((10, 60, 400))), dice.choice(LANGUAGES)
    assert sentences(text, language) == statement.sentences(text, language)
    start, end = sorted(dice.choices(range(len(text) + 1), k=2))
    assert sentences(text, language, start, end) == statement.sentences(text, language, start, end)


def test_sentences_are_written_behind_those_that_are_there_and_nowhere_else() -> None:
    text = points_of("。" + "日。" * 50)
    units = np.full((60, 2), -7, np.int64)
    count = split(text, 1, len(text), *characters(), *vocabulary("ja"), units, 3)
    assert count == 53
    assert units[3:count].tolist() == [[at, at + 2] for at in range(1, 101, 2)]
    assert (units[:3] == -7).all()
    assert (units[count:] == -7).all()


def test_each_character_is_what_python_says() -> None:
    classes, small = characters()
    every = list(map(chr, range(0x110000)))
    stated = {
        BLANK: map(str.isspace, every),
        LETTER: map(bool, map(re.compile(r"[^\W\d_]").match, every)),
        ALPHABETIC: map(str.isalpha, every),
        ALPHANUMERIC: map(str.isalnum, every),
        DECIMAL: map(str.isdecimal, every),
        SMALL: map(str.islower, every),
        CASED: (each.lower() != each.upper() for each in every),
        ACCENT: (unicodedata.category(each)[0] == "M" for each in every),
    }
    for bit, told in stated.items():
        wrong = np.flatnonzero((classes & bit != 0) != np.fromiter(told, bool, len(every)))
        assert not len(wrong), (bit, list(map(hex, wrong[:5])))
    assert [each for each, low in zip(every, map(chr, small.tolist()), strict=False) if each.lower() != low] == ["İ"]
