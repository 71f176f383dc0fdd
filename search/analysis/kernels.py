"""Where do the tokens begin and end, and what are their folded bytes? The loops over UTF-8, compiled once and cached.

Every function is compiled for one signature, holds no lock and sees arrays alone. Bytes that are no UTF-8 separate.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from search.analysis.characters import LIMIT, SUPPLEMENTARY_IGNORABLES
from search.analysis.flags import (
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
    LOWER,
    MARK,
    PART,
    POSSESSIVE,
    SPECIAL,
    UPPER,
)
from search.analysis.room import BYTES, LINE_FIRST, LINE_SEEN, LINE_WORDS, TOKENS, Room
from search.analysis.tables import Tables

TERM_LIMIT: Final = 255
"""The greatest length of a folded token, in bytes."""
RAW_LIMIT: Final = 1020
"""How much of a token is written before it is cut: spelled-out Hangul shrinks to a third when it composes."""
UNIT_LIMIT: Final = 120
SLACK: Final = 2048
"""Free bytes that any one token may need while it is written."""
WALK_LIMIT: Final = 30
"""Marks on one letter that are put in order; text made by people has less than five."""
DOT: Final = 0x2E
NEWLINE: Final = 0x0A

_IGNORABLE_START: Final = SUPPLEMENTARY_IGNORABLES.start
_IGNORABLE_STOP: Final = SUPPLEMENTARY_IGNORABLES.stop

Bytes = NDArray[np.uint8]
Longs = NDArray[np.int64]
_Function = TypeVar("_Function", bound=Callable[..., Any])

_bytes = types.uint8[::1]
_text = types.Array(types.uint8, 1, "C", readonly=True)
_longs = types.int64[::1]
_ints = types.int32[::1]
_pair = types.UniTuple(types.int64, 2)
_triple = types.UniTuple(types.int64, 3)
_five = types.UniTuple(types.int64, 5)
_tables = types.NamedTuple((types.uint16[::1], types.uint32[::1], _bytes, _bytes, _longs, _longs), Tables)
_room = types.NamedTuple((_bytes, _longs, _ints, _ints, _bytes, _longs), Room)


def _compiled(signature: Any) -> Callable[[_Function], _Function]:
    """Compile for this signature, kept on disk where any folder for that can be written."""

    def decorate(function: _Function) -> _Function:
        try:
            return cast("_Function", njit(signature, cache=True, nogil=True)(function))
        except RuntimeError:
            # Neither beside the source nor in the user's cache folder: every start compiles, and all works.
            return cast("_Function", njit(signature, nogil=True)(function))

    return decorate


@_compiled(_pair(_text, types.int64, types.int64))
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


@_compiled(_triple(_text, types.int64, types.int64, _tables))
def look(data: Bytes, i: int, end: int, tables: Tables) -> tuple[int, int, int]:
    """The code point at `i`, its flags, and where the next one begins."""
    point, after = decode(data, i, end)
    if point < LIMIT:
        return point, int(tables.flags[point]), after
    ignorable = _IGNORABLE_START <= point < _IGNORABLE_STOP
    return point, KIND_IGNORABLE if ignorable else KIND_SEPARATOR, after


@_compiled(types.int64(types.int64, types.int64, _tables))
def compose(first: int, second: int, tables: Tables) -> int:
    """The one character that these two are, or 0."""
    if 0x1161 <= second < 0x1176:
        return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28 if 0x1100 <= first < 0x1113 else 0
    if 0x11A8 <= second < 0x11C3:
        open_syllable = 0xAC00 <= first < 0xD7A4 and (first - 0xAC00) % 28 == 0
        return first + second - 0x11A7 if open_syllable else 0
    key = first << 32 | second
    low, high = 0, len(tables.pairs)
    while low < high:
        middle = (low + high) // 2
        if tables.pairs[middle] < key:
            low = middle + 1
        else:
            high = middle
    return int(tables.composed[low]) if low < len(tables.pairs) and tables.pairs[low] == key else 0


@_compiled(types.int64(_bytes, types.int64, types.int64, types.int64, types.int64))
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


@_compiled(types.int64(_bytes, types.int64, types.int64, types.int64, types.boolean, _tables))
def join(arena: Bytes, begin: int, end: int, point: int, kept: bool, tables: Tables) -> int:
    """Add a character that may compose with the letter before it, among the marks of `arena[begin:end]` in order.

    One that is not `kept` is dropped where it composes with nothing. The new end.
    """
    order = int(tables.classes[point]) if kept else 230
    place = stop = end
    for _ in range(WALK_LIMIT):
        if stop == begin:
            break
        start = stop - 1
        while start > begin and arena[start] & 0xC0 == 0x80:
            start -= 1
        other, _after = decode(arena, start, end)
        rank = int(tables.classes[other])
        if rank == 0:
            whole = compose(other, point, tables)
            if whole != 0:
                return put(arena, start, stop, end, whole)
            break
        if order == 0 or rank == order:
            break
        if rank > order:
            place = start
        stop = start
    return put(arena, place, place, end, point) if kept else end


@_compiled(types.int64(_bytes, types.int64, types.int64, types.int64, types.int64, _tables))
def append(arena: Bytes, begin: int, end: int, point: int, flags: int, tables: Tables) -> int:
    """Add what the code point folds to, to the folded word `arena[begin:end]`; the new end."""
    fold = int(tables.folds[point])
    if fold == 0:
        if flags & SPECIAL:
            return join(arena, begin, end, point, flags & KIND != KIND_SILENT, tables)
        return end if flags & KIND == KIND_SILENT else put(arena, end, end, end, point)
    i = fold >> 8
    stop = i + (fold & 0xFF)
    if not flags & SPECIAL:
        for k in range(i, stop):
            arena[end + k - i] = tables.pool[k]
        return end + stop - i
    while i < stop:
        part, i = decode(tables.pool, i, stop)
        if tables.flags[part] & SPECIAL:
            end = join(arena, begin, end, part, True, tables)
        else:
            end = put(arena, end, end, end, part)
    return end


@_compiled(_five(_text, types.int64, types.int64, types.int64, _bytes, types.int64, types.int64, _tables))
def run(
    data: Bytes, i: int, end: int, kind: int, arena: Bytes, begin: int, write: int, tables: Tables
) -> tuple[int, int, int, int, int]:
    """Fold a run of letters or of digits from `i` on, to `arena[write:]` of the word that begins at `begin`.

    Gives where reading goes on, where the run ends, where writing goes on, all flags seen, and the count of letters.
    """
    stop = i
    seen = letters = 0
    while i < end:
        byte = data[i]
        if byte < 0x80:
            flags = int(tables.flags[byte])
            if flags & KIND != kind:
                break
            if write - begin < RAW_LIMIT:
                arena[write] = byte + ((flags & UPPER) << 2)
                write += 1
            i += 1
        else:
            point, flags, after = look(data, i, end, tables)
            its = flags & KIND
            if its == KIND_IGNORABLE:
                i = after
                continue
            if its not in (kind, KIND_SILENT) and not (flags & MARK and kind == KIND_LETTER):
                break
            if write - begin < RAW_LIMIT:
                write = append(arena, begin, write, point, flags, tables)
            i = after
        stop = i
        seen |= flags
        letters += flags & PART == 0
    return i, stop, write, seen, letters


@_compiled(types.boolean(_text, types.int64, types.int64, _tables))
def single(data: Bytes, i: int, end: int, tables: Tables) -> bool:
    """Whether one letter stands here, with its marks, and no other after it."""
    if i >= end:
        return False
    _point, flags, i = look(data, i, end, tables)
    if flags & KIND != KIND_LETTER or flags & PART:
        return False
    while i < end:
        _point, flags, i = look(data, i, end, tables)
        kind = flags & KIND
        if kind not in (KIND_SILENT, KIND_IGNORABLE) and not flags & PART:
            return kind not in (KIND_LETTER, KIND_SPACELESS)
    return True


@_compiled(types.void(_room, types.int64, types.int64, types.int64, types.uint8))
def emit(room: Room, start: int, stop: int, end: int, kind: int) -> None:
    """Count the bytes of the arena up to `end` as the next token, cut to its limit at a character's boundary."""
    token = room.counts[TOKENS]
    begin = room.counts[BYTES]
    if end - begin > TERM_LIMIT:
        end = begin + TERM_LIMIT
        while room.arena[end] & 0xC0 == 0x80:
            end -= 1
    room.starts[token] = start
    room.ends[token] = stop
    room.kinds[token] = kind
    room.bounds[token + 1] = end
    room.counts[BYTES] = end
    room.counts[TOKENS] = token + 1


@_compiled(types.int64(_text, types.int64, types.int64, types.int64, _room, _tables))
def word(data: Bytes, base: int, i: int, end: int, room: Room, tables: Tables) -> int:
    """Write the token that begins at `i`, a run of letters or of digits; where reading goes on."""
    arena, counts = room.arena, room.counts
    begin = counts[BYTES]
    start = i
    _point, flags, _after = look(data, i, end, tables)
    kind = flags & KIND
    i, stop, write, seen, letters = run(data, i, end, kind, arena, begin, begin, tables)
    if kind == KIND_LETTER and letters == 1:
        dotted = False
        while i < end and data[i] == DOT and single(data, i + 1, end, tables):
            i, stop, write, flags, _one = run(data, i + 1, end, kind, arena, begin, write, tables)
            seen |= flags
            letters += 1
            dotted = True
        if dotted and i < end and data[i] == DOT:
            i += 1
            stop = i
    form = 0
    if kind == KIND_LETTER:
        if 2 <= letters <= 5 and seen & UPPER and not seen & LOWER and stop - start <= RAW_LIMIT:
            form |= CAPITALS
        if seen & ACCENT and write - begin <= TERM_LIMIT and stop - start <= RAW_LIMIT:
            form |= ACCENTED
        counts[LINE_SEEN] |= seen
        counts[LINE_WORDS] += letters >= 2
    emit(room, start - base, stop - base, write, form)
    return i


@_compiled(_triple(_text, types.int64, types.int64, _bytes, types.int64, _tables))
def unit(data: Bytes, i: int, end: int, arena: Bytes, begin: int, tables: Tables) -> tuple[int, int, int]:
    """Fold one letter of a script without spaces, with its marks, to `arena[begin:]`.

    Gives where reading goes on, where the unit ends, and where writing goes on.
    """
    point, flags, i = look(data, i, end, tables)
    write = append(arena, begin, begin, point, flags, tables)
    stop = i
    while i < end:
        point, flags, after = look(data, i, end, tables)
        kind = flags & KIND
        if kind not in (KIND_SILENT, KIND_IGNORABLE) and not flags & MARK:
            break
        i = after
        if kind != KIND_IGNORABLE:
            stop = i
            if write - begin < UNIT_LIMIT:
                write = append(arena, begin, write, point, flags, tables)
    return i, stop, write


@_compiled(types.boolean(_room))
def full(room: Room) -> bool:
    """Whether the next token might not fit."""
    return bool(
        len(room.arena) - room.counts[BYTES] < SLACK or len(room.starts) <= room.counts[TOKENS]
    )


@_compiled(types.int64(_text, types.int64, types.int64, types.int64, _room, _tables))
def pairs(data: Bytes, base: int, i: int, end: int, room: Room, tables: Tables) -> int:
    """Write the overlapping pairs of a run in a script without spaces; where reading goes on, or -1 when full."""
    arena, counts = room.arena, room.counts
    counts[LINE_SEEN] |= CASELESS
    write = counts[BYTES]
    first = i
    i, stop, write = unit(data, i, end, arena, write, tables)
    alone = True
    while i < end:
        _point, flags, _after = look(data, i, end, tables)
        if flags & KIND != KIND_SPACELESS:
            break
        if full(room):
            return -1
        second, begin = i, write
        i, stop, write = unit(data, i, end, arena, write, tables)
        emit(room, first - base, stop - base, write, 0)
        alone = False
        # The second of this pair is the first of the next.
        for k in range(write - begin):
            arena[write + k] = arena[begin + k]
        write += write - begin
        first = second
    if alone:
        emit(room, first - base, stop - base, write, LONE)
    return i


@_compiled(_pair(_text, types.int64, types.int64, _tables))
def possessive(data: Bytes, i: int, end: int, tables: Tables) -> tuple[int, int]:
    """Where reading goes on after a possessive ending at `i`, which may be `i` itself, and the flags of its s."""
    if i < end:
        _point, mark, letter = look(data, i, end, tables)
        if mark & APOSTROPHE and letter < end:
            _point, flags, after = look(data, letter, end, tables)
            if flags & POSSESSIVE:
                k = after
                while k < end:
                    _point, other, k = look(data, k, end, tables)
                    if other & KIND == KIND_SEPARATOR:
                        break
                    if other & KIND != KIND_IGNORABLE:
                        return i, 0
                return after, flags
    return i, 0


@_compiled(types.void(_room))
def close_line(room: Room) -> None:
    """Take the capitals' forms from a line that is all capitals, and begin the next."""
    counts = room.counts
    if counts[LINE_WORDS] >= 3 and not counts[LINE_SEEN] & (LOWER | CASELESS):
        for token in range(counts[LINE_FIRST], counts[TOKENS]):
            room.kinds[token] &= ACCENTED | LONE
    counts[LINE_SEEN] = 0
    counts[LINE_WORDS] = 0
    counts[LINE_FIRST] = counts[TOKENS]


@_compiled(types.boolean(_text, types.int64, types.int64, _room, _tables))
def tokenize_text(data: Bytes, start: int, end: int, room: Room, tables: Tables) -> bool:
    """Write the tokens of `data[start:end]`; False when there is not room for all."""
    i = start
    room.counts[LINE_FIRST] = room.counts[TOKENS]
    while i < end:
        byte = data[i]
        if byte < 0x80:
            flags, after = int(tables.flags[byte]), i + 1
        else:
            _point, flags, after = look(data, i, end, tables)
        kind = flags & KIND
        if KIND_LETTER <= kind <= KIND_SPACELESS:
            if full(room):
                return False
            i = pairs(data, start, i, end, room, tables) if kind == KIND_SPACELESS else word(data, start, i, end, room, tables)
            if i < 0:
                return False
            i, ending = possessive(data, i, end, tables)
            room.counts[LINE_SEEN] |= ending
        else:
            if byte == NEWLINE:
                close_line(room)
            i = after
    close_line(room)
    return True


@_compiled(types.int64(_text, _longs, types.int64, _longs, _room, _tables))
def tokenize_texts(data: Bytes, starts: Longs, text: int, firsts: Longs, room: Room, tables: Tables) -> int:
    """Write the tokens of the texts from number `text` on; the number of the first for which there was no room.

    `firsts[text]` becomes the first token of each. A text that did not fit leaves nothing behind.
    """
    counts = room.counts
    while text < len(starts) - 1:
        tokens, size = counts[TOKENS], counts[BYTES]
        firsts[text] = tokens
        if not tokenize_text(data, starts[text], starts[text + 1], room, tables):
            counts[TOKENS], counts[BYTES] = tokens, size
            counts[LINE_SEEN] = counts[LINE_WORDS] = 0
            return text
        text += 1
    firsts[text] = counts[TOKENS]
    return text


@_compiled(types.int64(_text, _bytes, _tables))
def fold_text(data: Bytes, arena: Bytes, tables: Tables) -> int:
    """Fold a text whole, separators as they are; how many bytes of the arena it takes."""
    i = begin = write = 0
    while i < len(data):
        point, flags, after = look(data, i, len(data), tables)
        kind = flags & KIND
        if kind == KIND_SEPARATOR:
            for k in range(i, after):
                arena[write + k - i] = data[k]
            write += after - i
            begin = write
        elif kind != KIND_IGNORABLE:
            write = append(arena, begin, write, point, flags, tables)
        i = after
    return write
