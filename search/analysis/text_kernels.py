"""Kernels that tokenize whole texts in UTF-8; bytes that are not UTF-8 separate tokens.

Rows, arena and counts are described in `search.analysis.word_kernels`.
"""

from typing import Any

import numpy as np

from search.analysis.ascii_kernels import NEWLINE, tokenize_ascii
from search.analysis.folding_kernels import read_character
from search.analysis.sign_kernels import NUMBER_SIGN, skip_possessive
from search.analysis.spaceless_kernels import tokenize_pairs
from search.analysis.unicode_data import (
    ALL_CAPITALS,
    CAPITALS,
    CASELESS,
    DOTTED,
    HAS_NON_CAPITAL,
    KIND_EMOJI,
    KIND_LETTER,
    KIND_MASK,
    KIND_SPACELESS,
    LINE_FLAGS_KEPT,
    LONG_ALL_CAPITALS,
    LOWER,
    MIN_SHOUTED_WORDS,
    STORED_FLAGS,
)
from search.analysis.word_kernels import (
    ARENA_END,
    END,
    FLAGS,
    HASH,
    LAST_ROW,
    LINE_FLAGS,
    LINE_WORDS,
    ROW_BEFORE_LINE,
    START,
    hash_term,
    is_full,
    tokenize_emoji,
    tokenize_hashtag,
    tokenize_word,
)
from search.arrays import I32Array, I64Array, I64Rows, U8Array, U8View, U64Array
from search.jit import jit

Hash: Any = np.uint64


@jit
def close_line(rows: I64Rows, counts: I64Array) -> None:
    """Remove the forms of capitals from a line, or a run of words, that is shouted, and begin the next line."""
    first, last = counts[ROW_BEFORE_LINE] + 1, counts[LAST_ROW]
    shouted = counts[LINE_WORDS] >= MIN_SHOUTED_WORDS and not counts[LINE_FLAGS] & (LOWER | CASELESS)
    begin = first
    words = 0
    seen = 0
    for row in range(first, last + 2):
        what = rows[row, FLAGS] if row <= last else HAS_NON_CAPITAL
        if what & HAS_NON_CAPITAL:
            # A run of capitals ends here. It was shouted if one of its words is too long for an acronym.
            if shouted or (words >= MIN_SHOUTED_WORDS and seen & LONG_ALL_CAPITALS):
                for inside in range(begin, row):
                    if not rows[inside, FLAGS] & DOTTED:
                        rows[inside, FLAGS] &= ~CAPITALS
            begin = row + 1
            words = 0
            seen = 0
        elif what & ALL_CAPITALS:
            words += 1
            seen |= what
        if row <= last:
            rows[row, FLAGS] &= LINE_FLAGS_KEPT
    counts[LINE_FLAGS] = 0
    counts[LINE_WORDS] = 0
    counts[ROW_BEFORE_LINE] = last


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
    """Write the tokens of `data[start:end]`; return False when they do not all fit."""
    i = start
    counts[LINE_FLAGS] = counts[LINE_WORDS] = 0
    counts[ROW_BEFORE_LINE] = counts[LAST_ROW]
    while i < end:
        i = tokenize_ascii(data, start, i, end, arena, rows, counts, entries)
        if i == end:
            break
        point, entry, after = read_character(data, i, end, entries)
        kind = entry & KIND_MASK
        if KIND_LETTER <= kind <= KIND_SPACELESS:
            if is_full(arena, rows, counts):
                return False
            if kind == KIND_SPACELESS:
                i = tokenize_pairs(data, start, i, end, arena, rows, counts, entries, pool, pairs)
                if i < 0:
                    return False
            elif kind == KIND_LETTER and i > start and data[i - 1] == NUMBER_SIGN:
                i = tokenize_hashtag(data, start, i, end, arena, rows, counts, entries, pool, pairs)
                if i < 0:
                    return False
            else:
                i = tokenize_word(data, start, i, end, arena, rows, counts, entries, pool, pairs)
            i, ending = skip_possessive(data, i, end, entries)
            counts[LINE_FLAGS] |= ending & LOWER
        elif kind == KIND_EMOJI:
            if is_full(arena, rows, counts):
                return False
            i = tokenize_emoji(data, start, i, end, arena, rows, counts, entries)
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
    """Write the tokens of the texts from number `text` on; return the number of the first that does not fit.

    `firsts[text]` becomes the number of each text's first token. A text that does not fit leaves nothing behind.
    """
    while text < len(starts) - 1:
        last = counts[LAST_ROW]
        firsts[text] = last
        if not tokenize_text(data, starts[text], starts[text + 1], arena, rows, counts, entries, pool, pairs):
            counts[LAST_ROW] = last
            return text
        text += 1
    firsts[text] = counts[LAST_ROW]
    return text


@jit(entry_point=True, nogil=False)
def unpack_rows(
    rows: I64Rows, bounds: I64Array, starts: I32Array, ends: I32Array, kinds: U8Array, hashes: U64Array
) -> None:
    """Copy the columns of rows to arrays of their own; row 0 is copied to `bounds` alone."""
    bounds[0] = rows[0, ARENA_END]
    for token in range(len(starts)):
        row = token + 1
        bounds[row] = rows[row, ARENA_END]
        starts[token], ends[token] = rows[row, START], rows[row, END]
        kinds[token], hashes[token] = rows[row, FLAGS] & STORED_FLAGS, Hash(rows[row, HASH])


@jit(entry_point=True)
def join_tokens(
    arena: U8Array, bounds: I64Array, firsts: I64Array, lasts: I64Array,
    joined: U8Array, joined_bounds: I64Array, hashes: U64Array,
) -> None:  # fmt: skip
    """Write the tokens from `firsts[k]` to `lasts[k]` together as word k, with the hash that such a token has."""
    write = 0
    for k in range(len(firsts)):
        joined_bounds[k] = write
        for at in range(bounds[firsts[k]], bounds[lasts[k] + 1]):
            joined[write] = arena[at]
            write += 1
        _head, key = hash_term(joined, joined_bounds[k], write - joined_bounds[k])
        hashes[k] = key
    joined_bounds[len(firsts)] = write
