"""How are documents spread over values and over time?"""

from typing import Any, Final

import numpy as np

from search.arrays import BoolArray, I32Array, I64Array, U32Array
from search.jit import jit

Int: Any = np.int64

NO_PERIOD: Final = -(1 << 31)
"""Stands in a column of periods for an article without a date."""
LATEST: Final = (1 << 31) - 1


@jit(entry_point=True)
def tally(at: U32Array, values: U32Array, docs: U32Array, counts: I64Array) -> None:
    """Count each value among the documents. Document d has the values `values[at[d]:at[d + 1]]`. About 2 ns a value."""
    if len(values) == len(at) - 1:
        # Mostly each document has one value; where some have none and others two, the bounds say so.
        for i in range(len(docs)):
            doc = docs[i]
            if at[doc] == doc and at[Int(doc) + 1] == Int(doc) + 1:
                counts[values[doc]] += 1
            else:
                for k in range(Int(at[doc]), Int(at[Int(doc) + 1])):
                    counts[values[k]] += 1
        return
    for i in range(len(docs)):
        doc = docs[i]
        for k in range(Int(at[doc]), Int(at[Int(doc) + 1])):
            counts[values[k]] += 1


@jit(entry_point=True)
def extent(periods: I32Array, docs: U32Array) -> tuple[int, int, int]:
    """The first and last period of the documents, and how many have none; the first is the later if all have none."""
    first, last, undated = Int(LATEST), Int(NO_PERIOD), 0
    for i in range(len(docs)):
        period = Int(periods[docs[i]])
        if period == NO_PERIOD:
            undated += 1
        else:
            first = min(first, period)
            last = max(last, period)
    return first, last, undated


@jit(entry_point=True)
def spread(periods: I32Array, docs: U32Array, first: int, counts: I64Array) -> None:
    """Count the documents of each period from `first` on, as far as `counts` reaches."""
    for i in range(len(docs)):
        place = Int(periods[docs[i]]) - first
        if 0 <= place < len(counts):
            counts[place] += 1


@jit(entry_point=True)
def between(times: I64Array, live: BoolArray, first: int, stop: int, out: BoolArray) -> None:
    """Which live documents have a time from `first` on and before `stop`. About 0.3 ns a document."""
    for doc in range(len(times)):
        out[doc] = live[doc] and first <= times[doc] < stop
