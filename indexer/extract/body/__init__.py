"""Extracts the text of an article from a page, without rules for single sites or languages.

A page is cut into blocks of text (`blocks`). Of each block is collected what speaks for or against it (`features`): how
its text looks (`lexicon`), where it stands and among what (`layout`, `position`), what the elements around it are named
for, what blocks of the same look are like, and whether others take it for the article: trafilatura (`reference_text`),
the points of paragraphs (`readability`), the page's own JSON-LD (`page_hints`). From that follows how likely each block
is part of the article, first by itself and then among its neighbours as they were rated (`forest`, with weights learned
from pages that people have judged). The likely blocks are the text, except for a few kinds that never are (`join`).
"""

from dataclasses import dataclass

from indexer.extract.body.blocks import Block, Part, split_into_blocks
from indexer.extract.body.features import Features, extract_features
from indexer.extract.body.forest import load_forests
from indexer.extract.body.join import choose_blocks, drop_leaks, expected_f1, join_blocks
from indexer.extract.body.layout import Column
from indexer.extract.body.page_hints import PageHints, collect_hints
from indexer.extract.body.position import second_look_features
from indexer.extract.body.reference_text import ReferenceText, extract_with_trafilatura
from indexer.extract.html_parser import Element

__all__ = ["Body", "extract_body"]

BLOCKS_ORIGIN, JSON_LD_ORIGIN = "blocks of the page", "JSON-LD articleBody"
_SHORT_BODY_CHARS = 250  # a page that shows less may show its article by script
_MIN_LENGTH_RATIO = 3  # another text must be that many times as long to replace the one that is shown


@dataclass(frozen=True, slots=True)
class Body:
    """The text of an article, empty if the page shows none: paragraphs separated by blank lines.

    `origin` says where it was taken from: `blocks of the page`, which were rated one by one, or `JSON-LD articleBody`,
    where the page itself shows next to nothing. `expected_f1` is the share of the text that is expected to be right,
    0 to 1: of the chosen blocks as of those that should have been chosen.
    """

    text: str = ""
    origin: str = BLOCKS_ORIGIN
    confidence: float = 0.0


def extract_body(tree: Element, elements: int) -> Body:
    """Return the article of a parsed page with that many elements. Raises nothing; the cost grows with the length.

    The tree is of no use afterwards: scripts and styles are gone from it.
    """
    hints = collect_hints(tree)
    parts, blocks = split_into_blocks(tree)
    reference = extract_with_trafilatura(tree, elements)
    body = _choose_body(parts, blocks, hints, reference)
    if len(body.text) < _SHORT_BODY_CHARS:
        all_parts, all_blocks = split_into_blocks(tree, hidden=True)
        whole = _choose_body(all_parts, all_blocks, hints, reference) if all_blocks != blocks else body
        body = whole if len(whole.text) > _MIN_LENGTH_RATIO * len(body.text) else body
    if len(hints.body) > _MIN_LENGTH_RATIO * max(len(body.text), _SHORT_BODY_CHARS):
        return Body(hints.body, JSON_LD_ORIGIN, 1.0)
    return body


def _choose_body(parts: list[Part], blocks: list[Block], hints: PageHints, reference: ReferenceText | None) -> Body:
    if not blocks:
        return Body()
    features = extract_features(parts, blocks, hints, reference)
    chance = block_chances(features)
    chosen = choose_blocks(chance)
    confidence = expected_f1(chance, features.columns["chars"], chosen)
    return Body(join_blocks(parts, blocks, chosen.tolist()), BLOCKS_ORIGIN, round(confidence, 2))


def block_chances(features: Features) -> Column:
    """Return how likely each block of a page is part of the article, 0 to 1."""
    first, second = load_forests()
    chance = first.predict(features.columns)
    chance = second.predict(features.columns | second_look_features(chance, features.columns, features.layout))
    return drop_leaks(chance, features.columns)
