"""What are the dictionary and the lists of several segments together? Sorted terms in, sorted terms out.

The terms of all segments lie end to end in `words`, those of each segment sorted: entry e is `words[at[e]:at[e + 1]]`,
and segment s has the entries `firsts[s]` to `firsts[s + 1]`.
"""

from typing import Any

import numpy as np

from search.arrays import BoolArray, I64Array, U8Array, U8View, U32Array
from search.engines.whoosh.segment.bitpacking_kernels import SIZE, posting, put_posting
from search.engines.whoosh.segment.postings_kernels import decode
from search.jit import jit

Int: Any = np.int64


@jit
def compared(words: U8View, at: I64Array, one: int, other: int) -> int:
    """Less than 0, 0 or more, as an entry comes before, is the same term as, or comes after another."""
    start, other_start = at[one], at[other]
    size, other_size = at[one + 1] - start, at[other + 1] - other_start
    for j in range(min(size, other_size)):
        difference = Int(words[start + j]) - Int(words[other_start + j])
        if difference != 0:
            return int(difference)
    return int(size - other_size)


@jit(entry_point=True)
def union(words: U8View, at: I64Array, firsts: I64Array, heads: I64Array, order: I64Array, fresh: BoolArray) -> None:
    """Sort the entries of all segments: by term, then by segment. `fresh[i]` says that a term begins with `order[i]`.

    `heads` has room for a number of each segment.
    """
    segments = len(firsts) - 1
    for s in range(segments):
        heads[s] = firsts[s]
    before = Int(-1)
    for i in range(len(order)):
        best = Int(-1)
        for s in range(segments):
            if heads[s] < firsts[s + 1] and (best < 0 or compared(words, at, heads[s], heads[best]) < 0):
                best = s
        entry = heads[best]
        heads[best] += 1
        order[i] = entry
        fresh[i] = before < 0 or compared(words, at, before, entry) != 0
        before = entry


@jit(entry_point=True)
def join(
    order: I64Array, fresh: BoolArray, of: I64Array, counts: I64Array, new: I64Array, new_at: I64Array,
    stream: U8View, begins: I64Array, ends: I64Array, shifts: I64Array, places: U32Array, places_at: I64Array, places_shifts: I64Array,
    room: U32Array, room_freqs: U32Array,
    out_counts: I64Array, out: U8Array, out_at: I64Array, out_places: U32Array, out_places_at: I64Array,
) -> bool:  # fmt: skip
    """Join the lists of the entries `order`, a term after the other, without the documents that are gone: plain ones.

    Entry e is of segment s = `of[e]` and has `counts[e]` postings in `stream` from `begins[e] + shifts[s]` to
    `ends[e] + shifts[s]`, and its places from `places_at[e] + places_shifts[s]` on, where the field has any. Document
    d of segment s becomes `new[new_at[s] + d]`, which ascend over all segments, or is gone where that is -1. `room` and
    `room_freqs` have room for the longest list. `out_counts[t]` becomes the number of documents of the t-th term, 0
    where none is left. False for lists that do not decode.
    """
    write = place = Int(0)
    term = before = Int(-1)
    keep = len(places) > 0
    for i in range(len(order)):
        entry = order[i]
        segment = of[entry]
        if fresh[i]:
            term += 1
            before = Int(-1)
            out_at[term] = write
            out_places_at[term] = place
            out_counts[term] = 0
        read = begins[entry] + shifts[segment]
        stop = min(ends[entry] + shifts[segment], len(stream))
        source = places_at[entry] + places_shifts[segment] if keep else 0
        first_new, documents = new_at[segment], new_at[segment + 1] - new_at[segment]
        doc = Int(-1)
        count = counts[entry]
        long = count >= SIZE
        if long and not decode(stream, read, stop, count, 0, documents, room, room_freqs):
            return False
        for posted in range(count):
            if long:
                doc, frequency = Int(room[posted]), Int(room_freqs[posted])
            else:
                gap, frequency, read = posting(stream, read, stop)
                doc += gap
                if read < 0:
                    return False
            if doc >= documents or (keep and source + frequency > len(places)):
                return False
            target = new[first_new + doc]
            if target >= 0:
                write = put_posting(out, write, target - before, frequency)
                before = target
                out_counts[term] += 1
                if keep:
                    for k in range(frequency):
                        out_places[place + k] = places[source + k]
                    place += frequency
            source += frequency
    out_at[term + 1] = write
    out_places_at[term + 1] = place
    return True
