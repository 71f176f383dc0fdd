"""Kernels that make the posting lists of stems from those of words, and those of whole values.

A stem's list has the documents of its words, as far as they are in its language. Values are inverted by a counting
sort of (value, document) pairs, and the lists are then encoded.
"""

from search.arrays import BoolArray, I64Array, U8Array, U32Array, U64Array, i64, u64
from search.engines.whoosh.segment.bitpacking_kernels import read_varint, write_posting
from search.jit import jit


@jit(entry_point=True)
def languages_of_terms(stream: U8Array, at: I64Array, doc_languages: U32Array, count: int, occurs: BoolArray) -> None:
    """Find in which of `count` languages each word occurs: `occurs[w * count + l]` is true for word w in language l.

    `stream[at[w]:at[w + 1]]` is the posting list of word w, `languages[d]` the language of document d.
    """
    for word in range(len(at) - 1):
        read = at[word]
        doc = i64(-1)
        while read < at[word + 1]:
            value, read = read_varint(stream, read, at[word + 1])
            doc += (value >> 1) + 1
            if value & 1 == 0:
                _frequency, read = read_varint(stream, read, at[word + 1])
            occurs[word * count + i64(doc_languages[doc])] = True


@jit(entry_point=True)
def write_stem_postings(
    stream: U8Array, at: I64Array, doc_counts: I64Array, doc_languages: U32Array, count: int,
    word_bounds: I64Array, words: I64Array, stem_languages: U32Array, frequencies: U32Array, bitmap: U64Array,
    counts: I64Array, out: U8Array, out_starts: I64Array,
) -> int:  # fmt: skip
    """Write the lists of stems; return the number of bytes.

    Stem s stands for the words `words[word_bounds[s]:word_bounds[s + 1]]`, whose lists are `stream[at[w]:at[w + 1]]` of
    `doc_counts[w]` documents, in documents of the language `stem_languages[s]`, one of `count`. Its frequency in a
    document is the sum of theirs. `frequencies` has a cell for every document and `bitmap` a bit, all 0 before and
    after.
    """
    write = i64(0)
    for s in range(len(word_bounds) - 1):
        out_starts[s] = write
        if count == 1 and word_bounds[s + 1] - word_bounds[s] == 1:
            # One word in one language: its list is the stem's.
            word = words[word_bounds[s]]
            for k in range(at[word], at[word + 1]):
                out[write + k - at[word]] = stream[k]
            write += at[word + 1] - at[word]
            counts[s] = doc_counts[word]
            continue
        lowest, highest = len(bitmap), i64(-1)
        for k in range(word_bounds[s], word_bounds[s + 1]):
            read, stop = at[words[k]], at[words[k] + 1]
            doc = i64(-1)
            while read < stop:
                value, read = read_varint(stream, read, stop)
                doc += (value >> 1) + 1
                frequency = i64(1)
                if value & 1 == 0:
                    frequency, read = read_varint(stream, read, stop)
                    frequency += 2
                if doc_languages[doc] == stem_languages[s]:
                    frequencies[doc] += frequency
                    cell = doc >> 6
                    bitmap[cell] |= u64(1) << u64(doc & 63)
                    lowest = min(lowest, cell)
                    highest = max(highest, cell)
        before = i64(-1)
        doc_count = i64(0)
        for cell in range(lowest, highest + 1):
            bits = bitmap[cell]
            bitmap[cell] = 0
            doc = cell << 6
            while bits != 0:
                while bits & u64(255) == 0:
                    bits >>= u64(8)
                    doc += 8
                while bits & u64(1) == 0:
                    bits >>= u64(1)
                    doc += 1
                write = write_posting(out, write, doc - before, i64(frequencies[doc]))
                frequencies[doc] = 0
                before = doc
                doc_count += 1
                bits >>= u64(1)
                doc += 1
        counts[s] = doc_count
    out_starts[len(word_bounds) - 1] = write
    return int(write)


@jit(entry_point=True)
def count_docs(ids: U32Array, docs: U32Array, last: I64Array, postings: I64Array) -> None:
    """Count each value's documents. The k-th pair is of value `ids[k]` and document `docs[k]`, which ascend.

    `last` has -1 for every value.
    """
    for k in range(len(ids)):
        value = ids[k]
        if last[value] != docs[k]:
            last[value] = docs[k]
            postings[value] += 1


@jit(entry_point=True)
def place_docs(
    ids: U32Array, docs: U32Array, last: I64Array, at: I64Array, out_docs: U32Array, out_freqs: U32Array
) -> None:
    """Write the lists, each value's from `at[value]` on, which advances. `last` has -1 everywhere, `out_freqs` 0."""
    for k in range(len(ids)):
        value = ids[k]
        if last[value] != docs[k]:
            last[value] = docs[k]
            out_docs[at[value]] = docs[k]
            at[value] += 1
        out_freqs[at[value] - 1] += 1


@jit(entry_point=True)
def encode_lists(
    order: I64Array, at: I64Array, docs: U32Array, freqs: U32Array, out: U8Array, out_starts: I64Array
) -> int:
    """Write the lists `docs[at[v]:at[v + 1]]` of values in order, as `write_posting` does; return their bytes."""
    write = i64(0)
    for i in range(len(order)):
        value = order[i]
        out_starts[i] = write
        before = i64(-1)
        for k in range(at[value], at[value + 1]):
            write = write_posting(out, write, i64(docs[k]) - before, i64(freqs[k]))
            before = i64(docs[k])
    out_starts[len(order)] = write
    return int(write)
