"""Kernels that read and write posting lists: 128 numbers at a time as planes of bits, and single numbers as varints.

A width of w bits is the sum of planes of 8 bits, as many as fit, then of 4, 2 and 1; the first plane has the lowest
bits. A plane of p bits has 16 p bytes, and byte j has p bits of the numbers j, j + 16 p, j + 32 p and so on, from its
low bits on. So each loop goes over bytes and numbers that lie side by side, without a branch, and the processor handles
many of them at a time.

A block is the gaps of 128 postings less one, then their frequencies less one. In front of all blocks of a list there is
a header for each: its last document, the sum of its frequencies (32 bits each, low bytes first) and the widths of the
two (a byte each). The postings after the last whole block follow as varints: seven bits a byte. Lists of fewer than 128
documents are varints alone, and so are all lists while a segment is being built or merged ("plain" lists).

No function reads past its arrays, whatever the bytes say.

Lemire, Boytsov: Decoding billions of integers per second through vectorization (2015), for blocks of one width.
"""

from typing import Final

from search.arrays import I64Array, U8Array, U8View, U32Array, i64, u32, u64
from search.jit import jit


@jit(inline=True)
def write_varint(out: U8Array, at: int, value: int) -> int:
    """Write a number, seven bits a byte, low bits first, the high bit set on all but the last; return the end."""
    while value >= 128:
        out[at] = value & 127 | 128
        at += 1
        value >>= 7
    out[at] = value
    return at + 1


@jit(inline=True)
def write_posting(out: U8Array, at: int, gap: int, frequency: int) -> int:
    """Write a document as its gap to the one before it (to -1 for the first), with its frequency; return the end.

    That is the gap less one, doubled, with the low bit set when the frequency is 1; otherwise the frequency less two
    follows.
    """
    if frequency == 1:
        return write_varint(out, at, (gap - 1) << 1 | 1)
    return write_varint(out, write_varint(out, at, (gap - 1) << 1), frequency - 2)


@jit(inline=True)
def read_varint(stream: U8Array, at: int, stop: int) -> tuple[int, int]:
    """Return the number that begins at `at` and its end, which is -1 when `stop` comes first."""
    if at >= stop:
        return 0, -1
    byte = i64(stream[at])
    at += 1
    value = byte & 127
    shift = 7
    while byte >= 128:
        if at >= stop or shift > 35:
            return 0, -1
        byte = i64(stream[at])
        at += 1
        value |= (byte & 127) << shift
        shift += 7
    return value, at


@jit(inline=True)
def read_posting(stream: U8Array, at: int, stop: int) -> tuple[int, int, int]:
    """Read what `write_posting` wrote at `at`: the gap, the frequency, and the end (-1 when `stop` comes first)."""
    value, at = read_varint(stream, at, stop)
    freq = i64(1)
    if at >= 0 and value & 1 == 0:
        freq, at = read_varint(stream, at, stop)
        freq += 2
    return (value >> 1) + 1, freq, at


BLOCK_SIZE: Final = 128
"""Postings in a block."""
HEADER_BYTES: Final = 10
"""Bytes of a block's header."""
MAX_BITS: Final = 32
"""Greatest width of a number."""
MAX_BYTES_PER_POSTING: Final = 9
"""Bytes that a posting of a block takes at most, its share of the header included."""


@jit(inline=True)
def read_u32(stream: U8Array, at: int) -> int:
    """Return the 32 bits that begin at `at`."""
    return int(i64(stream[at]) | i64(stream[at + 1]) << 8 | i64(stream[at + 2]) << 16 | i64(stream[at + 3]) << 24)


@jit(inline=True)
def write_u32(out: U8Array, at: int, value: int) -> None:
    """Write 32 bits at `at`."""
    for k in range(4):
        out[at + k] = value >> (8 * k) & 255


@jit(entry_point=True)
def unpack(stream: U8View, at: int, width: int, out: U32Array, to: int) -> None:
    """Read 128 numbers of up to 32 bits from `stream[at:at + 16 * width]` to `out[to:to + 128]`: 0.1-0.3 ns a number.

    Both ranges have to lie within their arrays.
    """
    read, write = u64(at), u64(to)
    shift = u32(0)
    for j in range(u64(BLOCK_SIZE)):
        out[write + j] = u32(0)
    while width >= 8:
        for j in range(u64(128)):
            out[write + j] |= u32(stream[read + j]) << shift
        read += u64(128)
        shift += u32(8)
        width -= 8
    if width & 4:
        for j in range(u64(64)):
            byte = u32(stream[read + j])
            out[write + j] |= (byte & u32(15)) << shift
            out[write + j + u64(64)] |= (byte >> u32(4)) << shift
        read += u64(64)
        shift += u32(4)
    if width & 2:
        for j in range(u64(32)):
            byte = u32(stream[read + j])
            out[write + j] |= (byte & u32(3)) << shift
            out[write + j + u64(32)] |= (byte >> u32(2) & u32(3)) << shift
            out[write + j + u64(64)] |= (byte >> u32(4) & u32(3)) << shift
            out[write + j + u64(96)] |= (byte >> u32(6)) << shift
        read += u64(32)
        shift += u32(2)
    if width & 1:
        for j in range(u64(16)):
            byte = u32(stream[read + j])
            out[write + j] |= (byte & u32(1)) << shift
            out[write + j + u64(16)] |= (byte >> u32(1) & u32(1)) << shift
            out[write + j + u64(32)] |= (byte >> u32(2) & u32(1)) << shift
            out[write + j + u64(48)] |= (byte >> u32(3) & u32(1)) << shift
            out[write + j + u64(64)] |= (byte >> u32(4) & u32(1)) << shift
            out[write + j + u64(80)] |= (byte >> u32(5) & u32(1)) << shift
            out[write + j + u64(96)] |= (byte >> u32(6) & u32(1)) << shift
            out[write + j + u64(112)] |= (byte >> u32(7)) << shift


@jit(entry_point=True)
def pack(numbers: U32Array, first: int, width: int, out: U8Array, at: int) -> int:
    """Write `numbers[first:first + 128]`, which fit into `width` bits, as `unpack` reads them; return the end."""
    read, write = u64(first), u64(at)
    shift = u32(0)
    left = width
    while left > 0:
        bits = 8 if left >= 8 else 4 if left & 4 else 2 if left & 2 else 1
        size = u64(16 * bits)
        mask = u32((1 << bits) - 1)
        for j in range(size):
            out[write + j] = numbers[read + j] >> shift & mask
        for part in range(1, 8 // bits):
            up, skipped = u32(part * bits), u64(part) * size
            for j in range(size):
                out[write + j] |= (numbers[read + skipped + j] >> shift & mask) << up
        write += size
        shift += u32(bits)
        left -= bits
    return at + 16 * width


@jit(inline=True)
def bit_width(numbers: U32Array, first: int) -> int:
    """Return the bits that the greatest of 128 numbers needs."""
    every = u32(0)
    for k in range(u64(first), u64(first) + u64(BLOCK_SIZE)):
        every |= numbers[k]
    width = 0
    while every > u32(0):
        every >>= u32(1)
        width += 1
    return width


@jit(entry_point=True)
def pack_lists(
    stream: U8Array,
    starts: I64Array,
    counts: I64Array,
    gaps: U32Array,
    freqs: U32Array,
    out: U8Array,
    out_starts: I64Array,
) -> int:
    """Write plain lists as a file stores them; return the number of bytes. About 8 ns a posting of a list with blocks.

    List t is `stream[starts[t]:starts[t + 1]]`, of `counts[t]` documents. `gaps` and `freqs` hold the longest list.
    `out` holds what the lists take now, and `MAX_BYTES_PER_POSTING` for each posting of a list with blocks.
    """
    write = i64(0)
    for term in range(len(counts)):
        out_starts[term] = write
        count, read, stop = counts[term], starts[term], starts[term + 1]
        whole = count - count % BLOCK_SIZE
        last = i64(-1)
        for k in range(whole):
            gap, frequency, read = read_posting(stream, read, stop)
            gaps[k], freqs[k] = gap - 1, frequency - 1
        header = write
        write += whole // BLOCK_SIZE * HEADER_BYTES
        for first in range(0, whole, BLOCK_SIZE):
            occurrences = i64(BLOCK_SIZE)
            for k in range(first, first + BLOCK_SIZE):
                last += i64(gaps[k]) + 1
                occurrences += i64(freqs[k])
            gap_width, freq_width = bit_width(gaps, first), bit_width(freqs, first)
            write_u32(out, header, last)
            write_u32(out, header + 4, occurrences)
            out[header + 8], out[header + 9] = gap_width, freq_width
            header += HEADER_BYTES
            write = pack(freqs, first, freq_width, out, pack(gaps, first, gap_width, out, write))
        for k in range(read, stop):
            out[write] = stream[k]
            write += 1
    out_starts[len(counts)] = write
    return int(write)
