"""Which number does a term have? A table of terms that grows while it is used.

Terms are numbered from 0 as they are met. `slots` is an open-addressing table of them (a power of two long; 0 for free,
else the number + 1). Row t of `names` has the first eight bytes of a term, low byte first, and where all of them are in
`words`: their start << SIZE_BITS | their count. Of `state`, TERMS counts the terms and WORDS the bytes used.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np

from search.analysis.characters.kernels import SOURCES
from search.analysis.words.kernels import hashed
from search.kernels import (
    BOOL,
    BYTES,
    INT,
    LONGS,
    ROWS,
    TEXT,
    VOID,
    WORDS,
    Bytes,
    Longs,
    Words,
    compiler,
    inlined,
)

SOURCE: Final = Path(__file__)
"""What other kernels that call these are compiled anew for."""

TERMS: Final = 0
WORDS_USED: Final = 1
SIZE_BITS: Final = 16

compiled = compiler(SOURCE, *SOURCES)
Int: Any = np.int64
Hash: Any = np.uint64


@inlined
def entered(
    arena: Bytes, start: int, size: int, head: int, key: int, slots: Words, names: Longs, words: Bytes, state: Longs
) -> int:
    """The number of the term `arena[start:start + size]`, which is entered if it is new; there must be room for it."""
    mask = Hash(len(slots) - 1)
    slot = Hash(key) & mask
    while True:
        found = Int(slots[slot])
        if found == 0:
            break
        where = names[found - 1, 1]
        if names[found - 1, 0] == Int(head) and where & ((1 << SIZE_BITS) - 1) == size:
            begin = where >> SIZE_BITS
            j = Int(8)
            while j < size and words[begin + j] == arena[start + j]:
                j += 1
            if j >= size:
                return int(found - 1)
        slot = (slot + Hash(1)) & mask
    term = state[TERMS]
    top = state[WORDS_USED]
    for j in range(size):
        words[top + j] = arena[start + j]
    names[term, 0] = Int(head)
    names[term, 1] = top << SIZE_BITS | size
    slots[slot] = term + 1
    state[TERMS] = term + 1
    state[WORDS_USED] = top + size
    return int(term)


@compiled(INT, TEXT, LONGS, INT, WORDS, ROWS, BYTES, LONGS, WORDS, entrance=True)
def number(
    arena: Bytes, bounds: Longs, first: int, slots: Words, names: Longs, words: Bytes, state: Longs, ids: Words
) -> int:
    """Give the terms `arena[bounds[k]:bounds[k + 1]]` their numbers `ids[k]`, from k = `first` on.

    Returns the first k for which there might be no room.
    """
    for k in range(first, len(ids)):
        start = bounds[k]
        size = bounds[k + 1] - start
        terms = state[TERMS]
        if 2 * terms >= len(slots) or terms >= len(names) or state[WORDS_USED] + size > len(words):
            return k
        head, key = hashed(arena, start, size)
        ids[k] = entered(arena, start, size, head, key, slots, names, words, state)
    return len(ids)


@compiled(VOID, ROWS, BYTES, INT, WORDS, entrance=True)
def rehash(names: Longs, words: Bytes, terms: int, slots: Words) -> None:
    """Enter the first `terms` terms into an empty, larger table."""
    mask = Hash(len(slots) - 1)
    for term in range(terms):
        where = names[term, 1]
        _head, key = hashed(words, where >> SIZE_BITS, where & ((1 << SIZE_BITS) - 1))
        slot = key & mask
        while slots[slot] != 0:
            slot = (slot + Hash(1)) & mask
        slots[slot] = term + 1


@compiled(VOID, ROWS, INT, LONGS, entrance=True)
def heads(names: Longs, terms: int, out: Longs) -> None:
    """What the first `terms` terms are first sorted by: their first eight bytes, first byte highest, as if unsigned."""
    for term in range(terms):
        head = Hash(names[term, 0])
        turned = Hash(0)
        for _ in range(8):
            turned = turned << Hash(8) | head & Hash(255)
            head >>= Hash(8)
        # Signed numbers are in the order of unsigned ones when the highest bit is turned over.
        out[term] = Int(turned ^ Hash(1 << 63))


@compiled(BOOL, ROWS, BYTES, INT, INT)
def before(names: Longs, words: Bytes, one: int, other: int) -> bool:
    """Whether a term comes before another that begins with the same eight bytes."""
    start, other_start = names[one, 1] >> SIZE_BITS, names[other, 1] >> SIZE_BITS
    size, other_size = names[one, 1] & ((1 << SIZE_BITS) - 1), names[other, 1] & ((1 << SIZE_BITS) - 1)
    for j in range(8, min(size, other_size)):
        if words[start + j] != words[other_start + j]:
            return bool(words[start + j] < words[other_start + j])
    return bool(size < other_size)


@compiled(VOID, ROWS, BYTES, LONGS, INT, INT, INT)
def sift(names: Longs, words: Bytes, order: Longs, first: int, parent: int, count: int) -> None:
    """Let the term at `parent` of the heap `order[first:first + count]` sink to where it belongs."""
    while True:
        child = 2 * parent + 1
        if child >= count:
            return
        if child + 1 < count and before(names, words, order[first + child], order[first + child + 1]):
            child += 1
        if not before(names, words, order[first + parent], order[first + child]):
            return
        order[first + parent], order[first + child] = order[first + child], order[first + parent]
        parent = child


@compiled(VOID, ROWS, BYTES, LONGS, LONGS, entrance=True)
def sort_alike(names: Longs, words: Bytes, by: Longs, order: Longs) -> None:
    """Put terms in the order of their bytes, given their order by `heads`, here `by`: only terms alike in that move."""
    first = 0
    while first < len(order):
        end = first + 1
        while end < len(order) and by[order[end]] == by[order[first]]:
            end += 1
        # A heap sort, since the number of long words that begin alike is for others to choose.
        count = end - first
        for parent in range(count // 2 - 1, -1, -1):
            sift(names, words, order, first, parent, count)
        for last in range(count - 1, 0, -1):
            order[first], order[first + last] = order[first + last], order[first]
            sift(names, words, order, first, 0, last)
        first = end
