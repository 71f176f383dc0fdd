"""Posting lists as numbers of seven bits a byte: those of few documents, the rest of all, and all in the making.

Every function is a part of other kernels. None reads past its arrays, whatever the bytes say.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np

from search.kernels import Bytes, inlined

SOURCE: Final = Path(__file__)
"""What other kernels that call these are compiled anew for."""

Int: Any = np.int64


@inlined
def put(out: Bytes, at: int, value: int) -> int:
    """Write a number, seven bits a byte, low bits first, the high bit set on all but the last; where to go on."""
    while value >= 128:
        out[at] = value & 127 | 128
        at += 1
        value >>= 7
    out[at] = value
    return at + 1


@inlined
def put_posting(out: Bytes, at: int, gap: int, frequency: int) -> int:
    """Write a document so much greater than the one before it (than -1), with its frequency; where to go on.

    That is the gap less one, doubled, with the low bit set when the frequency is 1; otherwise the frequency less two
    follows.
    """
    if frequency == 1:
        return put(out, at, (gap - 1) << 1 | 1)
    return put(out, put(out, at, (gap - 1) << 1), frequency - 2)


@inlined
def varint(stream: Bytes, at: int, stop: int) -> tuple[int, int]:
    """The number that begins at `at`, and where the next begins, or -1 when `stop` comes first."""
    if at >= stop:
        return 0, -1
    byte = Int(stream[at])
    at += 1
    value = byte & 127
    shift = 7
    while byte >= 128:
        if at >= stop or shift > 35:
            return 0, -1
        byte = Int(stream[at])
        at += 1
        value |= (byte & 127) << shift
        shift += 7
    return value, at


@inlined
def posting(stream: Bytes, at: int, stop: int) -> tuple[int, int, int]:
    """What `put_posting` wrote at `at`: the gap, the frequency, where the next begins (-1 when `stop` comes first)."""
    value, at = varint(stream, at, stop)
    freq = Int(1)
    if at >= 0 and value & 1 == 0:
        freq, at = varint(stream, at, stop)
        freq += 2
    return (value >> 1) + 1, freq, at
