"""Kernels that find a term in a sorted dictionary and decode its documents, frequencies and positions.

No function reads past its arrays, whatever the bytes say: a list that does not decode to what its counts promise is
reported.
"""

from search.arrays import I64Array, U8Array, U8View, U32Array, U32View, i64, u32, u64
from search.engines.whoosh.segment.bitpacking_kernels import (
    BLOCK_SIZE,
    HEADER_BYTES,
    MAX_BITS,
    read_posting,
    read_u32,
    unpack,
)
from search.jit import jit


@jit(entry_point=True)
def lower_bound(term_bytes: U8View, term_starts: U32View, term: U8View) -> int:
    """Return the number of the first term that is not before `term`, by bytes, in a sorted dictionary."""
    low, high = 0, len(term_starts) - 1
    while low < high:
        middle = (low + high) // 2
        start, stop = i64(term_starts[middle]), i64(min(i64(term_starts[middle + 1]), len(term_bytes)))
        size = i64(min(stop - start, len(term)))
        before = stop - start < len(term)
        for j in range(size):
            if term_bytes[start + j] != term[j]:
                before = term_bytes[start + j] < term[j]
                break
        if before:
            low = middle + 1
        else:
            high = middle
    return low


@jit(entry_point=True)
def term_number(term_bytes: U8View, term_starts: U32View, term: U8View) -> int:
    """Return the number of a term in a sorted dictionary, or -1."""
    at = lower_bound(term_bytes, term_starts, term)
    if at >= len(term_starts) - 1:
        return -1
    start, stop = i64(term_starts[at]), i64(min(i64(term_starts[at + 1]), len(term_bytes)))
    if stop - start != len(term):
        return -1
    for j in range(len(term)):
        if term_bytes[start + j] != term[j]:
            return -1
    return int(at)


@jit(inline=True)
def is_valid_block(stream: U8Array, header: int, payload: int, stop: int, limit: int) -> bool:
    """Return whether a block ends before `stop` and has only documents below `limit`, by what its header says."""
    widest = max(stream[header + 8], stream[header + 9])
    end = payload + 16 * (i64(stream[header + 8]) + i64(stream[header + 9]))
    return widest <= MAX_BITS and end <= stop and read_u32(stream, header) < limit


@jit
def decode_block_docs(stream: U8View, at: int, width: int, before: int, base: int, out: U32Array, to: int) -> int:
    """Decode the documents of a block to `out[to:to + 128]`, counted from `base`; return the last one, counted from 0.

    `before` is the document before the block.
    """
    unpack(stream, at, width, out, to)
    doc = before + base
    write = u64(to)
    for j in range(u64(BLOCK_SIZE)):
        doc += i64(out[write + j]) + 1
        out[write + j] = doc
    return int(doc - base)


@jit(entry_point=True)
def decode_list(
    stream: U8View, at: int, stop: int, count: int, base: int, limit: int, docs: U32Array, freqs: U32Array
) -> bool:
    """Decode the posting list `stream[at:stop]`: `count` documents below `limit`, counted from `base`.

    Returns False if it is not one. About 1 ns a posting of a list with blocks, 5 ns of one without.
    """
    stop = min(stop, len(stream))
    whole = count - count % BLOCK_SIZE
    header, read = at, at + whole // BLOCK_SIZE * HEADER_BYTES
    if read > stop:
        return False
    doc = i64(-1)
    for first in range(0, whole, BLOCK_SIZE):
        if not is_valid_block(stream, header, read, stop, limit):
            return False
        gap_width, more_width = i64(stream[header + 8]), i64(stream[header + 9])
        doc = decode_block_docs(stream, read, gap_width, doc, base, docs, first)
        if doc != read_u32(stream, header):
            return False
        unpack(stream, read + 16 * gap_width, more_width, freqs, first)
        for j in range(u64(first), u64(first) + u64(BLOCK_SIZE)):
            freqs[j] += u32(1)
        read += 16 * (gap_width + more_width)
        header += HEADER_BYTES
    for i in range(whole, count):
        gap, freq, read = read_posting(stream, read, stop)
        doc += gap
        if read < 0 or doc >= limit:
            return False
        docs[i] = doc + base
        freqs[i] = freq
    return read == stop


@jit(entry_point=True)
def decode_all_docs(stream: U8View, stream_starts: I64Array, at: I64Array, limit: int, docs: U32Array) -> int:
    """Decode the documents of all lists: those of list t become `docs[at[t]:at[t + 1]]`.

    Returns the number of the first list that does not decode, or -1.
    """
    for term in range(len(at) - 1):
        start, stop = stream_starts[term], min(stream_starts[term + 1], len(stream))
        count = at[term + 1] - at[term]
        whole = count - count % BLOCK_SIZE
        read = start + whole // BLOCK_SIZE * HEADER_BYTES
        if read > stop:
            return term
        doc = i64(-1)
        for first in range(0, whole, BLOCK_SIZE):
            header = start + first // BLOCK_SIZE * HEADER_BYTES
            if not is_valid_block(stream, header, read, stop, limit):
                return term
            doc = decode_block_docs(stream, read, i64(stream[header + 8]), doc, 0, docs, at[term] + first)
            if doc != read_u32(stream, header):
                return term
            read += 16 * (i64(stream[header + 8]) + i64(stream[header + 9]))
        for k in range(at[term] + whole, at[term + 1]):
            gap, _freq, read = read_posting(stream, read, stop)
            doc += gap
            if read < 0 or doc >= limit:
                return term
            docs[k] = doc
    return -1


@jit(entry_point=True)
def locate_positions(
    stream: U8View, at: int, stop: int, count: int, base: int, limit: int,
    wanted: U32Array, position_count: int, buffer: U32Array, begins: I64Array, ends: I64Array,
) -> bool:  # fmt: skip
    """Find where the positions of the documents `wanted` (ascending, counted from `base`) lie among those of the list.

    Those of `wanted[i]` become `begins[i]` to `ends[i]`, both 0 where the list does not have it. The list has
    `position_count` positions; `buffer` has 256 cells. Only blocks that may have one of the documents are decoded:
    costs about 1 ns for each header and 200 ns for each such block. Returns False if it is not a posting list, or one
    of more positions.
    """
    stop = min(stop, len(stream))
    blocks = count // BLOCK_SIZE
    header, read = at, at + blocks * HEADER_BYTES
    if read > stop:
        return False
    i, last = 0, len(wanted)
    doc, place = i64(-1), i64(0)
    for block in range(blocks + 1):
        if i == last:
            break
        size, there = i64(0), place
        if block < blocks:
            if not is_valid_block(stream, header, read, stop, limit):
                return False
            before, doc = doc, read_u32(stream, header)
            place += read_u32(stream, header + 4)
            gap_width, more_width = i64(stream[header + 8]), i64(stream[header + 9])
            if i64(wanted[i]) - base <= doc:
                size = i64(BLOCK_SIZE)
                if decode_block_docs(stream, read, gap_width, before, 0, buffer, 0) != doc:
                    return False
                unpack(stream, read + 16 * gap_width, more_width, buffer, BLOCK_SIZE)
            read += 16 * (gap_width + more_width)
            header += HEADER_BYTES
        else:
            size = count - blocks * BLOCK_SIZE
            for k in range(size):
                gap, freq, read = read_posting(stream, read, stop)
                doc += gap
                if read < 0 or doc >= limit:
                    return False
                buffer[k], buffer[BLOCK_SIZE + k] = doc, freq - 1
        k = 0
        while i < last and (block == blocks or i64(wanted[i]) - base <= doc):
            sought = i64(wanted[i]) - base
            while k < size and i64(buffer[k]) < sought:
                there += i64(buffer[BLOCK_SIZE + k]) + 1
                k += 1
            begins[i] = ends[i] = 0
            if k < size and i64(buffer[k]) == sought:
                begins[i], ends[i] = there, there + i64(buffer[BLOCK_SIZE + k]) + 1
                if ends[i] > position_count:
                    return False
            i += 1
    return True
