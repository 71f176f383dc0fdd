"""Which stretches of a text would a passage show? Their order by what they bring, and the choice among them.

`marks`, a row each, ascending and apart: where a mark begins and ends, and the leaves that it satisfied, as bits. A
window is what a passage is to show: whole sentences, or of a sentence that is too long a run of its marks; a row of
START, END, the length of its sentences (ROOM), its leaves and the count of its marks. There are at most as many as
marks, and once more for each leaf; each reading of them is linear.
"""

from typing import Final

from search.arrays import I64Rows
from search.highlight.grow_kernels import END, START, unit_at
from search.jit import jit

ROOM, OF, MARKS = 2, 3, 4
WINDOW: Final = 5
"""How many columns a row has."""


@jit
def bits(leaves: int) -> int:
    """How many leaves these are."""
    count = 0
    while leaves:
        leaves &= leaves - 1
        count += 1
    return count


@jit
def mark_units(marks: I64Rows, units: I64Rows, known: int, marked: I64Rows) -> int:
    """Write the sentences that have marks, and how many there are.

    Where each begins and ends, its first mark and the one after its last, and the leaves of all of these.
    """
    count = at = 0
    while at < len(marks):
        unit = unit_at(units, known, marks[at, 0])
        end = units[unit, 1]
        leaves = marks[at, 2]
        begin = at
        at += 1
        while at < len(marks) and marks[at, 0] < end:
            leaves |= marks[at, 2]
            at += 1
        marked[count, 0], marked[count, 1], marked[count, 2], marked[count, 3] = units[unit, 0], end, begin, at
        marked[count, 4] = leaves
        count += 1
    return count


@jit
def run_end(marks: I64Rows, at: int, stop: int, end: int, room: int) -> int:
    """Behind which mark those end that lie within `room` characters from the start of one.

    Itself and those up to `stop` are among them in any case.
    """
    stop = max(stop, at + 1)
    while stop < end and marks[stop, 1] <= marks[at, 0] + room:
        stop += 1
    return stop


@jit
def put(windows: I64Rows, at: int, start: int, end: int, length: int, leaves: int, count: int) -> None:
    """Write a window."""
    windows[at, START], windows[at, END], windows[at, ROOM] = start, end, length
    windows[at, OF], windows[at, MARKS] = leaves, count


@jit
def list_windows(marks: I64Rows, marked: I64Rows, count: int, room: int, all_leaves: int, windows: I64Rows) -> int:
    """Write the windows for passages of so many characters; how many there are.

    They are runs of sentences that fit, from one with marks to one with further leaves, and of longer sentences the
    runs of marks.
    """
    written = 0
    for at in range(count):
        start, end = marked[at, 0], marked[at, 1]
        if end - start > room:
            stop = 0
            for mark in range(marked[at, 2], marked[at, 3]):
                stop = run_end(marks, mark, stop, marked[at, 3], room - 2)
                leaves = 0
                for each in range(mark, stop):
                    leaves |= marks[each, 2]
                put(windows, written, marks[mark, 0], marks[stop - 1, 1], end - start, leaves, stop - mark)
                written += 1
            continue
        leaves = marked[at, 4]
        put(windows, written, start, end, end - start, leaves, marked[at, 3] - marked[at, 2])
        written += 1
        for other in range(at + 1, count):
            end = marked[other, 1]
            if end - start > room or leaves == all_leaves:
                break
            if marked[other, 4] & ~leaves:
                leaves |= marked[other, 4]
                put(windows, written, start, end, end - start, leaves, marked[other, 3] - marked[at, 2])
                written += 1
    return written


@jit
def better(windows: I64Rows, one: int, other: int, shown: int, room: int) -> bool:
    """Whether a window shows more than another: first by the leaves that are not shown yet."""
    of, than = windows[one, OF], windows[other, OF]
    new, others = bits(of & ~shown), bits(than & ~shown)
    if new != others:
        return new > others
    fits = windows[one, ROOM] <= room
    if fits != (windows[other, ROOM] <= room):
        return bool(fits)
    leaves, others = bits(of), bits(than)
    if leaves != others:
        return leaves > others
    density = windows[one, MARKS] / min(windows[one, ROOM], room)
    dense = windows[other, MARKS] / min(windows[other, ROOM], room)
    if density != dense:
        return bool(density > dense)
    return bool(windows[one, START] < windows[other, START])


@jit
def pick(windows: I64Rows, count: int, most: int, shown: int, room: int, taken: I64Rows, number: int) -> int:
    """The best window whose sentences have at most `most` characters and that is apart from all taken, or -1."""
    best = -1
    for at in range(count):
        if windows[at, ROOM] > most:
            continue
        free = True
        for other in range(number):
            if windows[at, END] > taken[other, START] and taken[other, END] > windows[at, START]:
                free = False
        if free and (best < 0 or better(windows, at, best, shown, room)):
            best = at
    return best


@jit
def take(windows: I64Rows, at: int, taken: I64Rows, number: int) -> None:
    """Copy a window."""
    for column in range(WINDOW):
        taken[number, column] = windows[at, column]


@jit
def cover(windows: I64Rows, count: int, room: int, parts: int, taken: I64Rows) -> tuple[int, int]:
    """Take at most `parts` windows, each for the leaves it adds; how many were taken, and their leaves."""
    number = shown = 0
    while number < parts:
        best = pick(windows, count, 1 << 62, shown, room, taken, number)
        if best < 0 or not windows[best, OF] & ~shown:
            break
        take(windows, best, taken, number)
        shown |= windows[best, OF]
        number += 1
    return number, shown
