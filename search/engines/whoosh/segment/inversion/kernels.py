"""Which number has each term, and which documents have it? The loops that turn tokens into posting lists.

Every function is compiled for one signature, holds no lock and sees arrays alone.
"""

from pathlib import Path
from typing import Any

import numpy as np

from search.kernels import BYTES, HASHES, INT, LONGS, TEXT, VOID, WORDS, Bytes, Hashes, Longs, Words, compiler

compiled = compiler(Path(__file__))
Int: Any = np.int64


@compiled(INT, TEXT, LONGS, INT, WORDS, BYTES, LONGS, LONGS, WORDS, entrance=True)
def number(
    arena: Bytes, bounds: Longs, first: int, slots: Words, words: Bytes, offsets: Longs, state: Longs, ids: Words
) -> int:
    """Give tokens their term's number: `ids[k]` of token k, from `first` on, a new number for a new term.

    The vocabulary is an open-addressing table: `slots` (a power of two, 0 for free, else the number + 1), the terms'
    bytes `words[offsets[t]:offsets[t + 1]]`, and their count `state[0]`. Returns the first token for which there was
    no room. About 35 ns a token.
    """
    mask = np.uint64(len(slots) - 1)
    terms = state[0]
    top = offsets[terms]
    limit = len(slots) * 7 // 10
    for k in range(first, len(ids)):
        start = bounds[k]
        size = bounds[k + 1] - start
        # FNV-1a, with the high bits brought down since the table looks at the low ones.
        key = np.uint64(14695981039346656037)
        for j in range(start, start + size):
            key = (key ^ np.uint64(arena[j])) * np.uint64(1099511628211)
        slot = (key ^ (key >> np.uint64(29))) & mask
        while True:
            found = slots[slot]
            if found == 0:
                if terms + 1 >= len(offsets) or terms >= limit or top + size > len(words):
                    state[0] = terms
                    return k
                for j in range(size):
                    words[top + j] = arena[start + j]
                top += size
                terms += 1
                offsets[terms] = top
                slots[slot] = terms
                ids[k] = terms - 1
                break
            begin = offsets[found - 1]
            if offsets[found] - begin == size:
                j = 0
                while j < size and words[begin + j] == arena[start + j]:
                    j += 1
                if j == size:
                    ids[k] = found - 1
                    break
            slot = (slot + np.uint64(1)) & mask
    state[0] = terms
    return len(ids)


@compiled(VOID, BYTES, LONGS, INT, WORDS, entrance=True)
def rehash(words: Bytes, offsets: Longs, terms: int, slots: Words) -> None:
    """Enter the first `terms` terms of a vocabulary into an empty, larger table."""
    mask = np.uint64(len(slots) - 1)
    for term in range(terms):
        key = np.uint64(14695981039346656037)
        for j in range(offsets[term], offsets[term + 1]):
            key = (key ^ np.uint64(words[j])) * np.uint64(1099511628211)
        slot = (key ^ (key >> np.uint64(29))) & mask
        while slots[slot] != 0:
            slot = (slot + np.uint64(1)) & mask
        slots[slot] = term + 1


@compiled(VOID, WORDS, WORDS, LONGS, LONGS, LONGS, entrance=True)
def count(ids: Words, docs: Words, last: Longs, postings: Longs, places: Longs) -> None:
    """Count each term's documents and occurrences. Token k of term `ids[k]` stands in `docs[k]`, which ascend.

    `last` has -1 for every term.
    """
    for k in range(len(ids)):
        term = ids[k]
        places[term] += 1
        if last[term] != docs[k]:
            last[term] = docs[k]
            postings[term] += 1


@compiled(VOID, WORDS, WORDS, WORDS, LONGS, LONGS, LONGS, WORDS, WORDS, WORDS, entrance=True)
def place(
    ids: Words, docs: Words, where: Words, last: Longs, at: Longs, position_at: Longs,
    out_docs: Words, out_freqs: Words, out_positions: Words,
) -> None:  # fmt: skip
    """Write the posting lists, each term's from `at[term]` and its positions from `position_at[term]` on.

    Both advance; `where[k]` is token k's position; `last` has -1 for every term; `out_freqs` is 0. Fields without
    positions pass an empty `out_positions`.
    """
    keep = len(out_positions) > 0
    for k in range(len(ids)):
        term = ids[k]
        if last[term] != docs[k]:
            last[term] = docs[k]
            out_docs[at[term]] = docs[k]
            at[term] += 1
        out_freqs[at[term] - 1] += 1
        if keep:
            out_positions[position_at[term]] = where[k]
            position_at[term] += 1


@compiled(VOID, BYTES, LONGS, LONGS, HASHES, entrance=True)
def digest(arena: Bytes, bounds: Longs, firsts: Longs, hashes: Hashes) -> None:
    """Mix the tokens of each text into its hash: equal for equal sequences of tokens. FNV-1a, 0 between tokens."""
    for text in range(len(firsts) - 1):
        key = hashes[text]
        for token in range(firsts[text], firsts[text + 1]):
            for j in range(bounds[token], bounds[token + 1]):
                key = (key ^ np.uint64(arena[j])) * np.uint64(1099511628211)
            # No token has the byte 0, so "ab c" and "a bc" differ.
            key = key * np.uint64(1099511628211)
        # What stands between title and text is no token either.
        hashes[text] = (key ^ np.uint64(255)) * np.uint64(1099511628211)


@compiled(INT, BYTES, INT, INT)
def put(out: Bytes, at: int, value: int) -> int:
    """Write a number, seven bits a byte, low bits first, the high bit set on all but the last; where to go on."""
    while value >= 128:
        out[at] = value & 127 | 128
        at += 1
        value >>= 7
    out[at] = value
    return at + 1


@compiled(
    INT, LONGS, LONGS, LONGS, WORDS, WORDS, WORDS, LONGS, LONGS, LONGS, BYTES, LONGS, WORDS, LONGS, entrance=True,
)  # fmt: skip
def encode(
    order: Longs, tables: Longs, bases: Longs, docs: Words, freqs: Words, positions: Words,
    at: Longs, position_at: Longs,
    counts: Longs, out: Bytes, out_at: Longs, out_positions: Words, out_position_at: Longs,
) -> int:  # fmt: skip
    """Encode the posting lists of all terms, in the given order, each gathered from several chunks.

    Chunk c has, for term t, the postings from `at[tables[c] + t]` up to the next entry, and its positions likewise; its
    documents count from `bases[c]`. A term newer than a chunk is not in its table. `counts[i]` becomes the number of
    documents of the i-th term. Returns how many bytes were written.

    A posting is the gap to the document before, less one and doubled, with the low bit set when the frequency is 1;
    otherwise the frequency less two follows.
    """
    write = place = 0
    keep = len(positions) > 0
    for i in range(len(order)):
        term = order[i]
        out_at[i] = write
        out_position_at[i] = place
        before = -1
        n = 0
        for c in range(len(bases)):
            if term >= tables[c + 1] - tables[c] - 1:
                continue
            entry = tables[c] + term
            for k in range(at[entry], at[entry + 1]):
                doc = Int(docs[k]) + bases[c]
                freq = Int(freqs[k])
                write = put(out, write, (doc - before - 1) << 1 | Int(freq == 1))
                if freq != 1:
                    write = put(out, write, freq - 2)
                before = doc
                n += 1
            if keep:
                for k in range(position_at[entry], position_at[entry + 1]):
                    out_positions[place] = positions[k]
                    place += 1
        counts[i] = n
    out_at[len(order)] = write
    out_position_at[len(order)] = place
    return write
