"""Kernels for scripts without spaces: the overlapping pairs of a run of letters.

Rows, arena and counts are described in `search.analysis.word_kernels`.
"""

from search.analysis.folding_kernels import append_folded, read_character
from search.analysis.unicode_data import (
    CASELESS,
    KIND_IGNORABLE,
    KIND_MASK,
    KIND_SILENT,
    KIND_SPACELESS,
    LONE,
    MARK,
    NO_WORD,
)
from search.analysis.word_kernels import ARENA_END, LAST_ROW, LINE_FLAGS, MAX_UNIT_BYTES, emit_token, is_full
from search.arrays import I64Array, I64Rows, U8Array, U8View
from search.jit import jit


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
        emit_token(arena, rows, counts, first - base, stop - base, write, NO_WORD)
        alone = False
        # The second of this pair is the first of the next.
        for k in range(write - begin):
            arena[write + k] = arena[begin + k]
        write += write - begin
        first = second
    if alone:
        emit_token(arena, rows, counts, first - base, stop - base, write, LONE | NO_WORD)
    return i
