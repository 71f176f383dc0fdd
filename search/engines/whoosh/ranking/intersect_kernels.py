"""Which documents do two lists both have? Lists are as in `ranking.kernels`.

A list may have marks: a bit for every document, and how many documents stand before each 64 of them.
"""

from typing import Any, Final

import numpy as np

from search.arrays import F32, F32Array, U32Array, U64Array
from search.engines.whoosh.ranking.score_kernels import ABSENT, NOTHING
from search.jit import jit

Int: Any = np.int64
Bits: Any = np.uint64

PAIRS: Final = Bits(0x5555555555555555)
FOURS: Final = Bits(0x3333333333333333)
BYTES: Final = Bits(0x0F0F0F0F0F0F0F0F)
EACH: Final = Bits(0x0101010101010101)
GALLOP: Final = 16
"""A list this many times longer than another is searched for the other's documents instead of being read."""


@jit(inline=True)
def first_from(docs: U32Array, at: int, doc: int) -> int:
    """The first place from `at` on whose document is not before `doc`, found in steps that double."""
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
def ones(word: int) -> int:
    """How many bits are set in 64 of them: pairs, fours and bytes are summed, then all bytes by a multiplication.

    Warren: Hacker's Delight (2003), section 5-1. Processors have this as one instruction, which compilers see in it.
    """
    word -= word >> Bits(1) & PAIRS
    word = (word & FOURS) + (word >> Bits(2) & FOURS)
    word = word + (word >> Bits(4)) & BYTES
    return int(Int(word * EACH >> Bits(56)))


@jit(entry_point=True)
def mark(docs: U32Array, bits: U64Array, before: U32Array) -> None:
    """Set the bit of each document in `bits`, which are all 0, and in `before` how many stand before each 64 bits.

    Jacobson: Space-efficient static trees and graphs (1989): a document's place in the list is that number and the
    bits before its own.
    """
    for i in range(len(docs)):
        doc = Bits(docs[i])
        bits[doc >> Bits(6)] |= Bits(1) << (doc & Bits(63))
    count = 0
    for word in range(len(bits)):
        before[word] = count
        count += ones(bits[word])


@jit(entry_point=True)
def intersect(
    docs: U32Array, impacts: F32Array, weight: F32, others: U32Array, other_impacts: F32Array, other_weight: F32,
    bits: U64Array, before: U32Array, sums: F32Array, out_docs: U32Array, out: F32Array,
) -> int:  # fmt: skip
    """The documents of both lists with their sums; how many. `docs` is the shorter one; outputs have room for one more.

    `bits` and `before` may be what `mark` makes of the other list, or be empty. With them it costs about 2 ns a
    document of the shorter list, else the logarithm of the gaps for each of these when the other list is much longer,
    or 2 ns for each of both.
    """
    count = 0
    if len(bits) > 0:
        for i in range(len(docs)):
            doc = Bits(docs[i])
            out_docs[count] = docs[i]
            out[count] = weight * impacts[i]
            count += Int(bits[doc >> Bits(6)] >> (doc & Bits(63)) & Bits(1))
        for i in range(count):
            doc = Bits(out_docs[i])
            word = doc >> Bits(6)
            place = Int(before[word]) + ones(bits[word] & (Bits(1) << (doc & Bits(63))) - Bits(1))
            out[i] += other_weight * other_impacts[place]
        return count
    if len(docs) * GALLOP < len(others):
        at = 0
        for i in range(len(docs)):
            at = first_from(others, at, Int(docs[i]))
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
        here = sums[doc]
        out_docs[count] = doc
        out[count] = here + other_weight * other_impacts[i]
        count += here >= NOTHING
    for i in range(len(docs)):
        sums[docs[i]] = ABSENT
    return count


@jit(entry_point=True)
def raised(
    docs: U32Array, impacts: F32Array, weight: F32, others: U32Array, other_impacts: F32Array, other_weight: F32,
    out: F32Array,
) -> None:  # fmt: skip
    """What the first list adds to each of its documents, and what the other adds to those of them that it has.

    Costs about 0.5 ns a document, and for each of the other list the logarithm of the gaps between them.
    """
    for i in range(len(docs)):
        out[i] = weight * impacts[i]
    at = 0
    for k in range(len(others)):
        at = first_from(docs, at, Int(others[k]))
        if at == len(docs):
            break
        if docs[at] == others[k]:
            out[at] += other_weight * other_impacts[k]
