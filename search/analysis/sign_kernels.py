"""Kernels for the signs that belong to a token: marks of thousands, Hebrew marks, possessive endings, C++, C#, .NET.

Each looks at UTF-8 in `data[:end]`; `entries` are those of `search.analysis.unicode_tables`.
"""

from typing import Final

from search.analysis.folding_kernels import read_character
from search.analysis.unicode_data import (
    APOSTROPHE,
    FOLD_SHIFT,
    GROUP_MARKS,
    HEBREW,
    HEBREW_MARKS,
    KIND_DIGIT,
    KIND_IGNORABLE,
    KIND_LETTER,
    KIND_MASK,
    KIND_SEPARATOR,
    KIND_SILENT,
    KIND_SPACELESS,
    LONG,
    LOWER,
    PART,
    POSSESSIVE,
    UPPER,
)
from search.arrays import I64Array, U8View
from search.jit import jit

DOT: Final = 0x2E
COMMA: Final = 0x2C
PLUS: Final = 0x2B
NUMBER_SIGN: Final = 0x23
ZERO: Final = 0x30
NINE: Final = 0x39
MAX_BYTE: Final = 255
"""The greatest value of each of the four numbers of an internet address."""


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


@jit
def is_hebrew_mark(data: U8View, point: int, after: int, end: int, entries: I64Array) -> bool:
    """Return whether `point` is a mark within a Hebrew word, which goes on at `after`."""
    if after >= end or point not in HEBREW_MARKS:
        return False
    _point, entry, _after = read_character(data, after, end, entries)
    return bool(entry & HEBREW)


@jit
def count_name_signs(data: U8View, i: int, end: int, entries: I64Array) -> int:
    """Return how many signs at `i` belong to the single letter before it, as in C++ and C#."""
    size = 0
    if i + 1 < end and data[i] == PLUS and data[i + 1] == PLUS:
        size = 2
    elif i < end and data[i] == NUMBER_SIGN:
        size = 1
    if size == 0 or i + size >= end:
        return size
    _point, entry, _after = read_character(data, i + size, end, entries)
    kind = entry & KIND_MASK
    is_cut = kind in (KIND_LETTER, KIND_SPACELESS) or (kind == KIND_DIGIT and size == 1) or data[i + size] == data[i]
    return 0 if is_cut else size


@jit
def is_dot_net(data: U8View, base: int, i: int, end: int, entries: I64Array) -> bool:
    """Return whether the word at `i` is the NET of .NET: after a full stop that follows no other word."""
    if i <= base or data[i - 1] != DOT or i + 3 > end:
        return False
    if data[i] | 0x20 != 0x6E or data[i + 1] | 0x20 != 0x65 or data[i + 2] | 0x20 != 0x74:
        return False
    if i - 1 > base:
        before = data[i - 2]
        if before >= 0x80 or before == DOT or entries[before] & KIND_MASK != KIND_SEPARATOR:
            return False
    if i + 3 == end:
        return True
    _point, entry, _after = read_character(data, i + 3, end, entries)
    return bool(entry & KIND_MASK == KIND_SEPARATOR)


@jit
def is_decimal(entry: int) -> bool:
    """Return whether a character is a digit from 0 to 9, of any script."""
    return entry & KIND_MASK == KIND_DIGIT and not entry & LONG and ZERO <= entry >> FOLD_SHIFT <= NINE


@jit
def follows_group_mark(data: U8View, base: int, start: int) -> bool:
    """Return whether a mark of thousands, after an ASCII digit, is directly before `start`."""
    i = start - 1
    while i > base and data[i] & 0xC0 == 0x80:
        i -= 1
    if i <= base or not ZERO <= data[i - 1] <= NINE:
        return False
    point = int(data[i]) if data[i] < 0x80 else -1
    if start - i == 2:
        point = int(data[i] & 0x1F) << 6 | int(data[i + 1] & 0x3F)
    elif start - i == 3:
        point = int(data[i] & 0x0F) << 12 | int(data[i + 1] & 0x3F) << 6 | int(data[i + 2] & 0x3F)
    return point in GROUP_MARKS


@jit
def number_end(data: U8View, base: int, start: int, i: int, end: int, entries: I64Array) -> int:
    """Return where a number ends whose first digits, three at most, are from `start` to `i`; `i` if it has no others.

    The others are groups of three digits, each after the same mark. Before the last, groups after a comma may have two
    (1,25,000). Four numbers below 256 with full stops are an address, and what begins with 0 is a fraction.
    """
    _point, entry, _after = read_character(data, start, end, entries)
    if i >= end or entry >> FOLD_SHIFT == ZERO or follows_group_mark(data, base, start):
        return i
    mark, _entry, _after = read_character(data, i, end, entries)
    if mark not in GROUP_MARKS:
        return i
    at = i
    groups = last_size = 0
    is_address = i - start < 3 or data[start] <= ZERO + 2
    while at < end:
        point, _entry, j = read_character(data, at, end, entries)
        if point != mark or j >= end:
            break
        size = value = 0
        while j < end:
            _point, entry, after = read_character(data, j, end, entries)
            if not is_decimal(entry):
                break
            value = 10 * min(value, MAX_BYTE) + (entry >> FOLD_SHIFT) - ZERO
            size += 1
            j = after
        if size == 0:
            break
        if size != 3 and not (size == 2 and mark == COMMA):
            return i
        is_address = is_address and value <= MAX_BYTE
        groups += 1
        last_size = size
        at = j
    if last_size != 3 or (mark == DOT and groups == 3 and is_address):
        return i
    return at


@jit
def hashtag_part_end(data: U8View, i: int, end: int, entries: I64Array) -> int:
    """Return where the first word of a hashtag ends that begins at `i`.

    That is before a capital after a small letter, or before the last of several capitals (#USElection).
    """
    before = 0
    first = i
    while i < end:
        _point, entry, after = read_character(data, i, end, entries)
        if entry & KIND_MASK not in (KIND_LETTER, KIND_SILENT, KIND_IGNORABLE):
            break
        if entry & UPPER and i > first:
            if before & LOWER:
                break
            if before & UPPER and after < end:
                _point, following, _after = read_character(data, after, end, entries)
                if following & LOWER:
                    break
        if entry & (UPPER | LOWER):
            before = entry
        i = after
    return i
