"""Which terms of a sorted dictionary are within a few edits of a word? The loop that leaves out what cannot be."""

from pathlib import Path
from typing import Any, Final

import numpy as np

from search.kernels import INT, LONGS, ROWS, TEXT, WORDS, Bytes, Longs, Words, compiler, mapped

compiled = compiler(Path(__file__))
Int: Any = np.int64

LONGEST: Final = 256
"""Characters of a term that are compared: no folded token is longer."""


@compiled(INT, TEXT, mapped("uint32"), INT, TEXT, INT)
def after_prefix(words: Bytes, word_at: Words, low: int, prefix: Bytes, size: int) -> int:
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


@compiled(INT, TEXT, mapped("uint32"), LONGS, INT, ROWS, LONGS, LONGS, WORDS, LONGS, entrance=True)
def near(
    words: Bytes, word_at: Words, wanted: Longs, edits: int, rows: Longs, points: Longs, ends: Longs,
    found: Words, distances: Longs,
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
