"""Here is a term: its documents, frequencies and positions. The loops that find and decode lists as files have them.

Every function is compiled for one signature, holds no lock and sees arrays alone. None reads past its arrays, whatever
the bytes say: a list that does not decode to what its counts promise is reported.
"""

from typing import Any

import numpy as np

from search.arrays import I64Array, U8Array, U8View, U32Array, U32View
from search.engines.whoosh.segment.bitpacking_kernels import HEADER, SIZE, WIDEST, posting, read_word, unpack
from search.jit import jit

"""What other kernels that call these are compiled anew for."""

Int: Any = np.int64
At: Any = np.uint64
Bits: Any = np.uint32


@jit(entry_point=True)
def find(words: U8View, word_at: U32View, term: U8View) -> int:
    """The number of the first term that is not before `term`, by bytes, in a sorted dictionary."""
    low, high = 0, len(word_at) - 1
    while low < high:
        middle = (low + high) // 2
        start, stop = Int(word_at[middle]), Int(min(Int(word_at[middle + 1]), len(words)))
        size = Int(min(stop - start, len(term)))
        before = stop - start < len(term)
        for j in range(size):
            if words[start + j] != term[j]:
                before = words[start + j] < term[j]
                break
        if before:
            low = middle + 1
        else:
            high = middle
    return low


@jit(entry_point=True)
def number(words: U8View, word_at: U32View, term: U8View) -> int:
    """The number of a term in a sorted dictionary, or -1."""
    at = find(words, word_at, term)
    if at >= len(word_at) - 1:
        return -1
    start, stop = Int(word_at[at]), Int(min(Int(word_at[at + 1]), len(words)))
    if stop - start != len(term):
        return -1
    for j in range(len(term)):
        if words[start + j] != term[j]:
            return -1
    return int(at)


@jit(inline=True)
def is_sound(stream: U8Array, header: int, payload: int, stop: int, limit: int) -> bool:
    """Whether a block ends before `stop` and is of documents below `limit`, by what its header says."""
    widest = max(stream[header + 8], stream[header + 9])
    end = payload + 16 * (Int(stream[header + 8]) + Int(stream[header + 9]))
    return widest <= WIDEST and end <= stop and read_word(stream, header) < limit


@jit
def documents(stream: U8View, at: int, width: int, before: int, base: int, out: U32Array, to: int) -> int:
    """Decode the documents of a block to `out[to:to + 128]`, counted from `base`; the last of them, counted from 0.

    `before` is the document before it.
    """
    unpack(stream, at, width, out, to)
    doc = before + base
    write = At(to)
    for j in range(At(SIZE)):
        doc += Int(out[write + j]) + 1
        out[write + j] = doc
    return int(doc - base)


@jit(entry_point=True)
def decode(
    stream: U8View, at: int, stop: int, count: int, base: int, limit: int, docs: U32Array, freqs: U32Array
) -> bool:
    """Decode the posting list `stream[at:stop]`: `count` documents below `limit`, counted from `base`.

    False if it is not one. About 1 ns a posting of a long list, 5 ns of one that has no block.
    """
    stop = min(stop, len(stream))
    whole = count - count % SIZE
    header, read = at, at + whole // SIZE * HEADER
    if read > stop:
        return False
    doc = Int(-1)
    for first in range(0, whole, SIZE):
        if not is_sound(stream, header, read, stop, limit):
            return False
        gap_width, more_width = Int(stream[header + 8]), Int(stream[header + 9])
        doc = documents(stream, read, gap_width, doc, base, docs, first)
        if doc != read_word(stream, header):
            return False
        unpack(stream, read + 16 * gap_width, more_width, freqs, first)
        for j in range(At(first), At(first) + At(SIZE)):
            freqs[j] += Bits(1)
        read += 16 * (gap_width + more_width)
        header += HEADER
    for i in range(whole, count):
        gap, freq, read = posting(stream, read, stop)
        doc += gap
        if read < 0 or doc >= limit:
            return False
        docs[i] = doc + base
        freqs[i] = freq
    return read == stop


@jit(entry_point=True)
def decode_all(stream: U8View, stream_at: I64Array, at: I64Array, limit: int, docs: U32Array) -> int:
    """Decode all lists, documents alone: those of list t become `docs[at[t]:at[t + 1]]`.

    Returns the number of the first list that does not decode, or -1.
    """
    for term in range(len(at) - 1):
        start, stop = stream_at[term], min(stream_at[term + 1], len(stream))
        count = at[term + 1] - at[term]
        whole = count - count % SIZE
        read = start + whole // SIZE * HEADER
        if read > stop:
            return term
        doc = Int(-1)
        for first in range(0, whole, SIZE):
            header = start + first // SIZE * HEADER
            if not is_sound(stream, header, read, stop, limit):
                return term
            doc = documents(stream, read, Int(stream[header + 8]), doc, 0, docs, at[term] + first)
            if doc != read_word(stream, header):
                return term
            read += 16 * (Int(stream[header + 8]) + Int(stream[header + 9]))
        for k in range(at[term] + whole, at[term + 1]):
            gap, _freq, read = posting(stream, read, stop)
            doc += gap
            if read < 0 or doc >= limit:
                return term
            docs[k] = doc
    return -1


@jit(entry_point=True)
def locate(
    stream: U8View, at: int, stop: int, count: int, base: int, limit: int,
    wanted: U32Array, most: int, room: U32Array, begins: I64Array, ends: I64Array,
) -> bool:  # fmt: skip
    """Where the positions of the documents `wanted` (ascending, counted from `base`) lie among the `most` of the list.

    Those of `wanted[i]` become `begins[i]` to `ends[i]`, both 0 where the list has it not. `room` has 256 cells. Only
    blocks that may have one of them are decoded: costs about 1 ns for each header and 200 ns for each such block. False
    if it is not a posting list, or one of more positions.
    """
    stop = min(stop, len(stream))
    blocks = count // SIZE
    header, read = at, at + blocks * HEADER
    if read > stop:
        return False
    i, last = 0, len(wanted)
    doc, place = Int(-1), Int(0)
    for block in range(blocks + 1):
        if i == last:
            break
        size, there = Int(0), place
        if block < blocks:
            if not is_sound(stream, header, read, stop, limit):
                return False
            before, doc = doc, read_word(stream, header)
            place += read_word(stream, header + 4)
            gap_width, more_width = Int(stream[header + 8]), Int(stream[header + 9])
            if Int(wanted[i]) - base <= doc:
                size = Int(SIZE)
                if documents(stream, read, gap_width, before, 0, room, 0) != doc:
                    return False
                unpack(stream, read + 16 * gap_width, more_width, room, SIZE)
            read += 16 * (gap_width + more_width)
            header += HEADER
        else:
            size = count - blocks * SIZE
            for k in range(size):
                gap, freq, read = posting(stream, read, stop)
                doc += gap
                if read < 0 or doc >= limit:
                    return False
                room[k], room[SIZE + k] = doc, freq - 1
        k = 0
        while i < last and (block == blocks or Int(wanted[i]) - base <= doc):
            sought = Int(wanted[i]) - base
            while k < size and Int(room[k]) < sought:
                there += Int(room[SIZE + k]) + 1
                k += 1
            begins[i] = ends[i] = 0
            if k < size and Int(room[k]) == sought:
                begins[i], ends[i] = there, there + Int(room[SIZE + k]) + 1
                if ends[i] > most:
                    return False
            i += 1
    return True
