"""What does a block's company say, once every block has been judged by itself? The facts for the second look."""

import numpy as np

from indexer.reading.body.layout import Layout
from indexer.reading.body.table import NOTHING, Column, Columns, neighbour, running

_STEPS = (-4, -3, -2, -1, 1, 2, 3, 4)
_SURE, _TELLING = 0.6, 60  # a chance, and characters, from which a block surely is of the article
_MEMORY = 200  # characters after which what was before is mostly forgotten
_FORGET = 0.7


def context(chance: Column, columns: Columns, at: Layout) -> Columns:
    """How likely each block is part of the article by itself (`chance`), and how likely those around it are."""
    chars = columns["chars"]
    mass = chance * chars
    total = max(1e-6, float(mass.sum()))
    found: Columns = {"chance": chance}
    mass_in, chars_in = at.within(mass), at.within(chars)
    for level, part in enumerate(at.around):
        others = np.maximum(1.0, chars_in[part] - chars)
        found[f"around{level}_chance"] = (mass_in[part] - mass) / others
        found[f"around{level}_of_article"] = mass_in[part] / total
    before = running(mass)
    found["article_before"] = before[:-1] / total
    found["article_after"] = 1.0 - before[1:] / total
    for step in _STEPS:
        found[f"{'next' if step > 0 else 'last'}{abs(step)}_chance"] = neighbour(chance, step)
    found["memory_before"], found["since_sure"] = _memory(chance, chars)
    after, until = _memory(chance[::-1], chars[::-1])
    found["memory_after"], found["until_sure"] = after[::-1], until[::-1]
    found["page_chance"] = np.full(len(chance), total / max(1.0, float(chars.sum())))
    return found | _lookalikes(mass, chars, total, at)


def _memory(chance: Column, chars: Column) -> tuple[Column, Column]:
    """The chances of the blocks before each, the last and the long ones counting most; and how far a sure one is."""
    remembered, since = np.zeros(len(chance)), np.zeros(len(chance))
    memory, count = 0.0, 0
    for number, (likely, size) in enumerate(zip(chance.tolist(), chars.tolist(), strict=True)):
        remembered[number], since[number] = memory, count
        weight = min(1.0, size / _MEMORY) * _FORGET
        memory += (likely - memory) * weight
        count = 0 if likely > _SURE and size > _TELLING else count + 1
    return remembered, since


def _lookalikes(mass: Column, chars: Column, total: float, at: Layout) -> Columns:
    """The same of the other blocks that share a block's look."""
    counts = np.bincount(at.look)
    of_mass, of_chars = np.bincount(at.look, mass), np.bincount(at.look, chars)
    others = np.maximum(1.0, of_chars[at.look] - chars)
    return {
        "look_chance": np.where(counts[at.look] > 1, (of_mass[at.look] - mass) / others, NOTHING),
        "look_of_article": of_mass[at.look] / total,
    }
