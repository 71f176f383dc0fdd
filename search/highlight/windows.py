"""Chooses the stretches of a text that show best what matched.

A window is what a passage is to show: whole sentences that fit, or a run of marks of a sentence that does not. Windows
compare by what they show: the one with more leaves is greater, then the whole one, then the one with more marks a
character, then the earlier one. They are plain tuples, since a page of ten hits makes a hundred of them, and a named
tuple takes eight times as long to make.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

from search.highlight.sentences import MarkedSentence
from search.highlight.word_boundaries import Mark

Window: TypeAlias = tuple[int, bool, float, int, int, int, int, int, int, int, Sequence[Mark]]
# What a window has at which index: the first four are what it is compared by.
LEAF_COUNT: Final = 0
IS_WHOLE: Final = 1
DENSITY: Final = 2
MINUS_START: Final = 3
START: Final = 4
END: Final = 5
LENGTH: Final = 6
"""The length of its sentences."""
LEAVES: Final = 7
FIRST: Final = 8
"""The number of its first sentence; LAST is that of its last one."""
LAST: Final = 9
MARKS: Final = 10
"""The run of marks, if it is not whole."""

MIN_PASSAGE_CHARS: Final = 40
"""No further passage is begun for fewer characters."""


def list_whole_windows(marked: Sequence[MarkedSentence], room: int, all_leaves: int) -> list[Window]:
    """Return the windows of whole sentences with at most `room` characters.

    From each sentence with marks they reach to each later one that brings further leaves.
    """
    windows: list[Window] = []
    for at, (number, start, end, first, last, leaves) in enumerate(marked):
        length = end - start
        if length > room:
            continue
        density = (last - first) / length
        windows.append((leaves.bit_count(), True, density, -start, start, end, length, leaves, number, number, ()))
        for later in range(at + 1, len(marked)):
            if leaves == all_leaves:
                break
            last_number, _, end, _, last, more = marked[later]
            length = end - start
            if length > room:
                break
            if more & ~leaves:
                leaves |= more
                density = (last - first) / length
                windows.append(
                    (leaves.bit_count(), True, density, -start, start, end, length, leaves, number, last_number, ())
                )
    return windows


def list_cut_windows(marked: Sequence[MarkedSentence], marks: Sequence[Mark], room: int) -> list[Window]:
    """Return the windows for `room` characters of the sentences that are longer: the runs of their marks."""
    windows: list[Window] = []
    for number, sentence_start, sentence_end, first, last, leaves in marked:
        length = sentence_end - sentence_start
        if length <= room:
            continue
        runs = list_runs(marks[first:last], room - 2) if last > first + 1 else [marks[first:last]]
        for run in runs:
            shown = leaves if len(run) == last - first else union_leaves(run)
            start, end = run[0][0], run[-1][1]
            density = len(run) / room
            windows.append((shown.bit_count(), False, density, -start, start, end, length, shown, number, number, run))
    return windows


def list_runs(marks: Sequence[Mark], room: int) -> list[Sequence[Mark]]:
    """Return for each mark the run of marks from it on that lies within `room` characters; at least itself."""
    runs = []
    end = 0
    for at, mark in enumerate(marks):
        end = max(end, at + 1)
        while end < len(marks) and marks[end][1] <= mark[0] + room:
            end += 1
        runs.append(marks[at:end])
    return runs


def union_leaves(marks: Sequence[Mark]) -> int:
    """Return the leaves of all the marks."""
    leaves = 0
    for mark in marks:
        leaves |= mark[2]
    return leaves


def are_apart(one: Window, other: Window) -> bool:
    """Return whether two windows do not overlap."""
    return one[END] <= other[START] or other[END] <= one[START]


def best_window(windows: Sequence[Window], shown: int) -> Window:
    """Return the greatest window, first by the leaves that it adds to those that are `shown`, and if it is whole."""
    if not shown:
        return max(windows)
    return max(windows, key=lambda window: ((window[LEAVES] & ~shown).bit_count(), window[IS_WHOLE], window))


def choose_windows(
    marked: Sequence[MarkedSentence], marks: Sequence[Mark], chars: int, limit: int
) -> tuple[list[Window], list[Window]]:
    """Return the windows to show, and all whole ones of the text.

    They are the fewest, at most `limit`, that together show most leaves if each has an equal part of `chars`.
    """
    all_leaves = 0
    for sentence in marked:
        all_leaves |= sentence[5]
    whole = list_whole_windows(marked, chars, all_leaves)
    best = max(whole, default=None)
    if best is None or best[LEAVES] != all_leaves:
        best = max(whole + list_cut_windows(marked, marks, chars))
    taken, shown = [best], best[LEAVES]
    for parts in range(2, limit + 1):
        if shown == all_leaves:
            break
        room = chars // parts
        fitting = [window for window in whole if window[LENGTH] <= room]
        cover, covered = _cover(fitting + list_cut_windows(marked, marks, room), parts)
        if covered.bit_count() > shown.bit_count():
            taken, shown = cover, covered
    return taken, whole


def choose_further_windows(whole: Sequence[Window], taken: Sequence[Window], room: int, limit: int) -> list[Window]:
    """Return at most `limit` windows apart from those taken, as long as they fit into the `room` that is left."""
    further: list[Window] = []
    if not limit or room < MIN_PASSAGE_CHARS:
        return further
    windows = [window for window in whole if window[LENGTH] <= room]
    for other in taken:
        windows = [window for window in windows if are_apart(window, other)]
    shown = 0
    for window in taken:
        shown |= window[LEAVES]
    while windows:
        best = best_window(windows, shown)
        further.append(best)
        room -= best[LENGTH]
        if len(further) == limit or room < MIN_PASSAGE_CHARS:
            break
        windows = [window for window in windows if window[LENGTH] <= room and are_apart(window, best)]
    return further


def _cover(windows: Sequence[Window], limit: int) -> tuple[list[Window], int]:
    """Return at most `limit` windows, each taken for the leaves it adds, and the leaves of all."""
    best = max(windows)
    taken, shown = [best], best[LEAVES]
    while len(taken) < limit:
        windows = [window for window in windows if window[LEAVES] & ~shown and are_apart(window, best)]
        if not windows:
            break
        best = best_window(windows, shown)
        taken.append(best)
        shown |= best[LEAVES]
    return taken, shown
