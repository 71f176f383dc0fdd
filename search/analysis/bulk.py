"""How do many texts become tokens at once, as arrays?"""

import numpy as np
from numpy.typing import NDArray

from search.analysis.characters.kernels import fold_text
from search.analysis.characters.tables import tables
from search.analysis.kernels import tokenize_texts
from search.analysis.tokens import TokenArrays
from search.analysis.words.kernels import BOUND, COLUMNS, END, LAST, SLACK, START, WHAT

_GROWTH = 12
"""Times its own length that a text may grow by folding: one Arabic ligature of 3 bytes is a phrase of 33."""


def tokenize_utf8(data: NDArray[np.uint8], starts: NDArray[np.int64]) -> TokenArrays:
    """See `search.analysis.tokenize_utf8`."""
    data = np.ascontiguousarray(data, np.uint8)
    starts = np.ascontiguousarray(starts, np.int64)
    lengths = np.diff(starts)
    if len(starts) == 0 or starts[0] < 0 or starts[-1] > len(data) or (lengths < 0).any():
        raise ValueError("starts must ascend from 0 or more to the length of data or less, and have the end as well")
    if (lengths >= 2**31).any():
        raise ValueError("a text of 2 GiB or more cannot be tokenized")
    size = int(starts[-1] - starts[0])
    arena = np.empty(size + size // 8 + 2 * SLACK, np.uint8)
    rows = np.zeros((size // 4 + 64, COLUMNS), np.int64)
    firsts = np.zeros(len(starts), np.int64)
    counts = np.zeros(4, np.int64)
    text = tokenize_texts(data, starts, 0, firsts, arena, rows, counts, *tables())
    while text < len(starts) - 1:
        arena = np.concatenate((arena, np.empty_like(arena)))
        rows = np.concatenate((rows, np.zeros_like(rows)))
        text = tokenize_texts(data, starts, text, firsts, arena, rows, counts, *tables())
    found = rows[: int(counts[LAST]) + 1]
    return TokenArrays(
        arena=arena[: found[-1, BOUND]],
        bounds=found[:, BOUND].copy(),
        starts=found[1:, START].astype(np.int32),
        ends=found[1:, END].astype(np.int32),
        kinds=found[1:, WHAT].astype(np.uint8),
        firsts=firsts,
    )


def fold_utf8(data: bytes) -> bytes:
    """Fold valid UTF-8 (lone surrogates may be in it)."""
    arena = np.empty(len(data) * _GROWTH + 64, np.uint8)
    return arena[: fold_text(np.frombuffer(data, np.uint8), arena, *tables())].tobytes()


def character_offsets(data: NDArray[np.uint8], offsets: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many code points lie before each byte offset; offsets are at boundaries of characters, the end included."""
    before = np.zeros(len(data) + 1, np.int64)
    np.cumsum((data & 0xC0) != 0x80, out=before[1:])
    return before[offsets]
