"""Predicts chances by gradient-boosted decision trees, whose learned weights are kept as readable data (weights.json).

A tree is a number, or `[feature, threshold, tree if at most, tree if more]`. The numbers that a row's features lead to,
one of each tree, are added; the sum is log odds.
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
_ROWS_AT_A_TIME = 4096  # so that a page of very many blocks takes little memory
_MAX_LOG_ODDS = 40.0  # beyond this is certainty


@dataclass(frozen=True, slots=True)
class Forest:
    """The nodes of all trees as arrays: the feature that each tests, its threshold, its children, and a leaf's value.

    `child` is the node for at most the threshold; the next node is for more. A leaf is its own child, and its threshold
    is infinite.
    """

    bias: float
    features: tuple[str, ...]
    roots: I64Array
    feature: I64Array
    threshold: Column
    child: I64Array
    value: Column
    depth: int

    def predict(self, columns: Columns) -> Column:
        """Return for each row the chance, between 0 and 1. All features of the forest must be among the columns."""
        rows = stack_columns(columns, self.features)
        starts = range(0, len(rows), _ROWS_AT_A_TIME)
        return np.concatenate([self._predict_rows(rows[start : start + _ROWS_AT_A_TIME]) for start in starts])

    def _predict_rows(self, rows: Column) -> Column:
        values = rows.ravel()
        first = np.arange(len(rows))[:, None] * len(self.features)
        node = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        for _ in range(self.depth):
            more = values[first + self.feature[node]] > self.threshold[node]
            node = self.child[node] + more
        odds = np.clip(self.bias + self.value[node].sum(axis=1), -_MAX_LOG_ODDS, _MAX_LOG_ODDS)
        chances: Column = 1.0 / (1.0 + np.exp(-odds))
        return chances


def build_forest(bias: float, trees: Sequence[DecisionTree]) -> Forest:
    """Return the forest of trees as they are written. Each tree is walked in as many steps as the deepest needs."""
    features: dict[str, int] = {}
    flat = [_flatten(tree, features) for tree in trees]
    sizes = [len(nodes) for nodes, _ in flat]
    roots = np.cumsum([0, *sizes])[:-1]
    nodes = np.array([node for nodes, _ in flat for node in nodes], dtype=np.float64).reshape(sum(sizes), 4)
    feature, child = (nodes[:, part].astype(np.int64) for part in (0, 2))
    first = np.repeat(roots, sizes)
    depth = max((depth for _, depth in flat), default=0)
    return Forest(bias, tuple(features), roots, feature, nodes[:, 1], child + first, nodes[:, 3], depth)


@lru_cache(maxsize=1)
def load_forests(file: Path = WEIGHTS_FILE) -> tuple[Forest, Forest]:
    """Return the forests of the first and of the second look, from the file of weights.

    Raises ProgramDamaged if the file is missing or is not what `python -m tests.judged.extraction.learning --write`
    writes.
    """
    try:
        weights = json.loads(file.read_text(encoding="utf-8"))
        first, second = (build_forest(weights[look]["bias"], weights[look]["trees"]) for look in ("first", "second"))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ProgramDamaged(
            f"The weights by which pages are read cannot be used: {file}: {error!r}. Reinstall Dateline."
        ) from error
    return first, second


def _flatten(tree: DecisionTree, features: dict[str, int]) -> tuple[list[tuple[float, ...]], int]:
    """Return the nodes of a tree as (feature, threshold, child, value), the root first, and its depth."""
    nodes: list[tuple[float, ...]] = [()]
    deepest = 0
    waiting: list[tuple[int, DecisionTree, int]] = [(0, tree, 0)]
    while waiting:
        number, one, depth = waiting.pop()
        deepest = max(deepest, depth)
        if isinstance(one, list):
            feature, threshold, *branches = cast("tuple[str, float, DecisionTree, DecisionTree]", one)
            child = len(nodes)
            nodes.extend([(), ()])
            nodes[number] = (features.setdefault(feature, len(features)), threshold, child, 0.0)
            waiting.extend((node, branch, depth + 1) for node, branch in enumerate(branches, child))
        else:
            nodes[number] = (0, math.inf, number, one)
    return nodes, deepest
