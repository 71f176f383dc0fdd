"""Where room is left, which neighbouring text do passages take in?

`passages[:count]`, a row each, ascending and apart: START and END in the text, HEAD and TAIL where a sentence was cut
there and an ellipsis shows it. `units[:known]` are the sentences. Each step costs a search among the sentences and a
look at the text in between; there are as many as sentences taken in.
"""

from typing import Final

from search.arrays import I32Array, I64Rows, U32View
from search.highlight.cut_kernels import first, last
from search.highlight.sentence_kernels import NEWLINE, ink
from search.highlight.sentence_tables import ALPHANUMERIC, BLANK
from search.jit import jit

START, END, HEAD, TAIL = 0, 1, 2, 3
LONGEST_HEADING: Final = 100
ENOUGH: Final = 40
"""A passage as long as this needs no heading to fill it up: run together with a sentence, it reads as one with it."""


@jit
def size(passages: I64Rows, at: int) -> int:
    """The length of a passage in characters as shown, at most."""
    row = passages[at]
    return int(row[END] - row[START] + row[HEAD] + row[TAIL])


@jit
def spare_of(passages: I64Rows, count: int, chars: int) -> int:
    """What the passages leave of so many characters."""
    for at in range(count):
        chars -= size(passages, at)
    return chars


@jit
def larger(passages: I64Rows, count: int, than: int) -> int:
    """The shortest passage that is longer than one, or as long and behind it; of all where that is -1."""
    found = -1
    for at in range(count):
        length = size(passages, at)
        beyond = than < 0 or length > size(passages, than) or (length == size(passages, than) and at > than)
        if beyond and (found < 0 or length < size(passages, found)):
            found = at
    return found


@jit
def unit_at(units: I64Rows, known: int, at: int) -> int:
    """The number of the sentence that a place lies in or, among blanks, behind."""
    low, high = 0, known
    while low < high:
        middle = (low + high) // 2
        if units[middle, 0] <= at:
            low = middle + 1
        else:
            high = middle
    return max(0, low - 1)


@jit
def touch(text: U32View, end: int, start: int, most: int, classes: I32Array) -> bool:
    """Whether nothing but blanks, at most so many, lies between two places."""
    return start - end <= most and ink(text, end, start, classes) >= start


@jit
def runs_on(text: U32View, passages: I64Rows, at: int, units: I64Rows, unit: int, classes: I32Array) -> bool:
    """Whether the passage can do without what has no end of its own: a heading, or the line of a list."""
    start, end = units[unit, 0], units[unit, 1]
    if end - start > LONGEST_HEADING or not classes[text[end - 1]] & ALPHANUMERIC or size(passages, at) < ENOUGH:
        return False
    while end < len(text) and text[end] != NEWLINE and classes[text[end]] & BLANK:
        end += 1
    return bool(end == len(text) or text[end] == NEWLINE)


@jit
def following(
    text: U32View, passages: I64Rows, at: int, units: I64Rows, known: int, chars: int, classes: I32Array
) -> int:
    """The number of the sentence right after a passage that it may take in, or -1."""
    end = passages[at, END]
    inside = unit_at(units, known, end - 1)
    if passages[at, TAIL] or inside + 1 == known:
        return -1
    if runs_on(text, passages, at, units, inside, classes) or runs_on(text, passages, at, units, inside + 1, classes):
        return -1
    return inside + 1 if touch(text, end, units[inside + 1, 0], chars, classes) else -1


@jit
def preceding(
    text: U32View, passages: I64Rows, at: int, units: I64Rows, known: int, chars: int, classes: I32Array
) -> int:
    """The number of the sentence right before a passage that it may take in, or -1."""
    start = passages[at, START]
    inside = unit_at(units, known, start)
    if passages[at, HEAD] or inside <= 0 or runs_on(text, passages, at, units, inside - 1, classes):
        return -1
    return inside - 1 if touch(text, units[inside - 1, 1], start, chars, classes) else -1


@jit
def lengthen(
    text: U32View,
    passages: I64Rows,
    count: int,
    at: int,
    units: I64Rows,
    known: int,
    chars: int,
    spare: int,
    classes: I32Array,
) -> bool:
    """Add the next sentence to a passage, or else the one before, when that is free and fits; whether there was one."""
    low = passages[at - 1, END] if at > 0 else 0
    high = passages[at + 1, START] if at + 1 < count else len(text)
    after = following(text, passages, at, units, known, chars, classes)
    if after >= 0 and units[after, 1] <= min(high, passages[at, END] + spare):
        passages[at, END] = units[after, 1]
        return True
    before = preceding(text, passages, at, units, known, chars, classes)
    if before >= 0 and units[before, 0] >= max(low, passages[at, START] - spare):
        passages[at, START] = units[before, 0]
        return True
    return False


@jit
def stretch(
    text: U32View,
    passages: I64Rows,
    count: int,
    units: I64Rows,
    known: int,
    chars: int,
    spare: int,
    classes: I32Array,
    spans: I64Rows,
) -> None:
    """Take in part of a long neighbouring sentence, so that a short one does not stand alone where more would fit."""
    final = count - 1
    after = following(text, passages, final, units, known, chars, classes)
    before = preceding(text, passages, 0, units, known, chars, classes)
    if after >= 0:
        end = passages[final, END]
        cut = last(text, end, min(end + spare - 1, units[after, 1]), classes, spans)
        if cut > end:
            passages[final, END] = cut
            passages[final, TAIL] = 1
            return
    if before >= 0:
        start = passages[0, START]
        cut = first(text, max(start - spare + 1, units[before, 0]), start, classes, spans)
        if cut < start:
            passages[0, START] = cut
            passages[0, HEAD] = 1


@jit
def join(
    text: U32View, passages: I64Rows, count: int, units: I64Rows, known: int, chars: int, classes: I32Array
) -> int:
    """Make passages that have become neighbours one, where the blanks between them fit as well; how many are left."""
    spare = spare_of(passages, count, chars)
    kept = 0
    for at in range(1, count):
        end, start = passages[kept, END], passages[at, START]
        inside = unit_at(units, known, end - 1)
        whole = not (
            passages[kept, TAIL] or passages[at, HEAD] or runs_on(text, passages, kept, units, inside, classes)
        )
        if whole and start - end <= spare and touch(text, end, start, chars, classes):
            spare -= start - end
            passages[kept, END], passages[kept, TAIL] = passages[at, END], passages[at, TAIL]
        else:
            kept += 1
            for column in range(TAIL + 1):
                passages[kept, column] = passages[at, column]
    return kept + 1


@jit
def grow(
    text: U32View,
    passages: I64Rows,
    count: int,
    units: I64Rows,
    known: int,
    chars: int,
    classes: I32Array,
    spans: I64Rows,
) -> int:
    """Give the passages the whole sentences next to them that still fit; how many passages are left.

    The shortest grows first. Those that have come to touch are one.
    """
    spare = spare_of(passages, count, chars)
    growing = True
    while growing and spare > 0:
        growing = False
        tried = -1
        for _ in range(count):
            tried = larger(passages, count, tried)
            growing = lengthen(text, passages, count, tried, units, known, chars, spare, classes)
            if growing:
                break
        spare = spare_of(passages, count, chars)
    if spare * 2 > chars:
        stretch(text, passages, count, units, known, chars, spare, classes, spans)
    return join(text, passages, count, units, known, chars, classes)
