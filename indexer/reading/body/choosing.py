"""Which blocks are the article, given how likely each of them is?"""

import numpy as np
from numpy.typing import NDArray

from indexer.reading.body.table import Column

LIKELY = 0.55
"""The chance from which a block is taken for a part of the article."""


def chosen(chance: Column) -> NDArray[np.int64]:
    """The numbers of the blocks that are taken, in their order."""
    return np.flatnonzero(chance >= LIKELY)


def confidence(chance: Column, chars: Column, taken: NDArray[np.int64]) -> float:
    """How much of the text that was taken, and of what should have been, is expected to be right: an F1, 0 to 1."""
    right = float((chance[taken] * chars[taken]).sum())
    whole = float(chars[taken].sum() + (chance * chars).sum())
    return 2.0 * right / whole if whole else 0.0
