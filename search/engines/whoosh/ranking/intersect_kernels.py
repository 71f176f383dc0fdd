"""Kernels that intersect two lists of documents, as `score_kernels` describes them.

A list may have a bitmap: a bit for every document, and `ranks`, how many documents come before each 64 of them.
"""

from typing import Final

from search.arrays import F32, F32Array, U32Array, U64Array, i64, u64
from search.engines.whoosh.ranking.score_kernels import ABSENT, ZERO
from search.jit import jit

PAIR_MASK: Final = u64(0x5555555555555555)
NIBBLE_MASK: Final = u64(0x3333333333333333)
LOW_NIBBLES: Final = u64(0x0F0F0F0F0F0F0F0F)
ONE_PER_BYTE: Final = u64(0x0101010101010101)
MIN_LENGTH_RATIO_TO_GALLOP: Final = 16
"""A list this many times longer than another is searched for the other's documents instead of being read."""


@jit(inline=True)
def gallop_to(docs: U32Array, at: int, doc: int) -> int:
    """Return the first index from `at` on whose document is not before `doc`, found in steps that double."""
    low = high = at
    step = 1
    while high < len(docs) and docs[high] < doc:
        low = high + 1
        high += step
        step += step
    high = min(high, len(docs))
    while low < high:
        middle = (low + high) >> 1
        if docs[middle] < doc:
            low = middle + 1
        else:
            high = middle
    return low


@jit(inline=True)
def popcount(word: int) -> int:
    """Return how many of 64 bits are set: pairs, fours and bytes are summed, then all bytes by a multiplication.

    Warren: Hacker's Delight (2003), section 5-1. Processors have one instruction for this, which the compiler uses.
    """
    word -= word >> u64(1) & PAIR_MASK
    word = (word & NIBBLE_MASK) + (word >> u64(2) & NIBBLE_MASK)
    word = word + (word >> u64(4)) & LOW_NIBBLES
    return int(i64(word * ONE_PER_BYTE >> u64(56)))


@jit(entry_point=True)
def build_bitmap(docs: U32Array, bits: U64Array, ranks: U32Array) -> None:
    """Set the bit of each document in `bits`, which are all 0, and in `ranks` how many come before each 64 bits.

    Jacobson: Space-efficient static trees and graphs (1989): a document's index in the list is that number plus the
    set bits before its own.
    """
    for i in range(len(docs)):
        doc = u64(docs[i])
        bits[doc >> u64(6)] |= u64(1) << (doc & u64(63))
    count = 0
    for word in range(len(bits)):
        ranks[word] = count
        count += popcount(bits[word])


@jit(entry_point=True)
def intersect(
    docs: U32Array, impacts: F32Array, weight: F32, others: U32Array, other_impacts: F32Array, other_weight: F32,
    bits: U64Array, ranks: U32Array, sums: F32Array, out_docs: U32Array, out: F32Array,
) -> int:  # fmt: skip
    """Write the documents of both lists with their sums; return how many.

    `docs` is the shorter list; outputs have space for one more. `bits` and `ranks` are what `build_bitmap` makes of the
    other list, or empty. With them it costs about 2 ns a document of the shorter list, else the logarithm of the gaps
    for each of these when the other list is much longer, or 2 ns for each of both.
    """
    count = 0
    if len(bits) > 0:
        for i in range(len(docs)):
            doc = u64(docs[i])
            out_docs[count] = docs[i]
            out[count] = weight * impacts[i]
            count += i64(bits[doc >> u64(6)] >> (doc & u64(63)) & u64(1))
        for i in range(count):
            doc = u64(out_docs[i])
            word = doc >> u64(6)
            place = i64(ranks[word]) + popcount(bits[word] & (u64(1) << (doc & u64(63))) - u64(1))
            out[i] += other_weight * other_impacts[place]
        return count
    if len(docs) * MIN_LENGTH_RATIO_TO_GALLOP < len(others):
        at = 0
        for i in range(len(docs)):
            at = gallop_to(others, at, i64(docs[i]))
            if at == len(others):
                break
            if others[at] == docs[i]:
                out_docs[count] = docs[i]
                out[count] = weight * impacts[i] + other_weight * other_impacts[at]
                count += 1
        return count
    for i in range(len(docs)):
        sums[docs[i]] = weight * impacts[i]
    for i in range(len(others)):
        doc = others[i]
        partial_sum = sums[doc]
        out_docs[count] = doc
        out[count] = partial_sum + other_weight * other_impacts[i]
        count += partial_sum >= ZERO
    for i in range(len(docs)):
        sums[docs[i]] = ABSENT
    return count


@jit(entry_point=True)
def add_at(
    docs: U32Array, impacts: F32Array, weight: F32, others: U32Array, other_impacts: F32Array, other_weight: F32,
    out: F32Array,
) -> None:  # fmt: skip
    """Write what the first list adds to each of its documents, plus what the other adds to those that it has too.

    Costs about 0.5 ns a document, and for each of the other list the logarithm of the gaps between them.
    """
    for i in range(len(docs)):
        out[i] = weight * impacts[i]
    at = 0
    for k in range(len(others)):
        at = gallop_to(docs, at, i64(others[k]))
        if at == len(docs):
            break
        if docs[at] == others[k]:
            out[at] += other_weight * other_impacts[k]
