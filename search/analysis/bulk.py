"""How do many texts become tokens at once, as arrays?"""

import numpy as np
from numpy.typing import NDArray

from search.analysis import kernels
from search.analysis.room import BYTES, TOKENS, Room
from search.analysis.tables import tables
from search.analysis.tokens import TokenArrays

_GROWTH = 12
"""Times its own length that a text may grow by folding: one Arabic ligature of 3 bytes is a phrase of 33."""


def tokenize_utf8(data: NDArray[np.uint8], starts: NDArray[np.int64]) -> TokenArrays:
    """See `search.analysis.tokenize_utf8`."""
    data = np.ascontiguousarray(data, np.uint8)
    starts = np.ascontiguousarray(starts, np.int64)
    if len(starts) == 0 or starts[0] < 0 or starts[-1] > len(data) or (np.diff(starts) < 0).any():
        raise ValueError("starts must ascend from 0 or more to the length of data or less, and have the end as well")
    if len(starts) > 1 and np.diff(starts).max() >= 2**31:
        raise ValueError("a text of 2 GiB or more cannot be tokenized")
    firsts = np.zeros(len(starts), np.int64)
    size = int(starts[-1] - starts[0])
    room = _room(size + size // 8 + 2 * kernels.SLACK, size // 4 + 64)
    text = 0
    while True:
        text = kernels.tokenize_texts(data, starts, text, firsts, room, tables())
        if text == len(starts) - 1:
            break
        room = _grown(room)
    tokens, used = int(room.counts[TOKENS]), int(room.counts[BYTES])
    return TokenArrays(
        room.arena[:used], room.bounds[: tokens + 1], room.starts[:tokens], room.ends[:tokens], room.kinds[:tokens], firsts
    )


def fold_utf8(data: bytes) -> bytes:
    """Fold valid UTF-8 (lone surrogates may be in it)."""
    arena = np.empty(len(data) * _GROWTH + 64, np.uint8)
    return arena[: kernels.fold_text(np.frombuffer(data, np.uint8), arena, tables())].tobytes()


def character_offsets(data: NDArray[np.uint8], offsets: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many code points lie before each byte offset; offsets are at boundaries of characters, the end included."""
    before = np.zeros(len(data) + 1, np.int64)
    np.cumsum((data & 0xC0) != 0x80, out=before[1:])
    return before[offsets]


def _room(size: int, tokens: int) -> Room:
    return Room(
        np.empty(size, np.uint8),
        np.zeros(tokens + 1, np.int64),
        np.empty(tokens, np.int32),
        np.empty(tokens, np.int32),
        np.empty(tokens, np.uint8),
        np.zeros(5, np.int64),
    )


def _grown(room: Room) -> Room:
    larger = _room(2 * len(room.arena), 2 * len(room.starts))
    for old, new in zip(room, larger, strict=True):
        new[: len(old)] = old
    return larger
