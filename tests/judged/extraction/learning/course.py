"""How are both looks learned from lessons, and what do they make of pages they have not seen?

The second look sees what the first said of the blocks around. It must not learn from first looks at pages that the
first was taught with, which are too sure: in each of a few turns the first look is taught without some of the pages,
and judges those.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from indexer.extract.body.forest import DecisionTree, build_forest
from indexer.extract.body.join import drop_leaks
from indexer.extract.body.layout import MISSING, Column, Columns, stack_columns
from indexer.extract.body.position import second_look_features
from tests.judged.extraction.learning.boosting import BoostingSettings, grow_forest
from tests.judged.extraction.learning.lessons import Lesson

_TURNS = 4
_UNASKED = 5  # every fifth page is learned from once more as if trafilatura had not been asked
_OF_OTHER = ("in_other", "other_of_prose")

Look = tuple[float, list[DecisionTree]]


@dataclass(frozen=True, slots=True)
class LearnedForests:
    """The biases and trees of both looks."""

    first: Look
    second: Look

    def chances(self, lesson: Lesson) -> Column:
        """How likely each block of a page is the article's."""
        facts = lesson.evidence.columns
        chance = build_forest(*self.first).chances(facts)
        chance = build_forest(*self.second).chances(facts | second_look_features(chance, facts, lesson.evidence.at))
        return drop_leaks(chance, facts)


def learn_forests(lessons: Sequence[Lesson], how: BoostingSettings) -> LearnedForests:
    """Both looks as these lessons teach them."""
    lessons = [*lessons, *(_unasked(one) for one in lessons if _number(one) % _UNASKED == 0)]
    turns = [_number(one) % _TURNS for one in lessons]
    chances: list[Column] = [np.empty(0)] * len(lessons)
    for turn in range(_TURNS):
        look = build_forest(
            *_taught([one.evidence.columns for one in lessons], lessons, [t != turn for t in turns], how)
        )
        for number, one in enumerate(lessons):
            if turns[number] == turn:
                chances[number] = look.chances(one.evidence.columns)
    everyone = [True] * len(lessons)
    first = _taught([one.evidence.columns for one in lessons], lessons, everyone, how)
    seen = [
        one.evidence.columns | second_look_features(chance, one.evidence.columns, one.evidence.at)
        for one, chance in zip(lessons, chances, strict=True)
    ]
    return LearnedForests(first, _taught(seen, lessons, everyone, how))


def _taught(facts: list[Columns], lessons: Sequence[Lesson], shown: list[bool], how: BoostingSettings) -> Look:
    names = list(facts[0])
    rows, wanted, weight = [], [], []
    for columns, one, show in zip(facts, lessons, shown, strict=True):
        counts = one.weight > 0
        if show and counts.any():
            rows.append(stack_columns(columns, names)[counts].astype(np.float32))
            wanted.append(one.wanted[counts])
            weight.append(one.weight[counts])
    return grow_forest(np.concatenate(rows), names, np.concatenate(wanted), np.concatenate(weight), how)


def _unasked(lesson: Lesson) -> Lesson:
    """The same page without trafilatura's word, as pages are that are too large to ask it."""
    columns = dict(lesson.evidence.columns)
    for name in _OF_OTHER:
        columns[name] = np.full_like(columns[name], MISSING if name == _OF_OTHER[0] else 0.0)
    return replace(lesson, evidence=replace(lesson.evidence, columns=columns), weight=lesson.weight / 2)


def _number(lesson: Lesson) -> int:
    """By the site and not the page, so that pages of one site are not on both sides."""
    return crc32(f"turn {lesson.page.site}".encode())
