"""Which text of a page is its article?

A page is cut into blocks of text (`blocks`). Of each block is gathered what speaks for or against it (`extract_features`): how
its text looks, where it stands and among what, what its surroundings are named for, what blocks that look the same are
like, and whether others take it for the article: trafilatura, the points of paragraphs, the page's own JSON-LD. From
that it is judged how likely each block is the article, first by itself and then among its neighbours as they were
judged (`trees`, with weights learned from pages that people have read). The likely blocks are the text (`choosing`,
`joining`), but for a few kinds that are never of it (`leaks`).

No rule is for a single site, and no language is needed.
"""

from dataclasses import dataclass

from indexer.extract.body.blocks import Block, Part, Tree, split_into_blocks
from indexer.extract.body.features import Features, extract_features
from indexer.extract.body.forest import load_forests
from indexer.extract.body.join import choose_blocks, drop_leaks, expected_f1, join_blocks
from indexer.extract.body.layout import Column
from indexer.extract.body.page_hints import PageHints, collect_hints
from indexer.extract.body.position import second_look_features
from indexer.extract.body.witness import ReferenceText, extract_with_trafilatura

__all__ = ["Body", "Tree", "body_of"]

BLOCKS, STATED = "blocks of the page", "JSON-LD articleBody"
_LITTLE = 250  # characters; a page that shows less may show its article by script
_FULLER = 3  # times as long is what is worth leaving the text that is shown


@dataclass(frozen=True, slots=True)
class Body:
    """The text of an article, empty if the page shows none: paragraphs parted by blank lines.

    `origin` says where it was taken from: `blocks of the page`, which were judged one by one, or `JSON-LD articleBody`,
    where the page itself shows next to nothing. `expected_f1` is the share of the text that is expected to be right,
    0 to 1: of the chosen blocks as of those that should have been chosen.
    """

    text: str = ""
    origin: str = BLOCKS
    confidence: float = 0.0


def extract_body(tree: Tree, elements: int) -> Body:
    """The article of a parsed page with so many elements. Raises nothing, and its cost grows with the page's length.

    Nothing else is to be asked of the tree afterwards: scripts and styles are gone from it.
    """
    hints = collect_hints(tree)
    parts, blocks = split_into_blocks(tree)
    other = extract_with_trafilatura(tree, elements)
    body = _judged(parts, blocks, hints, other)
    if len(body.text) < _LITTLE:
        all_parts, all_blocks = split_into_blocks(tree, hidden=True)
        whole = _judged(all_parts, all_blocks, hints, other) if all_blocks != blocks else body
        body = whole if len(whole.text) > _FULLER * len(body.text) else body
    if len(hints.body) > _FULLER * max(len(body.text), _LITTLE):
        return Body(hints.body, STATED, 1.0)
    return body


def _judged(parts: list[Part], blocks: list[Block], hints: PageHints, other: ReferenceText | None) -> Body:
    if not blocks:
        return Body()
    known = extract_features(parts, blocks, hints, other)
    chance = block_chances(known)
    taken = choose_blocks(chance)
    sure = expected_f1(chance, known.columns["chars"], taken)
    return Body(join_blocks(parts, blocks, taken.tolist()), BLOCKS, round(sure, 2))


def block_chances(known: Features) -> Column:
    """How likely each block of a page is a part of the article."""
    first, second = load_forests()
    chance = first.chances(known.columns)
    chance = second.chances(known.columns | second_look_features(chance, known.columns, known.at))
    return drop_leaks(chance, known.columns)
