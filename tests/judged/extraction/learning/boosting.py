"""Gradient boosting for chances, on histograms: finds the trees that tell articles from what surrounds them.

Each tree is fitted to what the trees before it left unexplained, splits the leaf that gains most, and is added at a
fraction of its value. Nothing here knows of pages: rows of features, chances to reach, weights.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.extract.body.forest import DecisionTree

_MAX_BINS = 64


@dataclass(frozen=True, slots=True)
class BoostingSettings:
    """How a forest is grown."""

    rounds: int = 80
    leaves: int = 8
    rate: float = 0.15
    deepest: int = 6
    smoothing: float = 5.0
    """Added to the weight of a leaf, so that few rows move it little."""
    least: float = 3.0
    """The weight that a leaf must have, as second derivatives of its rows."""
    facts: float = 0.5
    rows: float = 0.7
    """The parts of all facts and rows that one tree is shown."""


@dataclass(slots=True, eq=False)
class _Leaf:
    rows: NDArray[np.int64]
    sums: NDArray[np.float64]
    depth: int
    node: list[object]
    gain: float = 0.0
    fact: int = -1
    bin: int = -1


def grow_forest(
    facts: NDArray[np.float64],
    names: list[str],
    wanted: NDArray[np.float64],
    weight: NDArray[np.float64],
    how: BoostingSettings,
) -> tuple[float, list[DecisionTree]]:
    """The bias and the trees whose sum is the log odds of `wanted`, which is between 0 and 1 for each row."""
    chosen = np.random.default_rng(7)
    edges = [_edges(facts[:, number]) for number in range(facts.shape[1])]
    binned = np.stack(
        [np.searchsorted(edge, facts[:, number], side="left") for number, edge in enumerate(edges)]
    ).astype(np.uint8)  # a row a fact, so that all values of one lie together
    mean = float(np.average(wanted, weights=weight))
    bias = float(np.log(mean / (1.0 - mean)))
    odds = np.full(len(wanted), bias)
    trees: list[DecisionTree] = []
    for _ in range(how.rounds):
        chance = 1.0 / (1.0 + np.exp(-odds))
        slopes = np.stack([(chance - wanted) * weight, chance * (1.0 - chance) * weight], axis=1)
        shown = np.flatnonzero(chosen.random(len(wanted)) < how.rows)
        asked = np.flatnonzero(chosen.random(facts.shape[1]) < how.facts)
        tree = _tree(binned, slopes, shown, asked, how)
        odds += _apply(tree, binned)
        trees.append(_named(tree, names, edges))
    return bias, trees


def _edges(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The limits between bins: between the values themselves if they are few, else at quantiles."""
    distinct = np.unique(values)
    if len(distinct) > _MAX_BINS:
        distinct = np.unique(np.quantile(values, np.linspace(0.0, 1.0, _MAX_BINS), method="nearest"))
    return (distinct[:-1] + distinct[1:]) / 2


def _tree(
    binned: NDArray[np.uint8],
    slopes: NDArray[np.float64],
    shown: NDArray[np.int64],
    asked: NDArray[np.int64],
    how: BoostingSettings,
) -> list[object]:
    root: list[object] = []
    leaves = [_leaf(binned, slopes, shown, asked, 0, root, how)]
    while len(leaves) < how.leaves:
        best = max(leaves, key=lambda leaf: leaf.gain)
        if best.gain <= 0.0:
            break
        leaves.remove(best)
        more = binned[best.fact][best.rows] > best.bin
        below: list[object] = []
        above: list[object] = []
        best.node[:] = [best.fact, best.bin, below, above]
        for rows, node in ((best.rows[~more], below), (best.rows[more], above)):
            leaves.append(_leaf(binned, slopes, rows, asked, best.depth + 1, node, how))
    for leaf in leaves:
        leaf.node[:] = [-how.rate * leaf.sums[0] / (leaf.sums[1] + how.smoothing)]
    return root


def _leaf(
    binned: NDArray[np.uint8],
    slopes: NDArray[np.float64],
    rows: NDArray[np.int64],
    asked: NDArray[np.int64],
    depth: int,
    node: list[object],
    how: BoostingSettings,
) -> _Leaf:
    """A leaf of these rows with the split of it that gains most."""
    of_rows = slopes[rows]
    leaf = _Leaf(rows, of_rows.sum(axis=0), depth, node)
    if depth >= how.deepest or leaf.sums[1] < 2 * how.least:
        return leaf
    alone = _worth(leaf.sums[0], leaf.sums[1], how)
    first, second = of_rows[:, 0].copy(), of_rows[:, 1].copy()
    for fact in asked:
        bins = binned[fact][rows]
        slope = np.cumsum(np.bincount(bins, first, _MAX_BINS))[:-1]
        bend = np.cumsum(np.bincount(bins, second, _MAX_BINS))[:-1]
        rest = leaf.sums[1] - bend
        gains = _worth(slope, bend, how) + _worth(leaf.sums[0] - slope, rest, how) - alone
        gains[(bend < how.least) | (rest < how.least)] = 0.0
        best = int(np.argmax(gains))
        if gains[best] > leaf.gain:
            leaf.gain, leaf.fact, leaf.bin = float(gains[best]), int(fact), best
    return leaf


def _worth(slope: NDArray[np.float64], bend: NDArray[np.float64], how: BoostingSettings) -> NDArray[np.float64]:
    return slope * slope / (bend + how.smoothing)


def _apply(tree: list[object], binned: NDArray[np.uint8]) -> NDArray[np.float64]:
    found = np.zeros(binned.shape[1])
    waiting: list[tuple[list[object], NDArray[np.int64]]] = [(tree, np.arange(binned.shape[1]))]
    while waiting:
        node, rows = waiting.pop()
        if len(node) == 1:
            found[rows] = node[0]
        else:
            fact, limit, below, above = node
            more = binned[fact][rows] > limit
            waiting.extend([(below, rows[~more]), (above, rows[more])])
    return found


def _named(tree: list[object], names: list[str], edges: list[NDArray[np.float64]]) -> DecisionTree:
    """The tree as it is written, with names for the numbers of facts and limits for those of bins."""
    if len(tree) == 1:
        return round(float(tree[0]), 4)
    fact, limit, below, above = tree
    written = float(f"{edges[fact][limit]:.6g}")
    return [names[fact], written, _named(below, names, edges), _named(above, names, edges)]
