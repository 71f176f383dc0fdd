"""Here is a term: its documents, frequencies and positions. The loops that find and decode posting lists.

Every function is compiled for one signature, holds no lock and sees arrays alone. None reads past its arrays, whatever
the bytes say: a list that does not decode to what its counts promise is reported.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np

from search.kernels import BOOL, INT, LONGS, TEXT, WORDS, Bytes, Longs, Words, compiler, inlined, mapped

SOURCE: Final = Path(__file__)
"""What other kernels that call these are compiled anew for."""

compiled = compiler(SOURCE)
Int: Any = np.int64
MAPPED_WORDS: Final = mapped("uint32")


@compiled(INT, TEXT, MAPPED_WORDS, TEXT, entrance=True)
def find(words: Bytes, word_at: Words, term: Bytes) -> int:
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


@inlined
def put(out: Bytes, at: int, value: int) -> int:
    """Write a number, seven bits a byte, low bits first, the high bit set on all but the last; where to go on."""
    while value >= 128:
        out[at] = value & 127 | 128
        at += 1
        value >>= 7
    out[at] = value
    return at + 1


@inlined
def put_posting(out: Bytes, at: int, gap: int, frequency: int) -> int:
    """Write a document so much greater than the one before it (than -1), with its frequency; where to go on.

    That is the gap less one, doubled, with the low bit set when the frequency is 1; otherwise the frequency less two
    follows.
    """
    if frequency == 1:
        return put(out, at, (gap - 1) << 1 | 1)
    return put(out, put(out, at, (gap - 1) << 1), frequency - 2)


@inlined
def varint(stream: Bytes, at: int, stop: int) -> tuple[int, int]:
    """The number that begins at `at`, and where the next begins, or -1 when `stop` comes first."""
    if at >= stop:
        return 0, -1
    byte = Int(stream[at])
    at += 1
    value = byte & 127
    shift = 7
    while byte >= 128:
        if at >= stop or shift > 35:
            return 0, -1
        byte = Int(stream[at])
        at += 1
        value |= (byte & 127) << shift
        shift += 7
    return value, at


@inlined
def posting(stream: Bytes, at: int, stop: int) -> tuple[int, int, int]:
    """What `put_posting` wrote at `at`: the gap, the frequency, where the next begins (-1 when `stop` comes first)."""
    value, at = varint(stream, at, stop)
    freq = Int(1)
    if at >= 0 and value & 1 == 0:
        freq, at = varint(stream, at, stop)
        freq += 2
    return (value >> 1) + 1, freq, at


@compiled(BOOL, TEXT, INT, INT, INT, INT, WORDS, WORDS, entrance=True)
def decode(stream: Bytes, at: int, stop: int, base: int, limit: int, docs: Words, freqs: Words) -> bool:
    """Decode the posting list `stream[at:stop]`: documents below `limit`, counted from `base`. False if it is not one.

    About 1.5 ns a posting.
    """
    stop = min(stop, len(stream))
    doc = Int(-1)
    for i in range(len(docs)):
        gap, freq, at = posting(stream, at, stop)
        doc += gap
        if at < 0 or doc >= limit:
            return False
        docs[i] = doc + base
        freqs[i] = freq
    return at == stop


@compiled(BOOL, TEXT, INT, INT, INT, INT, WORDS, LONGS, entrance=True)
def decode_places(stream: Bytes, at: int, stop: int, base: int, limit: int, docs: Words, places: Longs) -> bool:
    """The same, with where the positions of each document begin instead of how many there are.

    `places` has one entry more than `docs`, for the end of the last.
    """
    stop = min(stop, len(stream))
    doc, place = Int(-1), Int(0)
    for i in range(len(docs)):
        gap, freq, at = posting(stream, at, stop)
        doc += gap
        if at < 0 or doc >= limit:
            return False
        docs[i] = doc + base
        places[i] = place
        place += freq
    places[len(docs)] = place
    return at == stop


@compiled(INT, TEXT, LONGS, LONGS, INT, WORDS, entrance=True)
def decode_all(stream: Bytes, stream_at: Longs, at: Longs, limit: int, docs: Words) -> int:
    """Decode all lists, documents alone: those of list t become `docs[at[t]:at[t + 1]]`.

    Returns the number of the first list that does not decode, or -1.
    """
    for term in range(len(at) - 1):
        read, stop = stream_at[term], min(stream_at[term + 1], len(stream))
        doc = Int(-1)
        for k in range(at[term], at[term + 1]):
            gap, _freq, read = posting(stream, read, stop)
            doc += gap
            if read < 0 or doc >= limit:
                return term
            docs[k] = doc
    return -1
