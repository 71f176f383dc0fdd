"""How likely is it, by facts with learned weights? Sums over small decision trees, which are kept as readable data.

A tree is a number, or `[fact, limit, tree if at most, tree if more]`. The numbers that a row's facts lead to, one of
each tree, are added; the sum is log odds.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias, cast

import numpy as np

from indexer.errors import ProgramDamaged
from indexer.extract.body.layout import Column, Columns, I64Array, stack_columns

DecisionTree: TypeAlias = float | list["str | float | DecisionTree"]
WEIGHTS_FILE = Path(__file__).with_name("weights.json")
_ROWS = 4096  # at a time, so that a page of very many blocks takes little memory
_FAR = 40.0  # log odds that are certainty


@dataclass(frozen=True, slots=True)
class Forest:
    """The nodes of all trees as arrays: which fact each asks for, its limit, where to go on, what a leaf is worth.

    Where more than the limit is found, it is the node behind `below`. A leaf leads to itself, and its limit is endless.
    """

    bias: float
    facts: tuple[str, ...]
    roots: I64Array
    fact: I64Array
    limit: Column
    below: I64Array
    worth: Column
    depth: int

    def chances(self, columns: Columns) -> Column:
        """For each row the chance, between 0 and 1. All facts of the forest must be among the columns."""
        rows = stack_columns(columns, self.facts)
        return np.concatenate([self._of(rows[start : start + _ROWS]) for start in range(0, len(rows), _ROWS)])

    def _of(self, rows: Column) -> Column:
        values = rows.ravel()
        first = np.arange(len(rows))[:, None] * len(self.facts)
        node = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        for _ in range(self.depth):
            more = values[first + self.fact[node]] > self.limit[node]
            node = self.below[node] + more
        odds = np.clip(self.bias + self.worth[node].sum(axis=1), -_FAR, _FAR)
        chances: Column = 1.0 / (1.0 + np.exp(-odds))
        return chances


def build_forest(bias: float, trees: Sequence[DecisionTree]) -> Forest:
    """The forest of trees as they are written. All of them take as many steps."""
    facts: dict[str, int] = {}
    flat = [_flattened(tree, facts) for tree in trees]
    sizes = [len(nodes) for nodes, _ in flat]
    roots = np.cumsum([0, *sizes])[:-1]
    nodes = np.array([node for nodes, _ in flat for node in nodes], dtype=np.float64).reshape(sum(sizes), 4)
    fact, below = (nodes[:, part].astype(np.int64) for part in (0, 2))
    first = np.repeat(roots, sizes)
    depth = max((depth for _, depth in flat), default=0)
    return Forest(bias, tuple(facts), roots, fact, nodes[:, 1], below + first, nodes[:, 3], depth)


@lru_cache(maxsize=1)
def load_forests(file: Path = WEIGHTS_FILE) -> tuple[Forest, Forest]:
    """The forests of the first and of the second look, from the file of weights.

    Raises ProgramDamaged if the file is missing or is not what `python -m tests.judged.extraction.learning --write` writes.
    """
    try:
        weights = json.loads(file.read_text(encoding="utf-8"))
        first, second = (build_forest(weights[look]["bias"], weights[look]["trees"]) for look in ("first", "second"))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ProgramDamaged(
            f"The weights by which pages are read cannot be used: {file}: {error!r}. Install Dateline anew."
        ) from error
    return first, second


def _flattened(tree: DecisionTree, facts: dict[str, int]) -> tuple[list[tuple[float, ...]], int]:
    """The nodes of a tree as (fact, limit, below, worth), the root first, and how deep it is."""
    nodes: list[tuple[float, ...]] = [()]
    deepest = 0
    waiting: list[tuple[int, DecisionTree, int]] = [(0, tree, 0)]
    while waiting:
        number, one, depth = waiting.pop()
        deepest = max(deepest, depth)
        if isinstance(one, list):
            fact, limit, *branches = cast("tuple[str, float, DecisionTree, DecisionTree]", one)
            below = len(nodes)
            nodes.extend([(), ()])
            nodes[number] = (facts.setdefault(fact, len(facts)), limit, below, 0.0)
            waiting.extend((child, branch, depth + 1) for child, branch in enumerate(branches, below))
        else:
            nodes[number] = (0, math.inf, number, one)
    return nodes, deepest
