"""Which number does a term have? A table of terms that grows while it is used.

Terms are numbered from 0 as they are met. `slots` is an open-addressing table of them (a power of two long; 0 for free,
else the number + 1). Row t of `names` has the first eight bytes of a term, low byte first, and where all of them are in
`words`: their start << SIZE_BITS | their count. Of `state`, TERMS counts the terms and WORDS the bytes used.
"""

from typing import Any, Final

import numpy as np

from search.analysis.word_kernels import hash_term
from search.arrays import I64Array, I64Rows, U8Array, U8View, U32Array, U32View
from search.jit import jit

"""What other kernels that call these are compiled anew for."""

TERMS: Final = 0
WORDS_USED: Final = 1
SIZE_BITS: Final = 16

Int: Any = np.int64
Hash: Any = np.uint64


@jit(inline=True)
def entered(
    arena: U8Array,
    start: int,
    size: int,
    head: int,
    key: int,
    slots: U32Array,
    names: I64Array,
    words: U8Array,
    state: I64Array,
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


@jit(entry_point=True)
def number(
    arena: U8View,
    bounds: I64Array,
    first: int,
    slots: U32Array,
    names: I64Rows,
    words: U8Array,
    state: I64Array,
    ids: U32Array,
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
        head, key = hash_term(arena, start, size)
        ids[k] = entered(arena, start, size, head, key, slots, names, words, state)
    return len(ids)


@jit(entry_point=True)
def rehash(names: I64Rows, words: U8Array, terms: int, slots: U32Array) -> None:
    """Enter the first `terms` terms into an empty, larger table."""
    mask = Hash(len(slots) - 1)
    for term in range(terms):
        where = names[term, 1]
        _head, key = hash_term(words, where >> SIZE_BITS, where & ((1 << SIZE_BITS) - 1))
        slot = key & mask
        while slots[slot] != 0:
            slot = (slot + Hash(1)) & mask
        slots[slot] = term + 1


@jit(entry_point=True)
def heads(names: I64Rows, terms: int, out: I64Array) -> None:
    """What the first `terms` terms are first sorted by: their first eight bytes, first byte highest, as if unsigned."""
    for term in range(terms):
        head = Hash(names[term, 0])
        turned = Hash(0)
        for _ in range(8):
            turned = turned << Hash(8) | head & Hash(255)
            head >>= Hash(8)
        # Signed numbers are in the order of unsigned ones when the highest bit is turned over.
        out[term] = Int(turned ^ Hash(1 << 63))


@jit
def before(names: I64Rows, words: U8Array, one: int, other: int) -> bool:
    """Whether a term comes before another that begins with the same eight bytes."""
    start, other_start = names[one, 1] >> SIZE_BITS, names[other, 1] >> SIZE_BITS
    size, other_size = names[one, 1] & ((1 << SIZE_BITS) - 1), names[other, 1] & ((1 << SIZE_BITS) - 1)
    for j in range(8, min(size, other_size)):
        if words[start + j] != words[other_start + j]:
            return bool(words[start + j] < words[other_start + j])
    return bool(size < other_size)


@jit
def sift(names: I64Rows, words: U8Array, order: I64Array, first: int, parent: int, count: int) -> None:
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


@jit(entry_point=True)
def sort_alike(names: I64Rows, words: U8Array, by: I64Array, order: I64Array) -> None:
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


# FOLDED: Which terms of a sorted dictionary are within a few edits of a word? The loop that leaves out what cannot be.

LONGEST: Final = 256
"""Characters of a term that are compared: no folded token is longer."""


@jit
def after_prefix(words: U8View, word_at: U32View, low: int, prefix: U8View, size: int) -> int:
    """The first term from `low` on that does not begin with `prefix[:size]`, where the one before `low` does."""
    high = len(word_at) - 1
    while low < high:
        middle = (low + high) // 2
        start = Int(word_at[middle])
        length = Int(word_at[middle + 1]) - start
        same = length >= size
        j = 0
        while same and j < size:
            same = words[start + j] == prefix[j]
            j += 1
        if same:
            low = middle + 1
        else:
            high = middle
    return low


@jit(entry_point=True)
def near(
    words: U8View, word_at: U32View, wanted: I64Array, edits: int, rows: I64Rows, points: I64Array, ends: I64Array,
    found: U32Array, distances: I64Array,
) -> int:  # fmt: skip
    """Find the terms within `edits` of the code points `wanted`, by optimal string alignment; how many there are.

    Their numbers go to `found` and their distances to `distances` as far as these reach. Terms are sorted, so a row of
    the distance table is made once for all that share its prefix, and when no way to go on is within reach, all terms
    with that prefix are passed over at once: of 100,000 words about one in ten is looked at.

    Room to work in: `rows` has LONGEST + 1 rows of one number more than `wanted`, `points` and `ends` LONGEST + 1 each.
    """
    width = len(wanted)
    ends[0] = 0
    for j in range(width + 1):
        rows[0, j] = j
    count = 0
    depth = 0
    previous = Int(0)
    term = 0
    while term < len(word_at) - 1:
        start, stop = Int(word_at[term]), Int(word_at[term + 1])
        # Rows stay good for the characters that this term shares with the one before.
        shared = 0
        while shared < depth and start + ends[shared + 1] <= stop:
            same = True
            for j in range(ends[shared], ends[shared + 1]):
                if words[start + j] != words[previous + j]:
                    same = False
                    break
            if not same:
                break
            shared += 1
        depth = shared
        at = start + ends[depth]
        passed = False
        while at < stop and depth < LONGEST:
            first = Int(words[at])
            size = 1 if first < 0x80 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
            point = first if size == 1 else first & (0x7F >> size)
            for j in range(at + 1, min(at + size, stop)):
                point = point << 6 | Int(words[j]) & 0x3F
            at += size
            depth += 1
            points[depth] = point
            ends[depth] = at - start
            least = rows[depth, 0] = depth
            for j in range(1, width + 1):
                cost = 0 if point == wanted[j - 1] else 1
                value = min(rows[depth - 1, j] + 1, rows[depth, j - 1] + 1, rows[depth - 1, j - 1] + cost)
                if depth > 1 and j > 1 and point == wanted[j - 2] and points[depth - 1] == wanted[j - 1]:
                    value = min(value, rows[depth - 2, j - 2] + 1)
                rows[depth, j] = value
                least = min(least, value)
            # A swap may still reach back over one row.
            before = rows[depth - 1, 0]
            for j in range(1, width + 1):
                before = min(before, rows[depth - 1, j])
            if least > edits and before >= edits:
                term = after_prefix(words, word_at, term + 1, words[start:at], at - start)
                passed = True
                break
        previous = start
        if passed:
            continue
        if at >= stop and rows[depth, width] <= edits:
            if count < len(found):
                found[count] = term
                distances[count] = rows[depth, width]
            count += 1
        term += 1
    return count
