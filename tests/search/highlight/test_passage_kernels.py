"""The compiled choice of passages against the same choice stated plainly, on random texts and marks."""

import random
from typing import NamedTuple

import numpy as np
import pytest

from search.arrays import I64Array
from search.highlight.fragment_kernels import LEAST, PASSAGE, choose_each
from search.highlight.fragmenter import best, best_each, opening, points_of
from search.highlight.sentence_tables import characters, vocabulary
from search.highlight.window_kernels import WINDOW
from tests.search.highlight import choosing
from tests.search.highlight.texts import LANGUAGES, odd_text


class Marked(NamedTuple):
    """A text, its language, marked spans of it that begin with no blank, and the leaves of each."""

    text: str
    language: str | None
    spans: tuple[tuple[int, int], ...]
    leaves: tuple[int, ...]


def marked(dice: random.Random) -> Marked:
    """A random text with at least one mark."""
    while True:
        text = odd_text(dice, dice.choice((20, 120, 600)))
        step, kinds = dice.choice((5, 40, 100)), dice.choice((1, 3, 8))
        spans = []
        at = 0
        for _ in range(dice.choice((2, 6, 30))):
            start = at + dice.randrange(step)
            at = start + dice.randrange(1, dice.choice((3, 7, 40)))
            if at <= len(text) and not text[start].isspace():
                spans.append((start, at))
            at += 1
        leaves = [1 << dice.randrange(kinds) | (dice.random() < 0.2) << dice.randrange(4) for _ in spans]
        if spans:
            return Marked(text, dice.choice(LANGUAGES), tuple(spans), tuple(leaves))


def rows(found: Marked) -> I64Array:
    """The marks as matching makes them."""
    return np.array([(*span, of) for span, of in zip(found.spans, found.leaves, strict=True)], np.int64).reshape(-1, 3)


@pytest.mark.parametrize("seed", range(400))
def test_passages_are_those_of_the_rules(seed: int) -> None:
    dice = random.Random(seed)
    found = marked(dice)
    limit, chars = dice.randrange(1, 6), dice.choice((dice.randrange(1, 60), dice.randrange(20, 400)))
    stated = choosing.Passages(*found, chars).best(limit)
    passages = best(found.text, found.language, rows(found), limit, chars)
    assert [(each.start, each.end, bool(each.head), bool(each.tail)) for each in passages] == [
        (each.start, each.end, each.head, each.tail) for each in stated
    ]
    for passage in passages:
        inside = [span for span in found.spans if passage.start <= span[0] < passage.end]
        assert list(found.spans[passage.first : passage.last]) == inside
        broken = not set("\n\r\u2028\u2029").isdisjoint(found.text[passage.start : passage.end])
        assert passage.broken == broken


@pytest.mark.parametrize("seed", range(100))
def test_the_opening_is_that_of_the_rules(seed: int) -> None:
    dice = random.Random(seed)
    text, language = odd_text(dice, dice.choice((10, 60, 200))), dice.choice(LANGUAGES)
    start, chars = dice.randrange(len(text)), dice.randrange(1, 200)
    assert [
        (each.start, each.end, bool(each.head), bool(each.tail)) for each in opening(text, language, start, chars)
    ] == [(each.start, each.end, each.head, each.tail) for each in choosing.opening(text, language, start, chars)]


@pytest.mark.parametrize("seed", range(40))
def test_no_room_is_overrun(seed: int) -> None:
    dice = random.Random(seed)
    found = marked(dice)
    chars = dice.randrange(1, 400)
    limit, count = max(1, min(dice.randrange(1, 6), chars // LEAST)), len(found.spans)
    marks = rows(found)
    shapes = [
        (len(found.text) // 2 + 2 * count + 2, 2),
        *((count, 5), (count, 3)),
        (count * 9, WINDOW),
        *((limit, WINDOW), (limit, WINDOW), (limit, PASSAGE)),
    ]
    rooms = [np.full((size + 1, columns), -7, np.int64) for size, columns in shapes]
    counts = np.full(2, -7, np.int64)
    points, begins, firsts = points_of(found.text), np.array([0, len(found.text)]), np.array([0, count])
    known = (*characters(), *vocabulary(found.language))
    choose_each(
        *(points, begins, marks, firsts, marks, firsts, np.zeros(1, np.int64), limit, chars),
        *(*known, *(room[:-1] for room in rooms), counts[:-1]),
    )
    assert 1 <= counts[0] <= limit
    assert counts[1] == -7
    assert all((room[-1] == -7).all() for room in rooms)


@pytest.mark.parametrize("seed", range(20))
def test_many_texts_at_once_have_the_passages_of_each(seed: int) -> None:
    dice = random.Random(seed)
    some = [marked(dice) for _ in range(12)]
    some[3] = Marked("Nothing.", "en", (), ())
    some[5] = Marked("a b. " * 700, "en", tuple((at, at + 1) for at in range(0, 3500, 5)), (1,) * 700)
    each = [best(found.text, found.language, rows(found), 3, 120) for found in some]
    assert best_each([f.text for f in some], [f.language for f in some], list(map(rows, some)), 3, 120) == each
    assert each[3] == []


def test_a_mark_of_blanks_is_shown_too() -> None:
    mark = np.array([[1, 3, 1]])
    assert [each[:2] for each in best("  ab. Cd.", "en", mark, 1, 40)] == [(1, 9)]
    assert [each[:2] for each in best("   ", "en", mark, 1, 40)] == [(0, 3)]
