"""Which tokens does a text have? The loops over whole texts in UTF-8; bytes that are no UTF-8 separate."""

from typing import Any

import numpy as np

from search.analysis.ascii_kernels import NEWLINE, plain
from search.analysis.folding_kernels import look
from search.analysis.unicode_data import (
    ACCENTED,
    CASELESS,
    KIND,
    KIND_LETTER,
    KIND_SPACELESS,
    LASTING,
    LONE,
    LONG_LOUD,
    LOUD,
    LOWER,
    QUIET,
)
from search.analysis.word_kernels import (
    BOUND,
    END,
    HASH,
    LAST,
    LINE_BEFORE,
    LINE_SEEN,
    LINE_WORDS,
    START,
    WHAT,
    full,
    possessive,
    spaceless,
    word,
)
from search.arrays import I32Array, I64Array, I64Rows, U8Array, U8View, U64Array
from search.jit import jit

Hash: Any = np.uint64


@jit
def close_line(rows: I64Rows, counts: I64Array) -> None:
    """Take the capitals' forms from a line, or a run of words, that is shouted, and begin the next line."""
    first, last = counts[LINE_BEFORE] + 1, counts[LAST]
    shouted = counts[LINE_WORDS] >= 3 and not counts[LINE_SEEN] & (LOWER | CASELESS)
    begin = first
    words = 0
    seen = 0
    for row in range(first, last + 2):
        what = rows[row, WHAT] if row <= last else QUIET
        if what & QUIET:
            # A run of capitals is over. With a word in it that is too long for an acronym, it was shouted.
            if shouted or (words >= 3 and seen & LONG_LOUD):
                for inside in range(begin, row):
                    rows[inside, WHAT] &= ACCENTED | LONE
            begin = row + 1
            words = 0
            seen = 0
        elif what & LOUD:
            words += 1
            seen |= what
        if row <= last:
            rows[row, WHAT] &= LASTING
    counts[LINE_SEEN] = 0
    counts[LINE_WORDS] = 0
    counts[LINE_BEFORE] = last


@jit
def tokenize_text(
    data: U8View,
    start: int,
    end: int,
    arena: U8Array,
    rows: I64Rows,
    counts: I64Array,
    entries: I64Array,
    pool: I64Array,
    pairs: I64Array,
) -> bool:
    """Write the tokens of `data[start:end]`; False when there is not room for all."""
    i = start
    counts[LINE_SEEN] = counts[LINE_WORDS] = 0
    counts[LINE_BEFORE] = counts[LAST]
    while i < end:
        i = plain(data, start, i, end, arena, rows, counts, entries)
        if i == end:
            break
        point, entry, after = look(data, i, end, entries)
        kind = entry & KIND
        if KIND_LETTER <= kind <= KIND_SPACELESS:
            if full(arena, rows, counts):
                return False
            if kind == KIND_SPACELESS:
                i = spaceless(data, start, i, end, arena, rows, counts, entries, pool, pairs)
                if i < 0:
                    return False
            else:
                i = word(data, start, i, end, arena, rows, counts, entries, pool, pairs)
            i, ending = possessive(data, i, end, entries)
            counts[LINE_SEEN] |= ending & LOWER
        else:
            if point == NEWLINE:
                close_line(rows, counts)
            i = after
    close_line(rows, counts)
    return True


@jit(entry_point=True)
def tokenize_texts(
    data: U8View,
    starts: I64Array,
    text: int,
    firsts: I64Array,
    arena: U8Array,
    rows: I64Rows,
    counts: I64Array,
    entries: I64Array,
    pool: I64Array,
    pairs: I64Array,
) -> int:
    """Write the tokens of the texts from number `text` on; the number of the first for which there was no room.

    `firsts[text]` becomes the first token of each. A text that did not fit leaves nothing behind.
    """
    while text < len(starts) - 1:
        last = counts[LAST]
        firsts[text] = last
        if not tokenize_text(data, starts[text], starts[text + 1], arena, rows, counts, entries, pool, pairs):
            counts[LAST] = last
            return text
        text += 1
    firsts[text] = counts[LAST]
    return text


@jit(entry_point=True, nogil=False)
def unpack(rows: I64Rows, bounds: I64Array, starts: I32Array, ends: I32Array, kinds: U8Array, hashes: U64Array) -> None:
    """Copy the columns of rows to arrays of their own; `bounds` has that of row 0 as well, the rest have not."""
    bounds[0] = rows[0, BOUND]
    for token in range(len(starts)):
        row = token + 1
        bounds[row] = rows[row, BOUND]
        starts[token], ends[token] = rows[row, START], rows[row, END]
        kinds[token], hashes[token] = rows[row, WHAT], Hash(rows[row, HASH])
