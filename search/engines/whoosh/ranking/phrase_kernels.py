"""Kernels that match phrases and windows: terms next to each other, or near one another, by their positions.

The positions of document `docs[i]` are `positions[at[i]:at[i + 1]]`, ascending.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.arrays import F32, BoolArray, F32Array, I64Array, U16View, U32Array, U32View, i64
from search.engines.whoosh.ranking.intersect_kernels import gallop_to
from search.jit import jit

PositionArray = NDArray[Any]


@jit(entry_point=True, variants=[{"other_positions": U16View}])
def phrase_positions(
    docs: U32Array, at: I64Array, positions: U32View, begins: I64Array, ends: I64Array, other_positions: U32View,
    distance: int,
    out_docs: U32Array, out_at: I64Array, out_positions: U32Array,
) -> tuple[int, int]:  # fmt: skip
    """Keep the occurrences of a list at whose position plus `distance` another term occurs, in the same form.

    The other term occurs in `docs[i]` at `other_positions[begins[i]:ends[i]]`. Returns how many documents and how many
    positions there are. `out_at` has space for one more than `docs`.
    """
    count = write = 0
    out_at[0] = 0
    for i in range(len(docs)):
        k, stop = at[i], at[i + 1]
        k2, stop2 = begins[i], ends[i]
        before = write
        while k < stop and k2 < stop2:
            wanted = i64(positions[k]) + distance
            found = i64(other_positions[k2])
            if wanted == found:
                out_positions[write] = positions[k]
                write += 1
            k += wanted <= found
            k2 += found <= wanted
        if write > before:
            out_docs[count] = docs[i]
            count += 1
            out_at[count] = write
    return count, write


@jit(inline=True)
def pair_frequency(
    positions: PositionArray, k: int, stop: int, other_positions: PositionArray, k2: int, stop2: int
) -> F32:
    """Return how often one of `other_positions[k2:stop2]` follows one of `positions[k:stop]`.

    Directly after it counts 1, with one token between them a quarter.
    """
    frequency = np.float32(0)
    begin = k
    for other in range(k2, stop2):
        found = i64(other_positions[other])
        while k < stop and i64(positions[k]) < found:
            k += 1
        # Now the last position before this one is at k - 1.
        distance = found - i64(positions[k - 1]) if k > begin else i64(0)
        if distance == 1:
            frequency += np.float32(1)
        elif distance == 2:
            frequency += np.float32(0.25)
    return frequency


@jit(entry_point=True, variants=[{"positions": U16View, "other_positions": U16View}])
def add_pair_frequency(
    docs: U32Array, begins: I64Array, ends: I64Array, positions: U32View, other_begins: I64Array, other_ends: I64Array,
    other_positions: U32View, factors: F32Array, out: F32Array, first: int,
) -> None:  # fmt: skip
    """Add to `out` how often one term follows another (`pair_frequency`), times the factor of the document.

    The first term occurs in `docs[i]` at `positions[begins[i]:ends[i]]`, the other one likewise; `out[first + i]` is
    the cell of the document.
    """
    for i in range(len(docs)):
        frequency = pair_frequency(positions, begins[i], ends[i], other_positions, other_begins[i], other_ends[i])
        out[first + i] += frequency * factors[docs[i]]


@jit(entry_point=True)
def intersect_docs(docs: U32Array, others: U32Array, out: U32Array) -> int:
    """Write the documents of both lists; return how many."""
    count = place = 0
    for i in range(len(docs)):
        place = gallop_to(others, place, i64(docs[i]))
        if place == len(others):
            break
        if others[place] == docs[i]:
            out[count] = docs[i]
            count += 1
    return count


@jit(entry_point=True, variants=[{"positions": U16View}])
def gather_positions(
    common: U32Array, docs: U32Array, at: I64Array, positions: U32View, out: I64Array, count: int
) -> int:
    """Write the occurrences in the documents of `common` as `number << 32 | position`, `number` counting `common`.

    They go to `out` from `count` on, as far as it reaches. Returns where the next one would go. `docs` has all of
    `common`.
    """
    place = 0
    for number in range(len(common)):
        place = gallop_to(docs, place, i64(common[number]))
        if place == len(docs):
            break
        for k in range(at[place], at[place + 1]):
            if count < len(out):
                out[count] = number << 32 | i64(positions[k])
            count += 1
    return count


@jit
def window_exists(
    keys: I64Array, owners: I64Array, begin: int, end: int, required: I64Array, max_span: int, counts: I64Array
) -> bool:
    """Return whether some stretch of `keys[begin:end]` no longer than `max_span` has the required owners."""
    counts[:] = 0
    missing = len(required)
    left = begin
    for right in range(begin, end):
        owner = owners[right]
        counts[owner] += 1
        missing -= counts[owner] == required[owner]
        while missing == 0:
            if keys[right] - keys[left] <= max_span:
                return True
            owner = owners[left]
            missing += counts[owner] == required[owner]
            counts[owner] -= 1
            left += 1
    return False


@jit(entry_point=True)
def match_windows(
    keys: I64Array, owners: I64Array, required: I64Array, max_span: int, counts: I64Array, out: BoolArray
) -> None:
    """Find the documents with such a window: `keys` are as in `gather_positions`, ascending, `owners` are their terms.

    `out[number]` becomes true for them. `counts` is a work array, one cell for each owner.
    """
    begin = 0
    while begin < len(keys):
        number = keys[begin] >> 32
        end = begin
        while end < len(keys) and keys[end] >> 32 == number:
            end += 1
        if window_exists(keys, owners, begin, end, required, max_span, counts):
            out[number] = True
        begin = end
