"""Lessons: the features of a judged page's blocks, which of them are the article, and how much each counts.

Where people judged a few segments of a page only, what nobody would dispute is added at a low weight: navigation,
footers and rows of comments are not the article, and paragraphs among wanted ones are.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.extract.body.features import Features
from indexer.extract.body.layout import Column
from tests.judged.extraction.learning.labels import Labels
from tests.judged.extraction.pages import Page

_WEIGHT_OF_WHOLE_PAGE = 30.0  # judged from beginning to end; one judged segment has 1
_WEIGHT_BEFORE_OPENING = 4.0
_UNDISPUTED_BLOCK_WEIGHT, _UNDISPUTED_PAGE_WEIGHT = 0.3, 3.0  # what nobody would dispute: of a block, of a page


@dataclass(frozen=True, slots=True)
class Lesson:
    """One page: its features, what is right (`wanted`, 0 to 1), and the weight of each block (0: not judged)."""

    page: Page
    features: Features
    wanted: Column
    weight: Column


def make_lesson(page: Page, features: Features, labels: Labels) -> Lesson:
    """Return the lesson of a page's labels."""
    known = ~np.isnan(labels)
    weight = np.zeros(len(labels))
    if page.text is not None:
        chars = features.columns["chars"]
        weight[known] = np.sqrt(np.minimum(chars[known], 2000.0)) + 2.0
        weight *= _WEIGHT_OF_WHOLE_PAGE / max(1.0, weight.sum())
        weight *= np.abs(np.nan_to_num(labels, nan=0.5) - 0.5) * 2  # a block of which half is wanted teaches nothing
    elif page.wanted:
        weight[known] = 1.0
    else:
        weight[labels == 1] = 1.0
        weight[labels == 0] = min(1.0, _WEIGHT_BEFORE_OPENING / max(1, int((labels == 0).sum())))
    wanted = np.nan_to_num(labels)
    if page.text is None:
        for value, plain in enumerate(_undisputed(features, labels)):
            plain &= ~known
            wanted[plain] = value
            weight[plain] = min(_UNDISPUTED_BLOCK_WEIGHT, _UNDISPUTED_PAGE_WEIGHT / max(1, int(plain.sum())))
    return Lesson(page, features, wanted, weight)


def _undisputed(features: Features, labels: Labels) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which blocks are surely not the article, and which surely are."""
    facts = features.columns
    row = (facts["alike"] > 1) | (facts["around1_alike"] > 1) | (facts["around2_alike"] > 1)
    comment = facts["near_comment"] > 0
    outside = (facts["within_nav"] > 0) | (facts["within_footer"] > 0) | (comment & row & (facts["chars"] > 20))
    among = np.zeros(len(labels), dtype=np.bool_)
    judged = np.flatnonzero(labels == 1)
    if len(judged) > 1:
        around = features.layout.enclosing[0]
        among[judged[0] : judged[-1] + 1] = True
        among &= np.isin(around, around[judged])
        among &= (facts["is_p"] > 0) & (facts["link_share"] < 0.3) & (facts["chars"] > 80) & (facts["sentences"] > 0)
        among &= ~comment
    return outside & ~among, among & ~outside
