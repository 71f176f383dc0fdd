"""Kernels that merge the sorted dictionaries and the posting lists of several segments.

The terms of all segments lie end to end in `term_bytes`, those of each segment sorted: entry e is
`term_bytes[at[e]:at[e + 1]]`, and segment s has the entries `firsts[s]` to `firsts[s + 1]`.
"""

from search.arrays import BoolArray, I64Array, U8Array, U8View, U32Array, i64
from search.engines.whoosh.segment.bitpacking_kernels import BLOCK_SIZE, read_posting, write_posting
from search.engines.whoosh.segment.postings_kernels import decode_list
from search.jit import jit


@jit
def compare_terms(term_bytes: U8View, at: I64Array, one: int, other: int) -> int:
    """Return less than 0, 0 or more, as an entry comes before, is the same term as, or comes after another."""
    start, other_start = at[one], at[other]
    size, other_size = at[one + 1] - start, at[other + 1] - other_start
    for j in range(min(size, other_size)):
        difference = i64(term_bytes[start + j]) - i64(term_bytes[other_start + j])
        if difference != 0:
            return int(difference)
    return int(size - other_size)


@jit(entry_point=True)
def merge_dictionaries(
    term_bytes: U8View, at: I64Array, firsts: I64Array, cursors: I64Array, order: I64Array, is_new_term: BoolArray
) -> None:
    """Sort the entries of all segments by term, then by segment.

    `is_new_term[i]` says that a term begins with `order[i]`.

    `cursors` has a cell for each segment.
    """
    segments = len(firsts) - 1
    for s in range(segments):
        cursors[s] = firsts[s]
    before = i64(-1)
    for i in range(len(order)):
        best = i64(-1)
        for s in range(segments):
            if cursors[s] < firsts[s + 1] and (
                best < 0 or compare_terms(term_bytes, at, cursors[s], cursors[best]) < 0
            ):
                best = s
        entry = cursors[best]
        cursors[best] += 1
        order[i] = entry
        is_new_term[i] = before < 0 or compare_terms(term_bytes, at, before, entry) != 0
        before = entry


@jit(entry_point=True)
def merge_postings(
    order: I64Array, is_new_term: BoolArray, segment_of: I64Array, counts: I64Array, new_docs: I64Array,
    new_starts: I64Array,
    stream: U8View, begins: I64Array, ends: I64Array, shifts: I64Array, positions: U32Array, position_begins: I64Array,
    position_shifts: I64Array,
    doc_buffer: U32Array, frequency_buffer: U32Array,
    out_counts: I64Array, out: U8Array, out_starts: I64Array, out_positions: U32Array, out_position_starts: I64Array,
) -> bool:  # fmt: skip
    """Merge the lists of the entries `order`, term by term, without the deleted documents, into plain lists.

    Entry e is of segment s = `segment_of[e]` and has `counts[e]` postings in `stream` from `begins[e] + shifts[s]` to
    `ends[e] + shifts[s]`, and its positions from `position_begins[e] + position_shifts[s]` on, where the field has any.
    Document d of segment s becomes `new_docs[new_starts[s] + d]`, which ascend over all segments, or is deleted where
    that is -1. `doc_buffer` and `frequency_buffer` hold the longest list. `out_counts[t]` becomes the number of
    documents of the t-th term, 0 where none is left. Returns False for lists that do not decode.
    """
    write = position = i64(0)
    term = before = i64(-1)
    has_positions = len(positions) > 0
    for i in range(len(order)):
        entry = order[i]
        segment = segment_of[entry]
        if is_new_term[i]:
            term += 1
            before = i64(-1)
            out_starts[term] = write
            out_position_starts[term] = position
            out_counts[term] = 0
        read = begins[entry] + shifts[segment]
        stop = min(ends[entry] + shifts[segment], len(stream))
        source = position_begins[entry] + position_shifts[segment] if has_positions else 0
        first_new, documents = new_starts[segment], new_starts[segment + 1] - new_starts[segment]
        doc = i64(-1)
        count = counts[entry]
        long = count >= BLOCK_SIZE
        if long and not decode_list(stream, read, stop, count, 0, documents, doc_buffer, frequency_buffer):
            return False
        for nth in range(count):
            if long:
                doc, frequency = i64(doc_buffer[nth]), i64(frequency_buffer[nth])
            else:
                gap, frequency, read = read_posting(stream, read, stop)
                doc += gap
                if read < 0:
                    return False
            if doc >= documents or (has_positions and source + frequency > len(positions)):
                return False
            target = new_docs[first_new + doc]
            if target >= 0:
                write = write_posting(out, write, target - before, frequency)
                before = target
                out_counts[term] += 1
                if has_positions:
                    for k in range(frequency):
                        out_positions[position + k] = positions[source + k]
                    position += frequency
            source += frequency
    out_starts[term + 1] = write
    out_position_starts[term + 1] = position
    return True
