"""Which tokens of texts are a term, begin so, or have its stem? And where do they stand?

Token k is `arena[bounds[k]:bounds[k + 1]]`, folded; text t has the tokens `firsts[t]` to `firsts[t + 1]`.
"""

from typing import Any

import numpy as np

from search.arrays import I32Array, I64Array, I64Rows, U8View, U64Array
from search.jit import jit

Hash: Any = np.uint64


@jit(entry_point=True, nogil=False)
def beginning(arena: U8View, bounds: I64Array, wanted: U8View, longest: int, out: I32Array) -> int:
    """Write the numbers of the tokens that begin with `wanted` and have at most `longest` bytes; how many there are."""
    count = 0
    size = len(wanted)
    for token in range(len(bounds) - 1):
        start = bounds[token]
        length = bounds[token + 1] - start
        if size <= length <= longest:
            j = 0
            while j < size and arena[start + j] == wanted[j]:
                j += 1
            if j == size:
                out[count] = token
                count += 1
    return count


@jit(entry_point=True, nogil=False)
def stemmed(
    hashes: U64Array,
    arena: U8View,
    bounds: I64Array,
    firsts: I64Array,
    spoken: U8View,
    first: int,
    entries: U64Array,
    wanted: int,
    found: I32Array,
    new: I32Array,
) -> tuple[int, int]:
    """Write the tokens whose stem is `wanted` to `found`, and those to `new` whose stem is not known; how many of each.

    Texts whose `spoken` is 0 are passed over, and tokens that begin with another byte than `first`, if that is not -1.
    `entries` is a table by hash with a size that is a power of two: of term k its hash, never 0, at 2k and its stem's
    at 2k + 1.
    """
    count = unknown = 0
    mask = Hash(len(entries) // 2 - 1)
    for text in range(len(firsts) - 1):
        if spoken[text] == 0:
            continue
        for token in range(firsts[text], firsts[text + 1]):
            if first >= 0 and arena[bounds[token]] != first:
                continue
            key = hashes[token]
            slot = key & mask
            while entries[2 * slot] != 0 and entries[2 * slot] != key:
                slot = (slot + Hash(1)) & mask
            if entries[2 * slot] == 0:
                new[unknown] = token
                unknown += 1
            elif entries[2 * slot + 1] == Hash(wanted):
                found[count] = token
                count += 1
    return count, unknown


@jit(entry_point=True, nogil=False)
def keep(entries: U64Array, terms: U64Array, stems: U64Array) -> None:
    """Add terms that are not in the table of `stemmed`, which has free places left; a hash of 0 is not added."""
    mask = Hash(len(entries) // 2 - 1)
    for term in range(len(terms)):
        if terms[term] == 0:
            continue
        slot = terms[term] & mask
        while entries[2 * slot] != 0:
            slot = (slot + Hash(1)) & mask
        entries[2 * slot] = terms[term]
        entries[2 * slot + 1] = stems[term]


@jit
def characters(data: U8View, start: int, end: int) -> int:
    """How many characters begin in `data[start:end]`."""
    count = 0
    for at in range(start, end):
        count += data[at] & 0xC0 != 0x80
    return count


@jit(entry_point=True, nogil=False)
def place(
    data: U8View,
    begins: I64Array,
    plain: bool,
    firsts: I64Array,
    starts: I32Array,
    ends: I32Array,
    found: I32Array,
    more: int,
    leaf: int,
    rows: I64Rows,
) -> None:
    """Write a row for each token found: its text, where it begins and ends in that, in characters, and the leaf.

    `found` ascends; with `more`, a row reaches as many tokens further. Text t is `data[begins[t]:begins[t + 1]]` in
    UTF-8, where token k is at the bytes `starts[k]` to `ends[k]`. `plain` says that bytes are characters; where they
    are not, they are counted once up to the last token found.
    """
    text = read = counted = 0
    for number in range(len(found)):
        token = found[number]
        while firsts[text + 1] <= token:
            text += 1
            read = counted = 0
        start, end = starts[token], ends[token + more]
        rows[number, 0], rows[number, 3] = text, leaf
        if plain:
            rows[number, 1], rows[number, 2] = start, end
            continue
        counted += characters(data, begins[text] + read, begins[text] + start)
        read = start
        rows[number, 1] = counted
        rows[number, 2] = counted + characters(data, begins[text] + start, begins[text] + end)


@jit(entry_point=True, nogil=False)
def unite(rows: I64Rows, order: I64Array, most: int, firsts: I64Array, out: I64Rows) -> int:
    """Make marks of the rows of `place`, those that touch or overlap one; how many there are.

    `order` takes the rows by text and then by where they begin. A mark is a row of where it begins and ends and its
    leaves as bits, of which the last of `most` stands for all later ones; text t has the marks `firsts[t]` to
    `firsts[t + 1]`.
    """
    count = text = 0
    firsts[0] = 0
    for number in range(len(order)):
        row = order[number]
        while text < rows[row, 0]:
            text += 1
            firsts[text] = count
        bit = 1 << min(rows[row, 3], most - 1)
        if count > firsts[text] and rows[row, 1] <= out[count - 1, 1]:
            out[count - 1, 1] = max(out[count - 1, 1], rows[row, 2])
            out[count - 1, 2] |= bit
        else:
            out[count, 0], out[count, 1], out[count, 2] = rows[row, 1], rows[row, 2], bit
            count += 1
    while text < len(firsts) - 1:
        text += 1
        firsts[text] = count
    return count
