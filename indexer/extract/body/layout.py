"""The layout of a page as arrays: the parts around each block, and which blocks look alike; tools for columns."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from indexer.extract.body.blocks import Block, Part

Column: TypeAlias = NDArray[np.float64]
"""One feature of the blocks of a page, a number for each."""
Columns: TypeAlias = dict[str, Column]
"""The features of the blocks of a page, by name."""
I64Array: TypeAlias = NDArray[np.int64]

MISSING = -1.0
"""The value where there is no such block."""


def stack_columns(columns: Columns, names: Iterable[str]) -> NDArray[np.float64]:
    """Return the columns of these names side by side."""
    return np.stack([columns[name] for name in names], axis=1)


def shift_column(column: Column, step: int) -> Column:
    """Return the column of the blocks `step` further on, or back if it is negative."""
    moved = np.full_like(column, MISSING)
    if step > 0:
        moved[:-step] = column[step:]
    else:
        moved[-step:] = column[:step]
    return moved


def bit_columns(values: I64Array, names: Iterable[str], prefix: str) -> Columns:
    """Return a column for each bit of the values, 1 where it is set."""
    return {f"{prefix}_{name}": ((values >> number) & 1).astype(np.float64) for number, name in enumerate(names)}


def blocks_since(marks: NDArray[np.bool_]) -> Column:
    """Return how many blocks ago the last marked one was, 0 for itself; MISSING before the first."""
    numbers = np.arange(len(marks))
    latest = np.maximum.accumulate(np.where(marks, numbers, -1))
    return np.where(latest >= 0, numbers - latest, MISSING).astype(np.float64)


def running_sums(values: Column) -> Column:
    """Return the sums of all values before each row, and of all of them at the end."""
    return np.concatenate([[0.0], np.cumsum(values)])


ENCLOSING_LEVELS = 4
"""How many parts around a block count, each wider than the one before."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a page as arrays, and for each block its part, the parts around it and what it looks like."""

    part: I64Array
    """The number of each block's part."""
    first: I64Array
    last: I64Array
    """For each part its blocks: from number `first` up to before `last`."""
    enclosing: tuple[I64Array, ...]
    """For each block the parts around it: the narrowest that holds other blocks, the next wider, and so on."""
    look: I64Array
    """The number of the block's look: tag and class of its part and of the one around that."""
    alike: Column
    """For each part how many parts of its look its parent has, itself among them."""

    def sum_by_part(self, values: Column) -> Column:
        """Return for each part the sum of a value of its blocks."""
        sums = running_sums(values)
        return sums[self.last] - sums[self.first]


def compute_layout(parts: list[Part], blocks: list[Block]) -> Layout:
    """Return the layout of a page that has at least one block; its cost does not depend on how deep parts nest."""
    part = np.array([block.part for block in blocks], dtype=np.int64)
    first = np.array([one.first for one in parts], dtype=np.int64)
    last = np.array([one.last for one in parts], dtype=np.int64)
    wider = _wider(parts)
    narrowest = np.where(last[part] - first[part] > 1, part, wider[part])
    enclosing = [narrowest]
    for _ in range(ENCLOSING_LEVELS - 1):
        enclosing.append(wider[enclosing[-1]])
    return Layout(part, first, last, tuple(enclosing), _look_numbers(parts, part), _count_alike(parts))


def _wider(parts: list[Part]) -> I64Array:
    """Return for each part the closest one around it that holds more blocks; itself if none does."""
    wider = np.arange(len(parts), dtype=np.int64)
    for number, one in enumerate(parts):  # a part comes after those around it
        if one.parent >= 0:
            parent = parts[one.parent]
            more = parent.last - parent.first > one.last - one.first
            if more:
                wider[number] = one.parent
            elif wider[one.parent] != one.parent:
                wider[number] = wider[one.parent]
    return wider


def _look_numbers(parts: list[Part], part: I64Array) -> I64Array:
    known: dict[object, int] = {}
    of_part: list[int] = []
    for one in parts:
        look = (one.look, parts[one.parent].look if one.parent >= 0 else None)
        of_part.append(known.setdefault(look, len(known)))
    return np.array(of_part, dtype=np.int64)[part]


def _count_alike(parts: list[Part]) -> Column:
    counts: dict[object, int] = {}
    for one in parts:
        counts[one.parent, one.look] = counts.get((one.parent, one.look), 0) + 1
    return np.array([counts[one.parent, one.look] for one in parts], dtype=np.float64)
