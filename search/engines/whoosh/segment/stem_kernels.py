"""Which documents has each stem? Those of the words that it stands for, in the documents of its language."""

from typing import Any

import numpy as np

from search.arrays import BoolArray, I64Array, U8Array, U32Array, U64Array
from search.engines.whoosh.segment.bitpacking_kernels import put_posting, varint
from search.jit import jit

Int: Any = np.int64
Hash: Any = np.uint64


@jit(entry_point=True)
def spoken(stream: U8Array, at: I64Array, languages: U32Array, count: int, found: BoolArray) -> None:
    """In which of `count` languages does each word occur? `found[w * count + l]` becomes true for word w in language l.

    `stream[at[w]:at[w + 1]]` is the posting list of word w, `languages[d]` the language of document d.
    """
    for word in range(len(at) - 1):
        read = at[word]
        doc = Int(-1)
        while read < at[word + 1]:
            value, read = varint(stream, read, at[word + 1])
            doc += (value >> 1) + 1
            if value & 1 == 0:
                _more, read = varint(stream, read, at[word + 1])
            found[word * count + Int(languages[doc])] = True


@jit(entry_point=True)
def stem(
    stream: U8Array, at: I64Array, sizes: I64Array, languages: U32Array, count: int,
    firsts: I64Array, words: I64Array, spoken_by: U32Array, sums: U32Array, marks: U64Array, counts: I64Array, out: U8Array, out_at: I64Array,
) -> int:  # fmt: skip
    """Write the lists of stems; how many bytes that took.

    Stem s stands for the words `words[firsts[s]:firsts[s + 1]]`, whose lists are as in `spoken` and of `sizes`
    documents, in documents of the language `spoken_by[s]`, one of `count`. Its frequency in a document is the sum of
    theirs. `sums` has a cell for every document and `marks` a bit, all 0 before and after.
    """
    write = Int(0)
    for s in range(len(firsts) - 1):
        out_at[s] = write
        if count == 1 and firsts[s + 1] - firsts[s] == 1:
            # One word in one language: its list is the stem's.
            word = words[firsts[s]]
            for k in range(at[word], at[word + 1]):
                out[write + k - at[word]] = stream[k]
            write += at[word + 1] - at[word]
            counts[s] = sizes[word]
            continue
        lowest, highest = len(marks), Int(-1)
        for k in range(firsts[s], firsts[s + 1]):
            read, stop = at[words[k]], at[words[k] + 1]
            doc = Int(-1)
            while read < stop:
                value, read = varint(stream, read, stop)
                doc += (value >> 1) + 1
                frequency = Int(1)
                if value & 1 == 0:
                    frequency, read = varint(stream, read, stop)
                    frequency += 2
                if languages[doc] == spoken_by[s]:
                    sums[doc] += frequency
                    cell = doc >> 6
                    marks[cell] |= Hash(1) << Hash(doc & 63)
                    lowest = min(lowest, cell)
                    highest = max(highest, cell)
        before = Int(-1)
        found = Int(0)
        for cell in range(lowest, highest + 1):
            bits = marks[cell]
            marks[cell] = 0
            doc = cell << 6
            while bits != 0:
                while bits & Hash(255) == 0:
                    bits >>= Hash(8)
                    doc += 8
                while bits & Hash(1) == 0:
                    bits >>= Hash(1)
                    doc += 1
                write = put_posting(out, write, doc - before, Int(sums[doc]))
                sums[doc] = 0
                before = doc
                found += 1
                bits >>= Hash(1)
                doc += 1
        counts[s] = found
    out_at[len(firsts) - 1] = write
    return int(write)


# FOLDED: Which documents has each value? A counting sort of (value, document) pairs, then the lists encoded.


@jit(entry_point=True)
def count(ids: U32Array, docs: U32Array, last: I64Array, postings: I64Array) -> None:
    """Count each value's documents. The k-th pair is of value `ids[k]` and document `docs[k]`, which ascend.

    `last` has -1 for every value.
    """
    for k in range(len(ids)):
        value = ids[k]
        if last[value] != docs[k]:
            last[value] = docs[k]
            postings[value] += 1


@jit(entry_point=True)
def place(ids: U32Array, docs: U32Array, last: I64Array, at: I64Array, out_docs: U32Array, out_freqs: U32Array) -> None:
    """Write the lists, each value's from `at[value]` on, which advances. `last` has -1 everywhere, `out_freqs` 0."""
    for k in range(len(ids)):
        value = ids[k]
        if last[value] != docs[k]:
            last[value] = docs[k]
            out_docs[at[value]] = docs[k]
            at[value] += 1
        out_freqs[at[value] - 1] += 1


@jit(entry_point=True)
def encode(order: I64Array, at: I64Array, docs: U32Array, freqs: U32Array, out: U8Array, out_at: I64Array) -> int:
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
