"""Learns the forests of both looks from lessons, as stacking: the second look learns from the first's predictions.

The second look sees what the first predicted for the blocks around. It must not learn from predictions for pages that
the first was trained on, which are too sure: in each of a few folds the first look is trained without some of the
pages, and predicts those.
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

_FOLDS = 4
_EVERY_PAGE_WITHOUT_TRAFILATURA = 5  # every fifth page is learned once more as if trafilatura had not been asked
_TRAFILATURA_COLUMNS = ("in_other", "other_of_prose")

Look = tuple[float, list[DecisionTree]]


@dataclass(frozen=True, slots=True)
class LearnedForests:
    """The biases and trees of both looks."""

    first: Look
    second: Look

    def predict(self, lesson: Lesson) -> Column:
        """Return how likely each block of a page is part of the article."""
        facts = lesson.features.columns
        chance = build_forest(*self.first).predict(facts)
        chance = build_forest(*self.second).predict(facts | second_look_features(chance, facts, lesson.features.layout))
        return drop_leaks(chance, facts)


def learn_forests(lessons: Sequence[Lesson], how: BoostingSettings) -> LearnedForests:
    """Return both looks, trained on these lessons."""
    lessons = [
        *lessons,
        *(_without_trafilatura(one) for one in lessons if _number(one) % _EVERY_PAGE_WITHOUT_TRAFILATURA == 0),
    ]
    folds = [_number(one) % _FOLDS for one in lessons]
    chances: list[Column] = [np.empty(0)] * len(lessons)
    for fold in range(_FOLDS):
        look = build_forest(
            *_train([one.features.columns for one in lessons], lessons, [t != fold for t in folds], how)
        )
        for number, one in enumerate(lessons):
            if folds[number] == fold:
                chances[number] = look.predict(one.features.columns)
    all_lessons = [True] * len(lessons)
    first = _train([one.features.columns for one in lessons], lessons, all_lessons, how)
    facts = [
        one.features.columns | second_look_features(chance, one.features.columns, one.features.layout)
        for one, chance in zip(lessons, chances, strict=True)
    ]
    return LearnedForests(first, _train(facts, lessons, all_lessons, how))


def _train(facts: list[Columns], lessons: Sequence[Lesson], shown: list[bool], how: BoostingSettings) -> Look:
    names = list(facts[0])
    rows, wanted, weight = [], [], []
    for columns, one, show in zip(facts, lessons, shown, strict=True):
        counts = one.weight > 0
        if show and counts.any():
            rows.append(stack_columns(columns, names)[counts].astype(np.float32))
            wanted.append(one.wanted[counts])
            weight.append(one.weight[counts])
    return grow_forest(np.concatenate(rows), names, np.concatenate(wanted), np.concatenate(weight), how)


def _without_trafilatura(lesson: Lesson) -> Lesson:
    """Return the same page without trafilatura's text, like pages that are too large for it."""
    columns = dict(lesson.features.columns)
    for name in _TRAFILATURA_COLUMNS:
        columns[name] = np.full_like(columns[name], MISSING if name == _TRAFILATURA_COLUMNS[0] else 0.0)
    return replace(lesson, features=replace(lesson.features, columns=columns), weight=lesson.weight / 2)


def _number(lesson: Lesson) -> int:
    """Return a number by the site and not the page, so that pages of one site are not on both sides."""
    return crc32(f"turn {lesson.page.site}".encode())
