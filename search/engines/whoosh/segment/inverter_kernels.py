"""Where do terms occur? Texts are taken apart, and each token joins the lists of its term.

A term has two lists: of documents, and of places. A list is a chain of slices in `units`, each twice as long as the one
before up to LONGEST; the last unit of a slice is where the next one begins, or the slice's length while there is none.
Row t of `lists` has for term t the document it was last met in and how often there (that posting is not in the chain
yet), and for each of its chains where it begins, where the next unit goes, and where its last slice ends.

A posting is one unit, the document << FREQ_BITS | its frequency, or ESCAPE where the frequency is the unit after.
"""

from typing import Any, Final

import numpy as np

from search.analysis.text_kernels import tokenize_text
from search.analysis.unicode_data import ACCENTED, CAPITALS
from search.analysis.word_kernels import ARENA_END, END, FLAGS, HASH, HEAD, LAST_ROW, START
from search.arrays import I32Array, I32Rows, I64Array, I64Rows, U8Array, U8View, U32Array, U64Array
from search.engines.whoosh.segment.bitpacking_kernels import put_posting
from search.engines.whoosh.segment.term_kernels import TERMS, WORDS_USED, entered
from search.jit import jit

FREQ_BITS: Final = 12
ESCAPE: Final = (1 << FREQ_BITS) - 1
MOST_DOCUMENTS: Final = 1 << (32 - FREQ_BITS)
"""More do not fit a unit."""

FIRST: Final = 4
LONGEST: Final = 256
"""Units of a chain's first slice, and of its longest."""

# The columns of a row of `lists`; a chain has three, and its place in the row is that of the first.
DOCUMENT: Final = 0
FREQUENCY: Final = 1
DOCUMENTS: Final = 2
PLACES: Final = 5
COLUMNS: Final = 8

# What `used` counts: units, postings, units of the chains of documents, places, and rows of `told`.
UNITS: Final = 0
POSTING_COUNT: Final = 1
POSTING_UNITS: Final = 2
PLACE_COUNT: Final = 3
TOLD: Final = 4

# What there was no room for.
TOKENS: Final = -1
VOCABULARY: Final = -2
CHAINS: Final = -3
NOTHING: Final = 0

Int: Any = np.int64
Hash: Any = np.uint64


@jit(inline=True)
def begin(lists: I32Array, term: int, chain: int, units: U32Array, used: I64Array) -> None:
    """Give a new term an empty chain."""
    start = used[UNITS]
    used[UNITS] = start + FIRST
    units[start + FIRST - 1] = FIRST
    lists[term, chain] = start
    lists[term, chain + 1] = start
    lists[term, chain + 2] = start + FIRST - 1


@jit(inline=True)
def append(lists: I32Array, term: int, chain: int, units: U32Array, used: I64Array, value: int) -> None:
    """Add a unit to a chain."""
    at = Int(lists[term, chain + 1])
    if at == lists[term, chain + 2]:
        size = min(2 * Int(units[at]), LONGEST)
        start = used[UNITS]
        used[UNITS] = start + size
        units[at] = start
        units[start + size - 1] = size
        lists[term, chain + 2] = start + size - 1
        at = start
    units[at] = value
    lists[term, chain + 1] = at + 1


@jit(inline=True)
def close(lists: I32Array, term: int, units: U32Array, used: I64Array) -> None:
    """Put the posting of the document that a term was last met in into its chain."""
    frequency = Int(lists[term, FREQUENCY])
    if frequency < ESCAPE:
        append(lists, term, DOCUMENTS, units, used, Int(lists[term, DOCUMENT]) << FREQ_BITS | frequency)
        used[POSTING_UNITS] += 1
    else:
        append(lists, term, DOCUMENTS, units, used, Int(lists[term, DOCUMENT]) << FREQ_BITS | ESCAPE)
        append(lists, term, DOCUMENTS, units, used, frequency)
        used[POSTING_UNITS] += 2
    used[POSTING_COUNT] += 1


@jit
def room(
    state: I64Array, used: I64Array, tokens: int, size: int,
    lists: I32Rows, slots: U32Array, names: I64Rows, words: U8Array, units: U32Array,
) -> int:  # fmt: skip
    """What there might be no room for when so many tokens of `size` bytes together join their lists."""
    terms = state[TERMS]
    if 2 * (terms + tokens) > len(slots) or terms + tokens > min(len(names), len(lists)):
        return VOCABULARY
    if state[WORDS_USED] + size > len(words):
        return VOCABULARY
    # Every list may be at the end of a slice. Beyond that a chain is at most four times as long as what is in it.
    if used[UNITS] + min(tokens, terms) * 2 * LONGEST + tokens * (2 * FIRST + 16) > len(units):
        return CHAINS
    return NOTHING


@jit(entry_point=True)
def invert(
    data: U8View, starts: I64Array, text: int, docs: U32Array, places: U32Array,
    arena: U8Array, rows: I64Rows, counts: I64Array, entries: I64Array, pool: I64Array, pairs: I64Array,
    slots: U32Array, names: I64Rows, words: U8Array, state: I64Array, lists: I32Rows, units: U32Array, used: I64Array, told: I64Rows,
    lengths: U32Array, hashes: U64Array,
) -> int:  # fmt: skip
    """Take the texts from number `text` on apart; the number of the first for which there was no room.

    Text i is `data[starts[i]:starts[i + 1]]`, belongs to the document `docs[i]` (ascending) and has its first token at
    `places[i]`. Then `lengths[i]` is the number of its tokens, and they are mixed into `hashes[docs[i] - docs[0]]`:
    equal for equal sequences. Tokens whose form tells become rows of `told`: text, start, end, kind, term. What there
    was no room for is in `counts[LAST]` then: TOKENS, VOCABULARY or CHAINS.
    """
    first_doc = Int(docs[0]) if len(docs) else 0
    while text < len(starts) - 1:
        counts[LAST_ROW] = 0
        if not tokenize_text(data, starts[text], starts[text + 1], arena, rows, counts, entries, pool, pairs):
            counts[LAST_ROW] = TOKENS
            return text
        tokens = counts[LAST_ROW]
        if used[TOLD] + tokens > len(told):
            counts[LAST_ROW] = TOKENS
            return text
        lacking = room(state, used, tokens, rows[tokens, ARENA_END], lists, slots, names, words, units)
        if lacking != NOTHING:
            counts[LAST_ROW] = lacking
            return text
        doc = Int(docs[text])
        place = Int(places[text])
        mixed = hashes[doc - first_doc]
        start = Int(0)
        for k in range(1, tokens + 1):
            stop = rows[k, ARENA_END]
            key = Hash(rows[k, HASH])
            known = state[TERMS]
            term = entered(arena, start, stop - start, rows[k, HEAD], key, slots, names, words, state)
            if term == known:
                begin(lists, term, DOCUMENTS, units, used)
                begin(lists, term, PLACES, units, used)
                lists[term, DOCUMENT] = doc
                lists[term, FREQUENCY] = 0
            elif lists[term, DOCUMENT] != doc:
                close(lists, term, units, used)
                lists[term, DOCUMENT] = doc
                lists[term, FREQUENCY] = 0
            lists[term, FREQUENCY] += 1
            append(lists, term, PLACES, units, used, place + k - 1)
            mixed = (mixed ^ key) * Hash(1099511628211)
            if rows[k, FLAGS] & (CAPITALS | ACCENTED):
                row = used[TOLD]
                told[row, 0] = text
                told[row, 1] = rows[k, START]
                told[row, 2] = rows[k, END]
                told[row, 3] = rows[k, FLAGS]
                told[row, 4] = term
                used[TOLD] = row + 1
            start = stop
        used[PLACE_COUNT] += tokens
        lengths[text] = tokens
        # What stands between two texts is no token.
        hashes[doc - first_doc] = (mixed ^ Hash(255)) * Hash(1099511628211)
        text += 1
    return text


@jit
def unchained(units: U32Array, at: int, stop: int, out: U32Array, write: int) -> int:
    """Copy a chain, from its beginning to where its next unit would go; where writing goes on."""
    size = Int(FIRST)
    end = at + size - 1
    while at != stop:
        if at == end:
            at = Int(units[at])
            size = min(2 * size, LONGEST)
            end = at + size - 1
        out[write] = units[at]
        write += 1
        at += 1
    return write


@jit(entry_point=True)
def collect(
    order: I64Array, lists: I32Rows, units: U32Array, room_for_one: U32Array,
    counts: I64Array, out: U8Array, out_at: I64Array, out_places: U32Array, out_places_at: I64Array,
) -> int:  # fmt: skip
    """Write the lists of all terms in order, encoded as `put_posting` does; how many bytes that took.

    `counts[i]` becomes the number of documents of the i-th term; `out_at` and `out_places_at` have where its postings
    and its places begin, with the end. `room_for_one` holds the longest chain of documents.
    """
    write = place = Int(0)
    for i in range(len(order)):
        term = order[i]
        out_at[i] = write
        out_places_at[i] = place
        before = Int(-1)
        found = unchained(units, Int(lists[term, DOCUMENTS]), Int(lists[term, DOCUMENTS + 1]), room_for_one, 0)
        k = Int(0)
        count = Int(0)
        while k < found:
            doc = Int(room_for_one[k]) >> FREQ_BITS
            frequency = Int(room_for_one[k]) & ESCAPE
            k += 1
            if frequency == ESCAPE:
                frequency = Int(room_for_one[k])
                k += 1
            write = put_posting(out, write, doc - before, frequency)
            before = doc
            count += 1
        write = put_posting(out, write, Int(lists[term, DOCUMENT]) - before, Int(lists[term, FREQUENCY]))
        counts[i] = count + 1
        place = unchained(units, Int(lists[term, PLACES]), Int(lists[term, PLACES + 1]), out_places, place)
    out_at[len(order)] = write
    out_places_at[len(order)] = place
    return int(write)
