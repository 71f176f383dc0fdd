"""Kernels of the term hash, and the search of a sorted dictionary for terms within a few edits of a word.

Terms are numbered from 0 as they are first seen. `slots` is an open-addressing table of them (a power of two long; 0
for free, else the number + 1). Row t of `term_rows` has the first eight bytes of a term, low byte first, and where all
of them are in `term_bytes`: their start << SIZE_BITS | their count. `state[TERM_COUNT]` counts the terms and
`state[BYTES_USED]` their bytes.
"""

from typing import Final

from search.analysis.word_kernels import hash_term
from search.arrays import I64Array, I64Rows, U8Array, U8View, U32Array, U32View, i64, u64
from search.jit import jit

TERM_COUNT: Final = 0
BYTES_USED: Final = 1
SIZE_BITS: Final = 16


@jit(inline=True)
def intern_term(
    arena: U8Array,
    start: int,
    size: int,
    head: int,
    key: int,
    slots: U32Array,
    term_rows: I64Array,
    term_bytes: U8Array,
    state: I64Array,
) -> int:
    """Return the number of the term `arena[start:start + size]`, which is added if it is new.

    The arrays must have space for it.
    """
    mask = u64(len(slots) - 1)
    slot = u64(key) & mask
    while True:
        found = i64(slots[slot])
        if found == 0:
            break
        where = term_rows[found - 1, 1]
        if term_rows[found - 1, 0] == i64(head) and where & ((1 << SIZE_BITS) - 1) == size:
            begin = where >> SIZE_BITS
            j = i64(8)
            while j < size and term_bytes[begin + j] == arena[start + j]:
                j += 1
            if j >= size:
                return int(found - 1)
        slot = (slot + u64(1)) & mask
    term = state[TERM_COUNT]
    top = state[BYTES_USED]
    for j in range(size):
        term_bytes[top + j] = arena[start + j]
    term_rows[term, 0] = i64(head)
    term_rows[term, 1] = top << SIZE_BITS | size
    slots[slot] = term + 1
    state[TERM_COUNT] = term + 1
    state[BYTES_USED] = top + size
    return int(term)


@jit(entry_point=True)
def intern_terms(
    arena: U8View,
    bounds: I64Array,
    first: int,
    slots: U32Array,
    term_rows: I64Rows,
    term_bytes: U8Array,
    state: I64Array,
    ids: U32Array,
) -> int:
    """Give the terms `arena[bounds[k]:bounds[k + 1]]` their numbers `ids[k]`, from k = `first` on.

    Returns the first k for which an array might be too small.
    """
    for k in range(first, len(ids)):
        start = bounds[k]
        size = bounds[k + 1] - start
        terms = state[TERM_COUNT]
        if 2 * terms >= len(slots) or terms >= len(term_rows) or state[BYTES_USED] + size > len(term_bytes):
            return k
        head, key = hash_term(arena, start, size)
        ids[k] = intern_term(arena, start, size, head, key, slots, term_rows, term_bytes, state)
    return len(ids)


@jit(entry_point=True)
def rehash(term_rows: I64Rows, term_bytes: U8Array, terms: int, slots: U32Array) -> None:
    """Add the first `terms` terms to an empty, larger table."""
    mask = u64(len(slots) - 1)
    for term in range(terms):
        where = term_rows[term, 1]
        _head, key = hash_term(term_bytes, where >> SIZE_BITS, where & ((1 << SIZE_BITS) - 1))
        slot = key & mask
        while slots[slot] != 0:
            slot = (slot + u64(1)) & mask
        slots[slot] = term + 1


@jit(entry_point=True)
def sort_keys(term_rows: I64Rows, terms: int, out: I64Array) -> None:
    """Write what terms are first sorted by: their first eight bytes, first byte highest, as if unsigned."""
    for term in range(terms):
        head = u64(term_rows[term, 0])
        turned = u64(0)
        for _ in range(8):
            turned = turned << u64(8) | head & u64(255)
            head >>= u64(8)
        # Signed numbers are in the order of unsigned ones when the highest bit is turned over.
        out[term] = i64(turned ^ u64(1 << 63))


@jit
def term_less(term_rows: I64Rows, term_bytes: U8Array, one: int, other: int) -> bool:
    """Return whether a term comes before another that begins with the same eight bytes."""
    start, other_start = term_rows[one, 1] >> SIZE_BITS, term_rows[other, 1] >> SIZE_BITS
    size, other_size = term_rows[one, 1] & ((1 << SIZE_BITS) - 1), term_rows[other, 1] & ((1 << SIZE_BITS) - 1)
    for j in range(8, min(size, other_size)):
        if term_bytes[start + j] != term_bytes[other_start + j]:
            return bool(term_bytes[start + j] < term_bytes[other_start + j])
    return bool(size < other_size)


@jit
def sift_down(term_rows: I64Rows, term_bytes: U8Array, order: I64Array, first: int, parent: int, count: int) -> None:
    """Let the term at `parent` of the heap `order[first:first + count]` sink to where it belongs."""
    while True:
        child = 2 * parent + 1
        if child >= count:
            return
        if child + 1 < count and term_less(term_rows, term_bytes, order[first + child], order[first + child + 1]):
            child += 1
        if not term_less(term_rows, term_bytes, order[first + parent], order[first + child]):
            return
        order[first + parent], order[first + child] = order[first + child], order[first + parent]
        parent = child


@jit(entry_point=True)
def sort_equal_prefixes(term_rows: I64Rows, term_bytes: U8Array, keys: I64Array, order: I64Array) -> None:
    """Sort terms by their bytes, given their order by `sort_keys`, here `keys`: only terms with equal keys move."""
    first = 0
    while first < len(order):
        end = first + 1
        while end < len(order) and keys[order[end]] == keys[order[first]]:
            end += 1
        # A heap sort, since the number of long words that begin alike is for others to choose.
        count = end - first
        for parent in range(count // 2 - 1, -1, -1):
            sift_down(term_rows, term_bytes, order, first, parent, count)
        for last in range(count - 1, 0, -1):
            order[first], order[first + last] = order[first + last], order[first]
            sift_down(term_rows, term_bytes, order, first, 0, last)
        first = end


MAX_TERM_CHARS: Final = 256
"""Characters of a term that are compared: no folded token is longer."""


@jit
def skip_prefix(term_bytes: U8View, term_starts: U32View, low: int, prefix: U8View, size: int) -> int:
    """Return the first term from `low` on that does not begin with `prefix[:size]`, where the one before `low` does."""
    high = len(term_starts) - 1
    while low < high:
        middle = (low + high) // 2
        start = i64(term_starts[middle])
        length = i64(term_starts[middle + 1]) - start
        same = length >= size
        j = 0
        while same and j < size:
            same = term_bytes[start + j] == prefix[j]
            j += 1
        if same:
            low = middle + 1
        else:
            high = middle
    return low


@jit(entry_point=True)
def terms_within(
    term_bytes: U8View, term_starts: U32View, wanted: I64Array, edits: int, rows: I64Rows, points: I64Array,
    ends: I64Array,
    found: U32Array, distances: I64Array,
) -> int:  # fmt: skip
    """Find the terms within `edits` of the code points `wanted`, by optimal string alignment; return how many.

    Their numbers go to `found` and their distances to `distances` as far as these reach. Terms are sorted, so a row of
    the distance table is computed once for all that share its prefix, and when no continuation is within reach, all
    terms with that prefix are skipped at once: of 100,000 words about one in ten is looked at.

    Work arrays: `rows` has MAX_TERM_CHARS + 1 rows of one number more than `wanted`; `points` and `ends` have
    MAX_TERM_CHARS + 1 numbers each.
    """
    width = len(wanted)
    ends[0] = 0
    for j in range(width + 1):
        rows[0, j] = j
    count = 0
    depth = 0
    previous = i64(0)
    term = 0
    while term < len(term_starts) - 1:
        start, stop = i64(term_starts[term]), i64(term_starts[term + 1])
        # Rows stay good for the characters that this term shares with the one before.
        shared = 0
        while shared < depth and start + ends[shared + 1] <= stop:
            same = True
            for j in range(ends[shared], ends[shared + 1]):
                if term_bytes[start + j] != term_bytes[previous + j]:
                    same = False
                    break
            if not same:
                break
            shared += 1
        depth = shared
        at = start + ends[depth]
        passed = False
        while at < stop and depth < MAX_TERM_CHARS:
            first = i64(term_bytes[at])
            size = 1 if first < 0x80 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
            point = first if size == 1 else first & (0x7F >> size)
            for j in range(at + 1, min(at + size, stop)):
                point = point << 6 | i64(term_bytes[j]) & 0x3F
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
                term = skip_prefix(term_bytes, term_starts, term + 1, term_bytes[start:at], at - start)
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
