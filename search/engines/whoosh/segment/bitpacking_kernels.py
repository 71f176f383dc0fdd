"""128 numbers of the same width, as planes of bits: the loops that write and read them have no branch in them.

A width of w bits is the sum of planes of 8 bits, as many as fit, then of 4, 2 and 1; the first plane has the lowest
bits. A plane of p bits has 16 p bytes, and byte j has p bits of the numbers j, j + 16 p, j + 32 p and so on, from its
low bits on. So each loop goes over bytes and numbers that lie side by side, which processors do many of at a time.

A block is the gaps of 128 postings less one, then their frequencies less one. In front of all blocks of a list stands a
header for each: its last document, the sum of its frequencies (32 bits each, low bytes first) and the widths of the two
(a byte each). What a list has beyond its last whole block follows as in `plain`.

Lemire, Boytsov: Decoding billions of integers per second through vectorization (2015), for blocks of one width.
"""

from typing import Any, Final

import numpy as np

from search.arrays import I64Array, U8Array, U8View, U32Array
from search.jit import jit

# FOLDED: Posting lists as numbers of seven bits a byte: those of few documents, the rest of all, and all in the making.
# FOLDED:
# FOLDED: Every function is a part of other kernels. None reads past its arrays, whatever the bytes say.


Int: Any = np.int64


@jit(inline=True)
def put(out: U8Array, at: int, value: int) -> int:
    """Write a number, seven bits a byte, low bits first, the high bit set on all but the last; where to go on."""
    while value >= 128:
        out[at] = value & 127 | 128
        at += 1
        value >>= 7
    out[at] = value
    return at + 1


@jit(inline=True)
def put_posting(out: U8Array, at: int, gap: int, frequency: int) -> int:
    """Write a document so much greater than the one before it (than -1), with its frequency; where to go on.

    That is the gap less one, doubled, with the low bit set when the frequency is 1; otherwise the frequency less two
    follows.
    """
    if frequency == 1:
        return put(out, at, (gap - 1) << 1 | 1)
    return put(out, put(out, at, (gap - 1) << 1), frequency - 2)


@jit(inline=True)
def varint(stream: U8Array, at: int, stop: int) -> tuple[int, int]:
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


@jit(inline=True)
def posting(stream: U8Array, at: int, stop: int) -> tuple[int, int, int]:
    """What `put_posting` wrote at `at`: the gap, the frequency, where the next begins (-1 when `stop` comes first)."""
    value, at = varint(stream, at, stop)
    freq = Int(1)
    if at >= 0 and value & 1 == 0:
        freq, at = varint(stream, at, stop)
        freq += 2
    return (value >> 1) + 1, freq, at


At: Any = np.uint64
"""Of places: where these are unsigned no loop asks whether they count from the end, and many are done at a time."""
Bits: Any = np.uint32

SIZE: Final = 128
HEADER: Final = 10
WIDEST: Final = 32
ROOM: Final = 9
"""Bytes that a posting of a block takes at most, its part of the header included."""


@jit(inline=True)
def read_word(stream: U8Array, at: int) -> int:
    """The 32 bits that begin at `at`."""
    return int(Int(stream[at]) | Int(stream[at + 1]) << 8 | Int(stream[at + 2]) << 16 | Int(stream[at + 3]) << 24)


@jit(inline=True)
def put_word(out: U8Array, at: int, value: int) -> None:
    """Write 32 bits at `at`."""
    for k in range(4):
        out[at + k] = value >> (8 * k) & 255


@jit(entry_point=True)
def unpack(stream: U8View, at: int, width: int, out: U32Array, to: int) -> None:
    """Read 128 numbers of up to 32 bits from `stream[at:at + 16 * width]` to `out[to:to + 128]`: 0.1-0.3 ns a number.

    Both have to lie within their arrays.
    """
    read, write = At(at), At(to)
    shift = Bits(0)
    for j in range(At(SIZE)):
        out[write + j] = Bits(0)
    while width >= 8:
        for j in range(At(128)):
            out[write + j] |= Bits(stream[read + j]) << shift
        read += At(128)
        shift += Bits(8)
        width -= 8
    if width & 4:
        for j in range(At(64)):
            byte = Bits(stream[read + j])
            out[write + j] |= (byte & Bits(15)) << shift
            out[write + j + At(64)] |= (byte >> Bits(4)) << shift
        read += At(64)
        shift += Bits(4)
    if width & 2:
        for j in range(At(32)):
            byte = Bits(stream[read + j])
            out[write + j] |= (byte & Bits(3)) << shift
            out[write + j + At(32)] |= (byte >> Bits(2) & Bits(3)) << shift
            out[write + j + At(64)] |= (byte >> Bits(4) & Bits(3)) << shift
            out[write + j + At(96)] |= (byte >> Bits(6)) << shift
        read += At(32)
        shift += Bits(2)
    if width & 1:
        for j in range(At(16)):
            byte = Bits(stream[read + j])
            out[write + j] |= (byte & Bits(1)) << shift
            out[write + j + At(16)] |= (byte >> Bits(1) & Bits(1)) << shift
            out[write + j + At(32)] |= (byte >> Bits(2) & Bits(1)) << shift
            out[write + j + At(48)] |= (byte >> Bits(3) & Bits(1)) << shift
            out[write + j + At(64)] |= (byte >> Bits(4) & Bits(1)) << shift
            out[write + j + At(80)] |= (byte >> Bits(5) & Bits(1)) << shift
            out[write + j + At(96)] |= (byte >> Bits(6) & Bits(1)) << shift
            out[write + j + At(112)] |= (byte >> Bits(7)) << shift


@jit(entry_point=True)
def pack(numbers: U32Array, first: int, width: int, out: U8Array, at: int) -> int:
    """Write `numbers[first:first + 128]`, which fit into so many bits, as `unpack` reads them; where to go on."""
    read, write = At(first), At(at)
    shift = Bits(0)
    left = width
    while left > 0:
        bits = 8 if left >= 8 else 4 if left & 4 else 2 if left & 2 else 1
        size = At(16 * bits)
        mask = Bits((1 << bits) - 1)
        for j in range(size):
            out[write + j] = numbers[read + j] >> shift & mask
        for part in range(1, 8 // bits):
            up, skipped = Bits(part * bits), At(part) * size
            for j in range(size):
                out[write + j] |= (numbers[read + skipped + j] >> shift & mask) << up
        write += size
        shift += Bits(bits)
        left -= bits
    return at + 16 * width


@jit(inline=True)
def width_of(numbers: U32Array, first: int) -> int:
    """The bits that the greatest of 128 numbers needs."""
    every = Bits(0)
    for k in range(At(first), At(first) + At(SIZE)):
        every |= numbers[k]
    width = 0
    while every > Bits(0):
        every >>= Bits(1)
        width += 1
    return width


@jit(entry_point=True)
def stored(
    stream: U8Array, at: I64Array, counts: I64Array, gaps: U32Array, more: U32Array, out: U8Array, out_at: I64Array
) -> int:
    """Write plain lists as a file has them; how many bytes that took. About 8 ns a posting of those that are long.

    List t is `stream[at[t]:at[t + 1]]`, of `counts[t]` documents. `gaps` and `more` have room for the longest, `out`
    for `ROOM` bytes a posting of the long ones beside what the lists take.
    """
    write = Int(0)
    for term in range(len(counts)):
        out_at[term] = write
        count, read, stop = counts[term], at[term], at[term + 1]
        whole = count - count % SIZE
        last = Int(-1)
        for k in range(whole):
            gap, frequency, read = posting(stream, read, stop)
            gaps[k], more[k] = gap - 1, frequency - 1
        headers = write
        write += whole // SIZE * HEADER
        for first in range(0, whole, SIZE):
            occurrences = Int(SIZE)
            for k in range(first, first + SIZE):
                last += Int(gaps[k]) + 1
                occurrences += Int(more[k])
            gap_width, more_width = width_of(gaps, first), width_of(more, first)
            put_word(out, headers, last)
            put_word(out, headers + 4, occurrences)
            out[headers + 8], out[headers + 9] = gap_width, more_width
            headers += HEADER
            write = pack(more, first, more_width, out, pack(gaps, first, gap_width, out, write))
        for k in range(read, stop):
            out[write] = stream[k]
            write += 1
    out_at[len(counts)] = write
    return int(write)
