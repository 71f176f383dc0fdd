"""Which part of a page do its paragraphs speak for? Each gives points to the parts around it, and one part wins.

The method is the one that reader views made known: points for length and commas, more for the closest parts, fewer for
parts with many links or with telling names. Here its winner is one witness among others.
"""

import numpy as np

from indexer.extract.body.blocks import Block, Part
from indexer.extract.body.layout import Column, Columns, Layout
from indexer.extract.body.lexicon import PURPOSES

_SHORTEST = 25  # characters of a paragraph that speaks
_REACH = 5  # parts around a paragraph that it gives points to
_NAMED = 25.0  # points for a name
_OF_TAG = {"article": 8.0, "div": 5.0, "main": 5.0, "section": 3.0, "pre": 3.0, "td": 3.0, "blockquote": 3.0,
           "address": -3.0, "ol": -3.0, "ul": -3.0, "dl": -3.0, "li": -3.0, "form": -3.0, "th": -5.0}  # fmt: skip
_SILENT = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "li", "figcaption", "dt"})
_GOOD = ("article", "content", "text", "entry", "main", "page")
_BAD = ("comment", "footer", "side", "advert", "share", "related", "nav", "hidden", "subscribe", "account",
        "tools", "notice")  # fmt: skip
_MUST = frozenset({"html", "body", "main", "article"})
_NONE = -1e9


def readability_features(parts: list[Part], blocks: list[Block], columns: Columns, at: Layout) -> Columns:
    """How a block stands to the part that wins.

    Whether it is in it (`winner`), or beside it in a part that is good enough (`winner_side`), and the points of the
    parts right around the block as a share of the winner's (`points`).
    """
    points, spoken = _points(parts, blocks)
    count = len(blocks)
    linked = at.within(columns["chars"] * columns["link_share"]) / np.maximum(1.0, at.within(columns["chars"]))
    final = np.where(spoken, points * (1.0 - linked), _NONE)
    inside, beside, share = np.zeros(count), np.zeros(count), np.zeros(count)
    if spoken.any():
        winner = _climbed(int(np.argmax(final)), parts, final, spoken)
        best = max(1e-6, float(final[winner]))
        inside[at.first[winner] : at.last[winner]] = 1.0
        for number, part in enumerate(parts):
            if (
                part.parent == parts[winner].parent
                and number != winner
                and _joins(part, parts[winner], final[number], best)
            ):
                beside[part.first : part.last] = 1.0
        share = _around(parts, final)[at.part] / best
    return {"winner": inside, "winner_side": beside, "points": np.clip(share, -1.0, 2.0)}


def _points(parts: list[Part], blocks: list[Block]) -> tuple[Column, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    good, bad = (sum(1 << PURPOSES.index(name) for name in names) for names in (_GOOD, _BAD))
    unlikely: list[bool] = []
    for part in parts:
        own = bool(part.named & bad) and not part.named & good and part.tag not in _MUST
        unlikely.append(own or (part.parent >= 0 and unlikely[part.parent]))
    points, spoken = np.zeros(len(parts)), np.zeros(len(parts), dtype=np.bool_)
    for block in blocks:
        part = parts[block.part]
        if unlikely[block.part] or part.tag in _SILENT or len(block.text) < _SHORTEST:
            continue
        size = (
            1.0
            + block.text.count(",")
            + block.text.count("，")
            + block.text.count("、")
            + min(3, len(block.text) // 100)
        )
        number = part.parent if part.tag in {"p", "td", "pre", "blockquote"} else block.part
        for level in range(_REACH):
            if number < 0:
                break
            if not spoken[number]:
                spoken[number] = True
                named = parts[number].named
                points[number] = _OF_TAG.get(parts[number].tag, 0.0)
                points[number] += _NAMED * (bool(named & good) - bool(named & bad))
            points[number] += size / (1 if level == 0 else 2 if level == 1 else 3 * level)
            number = parts[number].parent
    return points, spoken


def _climbed(
    winner: int, parts: list[Part], final: Column, spoken: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> int:
    """A part further out, if the text goes on there: where points rise again on the way."""
    last, least = final[winner], final[winner] / 3
    number = parts[winner].parent
    while number >= 0 and parts[number].tag not in {"body", "html"}:
        if spoken[number]:
            if final[number] < least:
                break
            if final[number] > last:
                return number
            last = final[number]
        number = parts[number].parent
    return winner


def _joins(part: Part, winner: Part, points: float, best: float) -> bool:
    bonus = best / 5 if part.look == winner.look and part.look[1] else 0.0
    return bool(points + bonus >= max(10.0, best / 5))


def _around(parts: list[Part], final: Column) -> Column:
    """For each part the most points among it and the three parts around it."""
    best = final.copy()
    parent = np.array([part.parent for part in parts], dtype=np.int64)
    number = np.arange(len(parts), dtype=np.int64)
    for _ in range(3):
        number = np.where(number >= 0, parent[number], -1)
        best = np.where(number >= 0, np.maximum(best, final[number]), best)
    return np.where(best == _NONE, -1.0, best)
