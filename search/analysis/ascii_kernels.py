"""Kernels for text that is ASCII and has no special cases, which most text is.

Letters are read eight at a time. Rows, arena and counts are described in `search.analysis.word_kernels`.
"""

from typing import Any, Final

import numpy as np

from search.analysis.sign_kernels import COMMA, NUMBER_SIGN, PLUS
from search.analysis.unicode_data import (
    CAPITALS,
    JOINS,
    KIND_DIGIT,
    KIND_LETTER,
    KIND_MASK,
    KIND_SEPARATOR,
    LOWER,
    LOWER_CASE,
    MAX_ACRONYM_LETTERS,
    NO_WORD,
    UPPER,
)
from search.analysis.word_kernels import (
    ARENA_END,
    DOT,
    END,
    FLAGS,
    FNV_OFFSET,
    FNV_PRIME,
    HASH,
    HEAD,
    LAST_ROW,
    LINE_FLAGS,
    LINE_WORDS,
    MAX_GROUP_DIGITS,
    MAX_TERM_BYTES,
    START,
    case_kind,
    joins_with_last,
    mix_hash,
)
from search.arrays import I64Array, I64Rows, U8Array, U8View
from search.jit import jit

Int: Any = np.int64
Hash: Any = np.uint64
Index: Any = np.uint64
"""The type of array indices: unsigned, so that numba does not check for negative ones."""

EACH_BYTE: Final = Hash(0x0101010101010101)
HIGH_BITS: Final = Hash(0x8080808080808080)
NEWLINE: Final = 0x0A
QUOTE: Final = 0x27
HYPHEN_MINUS: Final = 0x2D
NET: Final = Hash(0x74656E)
"""The letters of `net`, low byte first."""


@jit(inline=True)
def fold_eight(data: U8Array, start: int) -> tuple[int, int, int]:
    """Return the ASCII letters from `start` on, at most eight, folded, as a number; their count; their cases as flags.

    All eight bytes are tested together. Adding one constant to the low seven bits of each byte carries into its eighth
    bit where the byte is not below the first letter; adding another, where it is above the last.
    """
    raw = Hash(0)
    for j in range(Index(8)):
        raw |= Hash(data[Index(start) + j]) << (Index(8) * j)
    folded = raw | EACH_BYTE * Hash(0x20)
    low = folded & EACH_BYTE * Hash(0x7F)
    letters = low + EACH_BYTE * Hash(0x80 - 0x61) & ~(low + EACH_BYTE * Hash(0x7F - 0x7A)) & ~raw & HIGH_BITS
    others = ~letters & HIGH_BITS
    size = Hash(8)
    if others != Hash(0):
        # Below the lowest bit of the first byte that is no letter, each byte has one bit of EACH_BYTE, that byte too.
        below = (others & (~others + Hash(1))) - Hash(1)
        size = ((below & EACH_BYTE) * EACH_BYTE >> Hash(56)) - Hash(1)
        letters &= below
    cases = letters >> Hash(2)
    seen = (LOWER if raw & cases != Hash(0) else 0) | (UPPER if ~raw & cases != Hash(0) else 0)
    return folded & (letters >> Hash(7)) * Hash(0xFF), Int(size), seen


@jit(inline=True)
def fold_ascii_run(
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
    """Fold the rest of a run of one kind, from `i` on; it began at `start`, and its bytes so far are in `head`.

    Return where the run ends, its first eight bytes, the hash of all if there are more than eight, and the flags.
    """
    key = Hash(0)
    while i < stop:
        byte = Int(data[Index(i)])
        if byte >= 0x80 or entries[Index(byte)] & KIND_MASK != kind:
            break
        entry = entries[Index(byte)]
        folded = byte + ((entry & UPPER) << 2)
        arena[Index(write + i - start)] = folded
        # The hash is that of `hash_term`, computed while the byte is at hand.
        if i - start < 8:
            head |= Hash(folded) << Hash(8 * (i - start))
        else:
            if i - start == 8:
                key = (Hash(FNV_OFFSET) ^ head) * Hash(FNV_PRIME)
            key = (key ^ Hash(folded)) * Hash(FNV_PRIME)
        seen |= entry
        i += 1
    return i, head, key, seen


@jit(inline=True)
def may_have_signs(kind: int, letters: int, head: int, before: int, after: int) -> bool:
    """Return whether signs may belong to a run, from the bytes before and after it: `1,000`, `C++`, `#Word`, `.NET`."""
    if kind == KIND_DIGIT:
        return letters <= MAX_GROUP_DIGITS and after in (COMMA, DOT)
    if letters == 1 and after in (DOT, PLUS, NUMBER_SIGN):
        return True
    return before == NUMBER_SIGN or (before == DOT and letters == 3 and head == NET)


@jit
def tokenize_ascii(
    data: U8View, base: int, i: int, end: int, arena: U8Array, rows: I64Rows, counts: I64Array, entries: I64Array
) -> int:
    """Write the tokens from `i` on; return where the first character is that needs the kernels for all of Unicode.

    That is a character beyond ASCII, a newline, or the start of a word with an apostrophe, a dotted abbreviation, a
    hashtag, a name with signs, or a number with marks. A single loop without calls takes a fraction of their time.
    """
    last = counts[LAST_ROW]
    write = rows[Index(last), ARENA_END]
    line_seen, line_words = counts[LINE_FLAGS], counts[LINE_WORDS]
    most = min(len(rows) - 1, last + (len(arena) - write) // MAX_TERM_BYTES)
    while i < end:
        byte = Int(data[Index(i)])
        if byte >= 0x80:
            break
        entry = entries[Index(byte)]
        kind = entry & KIND_MASK
        if kind == KIND_SEPARATOR:
            if byte == NEWLINE:
                break
            i += 1
            continue
        if last >= most:
            break
        start = i
        stop = min(end, start + MAX_TERM_BYTES)
        seen = 0
        head = key = Hash(0)
        size = 0
        if kind == KIND_LETTER and start + 8 <= end:
            head, size, seen = fold_eight(data, start)
            for j in range(Index(8)):
                arena[Index(write) + j] = head >> (Index(8) * j)
            i += size
        if size in (0, 8):
            i, head, key, seen = fold_ascii_run(data, start, i, stop, kind, head, seen, arena, write, entries)
        byte = Int(data[Index(i)]) if i < end else 0
        letters = i - start
        if letters == MAX_TERM_BYTES or (i < end and (byte >= 0x80 or byte == QUOTE)):
            i = start
            break
        before = Int(data[Index(start - 1)]) if start > base else 0
        if may_have_signs(kind, letters, head, before, byte):
            i = start
            break
        if letters <= 8:
            key = (Hash(FNV_OFFSET) ^ head) * Hash(FNV_PRIME)
        write += letters
        last += 1
        rows[Index(last), ARENA_END] = write
        rows[Index(last), START] = start - base
        rows[Index(last), END] = i - base
        rows[Index(last), FLAGS] = NO_WORD
        rows[Index(last), HEAD] = Int(head)
        rows[Index(last), HASH] = Int(mix_hash(key))
        if kind == KIND_LETTER:
            rows[Index(last), FLAGS] = case_kind(seen, letters) | (LOWER_CASE if not seen & UPPER else 0)
            if before in (HYPHEN_MINUS, QUOTE) or before >= 0x80:
                counts[LAST_ROW] = last - 1
                if joins_with_last(data, base, start, end, rows, counts, entries):
                    rows[Index(last - 1), FLAGS] |= JOINS
            if 2 <= letters <= MAX_ACRONYM_LETTERS and seen & UPPER and not seen & LOWER:
                rows[Index(last), FLAGS] |= CAPITALS
            line_seen |= seen
            line_words += letters >= 2
    counts[LAST_ROW], counts[LINE_FLAGS], counts[LINE_WORDS] = last, line_seen, line_words
    return i
