"""Where do terms stand side by side, or near one another? Over posting lists with positions.

The positions of document `docs[i]` are `positions[at[i]:at[i + 1]]`, ascending.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.ranking.intersection.kernels import first_from
from search.kernels import (
    BOOL,
    FLAGS,
    INT,
    LONGS,
    PAIR,
    SINGLES,
    VOID,
    WORDS,
    Flags,
    Longs,
    Singles,
    Words,
    compiler,
    inlined,
    mapped,
)

compiled = compiler(Path(__file__), Path(__file__).parents[1] / "intersection" / "kernels.py")
Int: Any = np.int64
Places = NDArray[Any]

NARROW: Final = mapped("uint16")
WIDE: Final = mapped("uint32")


@compiled(
    PAIR, WORDS, LONGS, WIDE, LONGS, LONGS, WIDE, INT, WORDS, LONGS, WORDS, entrance=True,
    others=((WORDS, LONGS, WIDE, LONGS, LONGS, NARROW, INT, WORDS, LONGS, WORDS),),
)  # fmt: skip
def follow(
    docs: Words, at: Longs, positions: Places, begins: Longs, ends: Longs, other_positions: Places, distance: int,
    out_docs: Words, out_at: Longs, out_positions: Words,
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


@inlined
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


@compiled(
    VOID, WORDS, LONGS, LONGS, WIDE, LONGS, LONGS, WIDE, SINGLES, SINGLES, INT, entrance=True,
    others=((WORDS, LONGS, LONGS, NARROW, LONGS, LONGS, NARROW, SINGLES, SINGLES, INT),),
)  # fmt: skip
def followed(
    docs: Words, begins: Longs, ends: Longs, positions: Places, other_begins: Longs, other_ends: Longs,
    other_positions: Places, factors: Singles, out: Singles, first: int,
) -> None:  # fmt: skip
    """Add to `out` how often one term stands right behind another, times the factor of the document.

    The one stands in `docs[i]` at `positions[begins[i]:ends[i]]`, the other one likewise; `out[first + i]` is that of
    the document.
    """
    for i in range(len(docs)):
        count = times_behind(positions, begins[i], ends[i], other_positions, other_begins[i], other_ends[i])
        out[first + i] += np.float32(count) * factors[docs[i]]


@compiled(INT, WORDS, WORDS, WORDS, entrance=True)
def meet(docs: Words, others: Words, out: Words) -> int:
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


@compiled(
    INT, WORDS, WORDS, LONGS, WIDE, LONGS, INT, entrance=True,
    others=((WORDS, WORDS, LONGS, NARROW, LONGS, INT),),
)  # fmt: skip
def pick(common: Words, docs: Words, at: Longs, positions: Places, out: Longs, count: int) -> int:
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


@compiled(BOOL, LONGS, LONGS, INT, INT, LONGS, INT, LONGS)
def fits(places: Longs, owners: Longs, begin: int, end: int, need: Longs, widest: int, have: Longs) -> bool:
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


@compiled(VOID, LONGS, LONGS, LONGS, INT, LONGS, FLAGS, entrance=True)
def near(places: Longs, owners: Longs, need: Longs, widest: int, have: Longs, out: Flags) -> None:
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
