"""Here is a term: its documents, frequencies and positions. The loops that find and decode posting lists.

Every function is compiled for one signature, holds no lock and sees arrays alone. None reads past its arrays, whatever
the bytes say: a list that does not decode to what its counts promise is reported.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np

from search.kernels import BOOL, INT, LONGS, PAIR, TEXT, WORDS, Bytes, Longs, Words, compiler, mapped

compiled = compiler(Path(__file__))
Int: Any = np.int64
MAPPED_WORDS: Final = mapped("uint32")
MAPPED_LONGS: Final = mapped("int64")


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


@compiled(PAIR, TEXT, INT, INT)
def varint(stream: Bytes, at: int, stop: int) -> tuple[int, int]:
    """The number that begins at `at`, and where the next begins, or -1 when `stop` comes first."""
    value = Int(0)
    shift = 0
    while at < stop and shift <= 35:
        byte = Int(stream[at])
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    return 0, -1


@compiled(BOOL, TEXT, INT, INT, INT, INT, WORDS, WORDS, entrance=True)
def decode(stream: Bytes, at: int, stop: int, base: int, limit: int, docs: Words, freqs: Words) -> bool:
    """Decode the posting list `stream[at:stop]`: documents below `limit`, counted from `base`. False if it is not one.

    About 1.5 ns a posting.
    """
    stop = min(stop, len(stream))
    doc = Int(-1)
    for i in range(len(docs)):
        value, at = varint(stream, at, stop)
        if at < 0:
            return False
        doc += (value >> 1) + 1
        freq = Int(1)
        if value & 1 == 0:
            freq, at = varint(stream, at, stop)
            if at < 0:
                return False
            freq += 2
        if doc >= limit:
            return False
        docs[i] = doc + base
        freqs[i] = freq
    return at == stop


@compiled(
    INT,
    TEXT,
    MAPPED_LONGS,
    MAPPED_WORDS,
    MAPPED_WORDS,
    MAPPED_LONGS,
    LONGS,
    LONGS,
    WORDS,
    WORDS,
    LONGS,
    WORDS,
    entrance=True,
)
def remap(
    stream: Bytes, stream_at: Longs, counts: Words, positions: Words, position_at: Longs, new: Longs,
    at: Longs, docs: Words, freqs: Words, place_at: Longs, places: Words,
) -> int:  # fmt: skip
    """Decode all posting lists of a field, with documents renumbered and those that become -1 left out.

    `new[d]` is what document d becomes, ascending. Term t's postings are then `docs[at[t]:at[t + 1]]`, its positions
    `places[place_at[t]:place_at[t + 1]]`; fields without positions pass empty arrays for them. Returns the number of
    the first list that does not decode, or -1.
    """
    write = place = 0
    keep = len(positions) > 0
    for term in range(len(counts)):
        at[term] = write
        place_at[term] = place
        read = Int(stream_at[term])
        stop = Int(min(Int(stream_at[term + 1]), len(stream)))
        source = Int(position_at[term]) if keep else 0
        doc = Int(-1)
        for _ in range(Int(counts[term])):
            value, read = varint(stream, read, stop)
            if read < 0:
                return term
            doc += (value >> 1) + 1
            freq = Int(1)
            if value & 1 == 0:
                freq, read = varint(stream, read, stop)
                if read < 0:
                    return term
                freq += 2
            if doc >= len(new) or (keep and source + freq > len(positions)):
                return term
            if new[doc] >= 0:
                docs[write] = new[doc]
                freqs[write] = freq
                write += 1
                if keep:
                    for k in range(freq):
                        places[place + k] = positions[source + k]
                    place += freq
            source += freq
    at[len(counts)] = write
    place_at[len(counts)] = place
    return -1
