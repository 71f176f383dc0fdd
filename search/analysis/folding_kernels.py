"""Kernels that decode UTF-8 and fold it, character by character.

`entries`, `pool` and `pairs` are the tables of `search.analysis.unicode_tables`. An `arena` receives folded bytes.
"""

from typing import Final

from search.analysis.unicode_data import (
    ANUSVARA,
    CLASS_SHIFT,
    CODE_POINT_LIMIT,
    FOLD_SHIFT,
    KIND_IGNORABLE,
    KIND_MASK,
    KIND_SEPARATOR,
    KIND_SILENT,
    LONG,
    NASAL_ROWS,
    SPECIAL,
    SUPPLEMENTARY_IGNORABLES,
    VIRAMA,
)
from search.arrays import I64Array, U8Array, U8View
from search.jit import jit

MAX_MARKS: Final = 30
"""Marks on one letter that are put in canonical order; real text has fewer than five."""
DIACRITIC_CLASS: Final = 230

FIRST_CONSONANT: Final = NASAL_ROWS.start
LAST_CONSONANT: Final = NASAL_ROWS.stop - 1

_IGNORABLE_START: Final = SUPPLEMENTARY_IGNORABLES.start
_IGNORABLE_STOP: Final = SUPPLEMENTARY_IGNORABLES.stop


@jit
def decode(data: U8View, i: int, end: int) -> tuple[int, int]:
    """Return the code point at `i` and where the next one begins; a byte that begins none gives U+0000."""
    first = int(data[i])
    if first < 0x80:
        return first, i + 1
    if first < 0xC2 or first > 0xF4 or i + 1 >= end or data[i + 1] & 0xC0 != 0x80:
        return 0, i + 1
    point = first << 6 | int(data[i + 1] & 0x3F)
    if first < 0xE0:
        return point & 0x7FF, i + 2
    if i + 2 >= end or data[i + 2] & 0xC0 != 0x80:
        return 0, i + 1
    point = point << 6 | int(data[i + 2] & 0x3F)
    if first < 0xF0:
        return (point & 0xFFFF, i + 3) if point & 0xFFFF >= 0x800 else (0, i + 1)
    if i + 3 >= end or data[i + 3] & 0xC0 != 0x80:
        return 0, i + 1
    point = (point << 6 | int(data[i + 3] & 0x3F)) & 0x1FFFFF
    return (point, i + 4) if point >= 0x10000 else (0, i + 1)


@jit
def read_character(data: U8View, i: int, end: int, entries: I64Array) -> tuple[int, int, int]:
    """Return the code point at `i`, its entry, and where the next one begins."""
    point, after = decode(data, i, end)
    if point < CODE_POINT_LIMIT:
        return point, int(entries[point]), after
    ignorable = _IGNORABLE_START <= point < _IGNORABLE_STOP
    return point, KIND_IGNORABLE if ignorable else KIND_SEPARATOR, after


@jit
def compose(first: int, second: int, pairs: I64Array) -> int:
    """Return the one character that two compose to, or 0."""
    if 0x1161 <= second < 0x1176:
        return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28 if 0x1100 <= first < 0x1113 else 0
    if 0x11A8 <= second < 0x11C3:
        open_syllable = 0xAC00 <= first < 0xD7A4 and (first - 0xAC00) % 28 == 0
        return first + second - 0x11A7 if open_syllable else 0
    key = first << 21 | second
    low, high = 0, len(pairs)
    while low < high:
        middle = (low + high) // 2
        if pairs[middle] >> 21 < key:
            low = middle + 1
        else:
            high = middle
    return int(pairs[low]) & 0x1FFFFF if low < len(pairs) and pairs[low] >> 21 == key else 0


@jit
def write_point(arena: U8Array, at: int, point: int) -> int:
    """Write a code point in UTF-8; return where the next one goes."""
    if point < 0x80:
        arena[at] = point
        return at + 1
    if point < 0x800:
        arena[at] = 0xC0 | point >> 6
        arena[at + 1] = 0x80 | (point & 0x3F)
        return at + 2
    if point < 0x10000:
        arena[at] = 0xE0 | point >> 12
        arena[at + 1] = 0x80 | (point >> 6 & 0x3F)
        arena[at + 2] = 0x80 | (point & 0x3F)
        return at + 3
    arena[at] = 0xF0 | point >> 18
    arena[at + 1] = 0x80 | (point >> 12 & 0x3F)
    arena[at + 2] = 0x80 | (point >> 6 & 0x3F)
    arena[at + 3] = 0x80 | (point & 0x3F)
    return at + 4


@jit
def replace_bytes(arena: U8Array, start: int, stop: int, end: int, point: int) -> int:
    """Write a code point in place of `arena[start:stop]`, moving what follows up to `end`; return the new end."""
    size = 1 if point < 0x80 else 2 if point < 0x800 else 3 if point < 0x10000 else 4
    shift = start + size - stop
    if shift > 0:
        for k in range(end - 1, stop - 1, -1):
            arena[k + shift] = arena[k]
    elif shift < 0:
        for k in range(stop, end):
            arena[k + shift] = arena[k]
    write_point(arena, start, point)
    return end + shift


@jit
def append_mark(
    arena: U8Array, begin: int, end: int, point: int, kept: bool, entries: I64Array, pairs: I64Array
) -> int:
    """Append a character that may compose with the letter before it, in canonical order, to `arena[begin:end]`.

    One that is not `kept` is dropped where it composes with nothing. Return the new end.
    """
    order = int(entries[point]) >> CLASS_SHIFT & 0xFF if kept else DIACRITIC_CLASS
    place = stop = end
    for _ in range(MAX_MARKS):
        if stop == begin:
            break
        start = stop - 1
        while start > begin and arena[start] & 0xC0 == 0x80:
            start -= 1
        other, _after = decode(arena, start, end)
        rank = int(entries[other]) >> CLASS_SHIFT & 0xFF
        if rank == 0:
            whole = compose(other, point, pairs)
            if whole != 0:
                return replace_bytes(arena, start, stop, end, whole)
            break
        if order == 0 or rank == order:
            break
        if rank > order:
            place = start
        stop = start
    return replace_bytes(arena, place, place, end, point) if kept else end


@jit
def write_nasal_as_dot(arena: U8Array, begin: int, end: int, point: int) -> int:
    """Replace a nasal with a virama at the end of `arena[begin:end]` where the consonant `point` is of its row.

    Return the new end.
    """
    row = (point - FIRST_CONSONANT) // 5
    # Before the last row stands a letter that folds to another one.
    nasal = FIRST_CONSONANT + 5 * row + 4 if row < 4 else LAST_CONSONANT
    if point == nasal or end - begin < 6 or decode(arena, end - 3, end)[0] != VIRAMA:
        return end
    if decode(arena, end - 6, end)[0] != nasal:
        return end
    return write_point(arena, end - 6, ANUSVARA)


@jit
def append_special(
    arena: U8Array, begin: int, end: int, entry: int, entries: I64Array, pool: I64Array, pairs: I64Array
) -> int:
    """Append what a SPECIAL or LONG entry folds to, to the folded word `arena[begin:end]`; return the new end."""
    if not entry & LONG:
        if FIRST_CONSONANT <= entry >> FOLD_SHIFT <= LAST_CONSONANT:
            end = write_nasal_as_dot(arena, begin, end, entry >> FOLD_SHIFT)
        return append_mark(arena, begin, end, entry >> FOLD_SHIFT, entry & KIND_MASK != KIND_SILENT, entries, pairs)
    place = entry >> FOLD_SHIFT
    for k in range(place + 1, place + 1 + pool[place]):
        point = pool[k]
        if entries[point] & SPECIAL:
            end = append_mark(arena, begin, end, point, True, entries, pairs)
        else:
            end = write_point(arena, end, point)
    return end


@jit
def append_folded(
    arena: U8Array, begin: int, end: int, entry: int, entries: I64Array, pool: I64Array, pairs: I64Array
) -> int:
    """Append what a character of this entry folds to, to the folded word `arena[begin:end]`; return the new end."""
    if entry & (SPECIAL | LONG):
        return append_special(arena, begin, end, entry, entries, pool, pairs)
    return end if entry & KIND_MASK == KIND_SILENT else write_point(arena, end, entry >> FOLD_SHIFT)


@jit(entry_point=True)
def fold_text(data: U8View, arena: U8Array, entries: I64Array, pool: I64Array, pairs: I64Array) -> int:
    """Fold a whole text, leaving separators as they are; return how many bytes of the arena it takes."""
    i = begin = write = 0
    while i < len(data):
        _point, entry, after = read_character(data, i, len(data), entries)
        kind = entry & KIND_MASK
        if kind == KIND_SEPARATOR:
            for k in range(i, after):
                arena[write + k - i] = data[k]
            write += after - i
            begin = write
        elif kind != KIND_IGNORABLE:
            write = append_folded(arena, begin, write, entry, entries, pool, pairs)
        i = after
    return write
