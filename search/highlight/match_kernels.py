"""Compiled loops over the tokens of texts: find the tokens of a term, prefix or stem, and make marks of them.

Token k is `arena[bounds[k]:bounds[k + 1]]`, folded; text t has the tokens `firsts[t]` to `firsts[t + 1]`.
"""

from typing import Any

import numpy as np

from search.arrays import I32Array, I64Array, I64Rows, U8View, U64Array
from search.jit import jit

Hash: Any = np.uint64


@jit(entry_point=True, nogil=False)
def tokens_with_prefix(arena: U8View, bounds: I64Array, prefix: U8View, longest: int, out: I32Array) -> int:
    """Write the tokens that begin with `prefix` and have at most `longest` bytes; return how many there are."""
    count = 0
    size = len(prefix)
    for token in range(len(bounds) - 1):
        start = bounds[token]
        length = bounds[token + 1] - start
        if size <= length <= longest:
            at = 0
            while at < size and arena[start + at] == prefix[at]:
                at += 1
            if at == size:
                out[count] = token
                count += 1
    return count


@jit(entry_point=True, nogil=False)
def tokens_with_stem(
    hashes: U64Array,
    arena: U8View,
    bounds: I64Array,
    firsts: I64Array,
    has_language: U8View,
    first_byte: int,
    entries: U64Array,
    wanted: int,
    found: I32Array,
    unknown: I32Array,
) -> tuple[int, int]:
    """Write the tokens whose stem is `wanted` to `found`, and those whose stem is not cached to `unknown`.

    Returns how many there are of each. Texts whose `has_language` is 0 are passed over, and so are tokens that begin
    with another byte than `first_byte`, unless that is -1. `entries` is a hash table with a size that is a power of
    two: it has the hash of a term, never 0, at an even place, and the hash of its stem at the place behind it.
    """
    found_count = unknown_count = 0
    mask = Hash(len(entries) // 2 - 1)
    for text in range(len(firsts) - 1):
        if has_language[text] == 0:
            continue
        for token in range(firsts[text], firsts[text + 1]):
            if first_byte >= 0 and arena[bounds[token]] != first_byte:
                continue
            key = hashes[token]
            slot = key & mask
            while entries[2 * slot] != 0 and entries[2 * slot] != key:
                slot = (slot + Hash(1)) & mask
            if entries[2 * slot] == 0:
                unknown[unknown_count] = token
                unknown_count += 1
            elif entries[2 * slot + 1] == Hash(wanted):
                found[found_count] = token
                found_count += 1
    return found_count, unknown_count


@jit(entry_point=True, nogil=False)
def cache_insert(entries: U64Array, terms: U64Array, stems: U64Array) -> None:
    """Add terms to the table of `tokens_with_stem`, which lacks them and has free slots; a hash of 0 is not added."""
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
def count_chars(data: U8View, start: int, end: int) -> int:
    """Return how many characters begin in `data[start:end]`, which is UTF-8."""
    count = 0
    for at in range(start, end):
        count += data[at] & 0xC0 != 0x80
    return count


@jit(entry_point=True, nogil=False)
def place_marks(
    data: U8View,
    begins: I64Array,
    plain: bool,
    firsts: I64Array,
    starts: I32Array,
    ends: I32Array,
    tokens: I32Array,
    more: int,
    leaf: int,
    rows: I64Rows,
) -> None:
    """Write a row for each of the ascending `tokens`: its text, its start and end there in characters, and the leaf.

    A row covers `more` tokens after its own. Text t is `data[begins[t]:begins[t + 1]]` in UTF-8, and token k has the
    bytes `starts[k]` to `ends[k]` of it. If the texts are `plain`, bytes are characters; if not, characters are counted
    once up to the last of the tokens.
    """
    text = counted_bytes = counted_chars = 0
    for number in range(len(tokens)):
        token = tokens[number]
        while firsts[text + 1] <= token:
            text += 1
            counted_bytes = counted_chars = 0
        start, end = starts[token], ends[token + more]
        rows[number, 0], rows[number, 3] = text, leaf
        if plain:
            rows[number, 1], rows[number, 2] = start, end
            continue
        counted_chars += count_chars(data, begins[text] + counted_bytes, begins[text] + start)
        counted_bytes = start
        rows[number, 1] = counted_chars
        rows[number, 2] = counted_chars + count_chars(data, begins[text] + start, begins[text] + end)


@jit(entry_point=True, nogil=False)
def merge_marks(rows: I64Rows, order: I64Array, max_leaves: int, firsts: I64Array, out: I64Rows) -> int:
    """Make marks of the rows of `place_marks`, one of those that touch or overlap; return how many there are.

    `order` sorts the rows by text and then by start. A mark is a row of its start, its end and its leaves as bits, of
    which the last of `max_leaves` stands for all later ones; text t has the marks `firsts[t]` to `firsts[t + 1]`.
    """
    count = text = 0
    firsts[0] = 0
    for number in range(len(order)):
        row = order[number]
        while text < rows[row, 0]:
            text += 1
            firsts[text] = count
        bit = 1 << min(rows[row, 3], max_leaves - 1)
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
