"""Which text of a page is its article?

A page is cut into blocks of text (`blocks`). Of each block is gathered what speaks for or against it (`evidence`): how
its text looks, where it stands and among what, what its surroundings are named for, what blocks that look the same are
like, and whether others take it for the article: trafilatura, the points of paragraphs, the page's own JSON-LD. From
that it is judged how likely each block is the article, first by itself and then among its neighbours as they were
judged (`trees`, with weights learned from pages that people have read). The likely blocks are the text (`choosing`,
`joining`), but for a few kinds that are never of it (`leaks`).

No rule is for a single site, and no language is needed.
"""

from dataclasses import dataclass

from indexer.extract.body.blocks import Block, Part, Tree, page_blocks
from indexer.extract.body.features import Evidence, evidence
from indexer.extract.body.forest import learned
from indexer.extract.body.join import chosen, confidence, joined, without_leaks
from indexer.extract.body.layout import Column
from indexer.extract.body.page_hints import Hints, hints_of
from indexer.extract.body.position import context
from indexer.extract.body.witness import Witness, asked_of_trafilatura

__all__ = ["Body", "Tree", "body_of"]

BLOCKS, STATED = "blocks of the page", "JSON-LD articleBody"
_LITTLE = 250  # characters; a page that shows less may show its article by script
_FULLER = 3  # times as long is what is worth leaving the text that is shown


@dataclass(frozen=True, slots=True)
class Body:
    """The text of an article, empty if the page shows none: paragraphs parted by blank lines.

    `origin` says where it was taken from: `blocks of the page`, which were judged one by one, or `JSON-LD articleBody`,
    where the page itself shows next to nothing. `confidence` is the share of the text that is expected to be right,
    0 to 1: of the chosen blocks as of those that should have been chosen.
    """

    text: str = ""
    origin: str = BLOCKS
    confidence: float = 0.0


def body_of(tree: Tree, elements: int) -> Body:
    """The article of a parsed page with so many elements. Raises nothing, and its cost grows with the page's length.

    Nothing else is to be asked of the tree afterwards: scripts and styles are gone from it.
    """
    hints = hints_of(tree)
    parts, blocks = page_blocks(tree)
    other = asked_of_trafilatura(tree, elements)
    body = _judged(parts, blocks, hints, other)
    if len(body.text) < _LITTLE:
        all_parts, all_blocks = page_blocks(tree, hidden=True)
        whole = _judged(all_parts, all_blocks, hints, other) if all_blocks != blocks else body
        body = whole if len(whole.text) > _FULLER * len(body.text) else body
    if len(hints.body) > _FULLER * max(len(body.text), _LITTLE):
        return Body(hints.body, STATED, 1.0)
    return body


def _judged(parts: list[Part], blocks: list[Block], hints: Hints, other: Witness | None) -> Body:
    if not blocks:
        return Body()
    known = evidence(parts, blocks, hints, other)
    chance = chances(known)
    taken = chosen(chance)
    sure = confidence(chance, known.columns["chars"], taken)
    return Body(joined(parts, blocks, taken.tolist()), BLOCKS, round(sure, 2))


def chances(known: Evidence) -> Column:
    """How likely each block of a page is a part of the article."""
    first, second = learned()
    chance = first.chances(known.columns)
    chance = second.chances(known.columns | context(chance, known.columns, known.at))
    return without_leaks(chance, known.columns)
