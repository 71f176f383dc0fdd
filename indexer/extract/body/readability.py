"""The method that reader views made known: paragraphs give points to the parts around them, and one part wins.

A paragraph gives points for length and commas, more to the closest parts, fewer to parts with many links or with names
such as "comment". Its winner is one feature among others here.
"""

import numpy as np

from indexer.extract.body.blocks import Block, Part
from indexer.extract.body.layout import Column, Columns, Layout
from indexer.extract.body.lexicon import PURPOSES

_MIN_PARAGRAPH_CHARS = 25  # of a paragraph that gives points
_MAX_LEVELS = 5  # how many parts around a paragraph get points
_POINTS_OF_NAME = 25.0
_POINTS_OF_TAG = {
    "article": 8.0, "div": 5.0, "main": 5.0, "section": 3.0, "pre": 3.0, "td": 3.0, "blockquote": 3.0, "address": -3.0,
    "ol": -3.0, "ul": -3.0, "dl": -3.0, "li": -3.0, "form": -3.0, "th": -5.0,
}  # fmt: skip
_SILENT_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "li", "figcaption", "dt"})
_GOOD_NAMES = ("article", "content", "text", "entry", "main", "page")
_BAD_NAMES = (
    "comment", "footer", "side", "advert", "share", "related", "nav", "hidden", "subscribe", "account", "tools",
    "notice",
)  # fmt: skip
_ALWAYS_LIKELY_TAGS = frozenset({"html", "body", "main", "article"})
_NO_POINTS = -1e9


def readability_features(parts: list[Part], blocks: list[Block], columns: Columns, layout: Layout) -> Columns:
    """Return how each block relates to the part that wins.

    `winner` says whether it is in it, `winner_side` whether it is beside it in a part that is good enough, and `points`
    are those of the parts right around the block as a share of the winner's.
    """
    points, has_points = _points(parts, blocks)
    count = len(blocks)
    linked = layout.sum_by_part(columns["chars"] * columns["link_share"]) / np.maximum(
        1.0, layout.sum_by_part(columns["chars"])
    )
    final = np.where(has_points, points * (1.0 - linked), _NO_POINTS)
    inside, beside, share = np.zeros(count), np.zeros(count), np.zeros(count)
    if has_points.any():
        winner = _climb(int(np.argmax(final)), parts, final, has_points)
        best = max(1e-6, float(final[winner]))
        inside[layout.first[winner] : layout.last[winner]] = 1.0
        for number, part in enumerate(parts):
            if (
                part.parent == parts[winner].parent
                and number != winner
                and _belongs_beside(part, parts[winner], final[number], best)
            ):
                beside[part.first : part.last] = 1.0
        share = _best_of_enclosing(parts, final)[layout.part] / best
    return {"winner": inside, "winner_side": beside, "points": np.clip(share, -1.0, 2.0)}


def _points(parts: list[Part], blocks: list[Block]) -> tuple[Column, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    good, bad = (sum(1 << PURPOSES.index(name) for name in names) for names in (_GOOD_NAMES, _BAD_NAMES))
    unlikely: list[bool] = []
    for part in parts:
        own = bool(part.purposes & bad) and not part.purposes & good and part.tag not in _ALWAYS_LIKELY_TAGS
        unlikely.append(own or (part.parent >= 0 and unlikely[part.parent]))
    points, has_points = np.zeros(len(parts)), np.zeros(len(parts), dtype=np.bool_)
    for block in blocks:
        part = parts[block.part]
        if unlikely[block.part] or part.tag in _SILENT_TAGS or len(block.text) < _MIN_PARAGRAPH_CHARS:
            continue
        size = (
            1.0
            + block.text.count(",")
            + block.text.count("，")
            + block.text.count("、")
            + min(3, len(block.text) // 100)
        )
        number = part.parent if part.tag in {"p", "td", "pre", "blockquote"} else block.part
        for level in range(_MAX_LEVELS):
            if number < 0:
                break
            if not has_points[number]:
                has_points[number] = True
                named = parts[number].purposes
                points[number] = _POINTS_OF_TAG.get(parts[number].tag, 0.0)
                points[number] += _POINTS_OF_NAME * (bool(named & good) - bool(named & bad))
            points[number] += size / (1 if level == 0 else 2 if level == 1 else 3 * level)
            number = parts[number].parent
    return points, has_points


def _climb(
    winner: int, parts: list[Part], final: Column, has_points: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> int:
    """Return a part further out, if the text continues there: where points rise again on the way out."""
    last, least = final[winner], final[winner] / 3
    number = parts[winner].parent
    while number >= 0 and parts[number].tag not in {"body", "html"}:
        if has_points[number]:
            if final[number] < least:
                break
            if final[number] > last:
                return number
            last = final[number]
        number = parts[number].parent
    return winner


def _belongs_beside(part: Part, winner: Part, points: float, best: float) -> bool:
    bonus = best / 5 if part.look == winner.look and part.look[1] else 0.0
    return bool(points + bonus >= max(10.0, best / 5))


def _best_of_enclosing(parts: list[Part], final: Column) -> Column:
    """Return for each part the most points among it and the three parts around it."""
    best = final.copy()
    parent = np.array([part.parent for part in parts], dtype=np.int64)
    number = np.arange(len(parts), dtype=np.int64)
    for _ in range(3):
        number = np.where(number >= 0, parent[number], -1)
        best = np.where(number >= 0, np.maximum(best, final[number]), best)
    return np.where(best == _NO_POINTS, -1.0, best)
