"""Kernels for the word rules of the tokenizer: where a token ends, and what its folded bytes are.

Each token is a row of `rows`, of these columns: where its folded bytes end in `arena` (they begin where those of the
row before end), where it starts and ends in its text, its flags, its first eight folded bytes as a number (low byte
first), and a hash of all of them. Row 0 is no token. `base` is where the text begins in `data`.
"""

from typing import Any, Final

import numpy as np

from search.analysis.folding_kernels import append_folded, read_character, write_point
from search.analysis.sign_kernels import (
    count_name_signs,
    hashtag_part_end,
    is_dot_net,
    is_hebrew_mark,
    is_single_letter,
    number_end,
)
from search.analysis.unicode_data import (
    ACCENT,
    ACCENTED,
    ALL_CAPITALS,
    APOSTROPHE,
    ARABIC,
    CAPITALS,
    DOTTED,
    FOLD_SHIFT,
    HALF_SPACE,
    HAS_NON_CAPITAL,
    HEBREW,
    HYPHEN,
    JOINS,
    KIND_DIGIT,
    KIND_IGNORABLE,
    KIND_LETTER,
    KIND_MASK,
    KIND_SEPARATOR,
    KIND_SILENT,
    LONG_ALL_CAPITALS,
    LOWER,
    LOWER_CASE,
    MAX_ACRONYM_LETTERS,
    NO_WORD,
    PART,
    SKIN_TONES,
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
MAX_GROUP_DIGITS: Final = 3
"""Digits before the first mark of thousands, at most."""
FIRST_SELECTOR: Final = 0xFE00
LAST_SELECTOR: Final = 0xFE0F
FIRST_SKIN_TONE: Final = SKIN_TONES.start
LAST_SKIN_TONE: Final = SKIN_TONES.stop - 1

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
        point, entry, after = read_character(data, i, end, entries)
        its = entry & KIND_MASK
        if its != kind:
            if its == KIND_IGNORABLE:
                if point == HALF_SPACE and seen & ARABIC:
                    break
                i = after
                continue
            if its == KIND_SEPARATOR and seen & HEBREW and is_hebrew_mark(data, point, after, end, entries):
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
def joins_with_last(
    data: U8View, base: int, i: int, end: int, rows: I64Rows, counts: I64Array, entries: I64Array
) -> bool:
    """Return whether the letters at `i` follow those of the last token of this line after one hyphen or apostrophe."""
    last = counts[LAST_ROW]
    if last <= counts[ROW_BEFORE_LINE]:
        return False
    stop = base + rows[last, END]
    if stop >= i or i - stop > 3:
        return False
    _point, entry, after = read_character(data, stop, end, entries)
    return bool(after == i and entry & (HYPHEN | APOSTROPHE) and not rows[last, FLAGS] & NO_WORD)


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
    begin = write = rows[counts[LAST_ROW], ARENA_END]
    start = i
    _point, entry, _after = read_character(data, i, end, entries)
    kind = entry & KIND_MASK
    what = 0
    if kind == KIND_LETTER:
        if joins_with_last(data, base, i, end, rows, counts, entries):
            rows[counts[LAST_ROW], FLAGS] |= JOINS
        if is_dot_net(data, base, i, end, entries):
            arena[write] = DOT
            write += 1
            start -= 1
    i, stop, write, seen, letters = fold_run(data, i, end, kind, arena, begin, write, entries, pool, pairs)
    if kind == KIND_LETTER and letters == 1:
        dotted = False
        while i < end and data[i] == DOT and is_single_letter(data, i + 1, end, entries):
            i, stop, write, more, _one = fold_run(data, i + 1, end, kind, arena, begin, write, entries, pool, pairs)
            seen |= more
            letters += 1
            dotted = True
        if dotted:
            what = DOTTED
            if i < end and data[i] == DOT:
                i += 1
                stop = i
        else:
            signs = count_name_signs(data, i, end, entries)
            for k in range(signs):
                arena[write + k] = data[i + k]
            write += signs
            if signs:
                i += signs
                stop = i
    elif kind == KIND_DIGIT:
        what = NO_WORD
        groups_end = number_end(data, base, start, i, end, entries) if letters <= MAX_GROUP_DIGITS else i
        while i < groups_end:
            _point, _entry, i = read_character(data, i, end, entries)
            i, stop, write, _seen, _digits = fold_run(data, i, end, kind, arena, begin, write, entries, pool, pairs)
    if kind == KIND_LETTER:
        what |= letter_flags(seen, letters, stop - start, write - begin)
        if data[start] == DOT:
            what &= ~CAPITALS
        counts[LINE_FLAGS] |= seen
        counts[LINE_WORDS] += letters >= 2
    emit_token(arena, rows, counts, start - base, stop - base, write, what)
    return i


@jit
def letter_flags(seen: int, letters: int, size: int, folded_size: int) -> int:
    """Return the flags of a token of letters, from its number of letters, their flags, and its bytes."""
    what = 0 if seen & UPPER or not seen & LOWER else LOWER_CASE
    if size <= MAX_UNCUT_BYTES:
        if 2 <= letters <= MAX_ACRONYM_LETTERS and seen & UPPER and not seen & LOWER:
            what |= CAPITALS
        what |= case_kind(seen, letters)
        if seen & ACCENT and folded_size <= MAX_TERM_BYTES:
            what |= ACCENTED
    return what


@jit
def tokenize_hashtag(
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
    """Write the words of a hashtag, as its capitals part them; return where reading continues, or -1 when full."""
    while True:
        part_end = hashtag_part_end(data, i, end, entries)
        i = tokenize_word(data, base, i, part_end, arena, rows, counts, entries, pool, pairs)
        if i < part_end or part_end >= end:
            return i
        _point, entry, _after = read_character(data, i, end, entries)
        if entry & KIND_MASK != KIND_LETTER:
            return i
        if is_full(arena, rows, counts):
            return -1
        rows[counts[LAST_ROW], FLAGS] |= JOINS


@jit
def tokenize_emoji(
    data: U8View, base: int, i: int, end: int, arena: U8Array, rows: I64Rows, counts: I64Array, entries: I64Array
) -> int:
    """Write the emoji at `i`, a token that spans what selects its look; return where reading continues."""
    _point, entry, stop = read_character(data, i, end, entries)
    write = write_point(arena, rows[counts[LAST_ROW], ARENA_END], entry >> FOLD_SHIFT)
    while stop < end:
        point, _entry, after = read_character(data, stop, end, entries)
        if not (FIRST_SELECTOR <= point <= LAST_SELECTOR or FIRST_SKIN_TONE <= point <= LAST_SKIN_TONE):
            break
        stop = after
    emit_token(arena, rows, counts, i - base, stop - base, write, NO_WORD)
    return stop
