"""Which matches stand first? By score, then the newer article, then the hash of the id: a total order.

`times` has the greatest figure for what comes first and the least one for articles without a date; `ties` the hash of
each id. When hits go by date all scores count as equal.
"""

from typing import Any, Final

import numpy as np

from search.arrays import F32, U64, F32Array, I64Array, U32Array, U64Array
from search.jit import jit

Int: Any = np.int64

ABSENT: Final = np.float32(-1)
NOTHING: Final = np.float32(0)
UNDATED: Final = np.iinfo(np.int64).min
HIGHEST: Final = np.float32(np.inf)


@jit(inline=True)
def after(score: F32, doc: int, end_score: float, end_time: int, end_tie: int, times: I64Array, ties: U64Array) -> bool:
    """Whether a match stands after the place of these figures."""
    if score != end_score:
        return bool(score < end_score)
    if times[doc] != end_time:
        return bool(times[doc] < end_time)
    return bool(ties[doc] > end_tie)


@jit(inline=True)
def ahead(score: F32, doc: int, other_score: F32, other: int, times: I64Array, ties: U64Array) -> bool:
    """Whether one match stands before another."""
    if score != other_score:
        return bool(score > other_score)
    if times[doc] != times[other]:
        return bool(times[doc] > times[other])
    if ties[doc] != ties[other]:
        return bool(ties[doc] < ties[other])
    return doc < other


@jit
def sink(heap: U32Array, scores: F32Array, place: int, size: int, times: I64Array, ties: U64Array) -> None:
    """Let the match at `place` of a heap, whose last match stands at the top, sink to where it belongs."""
    doc, score = heap[place], scores[place]
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and ahead(
            scores[child], Int(heap[child]), scores[child + 1], Int(heap[child + 1]), times, ties
        ):
            child += 1
        if ahead(scores[child], Int(heap[child]), score, Int(doc), times, ties):
            break
        heap[place], scores[place] = heap[child], scores[child]
        place = child
    heap[place], scores[place] = doc, score


@jit
def enter(doc: int, score: F32, heap: U32Array, scores: F32Array, size: int, times: I64Array, ties: U64Array) -> int:
    """Let a match into a heap of `size` where it belongs there; the new size. It becomes a heap when it is full."""
    room = len(heap)
    if size < room:
        heap[size], scores[size] = doc, score
        size += 1
        if size == room:
            for place in range(room // 2 - 1, -1, -1):
                sink(heap, scores, place, room, times, ties)
    elif ahead(score, doc, scores[0], Int(heap[0]), times, ties):
        heap[0], scores[0] = doc, score
        sink(heap, scores, 0, room, times, ties)
    return size


@jit(entry_point=True)
def best(
    docs: U32Array, scores: F32Array, weight: F32, by_doc: bool, by_score: bool, times: I64Array, ties: U64Array,
    onward: bool, after_score: float, after_time: int, after_tie: U64, heap: U32Array, heap_scores: F32Array,
) -> tuple[int, int]:  # fmt: skip
    """The first matches in order, as many as `heap` has room for, with their scores in `heap_scores`.

    A score is `weight * scores[i]`, or with `by_doc` what stands in `scores` at the document's place, which becomes
    ABSENT. `onward` asks only for matches after the place that the three figures name. Returns how many come after that
    place, and how many are in the heap. About 1 ns a document.
    """
    beyond = size = 0
    room = len(heap)
    # Below this a match cannot enter the heap.
    floor = NOTHING if room else HIGHEST
    if by_score and not onward:
        # The commonest case, in a loop of its own for speed.
        for i in range(len(docs)):
            if by_doc:
                score = scores[docs[i]]
                scores[docs[i]] = ABSENT
            else:
                score = weight * scores[i]
            if score >= floor:
                size = enter(Int(docs[i]), score, heap, heap_scores, size, times, ties)
                floor = heap_scores[0] if size == room else NOTHING
        beyond = len(docs)
    else:
        floor_time = Int(UNDATED)
        for i in range(len(docs)):
            doc = Int(docs[i])
            if by_doc:
                score = scores[doc]
                scores[doc] = ABSENT
            else:
                score = weight * scores[i]
            if not by_score:
                score = NOTHING
            if onward and not after(score, doc, after_score, after_time, after_tie, times, ties):
                continue
            beyond += 1
            if score > floor or (score == floor and times[doc] >= floor_time):
                size = enter(doc, score, heap, heap_scores, size, times, ties)
                if size == room:
                    floor, floor_time = heap_scores[0], times[heap[0]]
    if size < room:
        for place in range(size // 2 - 1, -1, -1):
            sink(heap, heap_scores, place, size, times, ties)
    for end in range(size - 1, 0, -1):
        doc, score = Int(heap[end]), heap_scores[end]
        heap[end], heap_scores[end] = heap[0], heap_scores[0]
        heap[0], heap_scores[0] = doc, score
        sink(heap, heap_scores, 0, end, times, ties)
    return beyond, size


@jit(entry_point=True)
def first_of_each(
    docs: U32Array, scores: F32Array, by_score: bool, words: U64Array, times: I64Array, ties: U64Array,
    table: I64Array, out_docs: U32Array, out: F32Array,
) -> int:  # fmt: skip
    """Of the matches with the same `words` the one that stands first; how many there are, in no order.

    `table` is a power of two of at least twice as many cells as `docs`, all -1.
    """
    count = 0
    last = np.uint64(len(table) - 1)
    for i in range(len(docs)):
        doc = Int(docs[i])
        score = scores[i] if by_score else NOTHING
        key = words[doc]
        slot = (key ^ (key >> np.uint64(32))) & last
        while table[slot] >= 0 and words[out_docs[table[slot]]] != key:
            slot = (slot + np.uint64(1)) & last
        place = table[slot]
        if place < 0:
            place = table[slot] = count
            count += 1
        elif not ahead(score, doc, out[place], Int(out_docs[place]), times, ties):
            continue
        out_docs[place], out[place] = doc, score
    return count
