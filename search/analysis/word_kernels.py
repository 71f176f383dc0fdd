"""Kernels for the word rules of the tokenizer: where a token ends, and what its folded bytes are.

Each token is a row of `rows`, of these columns: where its folded bytes end in `arena` (they begin where those of the
row before end), where it starts and ends in its text, its flags, its first eight folded bytes as a number (low byte
first), and a hash of all of them. Row 0 is no token. `base` is where the text begins in `data`.
"""

from typing import Any, Final

import numpy as np

from search.analysis.folding_kernels import append_folded, read_character
from search.analysis.unicode_data import (
    ACCENT,
    ACCENTED,
    ALL_CAPITALS,
    APOSTROPHE,
    CAPITALS,
    CASELESS,
    HAS_NON_CAPITAL,
    KIND_IGNORABLE,
    KIND_LETTER,
    KIND_MASK,
    KIND_SEPARATOR,
    KIND_SILENT,
    KIND_SPACELESS,
    LONE,
    LONG_ALL_CAPITALS,
    LOWER,
    MARK,
    MAX_ACRONYM_LETTERS,
    PART,
    POSSESSIVE,
    UPPER,
)
from search.arrays import U64, I64Array, I64Rows, U8Array, U8View
from search.jit import jit

Int: Any = np.int64
Hash: Any = np.uint64

MAX_TERM_BYTES: Final = 255
"""The greatest length of a folded token."""
MAX_UNCUT_BYTES: Final = 1020
"""How much of a token is folded before it is cut: decomposed Hangul shrinks to a third when it composes."""
MAX_UNIT_BYTES: Final = 120
"""The same for one letter, with its marks, of a script without spaces; two of them are a token."""
BYTES_PER_TOKEN: Final = 2048
"""Free bytes of the arena that a token may need while it is written."""
DOT: Final = 0x2E

# The columns of a row.
ARENA_END: Final = 0
START: Final = 1
END: Final = 2
FLAGS: Final = 3
HEAD: Final = 4
HASH: Final = 5
COLUMNS: Final = 6

FNV_OFFSET: Final = 14695981039346656037
FNV_PRIME: Final = 1099511628211
"""The constants of the 64-bit FNV-1a hash. The first eight bytes are hashed as one unit, then each further byte."""

# What `counts` holds: the last row written, and of the line so far the flags of its letters, the number of words of two
# or more letters, and the last row before it.
LAST_ROW: Final = 0
LINE_FLAGS: Final = 1
LINE_WORDS: Final = 2
ROW_BEFORE_LINE: Final = 3


@jit
def fold_run(
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
    """Fold a run of letters or of digits from `i` on to `arena[write:]`, part of the word that begins at `begin`.

    Return where reading continues, where the run ends, where writing continues, all flags seen, and the count of
    letters.
    """
    stop = i
    seen = letters = 0
    while i < end:
        _point, entry, after = read_character(data, i, end, entries)
        its = entry & KIND_MASK
        if its != kind:
            if its == KIND_IGNORABLE:
                i = after
                continue
            if its != KIND_SILENT:
                break
        if write - begin < MAX_UNCUT_BYTES:
            write = append_folded(arena, begin, write, entry, entries, pool, pairs)
        i = stop = after
        seen |= entry
        letters += entry & PART == 0
    return i, stop, write, seen, letters


@jit
def is_single_letter(data: U8View, i: int, end: int, entries: I64Array) -> bool:
    """Return whether there is one letter at `i`, with its marks, and no other directly after it."""
    if i >= end:
        return False
    _point, entry, i = read_character(data, i, end, entries)
    if entry & KIND_MASK != KIND_LETTER or entry & PART:
        return False
    while i < end:
        _point, entry, i = read_character(data, i, end, entries)
        kind = entry & KIND_MASK
        if kind not in (KIND_SILENT, KIND_IGNORABLE) and not entry & PART:
            return kind not in (KIND_LETTER, KIND_SPACELESS)
    return True


@jit(inline=True)
def mix_hash(key: U64) -> U64:
    """Return a hash whose low bits are as well distributed as its high ones."""
    return key ^ (key >> Hash(29)) ^ (key >> Hash(47))


@jit(inline=True)
def hash_term(arena: U8Array, start: int, size: int) -> tuple[int, int]:
    """Return the first eight bytes of a term as a number, and a hash of all."""
    head = Hash(0)
    for j in range(min(size, 8)):
        head |= Hash(arena[start + j]) << Hash(8 * j)
    key = (Hash(FNV_OFFSET) ^ head) * Hash(FNV_PRIME)
    for j in range(start + 8, start + size):
        key = (key ^ Hash(arena[j])) * Hash(FNV_PRIME)
    return head, mix_hash(key)


@jit
def emit_token(arena: U8Array, rows: I64Rows, counts: I64Array, start: int, stop: int, end: int, what: int) -> None:
    """Make the bytes of the arena up to `end` the next token, cut to the limit at a character's boundary."""
    last = counts[LAST_ROW]
    begin = rows[last, ARENA_END]
    if end - begin > MAX_TERM_BYTES:
        end = begin + MAX_TERM_BYTES
        while arena[end] & 0xC0 == 0x80:
            end -= 1
    rows[last + 1, ARENA_END] = end
    rows[last + 1, START] = start
    rows[last + 1, END] = stop
    rows[last + 1, FLAGS] = what
    head, key = hash_term(arena, begin, end - begin)
    rows[last + 1, HEAD] = Int(head)
    rows[last + 1, HASH] = Int(key)
    counts[LAST_ROW] = last + 1


@jit
def is_full(arena: U8Array, rows: I64Rows, counts: I64Array) -> bool:
    """Return whether the next token might not fit."""
    last = counts[LAST_ROW]
    return bool(len(arena) - rows[last, ARENA_END] < BYTES_PER_TOKEN or last + 1 >= len(rows))


@jit
def case_kind(seen: int, letters: int) -> int:
    """Return the flag of a word's case, ALL_CAPITALS and such, from its number of letters and their flags."""
    if seen & LOWER or not seen & UPPER:
        return HAS_NON_CAPITAL
    if letters < 2:
        return 0
    return ALL_CAPITALS | LONG_ALL_CAPITALS if letters > MAX_ACRONYM_LETTERS else ALL_CAPITALS


@jit
def tokenize_word(
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
    """Write the token that begins at `i`, a run of letters or of digits; return where reading continues."""
    begin = rows[counts[LAST_ROW], ARENA_END]
    start = i
    _point, entry, _after = read_character(data, i, end, entries)
    kind = entry & KIND_MASK
    i, stop, write, seen, letters = fold_run(data, i, end, kind, arena, begin, begin, entries, pool, pairs)
    if kind == KIND_LETTER and letters == 1:
        dotted = False
        while i < end and data[i] == DOT and is_single_letter(data, i + 1, end, entries):
            i, stop, write, more, _one = fold_run(data, i + 1, end, kind, arena, begin, write, entries, pool, pairs)
            seen |= more
            letters += 1
            dotted = True
        if dotted and i < end and data[i] == DOT:
            i += 1
            stop = i
    what = 0
    if kind == KIND_LETTER:
        if stop - start <= MAX_UNCUT_BYTES:
            if 2 <= letters <= MAX_ACRONYM_LETTERS and seen & UPPER and not seen & LOWER:
                what |= CAPITALS
            what |= case_kind(seen, letters)
            if seen & ACCENT and write - begin <= MAX_TERM_BYTES:
                what |= ACCENTED
        counts[LINE_FLAGS] |= seen
        counts[LINE_WORDS] += letters >= 2
    emit_token(arena, rows, counts, start - base, stop - base, write, what)
    return i


@jit
def fold_unit(
    data: U8View, i: int, end: int, arena: U8Array, begin: int, entries: I64Array, pool: I64Array, pairs: I64Array
) -> tuple[int, int, int]:
    """Fold one letter of a script without spaces, with its marks, to `arena[begin:]`.

    Return where reading continues, where the unit ends, and where writing continues.
    """
    stop = i
    write = begin
    while i < end:
        _point, entry, after = read_character(data, i, end, entries)
        kind = entry & KIND_MASK
        if kind != KIND_IGNORABLE:
            if write > begin and kind != KIND_SILENT and not entry & MARK:
                break
            if write - begin < MAX_UNIT_BYTES:
                write = append_folded(arena, begin, write, entry, entries, pool, pairs)
            stop = after
        i = after
    return i, stop, write


@jit
def tokenize_pairs(
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
    """Write the pairs of a run in a script without spaces; return where reading continues, or -1 when full."""
    counts[LINE_FLAGS] |= CASELESS
    first = i
    i, stop, write = fold_unit(data, i, end, arena, rows[counts[LAST_ROW], ARENA_END], entries, pool, pairs)
    alone = True
    while i < end:
        _point, entry, _after = read_character(data, i, end, entries)
        if entry & KIND_MASK != KIND_SPACELESS:
            break
        if is_full(arena, rows, counts):
            return -1
        second, begin = i, write
        i, stop, write = fold_unit(data, i, end, arena, begin, entries, pool, pairs)
        emit_token(arena, rows, counts, first - base, stop - base, write, 0)
        alone = False
        # The second of this pair is the first of the next.
        for k in range(write - begin):
            arena[write + k] = arena[begin + k]
        write += write - begin
        first = second
    if alone:
        emit_token(arena, rows, counts, first - base, stop - base, write, LONE)
    return i


@jit
def skip_possessive(data: U8View, i: int, end: int, entries: I64Array) -> tuple[int, int]:
    """Return where a possessive ending at `i` ends, or `i` where there is none, and the entry of its s."""
    if i >= end:
        return i, 0
    _point, mark, letter = read_character(data, i, end, entries)
    if not mark & APOSTROPHE or letter >= end:
        return i, 0
    _point, entry, after = read_character(data, letter, end, entries)
    if not entry & POSSESSIVE:
        return i, 0
    k = after
    while k < end:
        _point, other, k = read_character(data, k, end, entries)
        if other & KIND_MASK == KIND_SEPARATOR:
            break
        if other & KIND_MASK != KIND_IGNORABLE:
            return i, 0
    return after, entry
