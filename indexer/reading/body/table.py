"""How are facts about blocks kept? One row a block, one named column of numbers a fact."""

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Column: TypeAlias = NDArray[np.float64]
Numbers: TypeAlias = NDArray[np.int64]
Columns: TypeAlias = dict[str, Column]

NOTHING = -1.0
"""What stands where there is no such block."""


def table(columns: Columns, names: Iterable[str]) -> NDArray[np.float64]:
    """The columns of these names side by side."""
    return np.stack([columns[name] for name in names], axis=1)


def neighbour(column: Column, step: int) -> Column:
    """The column of the blocks `step` further on, or back if it is negative."""
    moved = np.full_like(column, NOTHING)
    if step > 0:
        moved[:-step] = column[step:]
    else:
        moved[-step:] = column[:step]
    return moved


def bits(values: Numbers, names: Iterable[str], prefix: str) -> Columns:
    """A column for each bit of the values, 1 where it is set."""
    return {f"{prefix}_{name}": ((values >> number) & 1).astype(np.float64) for number, name in enumerate(names)}


def since(marks: NDArray[np.bool_]) -> Column:
    """How many blocks ago the last marked one was, 0 for itself; nothing before the first."""
    numbers = np.arange(len(marks))
    latest = np.maximum.accumulate(np.where(marks, numbers, -1))
    return np.where(latest >= 0, numbers - latest, NOTHING).astype(np.float64)


def running(values: Column) -> Column:
    """The sums of all values before each row, and of all of them at the end."""
    return np.concatenate([[0.0], np.cumsum(values)])
