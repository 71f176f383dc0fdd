"""What is known of each block of a page? All facts together, from which it is judged."""

from dataclasses import dataclass

import numpy as np

from indexer.reading.body.blocks import Block, Part
from indexer.reading.body.hints import Hints
from indexer.reading.body.layout import Layout, layout
from indexer.reading.body.paragraphs import paragraph_points
from indexer.reading.body.place import KINDS, kinds, lookalikes, neighbours, position, prose, purpose, surroundings
from indexer.reading.body.table import NOTHING, Column, Columns
from indexer.reading.body.witness import Witness, word_list
from indexer.reading.body.wording import wording

_TITLE_WORDS = 60
_LIKE_TITLE = 15  # characters from which a part of a title, or one that goes on, is taken for it


@dataclass(frozen=True, slots=True)
class Evidence:
    """The facts about the blocks of a page by name, and how they lie."""

    columns: Columns
    at: Layout


def evidence(parts: list[Part], blocks: list[Block], hints: Hints, other: Witness | None) -> Evidence:
    """The evidence for a page with at least one block; `other` is another extractor's text, None if none was asked."""
    at = layout(parts, blocks)
    columns = wording(blocks)
    words = [word_list(block.text) for block in blocks]
    columns["leads_away"] = columns["says_more"] * columns["link_share"]
    columns["is_title"] = _titles(words, hints.titles)
    columns["in_summary"] = _asked(words, Witness("\n".join(hints.summaries)))
    columns["in_stated_body"] = _asked(words, Witness(hints.body)) if hints.body else np.full(len(blocks), NOTHING)
    columns["in_other"] = np.full(len(blocks), NOTHING) if other is None else _asked(words, other)
    columns["repeated"] = _repeated(words)
    kind = kinds(parts, at)
    columns |= {f"is_{name}": (kind == number).astype(np.float64) for number, name in enumerate(KINDS)}
    good = prose(columns)
    columns["other_of_prose"] = np.full(len(blocks), (columns["in_other"] * good).sum() / max(1.0, good.sum()))
    columns |= purpose(parts, blocks)
    columns |= position(columns, kind, good)
    columns |= surroundings(columns, kind, good, at)
    columns |= lookalikes(columns, good, at)
    columns |= neighbours(columns, kind, at)
    columns |= paragraph_points(parts, blocks, columns, at)
    return Evidence(columns, at)


def _asked(words: list[list[str]], witness: Witness) -> Column:
    return np.array([witness.share(one) for one in words]) if witness else np.zeros(len(words))


def _titles(words: list[list[str]], titles: tuple[str, ...]) -> Column:
    known = [key for title in titles if (key := "".join(word_list(title)))]
    return np.array([1.0 if _is_title("".join(one[:_TITLE_WORDS]), known) else 0.0 for one in words])


def _is_title(key: str, titles: list[str]) -> bool:
    """Whether a text is a title, or that without the name of the site, or goes on after it."""
    return bool(key) and any(
        key == title
        or (len(key) > _LIKE_TITLE and key in title)
        or (len(title) > _LIKE_TITLE and title in key and len(key) < 2 * len(title))
        for title in titles
    )


def _repeated(words: list[list[str]]) -> Column:
    """How often the same words stand elsewhere on the page."""
    keys = [" ".join(one) for one in words]
    counts: dict[str, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return np.array([counts[key] - 1.0 for key in keys])
