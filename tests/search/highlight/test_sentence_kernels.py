"""The compiled rules against the same rules stated in regular expressions, on random text."""

import random
import re

import numpy as np
import pytest

from search.arrays import I64Array, U32Array
from search.highlight.sentence_kernels import split_sentences, split_texts_near_marks
from search.highlight.sentence_tables import (
    ALPHABETIC,
    ALPHANUMERIC,
    BLANK,
    CASED,
    DECIMAL,
    LETTER,
    LOWERCASE,
    character_tables,
    vocabulary,
)
from search.highlight.sentences import sentences_near_marks, split_into_sentences
from tests.search.highlight import sentence_statement as statement
from tests.search.highlight.texts import LANGUAGES, odd_text


def code_points(text: str) -> U32Array:
    return np.array(list(map(ord, text)), np.uint32)


@pytest.mark.parametrize("seed", range(400))
def test_sentences_are_those_of_the_rules(seed: int) -> None:
    dice = random.Random(seed)
    text, language = odd_text(dice, dice.choice((10, 60, 400))), dice.choice(LANGUAGES)
    assert split_into_sentences(text, language) == statement.sentences(text, language)
    start, end = sorted(dice.choices(range(len(text) + 1), k=2))
    assert split_into_sentences(text, language, start, end) == statement.sentences(text, language, start, end)


def test_sentences_are_written_behind_those_that_are_there_and_nowhere_else() -> None:
    text = code_points("。" + "日。" * 50)
    units = np.full((60, 2), -7, np.int64)
    count = split_sentences(text, 1, len(text), *character_tables(), *vocabulary("ja"), units, 3)
    assert count == 53
    assert units[3:count].tolist() == [[at, at + 2] for at in range(1, 101, 2)]
    assert (units[:3] == -7).all()
    assert (units[count:] == -7).all()


def test_each_character_is_what_python_says() -> None:
    classes, lowercase = character_tables()
    every = list(map(chr, range(0x110000)))
    stated = {
        BLANK: map(str.isspace, every),
        LETTER: map(bool, map(re.compile(r"[^\W\d_]").match, every)),
        ALPHABETIC: map(str.isalpha, every),
        ALPHANUMERIC: map(str.isalnum, every),
        DECIMAL: map(str.isdecimal, every),
        LOWERCASE: map(str.islower, every),
        CASED: (each.lower() != each.upper() for each in every),
    }
    for bit, wanted in stated.items():
        wrong = np.flatnonzero((classes & bit != 0) != np.fromiter(wanted, bool, len(every)))
        assert not len(wrong), (bit, list(map(hex, wrong[:5])))
    assert [each for each, low in zip(every, map(chr, lowercase.tolist()), strict=False) if each.lower() != low] == [
        "İ"
    ]


def random_marks(dice: random.Random, text: str) -> I64Array:
    """Return marks that are ascending and apart, with or without leaves; the first has one."""
    starts = sorted(dice.sample(range(0, len(text), 2), dice.randrange(1, 1 + len(text) // 2)))
    ends = [dice.randrange(start + 1, end + 1) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    leaves = [1, *(dice.randrange(4) for _ in starts[1:])]
    return np.array(list(zip(starts, ends, leaves, strict=True)), np.int64)


@pytest.mark.parametrize("seed", range(200))
def test_sentences_near_marks_are_those_of_the_text_around_each(seed: int) -> None:
    dice = random.Random(seed)
    texts = [f"a{odd_text(dice, 300)}" for _ in range(4)]
    languages = [dice.choice(LANGUAGES[:2]) for _ in texts]
    marks = [random_marks(dice, text) for text in texts]
    reach = dice.choice((3, 40, 500))
    split = sentences_near_marks(texts, languages, marks, reach)
    for text, language, its_marks, (found, marked) in zip(texts, languages, marks, split, strict=True):
        weighed = [mark for mark in its_marks.tolist() if mark[2]]
        expected: list[list[int]] = []
        number = 0
        while number < len(weighed):
            low, high = max(0, weighed[number][0] - reach), min(len(text), weighed[number][1] + reach)
            number += 1
            while number < len(weighed) and weighed[number][0] - reach <= high:
                high = min(len(text), weighed[number][1] + reach)
                number += 1
            region = [list(each) for each in statement.sentences(text, language, low, high)] or [[low, high]]
            region[0][0] = min(low or region[0][0], weighed[0][0] if not expected else len(text))
            region[-1][1] = high if high < len(text) else region[-1][1]
            joined = region[:1]
            for sentence in region[1:]:
                if any(start < joined[-1][1] < end for start, end, _ in its_marks.tolist()):
                    joined[-1][1] = sentence[1]
                else:
                    joined.append(sentence)
            expected += joined
        assert found == expected
        assert [found[row[0]] for row in marked] == [row[1:3] for row in marked]
        assert [mark for row in marked for mark in weighed[row[3] : row[4]]] == weighed
        for _, start, _, first, end, leaves in marked:
            assert all(mark[0] >= start for mark in weighed[first:end])
            assert leaves == int(np.bitwise_or.reduce([mark[2] for mark in weighed[first:end]]))


@pytest.mark.parametrize("seed", range(40))
def test_sentences_near_marks_are_written_to_their_arrays_and_nowhere_else(seed: int) -> None:
    dice = random.Random(seed)
    text = f"a{odd_text(dice, dice.choice((5, 300)))}"
    marks = random_marks(dice, text)
    rows = np.full((len(text) // 2 + 2 * (len(marks) + 1) + 1, 2), -7, np.int64)
    marked, ends = np.full((len(marks) + 1, 6), -7, np.int64), np.full((2, 2), -7, np.int64)
    pieces = np.array([[0, len(text), 0, len(marks), 0, len(text)]])
    known = (*character_tables(), *vocabulary(dice.choice(LANGUAGES)))
    split_texts_near_marks(
        code_points(text), pieces, marks, dice.choice((3, 200)), *known, rows[:-1], marked[:-1], ends[:-1]
    )
    count, marked_count = ends[0].tolist()
    assert 1 <= marked_count <= count < len(rows)
    assert (rows[:count] >= 0).all()
    assert all((array == -7).all() for array in (rows[-1], marked[marked_count:], ends[1:]))
