"""What is there to learn from a judged page? The facts of its blocks, which are the article, and how much each counts.

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

_OF_WHOLE = 30.0  # the weight of a page that was judged whole; one judged segment has 1
_OF_OPENING = 4.0
_PLAIN, _PLAIN_PAGE = 0.3, 3.0  # the weights of what nobody would dispute: of a block, and of all of a page


@dataclass(frozen=True, slots=True)
class Lesson:
    """One page: what is known, what is right (`wanted`, between 0 and 1), and what it counts (0: nothing is known)."""

    page: Page
    evidence: Features
    wanted: Column
    weight: Column


def make_lesson(page: Page, evidence: Features, labels: Labels) -> Lesson:
    """The lesson of a page's labels."""
    known = ~np.isnan(labels)
    weight = np.zeros(len(labels))
    if page.text is not None:
        chars = evidence.columns["chars"]
        weight[known] = np.sqrt(np.minimum(chars[known], 2000.0)) + 2.0
        weight *= _OF_WHOLE / max(1.0, weight.sum())
        weight *= np.abs(np.nan_to_num(labels, nan=0.5) - 0.5) * 2  # a block that was taken in half tells nothing
    elif page.wanted:
        weight[known] = 1.0
    else:
        weight[labels == 1] = 1.0
        weight[labels == 0] = min(1.0, _OF_OPENING / max(1, int((labels == 0).sum())))
    wanted = np.nan_to_num(labels)
    if page.text is None:
        for value, plain in enumerate(_undisputed(evidence, labels)):
            plain &= ~known
            wanted[plain] = value
            weight[plain] = min(_PLAIN, _PLAIN_PAGE / max(1, int(plain.sum())))
    return Lesson(page, evidence, wanted, weight)


def _undisputed(evidence: Features, labels: Labels) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which blocks are surely not the article, and which surely are."""
    facts = evidence.columns
    row = (facts["alike"] > 1) | (facts["around1_alike"] > 1) | (facts["around2_alike"] > 1)
    comment = facts["near_comment"] > 0
    outside = (facts["within_nav"] > 0) | (facts["within_footer"] > 0) | (comment & row & (facts["chars"] > 20))
    among = np.zeros(len(labels), dtype=np.bool_)
    judged = np.flatnonzero(labels == 1)
    if len(judged) > 1:
        around = evidence.at.around[0]
        among[judged[0] : judged[-1] + 1] = True
        among &= np.isin(around, around[judged])
        among &= (facts["is_p"] > 0) & (facts["link_share"] < 0.3) & (facts["chars"] > 80) & (facts["sentences"] > 0)
        among &= ~comment
    return outside & ~among, among & ~outside
