"""The choice of passages keeps its promises on random texts and marks."""

import random
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from search.arrays import I64Array
from search.highlight.passages import MAX_WEIGHED_MARKS, Passage, choose_passages, leading_passage
from tests.search.highlight.texts import LANGUAGES, odd_text


class Marked(NamedTuple):
    """A text, its language, marked spans of it that begin with no blank, and the leaves of each."""

    text: str
    language: str | None
    spans: tuple[tuple[int, int], ...]
    leaves: tuple[int, ...]


def marked(dice: random.Random) -> Marked:
    """Return a random text with at least one mark."""
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


def rows(article: Marked) -> I64Array:
    """Return the marks as matching makes them."""
    return np.array([(*span, of) for span, of in zip(article.spans, article.leaves, strict=True)], np.int64).reshape(
        -1, 3
    )


def passages_of(article: Marked, limit: int, chars: int) -> list[Passage]:
    return choose_passages([article.text], [article.language], [rows(article)], limit, chars)[0]


@pytest.mark.parametrize("seed", range(400))
def test_passages_are_apart_and_fit_and_have_the_marks_that_begin_in_them(seed: int) -> None:
    dice = random.Random(seed)
    article = marked(dice)
    limit, chars = dice.randrange(1, 6), dice.choice((dice.randrange(1, 60), dice.randrange(20, 400)))
    passages = passages_of(article, limit, chars)
    assert 1 <= len(passages) <= limit
    assert sum(passage.size for passage in passages) <= chars
    assert all(one.end <= other.start for one, other in pairwise(passages))
    for passage in passages:
        inside = [span for span in article.spans if passage.start <= span[0] < passage.end]
        assert [(start, end) for start, end, _ in passage.marks] == inside
        assert inside
        assert not article.text[passage.start].isspace()


@pytest.mark.parametrize("seed", range(100))
def test_the_opening_is_the_first_that_is_not_blank(seed: int) -> None:
    dice = random.Random(seed)
    text, language = odd_text(dice, dice.choice((10, 60, 200))), dice.choice(LANGUAGES)
    start, chars = dice.randrange(len(text)), dice.randrange(1, 200)
    passages = leading_passage(text, language, start, chars)
    assert bool(passages) == bool(text[start:].strip())
    for passage in passages:
        assert passage.start == len(text) - len(text[start:].lstrip())
        assert 1 <= passage.size <= chars
        assert not passage.head


@pytest.mark.parametrize("seed", range(20))
def test_many_texts_at_once_have_the_passages_of_each(seed: int) -> None:
    dice = random.Random(seed)
    articles = [marked(dice) for _ in range(12)]
    marks = 2 * MAX_WEIGHED_MARKS
    articles[5] = Marked("a b. " * marks, "en", tuple((5 * at, 5 * at + 1) for at in range(marks)), (1,) * marks)
    texts, languages = [article.text for article in articles], [article.language for article in articles]
    each = [passages_of(article, 3, 120) for article in articles]
    assert choose_passages(texts, languages, list(map(rows, articles)), 3, 120) == each


def test_no_texts_have_no_passages() -> None:
    assert choose_passages([], [], [], 3, 120) == []


@pytest.mark.parametrize(("text", "wanted"), [("  ab. Cd.", (1, 9)), ("   ", (0, 3))])
def test_a_mark_of_blanks_is_shown_too(text: str, wanted: tuple[int, int]) -> None:
    (passage,) = choose_passages([text], ["en"], [np.array([[1, 3, 1]])], 1, 40)[0]
    assert (passage.start, passage.end) == wanted
