"""Which tokens does text have that is ASCII and plain? Most is no more than that, and needs no look at each character.

Rows, arena and counts are as in `words`.
"""

from typing import Any, Final

import numpy as np

from search.analysis.unicode_data import CAPITALS, KIND, KIND_LETTER, KIND_SEPARATOR, LOWER, UPPER
from search.analysis.word_kernels import (
    BOUND,
    DOT,
    END,
    HASH,
    HASH_FACTOR,
    HASH_START,
    HEAD,
    LAST,
    LINE_SEEN,
    LINE_WORDS,
    START,
    TERM_LIMIT,
    WHAT,
    mixed,
    volume,
)
from search.arrays import I64Array, I64Rows, U8Array, U8View
from search.jit import jit

Int: Any = np.int64
Hash: Any = np.uint64
At: Any = np.uint64
"""Of places: where these are unsigned no look at an array asks whether they count from its end."""

EACH: Final = Hash(0x0101010101010101)
EIGHTHS: Final = Hash(0x8080808080808080)
NEWLINE: Final = 0x0A
QUOTE: Final = 0x27


@jit(inline=True)
def up_to_eight(data: U8Array, start: int) -> tuple[int, int, int]:
    """The ASCII letters from `start` on, eight at most: folded, as a number, how many, and the flags of their cases.

    All eight bytes are looked at together. Seven bits and a summand carry into the eighth where a byte is not below the
    least letter, and with another summand where it is above the greatest.
    """
    raw = Hash(0)
    for j in range(At(8)):
        raw |= Hash(data[At(start) + j]) << (At(8) * j)
    folded = raw | EACH * Hash(0x20)
    low = folded & EACH * Hash(0x7F)
    letters = low + EACH * Hash(0x80 - 0x61) & ~(low + EACH * Hash(0x7F - 0x7A)) & ~raw & EIGHTHS
    others = ~letters & EIGHTHS
    size = Hash(8)
    if others != Hash(0):
        # Below the lowest bit of what is no letter each byte has one bit of EACH, that byte included.
        below = (others & (~others + Hash(1))) - Hash(1)
        size = ((below & EACH) * EACH >> Hash(56)) - Hash(1)
        letters &= below
    cases = letters >> Hash(2)
    seen = (LOWER if raw & cases != Hash(0) else 0) | (UPPER if ~raw & cases != Hash(0) else 0)
    return folded & (letters >> Hash(7)) * Hash(0xFF), Int(size), seen


@jit(inline=True)
def rest(
    data: U8Array,
    start: int,
    i: int,
    stop: int,
    kind: int,
    head: int,
    seen: int,
    arena: U8Array,
    write: int,
    entries: I64Array,
) -> tuple[int, int, int, int]:
    """Fold what there is of one kind from `i` on, a run that began at `start`; its bytes so far are in `head`.

    Gives where the run ends, its first eight bytes, the hash of all where they are more than that, and the flags.
    """
    key = Hash(0)
    while i < stop:
        byte = Int(data[At(i)])
        if byte >= 0x80 or entries[At(byte)] & KIND != kind:
            break
        entry = entries[At(byte)]
        folded = byte + ((entry & UPPER) << 2)
        arena[At(write + i - start)] = folded
        # What `hashed` does, while the byte is at hand.
        if i - start < 8:
            head |= Hash(folded) << Hash(8 * (i - start))
        else:
            if i - start == 8:
                key = (Hash(HASH_START) ^ head) * Hash(HASH_FACTOR)
            key = (key ^ Hash(folded)) * Hash(HASH_FACTOR)
        seen |= entry
        i += 1
    return i, head, key, seen


@jit
def plain(
    data: U8View, base: int, i: int, end: int, arena: U8Array, rows: I64Rows, counts: I64Array, entries: I64Array
) -> int:
    """Write the tokens from `i` on as long as they are ASCII and plain; where the first thing is that is not.

    Most text is no more than that, and one loop without calls takes a fraction of the time.
    """
    last = counts[LAST]
    write = rows[At(last), BOUND]
    line_seen, line_words = counts[LINE_SEEN], counts[LINE_WORDS]
    most = min(len(rows) - 1, last + (len(arena) - write) // TERM_LIMIT)
    while i < end:
        byte = Int(data[At(i)])
        if byte >= 0x80:
            break
        entry = entries[At(byte)]
        kind = entry & KIND
        if kind == KIND_SEPARATOR:
            if byte == NEWLINE:
                break
            i += 1
            continue
        if last >= most:
            break
        start = i
        stop = min(end, start + TERM_LIMIT)
        seen = 0
        head = key = Hash(0)
        size = 0
        if kind == KIND_LETTER and start + 8 <= end:
            head, size, seen = up_to_eight(data, start)
            for j in range(At(8)):
                arena[At(write) + j] = head >> (At(8) * j)
            i += size
        if size in (0, 8):
            i, head, key, seen = rest(data, start, i, stop, kind, head, seen, arena, write, entries)
        byte = Int(data[At(i)]) if i < end else 0
        letters = i - start
        if letters == TERM_LIMIT or (i < end and (byte >= 0x80 or byte == QUOTE or (byte == DOT and letters == 1))):
            i = start
            break
        if letters <= 8:
            key = (Hash(HASH_START) ^ head) * Hash(HASH_FACTOR)
        write += letters
        last += 1
        rows[At(last), BOUND] = write
        rows[At(last), START] = start - base
        rows[At(last), END] = i - base
        rows[At(last), WHAT] = 0
        rows[At(last), HEAD] = Int(head)
        rows[At(last), HASH] = Int(mixed(key))
        if kind == KIND_LETTER:
            rows[At(last), WHAT] = volume(seen, letters)
            if 2 <= letters <= 5 and seen & UPPER and not seen & LOWER:
                rows[At(last), WHAT] |= CAPITALS
            line_seen |= seen
            line_words += letters >= 2
    counts[LAST], counts[LINE_SEEN], counts[LINE_WORDS] = last, line_seen, line_words
    return i
