"""Which documents has each stem? Those of the words that it stands for, in the documents of its language."""

from pathlib import Path
from typing import Any

import numpy as np

from search.engines.whoosh.segment.postings.plain.kernels import SOURCE, put_posting, varint
from search.kernels import BYTES, FLAGS, HASHES, INT, LONGS, VOID, WORDS, Bytes, Flags, Hashes, Longs, Words, compiler

compiled = compiler(Path(__file__), SOURCE)
Int: Any = np.int64
Hash: Any = np.uint64


@compiled(VOID, BYTES, LONGS, WORDS, INT, FLAGS, entrance=True)
def spoken(stream: Bytes, at: Longs, languages: Words, count: int, found: Flags) -> None:
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


@compiled(INT, BYTES, LONGS, LONGS, WORDS, INT, LONGS, LONGS, WORDS, WORDS, HASHES, LONGS, BYTES, LONGS, entrance=True)
def stem(
    stream: Bytes, at: Longs, sizes: Longs, languages: Words, count: int,
    firsts: Longs, words: Longs, spoken_by: Words, sums: Words, marks: Hashes, counts: Longs, out: Bytes, out_at: Longs,
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
