"""How do many texts become tokens at once, as arrays?"""

import threading

import numpy as np
from numpy.typing import NDArray

from search.analysis.characters.kernels import fold_text
from search.analysis.characters.tables import tables
from search.analysis.kernels import tokenize_texts, unpack
from search.analysis.tokens import TokenArrays
from search.analysis.words.kernels import COLUMNS, LAST, SLACK

_LEAST = 16_000
"""Bytes of text for which there is room from the start: most articles have fewer."""
_GROWTH = 12
"""Times its own length that a text may grow by folding: one Arabic ligature of 3 bytes is a phrase of 33."""


def tokenize_utf8(data: NDArray[np.uint8], starts: NDArray[np.int64]) -> TokenArrays:
    """The tokens of texts in UTF-8. Text i is `data[starts[i]:starts[i + 1]]`: `starts` has one entry more than texts.

    Any bytes will do: what is no UTF-8 separates. Raises ValueError when `starts` does not ascend within `data`, or for
    a text of 2 GiB. The interpreter lock is free meanwhile.
    """
    data = np.ascontiguousarray(data, np.uint8)
    starts = np.ascontiguousarray(starts, np.int64)
    _check(starts, len(data))
    size = int(starts[-1] - starts[0])
    room = _room(size)
    firsts = np.zeros(len(starts), np.int64)
    text = tokenize_texts(data, starts, 0, firsts, room.arena, room.rows, room.counts, *tables())
    while text < len(starts) - 1:
        room.arena = np.concatenate((room.arena, np.empty_like(room.arena)))
        room.rows = np.concatenate((room.rows, np.zeros_like(room.rows)))
        text = tokenize_texts(data, starts, text, firsts, room.arena, room.rows, room.counts, *tables())
    last = int(room.counts[LAST])
    bounds, hashes = np.empty(last + 1, np.int64), np.empty(last, np.uint64)
    begins, ends, kinds = np.empty(last, np.int32), np.empty(last, np.int32), np.empty(last, np.uint8)
    unpack(room.rows, bounds, begins, ends, kinds, hashes)
    arrays = TokenArrays(room.arena[: bounds[last]].copy(), bounds, begins, ends, kinds, hashes, firsts)
    _kept.room = room if len(room.arena) <= _MOST_KEPT else None
    return arrays


def _check(starts: NDArray[np.int64], size: int) -> None:
    lengths = starts[1:] - starts[:-1]
    if len(starts) == 0 or starts[0] < 0 or starts[-1] > size or (len(lengths) and lengths.min() < 0):
        raise ValueError("starts must ascend from 0 or more to the length of data or less, and have the end as well")
    if len(lengths) and lengths.max() >= 2**31:
        raise ValueError("a text of 2 GiB or more cannot be tokenized")


class _Room:
    """Where the kernels write. Row 0 stays as it is: no token, of no bytes."""

    def __init__(self, size: int) -> None:
        self.arena = np.empty(size + size // 8 + 2 * SLACK, np.uint8)
        self.rows = np.zeros((size // 4 + 64, COLUMNS), np.int64)
        self.counts = np.zeros(4, np.int64)


_MOST_KEPT = 1_000_000
"""Bytes of an arena that a thread keeps for its next text."""
_kept = threading.local()


def _room(size: int) -> _Room:
    """Room for so many bytes: that which the thread had for its last text, where it may suffice."""
    room: _Room | None = getattr(_kept, "room", None)
    if room is None or len(room.arena) < size + size // 8 + 2 * SLACK:
        return _Room(max(size, _LEAST))
    room.counts.fill(0)
    return room


def fold_utf8(data: bytes) -> bytes:
    """Fold valid UTF-8 (lone surrogates may be in it)."""
    arena = np.empty(len(data) * _GROWTH + 64, np.uint8)
    return arena[: fold_text(np.frombuffer(data, np.uint8), arena, *tables())].tobytes()


def character_offsets(data: NDArray[np.uint8], offsets: NDArray[np.signedinteger]) -> NDArray[np.int64]:
    """How many code points lie before each byte offset; offsets are at boundaries of characters, the end included."""
    before = np.zeros(len(data) + 1, np.int64)
    np.cumsum((data & 0xC0) != 0x80, out=before[1:])
    counted: NDArray[np.int64] = before[offsets]
    return counted
