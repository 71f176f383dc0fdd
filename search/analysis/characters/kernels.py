"""What do the bytes of a text fold to, character by character? Compiled once for one signature each, and cached.

No function here holds the interpreter lock or sees anything but numbers and arrays.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from search.analysis.characters.flags import (
    CLASS_SHIFT,
    KIND,
    KIND_IGNORABLE,
    KIND_SEPARATOR,
    KIND_SILENT,
    LENGTH_SHIFT,
    OFFSET_SHIFT,
    SPECIAL,
)
from search.analysis.characters.special import LIMIT, SUPPLEMENTARY_IGNORABLES

WALK_LIMIT: Final = 30
"""Marks on one letter that are put in order; text made by people has less than five."""
DIACRITIC_CLASS: Final = 230

_IGNORABLE_START: Final = SUPPLEMENTARY_IGNORABLES.start
_IGNORABLE_STOP: Final = SUPPLEMENTARY_IGNORABLES.stop

Bytes = NDArray[np.uint8]
Longs = NDArray[np.int64]
_Function = TypeVar("_Function", bound=Callable[..., Any])

INT: Final = types.int64
BOOL: Final = types.boolean
TEXT: Final = types.Array(types.uint8, 1, "C", readonly=True)
BYTES: Final = types.uint8[::1]
LONGS: Final = types.int64[::1]

# The cache knows a kernel by its own file alone, but what it calls and the constants it uses stand in others.
_SOURCES: Final = ("kernels.py", "characters/kernels.py", "characters/flags.py", "characters/special.py")
_folder = Path(__file__).parents[1]
_version = sha256(b"".join((_folder / name).read_bytes() for name in _SOURCES)).hexdigest()[:12]


def compiled(result: Any, *arguments: Any) -> Callable[[_Function], _Function]:
    """Compile for these types, kept on disk where any folder for that can be written."""

    def decorate(function: _Function) -> _Function:
        function.__qualname__ = f"{function.__name__}_{_version}"
        try:
            return cast("_Function", njit(result(*arguments), cache=True, nogil=True)(function))
        except RuntimeError:
            # Neither beside the source nor in the user's cache folder: every start compiles, and all works.
            return cast("_Function", njit(result(*arguments), nogil=True)(function))

    return decorate


@compiled(types.UniTuple(INT, 2), TEXT, INT, INT)
def decode(data: Bytes, i: int, end: int) -> tuple[int, int]:
    """The code point at `i` and where the next one begins; a byte that begins none is U+0000."""
    first = int(data[i])
    if first < 0x80:
        return first, i + 1
    size = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    if first < 0xC2 or first > 0xF4 or i + size > end:
        return 0, i + 1
    point = first & (0x7F >> size)
    for k in range(i + 1, i + size):
        if data[k] & 0xC0 != 0x80:
            return 0, i + 1
        point = point << 6 | int(data[k] & 0x3F)
    if (size == 3 and point < 0x800) or (size == 4 and point < 0x10000):
        return 0, i + 1
    return point, i + size


@compiled(types.UniTuple(INT, 3), TEXT, INT, INT, LONGS)
def look(data: Bytes, i: int, end: int, entries: Longs) -> tuple[int, int, int]:
    """The code point at `i`, its entry, and where the next one begins."""
    point, after = decode(data, i, end)
    if point < LIMIT:
        return point, int(entries[point]), after
    ignorable = _IGNORABLE_START <= point < _IGNORABLE_STOP
    return point, KIND_IGNORABLE if ignorable else KIND_SEPARATOR, after


@compiled(INT, INT, INT, LONGS)
def compose(first: int, second: int, pairs: Longs) -> int:
    """The one character that these two are, or 0."""
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


@compiled(INT, BYTES, INT, INT, INT, INT)
def put(arena: Bytes, start: int, stop: int, end: int, point: int) -> int:
    """Write a code point in place of `arena[start:stop]`, moving what follows up to `end`; the new end."""
    size = 1 if point < 0x80 else 2 if point < 0x800 else 3 if point < 0x10000 else 4
    shift = start + size - stop
    if shift > 0:
        for k in range(end - 1, stop - 1, -1):
            arena[k + shift] = arena[k]
    elif shift < 0:
        for k in range(stop, end):
            arena[k + shift] = arena[k]
    if size == 1:
        arena[start] = point
    else:
        for k in range(size - 1, 0, -1):
            arena[start + k] = 0x80 | (point & 0x3F)
            point >>= 6
        arena[start] = (0xF00 >> size & 0xFF) | point
    return end + shift


@compiled(INT, BYTES, INT, INT, INT, BOOL, LONGS, LONGS)
def join(arena: Bytes, begin: int, end: int, point: int, kept: bool, entries: Longs, pairs: Longs) -> int:
    """Add a character that may compose with the letter before it, among the marks of `arena[begin:end]` in order.

    One that is not `kept` is dropped where it composes with nothing. The new end.
    """
    order = int(entries[point]) >> CLASS_SHIFT & 0xFF if kept else DIACRITIC_CLASS
    place = stop = end
    for _ in range(WALK_LIMIT):
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
                return put(arena, start, stop, end, whole)
            break
        if order == 0 or rank == order:
            break
        if rank > order:
            place = start
        stop = start
    return put(arena, place, place, end, point) if kept else end


@compiled(INT, BYTES, INT, INT, INT, INT, LONGS, BYTES, LONGS)
def join_fold(
    arena: Bytes, begin: int, end: int, point: int, entry: int, entries: Longs, pool: Bytes, pairs: Longs
) -> int:
    """Add what a SPECIAL code point folds to, to the folded word `arena[begin:end]`; the new end."""
    length = entry >> LENGTH_SHIFT & 0xFF
    if length == 0:
        return join(arena, begin, end, point, entry & KIND != KIND_SILENT, entries, pairs)
    i = entry >> OFFSET_SHIFT
    stop = i + length
    while i < stop:
        part, i = decode(pool, i, stop)
        if entries[part] & SPECIAL:
            end = join(arena, begin, end, part, True, entries, pairs)
        else:
            end = put(arena, end, end, end, part)
    return end


@compiled(INT, BYTES, INT, INT, TEXT, INT, INT, INT, INT, LONGS, BYTES, LONGS)
def append(
    arena: Bytes,
    begin: int,
    end: int,
    data: Bytes,
    i: int,
    after: int,
    point: int,
    entry: int,
    entries: Longs,
    pool: Bytes,
    pairs: Longs,
) -> int:
    """Add what the character `data[i:after]` folds to, to the folded word `arena[begin:end]`; the new end."""
    if entry & SPECIAL:
        return join_fold(arena, begin, end, point, entry, entries, pool, pairs)
    if entry & KIND == KIND_SILENT:
        return end
    length = entry >> LENGTH_SHIFT & 0xFF
    if length == 0:
        for k in range(i, after):
            arena[end + k - i] = data[k]
        return end + after - i
    offset = entry >> OFFSET_SHIFT
    for k in range(length):
        arena[end + k] = pool[offset + k]
    return end + length


@compiled(INT, TEXT, BYTES, LONGS, BYTES, LONGS)
def fold_text(data: Bytes, arena: Bytes, entries: Longs, pool: Bytes, pairs: Longs) -> int:
    """Fold a text whole, separators as they are; how many bytes of the arena it takes."""
    i = begin = write = 0
    while i < len(data):
        point, entry, after = look(data, i, len(data), entries)
        kind = entry & KIND
        if kind == KIND_SEPARATOR:
            for k in range(i, after):
                arena[write + k - i] = data[k]
            write += after - i
            begin = write
        elif kind != KIND_IGNORABLE:
            write = append(arena, begin, write, data, i, after, point, entry, entries, pool, pairs)
        i = after
    return write
