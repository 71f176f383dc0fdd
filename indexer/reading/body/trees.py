"""How likely is it, by facts with learned weights? Sums over small decision trees, which are kept as readable data.

A tree is a number, or `[fact, limit, tree if at most, tree if more]`. The numbers that a row's facts lead to, one of
each tree, are added; the sum is log odds.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias, cast

import numpy as np

from indexer.errors import ProgramDamaged
from indexer.reading.body.table import Column, Columns, Numbers, table

Tree: TypeAlias = float | list["str | float | Tree"]
WEIGHTS = Path(__file__).with_name("weights.json")
_ROWS = 4096  # at a time, so that a page of very many blocks takes little memory
_FAR = 40.0  # log odds that are certainty


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees as arrays, one row a tree: which fact a node asks for, its limit, where to go on, what a leaf is worth."""

    bias: float
    facts: tuple[str, ...]
    fact: Numbers
    limit: Column
    below: Numbers
    above: Numbers
    worth: Column
    depth: int

    def chances(self, columns: Columns) -> Column:
        """For each row the chance, between 0 and 1. All facts of the forest must be among the columns."""
        rows = table(columns, self.facts)
        return np.concatenate([self._of(rows[start : start + _ROWS]) for start in range(0, len(rows), _ROWS)])

    def _of(self, rows: Column) -> Column:
        trees = np.arange(len(self.fact))
        number = np.arange(len(rows))[:, None]
        node = np.zeros((len(rows), len(trees)), dtype=np.int64)
        for _ in range(self.depth):
            more = rows[number, self.fact[trees, node]] > self.limit[trees, node]
            node = np.where(more, self.above[trees, node], self.below[trees, node])
        odds = np.clip(self.bias + self.worth[trees, node].sum(axis=1), -_FAR, _FAR)
        chances: Column = 1.0 / (1.0 + np.exp(-odds))
        return chances


def forest(bias: float, trees: Sequence[Tree]) -> Forest:
    """The forest of trees as they are written. A leaf leads to itself, so that all trees take as many steps."""
    facts: dict[str, int] = {}
    flat = [_flattened(tree, facts) for tree in trees]
    width = max((len(nodes) for nodes, _ in flat), default=1)
    filled = np.array([nodes + [(0, 0.0, 0, 0, 0.0)] * (width - len(nodes)) for nodes, _ in flat], dtype=np.float64)
    filled = filled.reshape(len(flat), width, 5)
    fact, below, above = (filled[:, :, part].astype(np.int64) for part in (0, 2, 3))
    depth = max((depth for _, depth in flat), default=0)
    return Forest(bias, tuple(facts), fact, filled[:, :, 1], below, above, filled[:, :, 4], depth)


@lru_cache(maxsize=1)
def learned(file: Path = WEIGHTS) -> tuple[Forest, Forest]:
    """The forests of the first and of the second look, from the file of weights.

    Raises ProgramDamaged if the file is missing or is not what `python -m tests.extraction.learning --write` writes.
    """
    try:
        weights = json.loads(file.read_text(encoding="utf-8"))
        first, second = (forest(weights[look]["bias"], weights[look]["trees"]) for look in ("first", "second"))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ProgramDamaged(
            f"The weights by which pages are read cannot be used: {file}: {error!r}. Install Dateline anew."
        ) from error
    return first, second


def _flattened(tree: Tree, facts: dict[str, int]) -> tuple[list[tuple[float, ...]], int]:
    """The nodes of a tree as (fact, limit, below, above, worth), the root first, and how deep it is."""
    nodes: list[tuple[float, ...]] = [()]
    deepest = 0
    waiting: list[tuple[int, Tree, int]] = [(0, tree, 0)]
    while waiting:
        number, one, depth = waiting.pop()
        deepest = max(deepest, depth)
        if isinstance(one, list):
            fact, limit, *branches = cast("tuple[str, float, Tree, Tree]", one)
            children = (len(nodes), len(nodes) + 1)
            nodes.extend([(), ()])
            nodes[number] = (facts.setdefault(fact, len(facts)), limit, *children, 0.0)
            waiting.extend((child, branch, depth + 1) for child, branch in zip(children, branches, strict=True))
        else:
            nodes[number] = (0, 0.0, number, number, one)
    return nodes, deepest
