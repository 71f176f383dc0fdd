"""Kernels that unite and filter lists of documents, and add up their scores.

A list is ascending documents with an impact each and one weight for all; what it adds to a document is `weight *
impact`, in single precision, always added in the same order, so that every way to a score gives the same bits.
`sums` has a cell for every document, which is ABSENT between two searches.
"""

from typing import Final

import numpy as np

from search.arrays import F32, BoolArray, F32Array, U32Array
from search.jit import jit

ABSENT: Final = np.float32(-1)
"""The value in `sums` of a document that no list has; scores are never negative."""
ZERO: Final = np.float32(0)


@jit(entry_point=True)
def accumulate(docs: U32Array, impacts: F32Array, weight: F32, sums: F32Array, seen: U32Array, count: int) -> int:
    """Add a list to `sums`; documents that were absent join `seen[:count]`.

    Returns the new count. About 1.5 ns a document.

    `seen` has space for one more than there are documents, since its next cell is written before it is known to count.
    """
    if count == 0:
        for i in range(len(docs)):
            seen[i] = docs[i]
            sums[docs[i]] = weight * impacts[i]
        return len(docs)
    for i in range(len(docs)):
        doc = docs[i]
        before = sums[doc]
        seen[count] = doc
        count += before < ZERO
        sums[doc] = max(before, ZERO) + weight * impacts[i]
    return count


@jit(entry_point=True)
def drain_scores(seen: U32Array, sums: F32Array, out: F32Array) -> None:
    """Move the sums of the documents in `seen` to `out`, aligned with it."""
    for i in range(len(seen)):
        out[i] = sums[seen[i]]
        sums[seen[i]] = ABSENT


@jit(entry_point=True)
def drain_filtered(seen: U32Array, sums: F32Array, mask: BoolArray, out_docs: U32Array, out: F32Array) -> int:
    """Move the sums of those documents in `seen` that the mask has; return how many.

    The sums of the others are cleared.

    Outputs have space for one more than there are. About 2 ns a document.
    """
    count = 0
    for i in range(len(seen)):
        doc = seen[i]
        out_docs[count] = doc
        out[count] = sums[doc]
        sums[doc] = ABSENT
        count += mask[doc]
    return count


@jit(entry_point=True)
def drain_all(sums: F32Array, documents: int, out_docs: U32Array, out: F32Array) -> int:
    """Move all sums, by document; return how many there are. Both outputs have space for one more than that."""
    count = 0
    for doc in range(documents):
        found = sums[doc]
        out_docs[count] = doc
        out[count] = found
        sums[doc] = ABSENT
        count += found >= ZERO
    return count


@jit(entry_point=True)
def union_two(
    docs: U32Array, impacts: F32Array, weight: F32, others: U32Array, other_impacts: F32Array, other_weight: F32,
    out_docs: U32Array, out: F32Array,
) -> int:  # fmt: skip
    """Write the documents of either list with their sums; return how many. About 4 ns a document."""
    i = j = count = 0
    while i < len(docs) or j < len(others):
        here = i < len(docs) and (j == len(others) or docs[i] <= others[j])
        there = j < len(others) and (i == len(docs) or others[j] <= docs[i])
        total = ZERO
        if here:
            out_docs[count] = docs[i]
            total += weight * impacts[i]
            i += 1
        if there:
            out_docs[count] = others[j]
            total += other_weight * other_impacts[j]
            j += 1
        out[count] = total
        count += 1
    return count


@jit(entry_point=True)
def filter_by_score(docs: U32Array, scores: F32Array, floor: F32, out_docs: U32Array, out: F32Array) -> int:
    """Write the documents whose score is not below the floor; return how many. Outputs have space for one more."""
    count = 0
    for i in range(len(docs)):
        out_docs[count] = docs[i]
        out[count] = scores[i]
        count += scores[i] >= floor
    return count


@jit(entry_point=True)
def add_bm25(frequencies: F32Array, weight: F32, k1: F32, delta: F32, scores: F32Array) -> None:
    """Add to each score the BM25+ score of a term of this weight, from its weighted frequency."""
    for i in range(len(scores)):
        tf = frequencies[i]
        if tf > ZERO:
            scores[i] += weight * (tf * (k1 + np.float32(1)) / (k1 + tf) + delta)


@jit(entry_point=True)
def filter_by_mask(
    docs: U32Array, impacts: F32Array, weight: F32, mask: BoolArray, out_docs: U32Array, out: F32Array
) -> int:
    """Write the documents that the mask has, with what the list adds; return how many.

    Outputs have space for one more.
    """
    count = 0
    for i in range(len(docs)):
        out_docs[count] = docs[i]
        out[count] = weight * impacts[i]
        count += mask[docs[i]]
    return count


@jit(entry_point=True)
def bm25_impacts(
    title: U32Array, title_freqs: U32Array, text: U32Array, text_freqs: U32Array,
    title_factors: F32Array, text_factors: F32Array, k1: F32, delta: F32, out_docs: U32Array, out: F32Array,
) -> int:  # fmt: skip
    """Write the impacts of a term from its frequencies in title and text; return how many documents have it.

    A factor is what one occurrence counts in a document: the field's weight over its relative length. About 3 ns a
    document.
    """
    i = j = count = 0
    more = k1 + np.float32(1)
    if len(title) == 0:
        # Most words are in no title, and this loop has few branches.
        for k in range(len(text)):
            tf = np.float32(text_freqs[k]) * text_factors[text[k]]
            out_docs[k] = text[k]
            out[k] = tf * more / (k1 + tf) + delta if tf > ZERO else ZERO
        return len(text)
    while i < len(title) or j < len(text):
        in_title = i < len(title) and (j == len(text) or title[i] <= text[j])
        in_text = j < len(text) and (i == len(title) or text[j] <= title[i])
        tf = ZERO
        if in_title:
            out_docs[count] = title[i]
            tf += np.float32(title_freqs[i]) * title_factors[title[i]]
            i += 1
        if in_text:
            out_docs[count] = text[j]
            tf += np.float32(text_freqs[j]) * text_factors[text[j]]
            j += 1
        out[count] = tf * more / (k1 + tf) + delta if tf > ZERO else ZERO
        count += 1
    return count
