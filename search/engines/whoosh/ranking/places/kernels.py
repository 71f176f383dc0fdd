"""Where do terms stand side by side, or near one another? Over posting lists with positions.

The positions of document `docs[i]` are `positions[at[i]:at[i + 1]]`, ascending.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.ranking.kernels import first_from
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

compiled = compiler(Path(__file__), Path(__file__).parents[1] / "kernels.py")
Int: Any = np.int64
Places = NDArray[Any]

NARROW: Final = mapped("uint16")
WIDE: Final = mapped("uint32")


@compiled(
    PAIR, WORDS, LONGS, WIDE, WORDS, LONGS, WIDE, INT, WORDS, LONGS, WORDS, entrance=True,
    others=((WORDS, LONGS, WIDE, WORDS, LONGS, NARROW, INT, WORDS, LONGS, WORDS),),
)  # fmt: skip
def follow(
    docs: Words, at: Longs, positions: Places, others: Words, other_at: Longs, other_positions: Places, distance: int,
    out_docs: Words, out_at: Longs, out_positions: Words,
) -> tuple[int, int]:  # fmt: skip
    """The occurrences of the first list at whose position plus `distance` the other one stands, in the same form.

    Returns how many documents and how many positions there are. `out_at` has room for one more than `docs`. Only the
    positions of documents that both lists have are read.
    """
    count = write = place = 0
    out_at[0] = 0
    for i in range(len(docs)):
        place = first_from(others, place, Int(docs[i]))
        if place == len(others):
            break
        if others[place] != docs[i]:
            continue
        k, stop = at[i], at[i + 1]
        m, other_stop = other_at[place], other_at[place + 1]
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
    VOID, WORDS, INT, INT, WORDS, LONGS, WIDE, WORDS, LONGS, WIDE, SINGLES, SINGLES, entrance=True,
    others=((WORDS, INT, INT, WORDS, LONGS, NARROW, WORDS, LONGS, NARROW, SINGLES, SINGLES),),
)  # fmt: skip
def followed(
    wanted: Words, first: int, last: int, docs: Words, at: Longs, positions: Places, others: Words, other_at: Longs,
    other_positions: Places, factors: Singles, out: Singles,
) -> None:  # fmt: skip
    """Add to `out` how often the other list stands right behind the first, times the factor of the document.

    Only for the documents `wanted[first:last]` (ascending): `out[i]` is that of `wanted[i]`. Only the positions in
    these are read; to find them costs the logarithm of the gaps between them.
    """
    place = other_place = 0
    for i in range(first, last):
        doc = Int(wanted[i])
        place = first_from(docs, place, doc)
        if place == len(docs):
            break
        if docs[place] != doc:
            continue
        other_place = first_from(others, other_place, doc)
        if other_place == len(others):
            break
        if others[other_place] == doc:
            count = times_behind(
                positions, at[place], at[place + 1], other_positions, other_at[other_place], other_at[other_place + 1]
            )
            out[i] += np.float32(count) * factors[doc]


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
