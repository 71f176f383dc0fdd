"""Kernels that invert texts: each token joins the document chain and the position chain of its term.

A chain is a list of slices in `units`, each twice as long as the one before up to MAX_SLICE_UNITS; the last unit of a
slice says where the next one begins, or the slice's length while there is none. Row t of `lists` has for term t the
last document that it occurs in and how often there (that posting is not in the chain yet), for each of its two chains
where it begins, where the next unit goes, and where its last slice ends, and how often it occurs in lower case.

A posting is one unit, the document << FREQUENCY_BITS | its frequency, or FREQUENCY_ESCAPE where the frequency is the
next unit.
"""

from typing import Final

from search.analysis.text_kernels import tokenize_text
from search.analysis.unicode_data import ACCENTED, CAPITALS, JOINS, LOWER_CASE, STORED_FLAGS
from search.analysis.word_kernels import (
    ARENA_END,
    END,
    FLAGS,
    FNV_PRIME,
    HASH,
    HEAD,
    LAST_ROW,
    MAX_TERM_BYTES,
    START,
    hash_term,
)
from search.arrays import I32Array, I32Rows, I64Array, I64Rows, U8Array, U8View, U32Array, U64Array, i64, u64
from search.engines.whoosh.segment.bitpacking_kernels import write_posting
from search.engines.whoosh.segment.term_kernels import BYTES_USED, TERM_COUNT, intern_term
from search.jit import jit

FREQUENCY_BITS: Final = 12
FREQUENCY_ESCAPE: Final = (1 << FREQUENCY_BITS) - 1
MAX_DOCUMENTS: Final = 1 << (32 - FREQUENCY_BITS)
"""More documents do not fit a unit."""

FIRST_SLICE_UNITS: Final = 4
MAX_SLICE_UNITS: Final = 256
"""Units of a chain's first slice, and of its longest."""

# Columns of a row of `lists`. A chain has three columns, and is named by the first.
LAST_DOC: Final = 0
LAST_FREQUENCY: Final = 1
DOC_CHAIN: Final = 2
POSITION_CHAIN: Final = 5
LOWER_CASE_COUNT: Final = 8
LIST_COLUMNS: Final = 9

# Cells of `used`: units, postings, units of the chains of documents, positions, and rows of `form_tokens`.
UNIT_COUNT: Final = 0
POSTING_COUNT: Final = 1
POSTING_UNIT_COUNT: Final = 2
POSITION_COUNT: Final = 3
FORM_COUNT: Final = 4

JOINED_BYTE: Final = 0x2D
"""A hyphen, with which no token begins: it marks the term of several tokens that are one word together."""

# Which array is too small: that of tokens, of terms, of chains, or none.
TOKENS_FULL: Final = -1
TERMS_FULL: Final = -2
CHAINS_FULL: Final = -3
NOTHING_FULL: Final = 0


@jit(inline=True)
def start_chain(lists: I32Array, term: int, chain: int, units: U32Array, used: I64Array) -> None:
    """Give a new term an empty chain."""
    start = used[UNIT_COUNT]
    used[UNIT_COUNT] = start + FIRST_SLICE_UNITS
    units[start + FIRST_SLICE_UNITS - 1] = FIRST_SLICE_UNITS
    lists[term, chain] = start
    lists[term, chain + 1] = start
    lists[term, chain + 2] = start + FIRST_SLICE_UNITS - 1


@jit(inline=True)
def append_unit(lists: I32Array, term: int, chain: int, units: U32Array, used: I64Array, value: int) -> None:
    """Add a unit to a chain."""
    at = i64(lists[term, chain + 1])
    if at == lists[term, chain + 2]:
        size = min(2 * i64(units[at]), MAX_SLICE_UNITS)
        start = used[UNIT_COUNT]
        used[UNIT_COUNT] = start + size
        units[at] = start
        units[start + size - 1] = size
        lists[term, chain + 2] = start + size - 1
        at = start
    units[at] = value
    lists[term, chain + 1] = at + 1


@jit(inline=True)
def flush_posting(lists: I32Array, term: int, units: U32Array, used: I64Array) -> None:
    """Append the posting of the last document of a term to its chain."""
    frequency = i64(lists[term, LAST_FREQUENCY])
    if frequency < FREQUENCY_ESCAPE:
        append_unit(lists, term, DOC_CHAIN, units, used, i64(lists[term, LAST_DOC]) << FREQUENCY_BITS | frequency)
        used[POSTING_UNIT_COUNT] += 1
    else:
        append_unit(
            lists, term, DOC_CHAIN, units, used, i64(lists[term, LAST_DOC]) << FREQUENCY_BITS | FREQUENCY_ESCAPE
        )
        append_unit(lists, term, DOC_CHAIN, units, used, frequency)
        used[POSTING_UNIT_COUNT] += 2
    used[POSTING_COUNT] += 1


@jit(inline=True)
def add_occurrence(
    lists: I32Array, term: int, is_new: bool, doc: int, position: int, units: U32Array, used: I64Array
) -> None:
    """Add a position to the chains of a term."""
    if is_new:
        start_chain(lists, term, DOC_CHAIN, units, used)
        start_chain(lists, term, POSITION_CHAIN, units, used)
        lists[term, LAST_DOC] = doc
        lists[term, LAST_FREQUENCY] = 0
        lists[term, LOWER_CASE_COUNT] = 0
    elif lists[term, LAST_DOC] != doc:
        flush_posting(lists, term, units, used)
        lists[term, LAST_DOC] = doc
        lists[term, LAST_FREQUENCY] = 0
    lists[term, LAST_FREQUENCY] += 1
    append_unit(lists, term, POSITION_CHAIN, units, used, position)


@jit
def copy_joined(arena: U8Array, start: int, stop: int, to: int) -> int:
    """Write the term of the tokens `arena[start:stop]` as one word from `to` on; return where it ends."""
    arena[to] = JOINED_BYTE
    for k in range(start, stop):
        arena[to + 1 + k - start] = arena[k]
    return to + 1 + stop - start


@jit
def missing_capacity(
    state: I64Array, used: I64Array, tokens: int, size: int,
    lists: I32Rows, slots: U32Array, term_rows: I64Rows, term_bytes: U8Array, units: U32Array,
) -> int:  # fmt: skip
    """Return which array might be too small for this many tokens of `size` bytes together, or NOTHING_FULL."""
    terms = state[TERM_COUNT]
    if 2 * (terms + tokens) > len(slots) or terms + tokens > min(len(term_rows), len(lists)):
        return TERMS_FULL
    if state[BYTES_USED] + size > len(term_bytes):
        return TERMS_FULL
    # Every list may be at the end of a slice. Apart from that a chain is at most four times as long as its content.
    if used[UNIT_COUNT] + min(tokens, terms) * 2 * MAX_SLICE_UNITS + tokens * (2 * FIRST_SLICE_UNITS + 16) > len(units):
        return CHAINS_FULL
    return NOTHING_FULL


@jit(entry_point=True)
def invert_texts(
    data: U8View, starts: I64Array, text: int, docs: U32Array, positions: U32Array,
    arena: U8Array, rows: I64Rows, counts: I64Array, entries: I64Array, pool: I64Array, pairs: I64Array,
    slots: U32Array, term_rows: I64Rows, term_bytes: U8Array, state: I64Array, lists: I32Rows, units: U32Array,
    used: I64Array, form_tokens: I64Rows, with_joined: bool,
    lengths: U32Array, hashes: U64Array,
) -> int:  # fmt: skip
    """Invert the texts from number `text` on; return the number of the first for which an array is too small.

    Text i is `data[starts[i]:starts[i + 1]]`, belongs to the document `docs[i]` (ascending) and has its first token at
    `positions[i]`. Then `lengths[i]` is the number of its tokens, and they are mixed into `hashes[docs[i] - docs[0]]`:
    equal for equal sequences. Tokens that may have a form become rows of `form_tokens`: text, start, end, kind, term.
    With `with_joined`, tokens that only hyphens or apostrophes part are also one term together, behind JOINED_BYTE, at
    the position of the first.
    When an array is too small, `counts[LAST_ROW]` says which: TOKENS_FULL, TERMS_FULL or CHAINS_FULL.
    """
    first_doc = i64(docs[0]) if len(docs) else 0
    while text < len(starts) - 1:
        counts[LAST_ROW] = 0
        if not tokenize_text(data, starts[text], starts[text + 1], arena, rows, counts, entries, pool, pairs):
            counts[LAST_ROW] = TOKENS_FULL
            return text
        tokens = counts[LAST_ROW]
        tail = rows[tokens, ARENA_END]
        if used[FORM_COUNT] + tokens > len(form_tokens) or tail + MAX_TERM_BYTES > len(arena):
            counts[LAST_ROW] = TOKENS_FULL
            return text
        # Of two tokens one term more is made, a byte longer than they are.
        full = missing_capacity(
            state, used, tokens + (tokens >> 1), 2 * tail + tokens, lists, slots, term_rows, term_bytes, units
        )
        if full != NOTHING_FULL:
            counts[LAST_ROW] = full
            return text
        doc = i64(docs[text])
        position = i64(positions[text])
        text_hash = hashes[doc - first_doc]
        start = i64(0)
        joined_terms = joined_from = joined_start = i64(0)
        for k in range(1, tokens + 1):
            stop = rows[k, ARENA_END]
            key = u64(rows[k, HASH])
            flags = rows[k, FLAGS]
            known = state[TERM_COUNT]
            term = intern_term(arena, start, stop - start, rows[k, HEAD], key, slots, term_rows, term_bytes, state)
            add_occurrence(lists, term, term == known, doc, position + k - 1, units, used)
            lists[term, LOWER_CASE_COUNT] += (flags & LOWER_CASE) != 0
            text_hash = (text_hash ^ key) * u64(FNV_PRIME)
            if flags & JOINS and with_joined:
                if joined_from == 0:
                    joined_from, joined_start = k, start
            elif joined_from != 0:
                if stop - joined_start < MAX_TERM_BYTES:
                    size = copy_joined(arena, joined_start, stop, tail) - tail
                    head, joined_key = hash_term(arena, tail, size)
                    known = state[TERM_COUNT]
                    joined = intern_term(arena, tail, size, i64(head), joined_key, slots, term_rows, term_bytes, state)
                    add_occurrence(lists, joined, joined == known, doc, position + joined_from - 1, units, used)
                    joined_terms += 1
                joined_from = i64(0)
            if flags & (CAPITALS | ACCENTED):
                row = used[FORM_COUNT]
                form_tokens[row, 0] = text
                form_tokens[row, 1] = rows[k, START]
                form_tokens[row, 2] = rows[k, END]
                form_tokens[row, 3] = flags & STORED_FLAGS
                form_tokens[row, 4] = term
                used[FORM_COUNT] = row + 1
            start = stop
        used[POSITION_COUNT] += tokens + joined_terms
        lengths[text] = tokens
        # A separator between two texts, which is no token.
        hashes[doc - first_doc] = (text_hash ^ u64(255)) * u64(FNV_PRIME)
        text += 1
    return text


@jit
def copy_chain(units: U32Array, at: int, stop: int, out: U32Array, write: int) -> int:
    """Copy a chain from its beginning to `stop`, where its next unit would go; return the end of the copy."""
    size = i64(FIRST_SLICE_UNITS)
    end = at + size - 1
    while at != stop:
        if at == end:
            at = i64(units[at])
            size = min(2 * size, MAX_SLICE_UNITS)
            end = at + size - 1
        out[write] = units[at]
        write += 1
        at += 1
    return write


@jit(entry_point=True)
def write_postings(
    order: I64Array, lists: I32Rows, units: U32Array, chain_units: U32Array,
    counts: I64Array, out: U8Array, out_starts: I64Array, out_positions: U32Array, out_position_starts: I64Array,
) -> int:  # fmt: skip
    """Write the lists of all terms in order, encoded as `write_posting` does; return the number of bytes.

    `counts[i]` becomes the number of documents of the i-th term; `out_starts` and `out_position_starts` become where
    its postings and its positions begin, with the end. `chain_units` holds the longest chain of documents.
    """
    write = position = i64(0)
    for i in range(len(order)):
        term = order[i]
        out_starts[i] = write
        out_position_starts[i] = position
        before = i64(-1)
        found = copy_chain(units, i64(lists[term, DOC_CHAIN]), i64(lists[term, DOC_CHAIN + 1]), chain_units, 0)
        k = i64(0)
        count = i64(0)
        while k < found:
            doc = i64(chain_units[k]) >> FREQUENCY_BITS
            frequency = i64(chain_units[k]) & FREQUENCY_ESCAPE
            k += 1
            if frequency == FREQUENCY_ESCAPE:
                frequency = i64(chain_units[k])
                k += 1
            write = write_posting(out, write, doc - before, frequency)
            before = doc
            count += 1
        write = write_posting(out, write, i64(lists[term, LAST_DOC]) - before, i64(lists[term, LAST_FREQUENCY]))
        counts[i] = count + 1
        position = copy_chain(
            units, i64(lists[term, POSITION_CHAIN]), i64(lists[term, POSITION_CHAIN + 1]), out_positions, position
        )
    out_starts[len(order)] = write
    out_position_starts[len(order)] = position
    return int(write)
