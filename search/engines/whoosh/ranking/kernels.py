"""Which documents do lists have in common or together, and what do their scores add up to?

A list is ascending documents with an impact each and one weight for all; what it adds to a document is `weight *
impact`, in single precision, always added in the same order, so that every way to a score gives the same bits.
`sums` has a cell for every document, which is ABSENT between two searches.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np

from search.kernels import (
    FLAGS,
    INT,
    SINGLE,
    SINGLES,
    VOID,
    WORDS,
    Flags,
    Single,
    Singles,
    Words,
    compiler,
    inlined,
)  # fmt: skip

compiled = compiler(Path(__file__))
Int: Any = np.int64

ABSENT: Final = np.float32(-1)
"""Stands in `sums` for a document that no list has; scores are never negative."""
NOTHING: Final = np.float32(0)
GALLOP: Final = 16
"""A list this many times longer than another is searched for the other's documents instead of being read."""


@compiled(INT, WORDS, SINGLES, SINGLE, SINGLES, WORDS, INT, entrance=True, brief=True)
def add(docs: Words, impacts: Singles, weight: Single, sums: Singles, seen: Words, count: int) -> int:
    """Add a list to `sums`; documents that were absent join `seen[:count]`. The new count. About 1.5 ns a document.

    `seen` has room for one more than there are documents, since its next cell is written before it is known to count.
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
        count += before < NOTHING
        sums[doc] = max(before, NOTHING) + weight * impacts[i]
    return count


@compiled(VOID, WORDS, SINGLES, SINGLES, entrance=True, brief=True)
def take(seen: Words, sums: Singles, out: Singles) -> None:
    """Move the sums of the documents in `seen` to `out`, aligned with it."""
    for i in range(len(seen)):
        out[i] = sums[seen[i]]
        sums[seen[i]] = ABSENT


@compiled(INT, SINGLES, INT, WORDS, SINGLES, entrance=True, brief=True)
def collect(sums: Singles, documents: int, out_docs: Words, out: Singles) -> int:
    """Move all sums, by document; how many there are. Both outputs have room for one more than that."""
    count = 0
    for doc in range(documents):
        found = sums[doc]
        out_docs[count] = doc
        out[count] = found
        sums[doc] = ABSENT
        count += found >= NOTHING
    return count


@inlined
def first_from(docs: Words, at: int, doc: int) -> int:
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


@compiled(
    INT, WORDS, SINGLES, SINGLE, WORDS, SINGLES, SINGLE, SINGLES, SINGLES, WORDS, SINGLES, entrance=True, brief=True
)
def intersect(
    docs: Words, impacts: Singles, weight: Single, others: Words, other_impacts: Singles, other_weight: Single,
    row: Singles, sums: Singles, out_docs: Words, out: Singles,
) -> int:  # fmt: skip
    """The documents of both lists with their sums; how many. `docs` is the shorter one; outputs have room for one more.

    `row` may have the other list's impacts by document, or be empty. Costs about 1 ns a document of the shorter list
    with a row, the logarithm of the gaps for each of them when the other list is much longer, else 2 ns for each of
    both.
    """
    count = 0
    if len(row) > 0:
        for i in range(len(docs)):
            there = row[docs[i]]
            out_docs[count] = docs[i]
            out[count] = weight * impacts[i] + other_weight * there
            count += there >= NOTHING
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


@compiled(INT, WORDS, SINGLES, SINGLE, WORDS, SINGLES, SINGLE, WORDS, SINGLES, entrance=True, brief=True)
def merge(
    docs: Words, impacts: Singles, weight: Single, others: Words, other_impacts: Singles, other_weight: Single,
    out_docs: Words, out: Singles,
) -> int:  # fmt: skip
    """The documents of either list with their sums; how many. About 4 ns a document."""
    i = j = count = 0
    while i < len(docs) or j < len(others):
        here = i < len(docs) and (j == len(others) or docs[i] <= others[j])
        there = j < len(others) and (i == len(docs) or others[j] <= docs[i])
        total = NOTHING
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


@compiled(VOID, WORDS, SINGLES, SINGLE, WORDS, SINGLES, SINGLE, SINGLES, entrance=True, brief=True)
def raised(
    docs: Words, impacts: Singles, weight: Single, others: Words, other_impacts: Singles, other_weight: Single,
    out: Singles,
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


@compiled(INT, WORDS, SINGLES, SINGLE, WORDS, SINGLES, entrance=True, brief=True)
def reaching(docs: Words, scores: Singles, floor: Single, out_docs: Words, out: Singles) -> int:
    """The documents whose score is not below the floor; how many. Outputs have room for one more than there are."""
    count = 0
    for i in range(len(docs)):
        out_docs[count] = docs[i]
        out[count] = scores[i]
        count += scores[i] >= floor
    return count


@compiled(VOID, SINGLES, SINGLE, SINGLE, SINGLES, entrance=True, brief=True)
def add_saturated(frequencies: Singles, weight: Single, k1: Single, scores: Singles) -> None:
    """Add to each score what a term of this weight adds that occurs so often, by its weighted frequency."""
    for i in range(len(scores)):
        tf = frequencies[i]
        if tf > NOTHING:
            scores[i] += weight * (tf * (k1 + np.float32(1)) / (k1 + tf))


@compiled(INT, WORDS, SINGLES, SINGLE, FLAGS, WORDS, SINGLES, entrance=True, brief=True)
def keep(docs: Words, impacts: Singles, weight: Single, mask: Flags, out_docs: Words, out: Singles) -> int:
    """The documents that the mask has, with what the list adds; how many. Outputs have room for one more."""
    count = 0
    for i in range(len(docs)):
        out_docs[count] = docs[i]
        out[count] = weight * impacts[i]
        count += mask[docs[i]]
    return count


@compiled(
    INT, WORDS, WORDS, WORDS, WORDS, SINGLES, SINGLES, SINGLE, WORDS, SINGLES, entrance=True, brief=True,
)  # fmt: skip
def saturate(
    title: Words, title_freqs: Words, text: Words, text_freqs: Words,
    title_factors: Singles, text_factors: Singles, k1: Single, out_docs: Words, out: Singles,
) -> int:  # fmt: skip
    """The impacts of a term from its frequencies in title and text; how many documents have it.

    A factor is what one occurrence counts in a document: the field's weight over its relative length. About 3 ns a
    document.
    """
    i = j = count = 0
    more = k1 + np.float32(1)
    if len(title) == 0:
        # Most words are in no title, and this loop is one that processors like.
        for k in range(len(text)):
            tf = np.float32(text_freqs[k]) * text_factors[text[k]]
            out_docs[k] = text[k]
            out[k] = tf * more / (k1 + tf) if tf > NOTHING else NOTHING
        return len(text)
    while i < len(title) or j < len(text):
        in_title = i < len(title) and (j == len(text) or title[i] <= text[j])
        in_text = j < len(text) and (i == len(title) or text[j] <= title[i])
        tf = NOTHING
        if in_title:
            out_docs[count] = title[i]
            tf += np.float32(title_freqs[i]) * title_factors[title[i]]
            i += 1
        if in_text:
            out_docs[count] = text[j]
            tf += np.float32(text_freqs[j]) * text_factors[text[j]]
            j += 1
        out[count] = tf * more / (k1 + tf) if tf > NOTHING else NOTHING
        count += 1
    return count
