"""Kernels that select the first matches: by score, then the newer article, then the hash of the id, a total order.

`times` has the greatest figure for what comes first and the least one for articles without a date; `ties` the hash of
each id. When hits go by date all scores count as equal.
"""

from typing import Final

import numpy as np

from search.arrays import F32, U64, F32Array, I64Array, U32Array, U64Array, i64
from search.engines.whoosh.ranking.score_kernels import ABSENT, ZERO
from search.engines.whoosh.schema import UNDATED
from search.jit import jit

INFINITY: Final = np.float32(np.inf)


@jit(inline=True)
def is_after(
    score: F32, doc: int, key_score: float, key_time: int, key_tie: int, times: I64Array, ties: U64Array
) -> bool:
    """Return whether a match comes after the key."""
    if score != key_score:
        return bool(score < key_score)
    if times[doc] != key_time:
        return bool(times[doc] < key_time)
    return bool(ties[doc] > key_tie)


@jit(inline=True)
def ranks_before(score: F32, doc: int, other_score: F32, other: int, times: I64Array, ties: U64Array) -> bool:
    """Return whether one match comes before another."""
    if score != other_score:
        return bool(score > other_score)
    if times[doc] != times[other]:
        return bool(times[doc] > times[other])
    if ties[doc] != ties[other]:
        return bool(ties[doc] < ties[other])
    return doc < other


@jit
def sift_down(heap: U32Array, scores: F32Array, position: int, size: int, times: I64Array, ties: U64Array) -> None:
    """Let the match at `position` of a heap, whose last match is at the top, sink to where it belongs."""
    doc, score = heap[position], scores[position]
    while True:
        child = 2 * position + 1
        if child >= size:
            break
        if child + 1 < size and ranks_before(
            scores[child], i64(heap[child]), scores[child + 1], i64(heap[child + 1]), times, ties
        ):
            child += 1
        if ranks_before(scores[child], i64(heap[child]), score, i64(doc), times, ties):
            break
        heap[position], scores[position] = heap[child], scores[child]
        position = child
    heap[position], scores[position] = doc, score


@jit
def heap_push(
    doc: int, score: F32, heap: U32Array, scores: F32Array, size: int, times: I64Array, ties: U64Array
) -> int:
    """Add a match to a heap of `size` if it belongs there; return the new size. The heap is built when it is full."""
    capacity = len(heap)
    if size < capacity:
        heap[size], scores[size] = doc, score
        size += 1
        if size == capacity:
            for position in range(capacity // 2 - 1, -1, -1):
                sift_down(heap, scores, position, capacity, times, ties)
    elif ranks_before(score, doc, scores[0], i64(heap[0]), times, ties):
        heap[0], scores[0] = doc, score
        sift_down(heap, scores, 0, capacity, times, ties)
    return size


@jit(entry_point=True)
def top_k(
    docs: U32Array, scores: F32Array, weight: F32, by_doc: bool, by_score: bool, times: I64Array, ties: U64Array,
    has_cursor: bool, after_score: float, after_time: int, after_tie: U64, heap: U32Array, heap_scores: F32Array,
) -> tuple[int, int]:  # fmt: skip
    """Select the first matches in order, at most `len(heap)`, with their scores in `heap_scores`.

    A score is `weight * scores[i]`, or with `by_doc` the value of `scores` at the document's number, which becomes
    ABSENT. With `has_cursor` only matches after the key count. Returns how many come after that key, and how many are
    in the heap. About 1 ns a document.
    """
    remaining = size = 0
    capacity = len(heap)
    # A match with a lower score cannot enter the heap.
    floor = ZERO if capacity else INFINITY
    if by_score and not has_cursor:
        # The most frequent case has a loop of its own for speed.
        for i in range(len(docs)):
            if by_doc:
                score = scores[docs[i]]
                scores[docs[i]] = ABSENT
            else:
                score = weight * scores[i]
            if score >= floor:
                size = heap_push(i64(docs[i]), score, heap, heap_scores, size, times, ties)
                floor = heap_scores[0] if size == capacity else ZERO
        remaining = len(docs)
    else:
        floor_time = i64(UNDATED)
        for i in range(len(docs)):
            doc = i64(docs[i])
            if by_doc:
                score = scores[doc]
                scores[doc] = ABSENT
            else:
                score = weight * scores[i]
            if not by_score:
                score = ZERO
            if has_cursor and not is_after(score, doc, after_score, after_time, after_tie, times, ties):
                continue
            remaining += 1
            if score > floor or (score == floor and times[doc] >= floor_time):
                size = heap_push(doc, score, heap, heap_scores, size, times, ties)
                if size == capacity:
                    floor, floor_time = heap_scores[0], times[heap[0]]
    if size < capacity:
        for position in range(size // 2 - 1, -1, -1):
            sift_down(heap, heap_scores, position, size, times, ties)
    for end in range(size - 1, 0, -1):
        doc, score = i64(heap[end]), heap_scores[end]
        heap[end], heap_scores[end] = heap[0], heap_scores[0]
        heap[0], heap_scores[0] = doc, score
        sift_down(heap, heap_scores, 0, end, times, ties)
    return remaining, size


@jit(entry_point=True)
def dedupe(
    docs: U32Array, scores: F32Array, by_score: bool, text_hashes: U64Array, times: I64Array, ties: U64Array,
    table: I64Array, out_docs: U32Array, out: F32Array,
) -> int:  # fmt: skip
    """Select the first match of those with the same `text_hashes`; return how many there are, in no order.

    `table` is a power of two of at least twice as many cells as `docs`, all -1.
    """
    count = 0
    last = np.uint64(len(table) - 1)
    for i in range(len(docs)):
        doc = i64(docs[i])
        score = scores[i] if by_score else ZERO
        key = text_hashes[doc]
        slot = (key ^ (key >> np.uint64(32))) & last
        while table[slot] >= 0 and text_hashes[out_docs[table[slot]]] != key:
            slot = (slot + np.uint64(1)) & last
        position = table[slot]
        if position < 0:
            position = table[slot] = count
            count += 1
        elif not ranks_before(score, doc, out[position], i64(out_docs[position]), times, ties):
            continue
        out_docs[position], out[position] = doc, score
    return count
