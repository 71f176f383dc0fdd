"""Where do terms stand side by side, or near one another? Over posting lists with positions.

The positions of document `docs[i]` are `positions[at[i]:at[i + 1]]`, ascending.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.arrays import BoolArray, F32Array, I64Array, U16View, U32Array, U32View
from search.engines.whoosh.ranking.intersect_kernels import first_from
from search.jit import jit

Int: Any = np.int64
Places = NDArray[Any]


@jit(entry_point=True, variants=[{"other_positions": U16View}])
def follow(
    docs: U32Array, at: I64Array, positions: U32View, begins: I64Array, ends: I64Array, other_positions: U32View, distance: int,
    out_docs: U32Array, out_at: I64Array, out_positions: U32Array,
) -> tuple[int, int]:  # fmt: skip
    """The occurrences of a list at whose position plus `distance` another one stands, in the same form.

    That other one stands in `docs[i]` at `other_positions[begins[i]:ends[i]]`. Returns how many documents and how many
    positions there are. `out_at` has room for one more than `docs`.
    """
    count = write = 0
    out_at[0] = 0
    for i in range(len(docs)):
        k, stop = at[i], at[i + 1]
        m, other_stop = begins[i], ends[i]
        before = write
        while k < stop and m < other_stop:
            wanted = Int(positions[k]) + distance
            found = Int(other_positions[m])
            if wanted == found:
                out_positions[write] = positions[k]
                write += 1
            k += wanted <= found
            m += found <= wanted
        if write > before:
            out_docs[count] = docs[i]
            count += 1
            out_at[count] = write
    return count, write


@jit(inline=True)
def times_behind(positions: Places, k: int, stop: int, other_positions: Places, m: int, other_stop: int) -> int:
    """How many of `other_positions[m:other_stop]` are right behind one of `positions[k:stop]`."""
    count = 0
    while k < stop and m < other_stop:
        behind = Int(positions[k]) + 1
        found = Int(other_positions[m])
        count += behind == found
        k += behind <= found
        m += found <= behind
    return count


@jit(entry_point=True, variants=[{"positions": U16View, "other_positions": U16View}])
def followed(
    docs: U32Array, begins: I64Array, ends: I64Array, positions: U32View, other_begins: I64Array, other_ends: I64Array,
    other_positions: U32View, factors: F32Array, out: F32Array, first: int,
) -> None:  # fmt: skip
    """Add to `out` how often one term stands right behind another, times the factor of the document.

    The one stands in `docs[i]` at `positions[begins[i]:ends[i]]`, the other one likewise; `out[first + i]` is that of
    the document.
    """
    for i in range(len(docs)):
        count = times_behind(positions, begins[i], ends[i], other_positions, other_begins[i], other_ends[i])
        out[first + i] += np.float32(count) * factors[docs[i]]


@jit(entry_point=True)
def meet(docs: U32Array, others: U32Array, out: U32Array) -> int:
    """The documents of both lists; how many."""
    count = place = 0
    for i in range(len(docs)):
        place = first_from(others, place, Int(docs[i]))
        if place == len(others):
            break
        if others[place] == docs[i]:
            out[count] = docs[i]
            count += 1
    return count


@jit(entry_point=True, variants=[{"positions": U16View}])
def pick(common: U32Array, docs: U32Array, at: I64Array, positions: U32View, out: I64Array, count: int) -> int:
    """Write the occurrences in the documents of `common` as `number << 32 | position`, `number` counting `common`.

    They go to `out` from `count` on, as far as it has room; where the next one would go. `docs` has all of `common`.
    """
    place = 0
    for number in range(len(common)):
        place = first_from(docs, place, Int(common[number]))
        if place == len(docs):
            break
        for k in range(at[place], at[place + 1]):
            if count < len(out):
                out[count] = number << 32 | Int(positions[k])
            count += 1
    return count


@jit
def fits(places: I64Array, owners: I64Array, begin: int, end: int, need: I64Array, widest: int, have: I64Array) -> bool:
    """Whether some stretch of `places[begin:end]` no longer than `widest` steps has each owner as often as needed."""
    have[:] = 0
    lacking = len(need)
    left = begin
    for right in range(begin, end):
        owner = owners[right]
        have[owner] += 1
        lacking -= have[owner] == need[owner]
        while lacking == 0:
            if places[right] - places[left] <= widest:
                return True
            owner = owners[left]
            lacking += have[owner] == need[owner]
            have[owner] -= 1
            left += 1
    return False


@jit(entry_point=True)
def near(places: I64Array, owners: I64Array, need: I64Array, widest: int, have: I64Array, out: BoolArray) -> None:
    """Which documents fit: `places` are numbered as by `pick` and ascend, `owners` says whose each is.

    `out[number]` becomes true for them. `have` is scratch, one cell for each owner.
    """
    begin = 0
    while begin < len(places):
        number = places[begin] >> 32
        end = begin
        while end < len(places) and places[end] >> 32 == number:
            end += 1
        if fits(places, owners, begin, end, need, widest, have):
            out[number] = True
        begin = end
