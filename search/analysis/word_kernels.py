"""Where does the token end that begins here, and what are its folded bytes?

A token found is a row of `rows`: where its folded bytes end in `arena` (they begin where those of the row before end),
where it starts and ends in its text, what it is, its first eight folded bytes as a number (low byte first), and a hash
of all of them. Row 0 is no token. `base` is where the text begins in `data`.
"""

from typing import Any, Final

import numpy as np

from search.analysis.folding_kernels import append, look
from search.analysis.unicode_data import (
    ACCENT,
    ACCENTED,
    APOSTROPHE,
    CAPITALS,
    CASELESS,
    KIND,
    KIND_IGNORABLE,
    KIND_LETTER,
    KIND_SEPARATOR,
    KIND_SILENT,
    KIND_SPACELESS,
    LONE,
    LONG_LOUD,
    LOUD,
    LOWER,
    MARK,
    PART,
    POSSESSIVE,
    QUIET,
    UPPER,
)
from search.arrays import U64, I64Array, I64Rows, U8Array, U8View
from search.jit import jit

Int: Any = np.int64
Hash: Any = np.uint64

TERM_LIMIT: Final = 255
"""The greatest length of a folded token, in bytes."""
RAW_LIMIT: Final = 1020
"""How much of a token is written before it is cut: spelled-out Hangul shrinks to a third when it composes."""
UNIT_LIMIT: Final = 120
"""The same for one letter of a script without spaces, with its marks; two are a token."""
SLACK: Final = 2048
"""Free bytes that any one token may need while it is written."""
DOT: Final = 0x2E

# The columns of a row.
BOUND: Final = 0
START: Final = 1
END: Final = 2
WHAT: Final = 3
HEAD: Final = 4
HASH: Final = 5
COLUMNS: Final = 6

HASH_START: Final = 14695981039346656037
HASH_FACTOR: Final = 1099511628211
"""The numbers of the 64-bit FNV-1a hash, here of the first eight bytes as one and each further byte after them."""

# What `counts` holds: the last row written, and of the line so far the flags of its letters, the number of words of two
# or more letters, and the last row before it.
LAST: Final = 0
LINE_SEEN: Final = 1
LINE_WORDS: Final = 2
LINE_BEFORE: Final = 3


@jit
def run(
    data: U8View,
    i: int,
    end: int,
    kind: int,
    arena: U8Array,
    begin: int,
    write: int,
    entries: I64Array,
    pool: I64Array,
    pairs: I64Array,
) -> tuple[int, int, int, int, int]:
    """Fold a run of letters or of digits from `i` on, to `arena[write:]` of the word that begins at `begin`.

    Gives where reading goes on, where the run ends, where writing goes on, all flags seen, and the count of letters.
    """
    stop = i
    seen = letters = 0
    while i < end:
        _point, entry, after = look(data, i, end, entries)
        its = entry & KIND
        if its != kind:
            if its == KIND_IGNORABLE:
                i = after
                continue
            if its != KIND_SILENT:
                break
        if write - begin < RAW_LIMIT:
            write = append(arena, begin, write, entry, entries, pool, pairs)
        i = stop = after
        seen |= entry
        letters += entry & PART == 0
    return i, stop, write, seen, letters


@jit
def single(data: U8View, i: int, end: int, entries: I64Array) -> bool:
    """Whether one letter stands here, with its marks, and no other after it."""
    if i >= end:
        return False
    _point, entry, i = look(data, i, end, entries)
    if entry & KIND != KIND_LETTER or entry & PART:
        return False
    while i < end:
        _point, entry, i = look(data, i, end, entries)
        kind = entry & KIND
        if kind not in (KIND_SILENT, KIND_IGNORABLE) and not entry & PART:
            return kind not in (KIND_LETTER, KIND_SPACELESS)
    return True


@jit(inline=True)
def mixed(key: U64) -> U64:
    """A hash whose low bits are as good as its high ones."""
    return key ^ (key >> Hash(29)) ^ (key >> Hash(47))


@jit(inline=True)
def hashed(arena: U8Array, start: int, size: int) -> tuple[int, int]:
    """The first eight bytes of a term as a number, and a hash of all."""
    head = Hash(0)
    for j in range(min(size, 8)):
        head |= Hash(arena[start + j]) << Hash(8 * j)
    key = (Hash(HASH_START) ^ head) * Hash(HASH_FACTOR)
    for j in range(start + 8, start + size):
        key = (key ^ Hash(arena[j])) * Hash(HASH_FACTOR)
    return head, mixed(key)


@jit
def emit(arena: U8Array, rows: I64Rows, counts: I64Array, start: int, stop: int, end: int, what: int) -> None:
    """Make the bytes of the arena up to `end` the next token, cut to its limit at a character's boundary."""
    last = counts[LAST]
    begin = rows[last, BOUND]
    if end - begin > TERM_LIMIT:
        end = begin + TERM_LIMIT
        while arena[end] & 0xC0 == 0x80:
            end -= 1
    rows[last + 1, BOUND] = end
    rows[last + 1, START] = start
    rows[last + 1, END] = stop
    rows[last + 1, WHAT] = what
    head, key = hashed(arena, begin, end - begin)
    rows[last + 1, HEAD] = Int(head)
    rows[last + 1, HASH] = Int(key)
    counts[LAST] = last + 1


@jit
def full(arena: U8Array, rows: I64Rows, counts: I64Array) -> bool:
    """Whether the next token might not fit."""
    last = counts[LAST]
    return bool(len(arena) - rows[last, BOUND] < SLACK or last + 1 >= len(rows))


@jit
def volume(seen: int, letters: int) -> int:
    """How loud a word is, of so many letters with these flags."""
    if seen & LOWER or not seen & UPPER:
        return QUIET
    if letters < 2:
        return 0
    return LOUD | LONG_LOUD if letters > 5 else LOUD


@jit
def word(
    data: U8View,
    base: int,
    i: int,
    end: int,
    arena: U8Array,
    rows: I64Rows,
    counts: I64Array,
    entries: I64Array,
    pool: I64Array,
    pairs: I64Array,
) -> int:
    """Write the token that begins at `i`, a run of letters or of digits; where reading goes on."""
    begin = rows[counts[LAST], BOUND]
    start = i
    _point, entry, _after = look(data, i, end, entries)
    kind = entry & KIND
    i, stop, write, seen, letters = run(data, i, end, kind, arena, begin, begin, entries, pool, pairs)
    if kind == KIND_LETTER and letters == 1:
        dotted = False
        while i < end and data[i] == DOT and single(data, i + 1, end, entries):
            i, stop, write, more, _one = run(data, i + 1, end, kind, arena, begin, write, entries, pool, pairs)
            seen |= more
            letters += 1
            dotted = True
        if dotted and i < end and data[i] == DOT:
            i += 1
            stop = i
    what = 0
    if kind == KIND_LETTER:
        if stop - start <= RAW_LIMIT:
            if 2 <= letters <= 5 and seen & UPPER and not seen & LOWER:
                what |= CAPITALS
            what |= volume(seen, letters)
            if seen & ACCENT and write - begin <= TERM_LIMIT:
                what |= ACCENTED
        counts[LINE_SEEN] |= seen
        counts[LINE_WORDS] += letters >= 2
    emit(arena, rows, counts, start - base, stop - base, write, what)
    return i


@jit
def unit(
    data: U8View, i: int, end: int, arena: U8Array, begin: int, entries: I64Array, pool: I64Array, pairs: I64Array
) -> tuple[int, int, int]:
    """Fold one letter of a script without spaces, with its marks, to `arena[begin:]`.

    Gives where reading goes on, where the unit ends, and where writing goes on.
    """
    stop = i
    write = begin
    while i < end:
        _point, entry, after = look(data, i, end, entries)
        kind = entry & KIND
        if kind != KIND_IGNORABLE:
            if write > begin and kind != KIND_SILENT and not entry & MARK:
                break
            if write - begin < UNIT_LIMIT:
                write = append(arena, begin, write, entry, entries, pool, pairs)
            stop = after
        i = after
    return i, stop, write


@jit
def spaceless(
    data: U8View,
    base: int,
    i: int,
    end: int,
    arena: U8Array,
    rows: I64Rows,
    counts: I64Array,
    entries: I64Array,
    pool: I64Array,
    pairs: I64Array,
) -> int:
    """Write the overlapping pairs of a run in a script without spaces; where reading goes on, or -1 when full."""
    counts[LINE_SEEN] |= CASELESS
    first = i
    i, stop, write = unit(data, i, end, arena, rows[counts[LAST], BOUND], entries, pool, pairs)
    alone = True
    while i < end:
        _point, entry, _after = look(data, i, end, entries)
        if entry & KIND != KIND_SPACELESS:
            break
        if full(arena, rows, counts):
            return -1
        second, begin = i, write
        i, stop, write = unit(data, i, end, arena, begin, entries, pool, pairs)
        emit(arena, rows, counts, first - base, stop - base, write, 0)
        alone = False
        # The second of this pair is the first of the next.
        for k in range(write - begin):
            arena[write + k] = arena[begin + k]
        write += write - begin
        first = second
    if alone:
        emit(arena, rows, counts, first - base, stop - base, write, LONE)
    return i


@jit
def possessive(data: U8View, i: int, end: int, entries: I64Array) -> tuple[int, int]:
    """Where reading goes on after a possessive ending at `i`, which may be `i` itself, and the entry of its s."""
    if i >= end:
        return i, 0
    _point, mark, letter = look(data, i, end, entries)
    if not mark & APOSTROPHE or letter >= end:
        return i, 0
    _point, entry, after = look(data, letter, end, entries)
    if not entry & POSSESSIVE:
        return i, 0
    k = after
    while k < end:
        _point, other, k = look(data, k, end, entries)
        if other & KIND == KIND_SEPARATOR:
            break
        if other & KIND != KIND_IGNORABLE:
            return i, 0
    return after, entry
