"""Which documents has each value? A counting sort of (value, document) pairs, then the lists encoded."""

from pathlib import Path
from typing import Any

import numpy as np

from search.engines.whoosh.segment.postings.plain.kernels import SOURCE, put_posting
from search.kernels import BYTES, INT, LONGS, VOID, WORDS, Bytes, Longs, Words, compiler

compiled = compiler(Path(__file__), SOURCE)
Int: Any = np.int64


@compiled(VOID, WORDS, WORDS, LONGS, LONGS, entrance=True)
def count(ids: Words, docs: Words, last: Longs, postings: Longs) -> None:
    """Count each value's documents. The k-th pair is of value `ids[k]` and document `docs[k]`, which ascend.

    `last` has -1 for every value.
    """
    for k in range(len(ids)):
        value = ids[k]
        if last[value] != docs[k]:
            last[value] = docs[k]
            postings[value] += 1


@compiled(VOID, WORDS, WORDS, LONGS, LONGS, WORDS, WORDS, entrance=True)
def place(ids: Words, docs: Words, last: Longs, at: Longs, out_docs: Words, out_freqs: Words) -> None:
    """Write the lists, each value's from `at[value]` on, which advances. `last` has -1 everywhere, `out_freqs` 0."""
    for k in range(len(ids)):
        value = ids[k]
        if last[value] != docs[k]:
            last[value] = docs[k]
            out_docs[at[value]] = docs[k]
            at[value] += 1
        out_freqs[at[value] - 1] += 1


@compiled(INT, LONGS, LONGS, WORDS, WORDS, BYTES, LONGS, entrance=True)
def encode(order: Longs, at: Longs, docs: Words, freqs: Words, out: Bytes, out_at: Longs) -> int:
    """Write the lists `docs[at[v]:at[v + 1]]` of values in order, as `put_posting` does; how many bytes that took."""
    write = Int(0)
    for i in range(len(order)):
        value = order[i]
        out_at[i] = write
        before = Int(-1)
        for k in range(at[value], at[value + 1]):
            write = put_posting(out, write, Int(docs[k]) - before, Int(freqs[k]))
            before = Int(docs[k])
    out_at[len(order)] = write
    return int(write)
