"""How are documents spread over values and over time? A mask that is not empty leaves out the documents it lacks."""

from pathlib import Path
from typing import Any, Final

import numpy as np

from search.kernels import FLAGS, INT, INTS, LONGS, TRIPLE, VOID, WORDS, Flags, Ints, Longs, Words, compiler

compiled = compiler(Path(__file__))
Int: Any = np.int64

NO_PERIOD: Final = -(1 << 31)
"""Stands in a column of periods for an article without a date."""
LATEST: Final = (1 << 31) - 1


@compiled(VOID, WORDS, WORDS, WORDS, FLAGS, LONGS, entrance=True, brief=True)
def tally(at: Words, values: Words, docs: Words, mask: Flags, counts: Longs) -> None:
    """Count each value among the documents. Document d has the values `values[at[d]:at[d + 1]]`. About 2 ns a value."""
    masked = len(mask) > 0
    if len(values) == len(at) - 1:
        # Mostly each document has one value; where some have none and others two, the bounds say so.
        for i in range(len(docs)):
            doc = docs[i]
            if masked and not mask[doc]:
                continue
            if at[doc] == doc and at[Int(doc) + 1] == Int(doc) + 1:
                counts[values[doc]] += 1
            else:
                for k in range(Int(at[doc]), Int(at[Int(doc) + 1])):
                    counts[values[k]] += 1
        return
    for i in range(len(docs)):
        doc = docs[i]
        if masked and not mask[doc]:
            continue
        for k in range(Int(at[doc]), Int(at[Int(doc) + 1])):
            counts[values[k]] += 1


@compiled(TRIPLE, INTS, WORDS, FLAGS, entrance=True, brief=True)
def extent(periods: Ints, docs: Words, mask: Flags) -> tuple[int, int, int]:
    """The first and last period of the documents, and how many have none; the first is the later if all have none."""
    masked = len(mask) > 0
    first, last, undated = Int(LATEST), Int(NO_PERIOD), 0
    for i in range(len(docs)):
        if masked and not mask[docs[i]]:
            continue
        period = Int(periods[docs[i]])
        if period == NO_PERIOD:
            undated += 1
        else:
            first = min(first, period)
            last = max(last, period)
    return first, last, undated


@compiled(VOID, INTS, WORDS, FLAGS, INT, LONGS, entrance=True, brief=True)
def spread(periods: Ints, docs: Words, mask: Flags, first: int, counts: Longs) -> None:
    """Count the documents of each period from `first` on, as far as `counts` reaches."""
    masked = len(mask) > 0
    for i in range(len(docs)):
        if masked and not mask[docs[i]]:
            continue
        place = Int(periods[docs[i]]) - first
        if 0 <= place < len(counts):
            counts[place] += 1


@compiled(VOID, LONGS, FLAGS, INT, INT, FLAGS, entrance=True, brief=True)
def between(times: Longs, live: Flags, first: int, stop: int, out: Flags) -> None:
    """Which live documents have a time from `first` on and before `stop`. About 0.3 ns a document."""
    for doc in range(len(times)):
        out[doc] = live[doc] and first <= times[doc] < stop
