"""Where may a text be cut, so that neither a word nor a mark is? Over one text as code points.

`spans` are its marks, a row `[start, end)` each, ascending, apart. `classes` is of `search.highlight.sentence_tables`. Each
look at a place costs a search among the marks; what goes from place to place is bounded by the places it goes over.
"""

from search.arrays import I32Array, I64Rows, U32View
from search.highlight.abbreviation_kernels import DOT
from search.highlight.sentence_tables import ACCENT, BLANK, UNSPACED
from search.jit import jit


@jit
def beginning(spans: I64Rows, at: int) -> int:
    """The number of the first span that begins at a place or behind it."""
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle, 0] < at:
            low = middle + 1
        else:
            high = middle
    return low


@jit
def crossed(spans: I64Rows, at: int) -> bool:
    """Whether a mark begins before this place and ends behind it."""
    near = beginning(spans, at) - 1
    return near >= 0 and spans[near, 1] > at


@jit
def may_cut(text: U32View, at: int, classes: I32Array, spans: I64Rows) -> bool:
    """Whether neither a word nor a mark is cut at this place."""
    if at in (0, len(text)):
        return True
    before, after = classes[text[at - 1]], classes[text[at]]
    if not (before | after) & BLANK and (not (before | after) & UNSPACED or after & ACCENT):
        return False
    return not crossed(spans, at)


@jit
def may_end(text: U32View, at: int, classes: I32Array, spans: I64Rows) -> bool:
    """Whether a passage may end here, within a sentence.

    There a full stop belongs to an abbreviation, and a passage that ends behind it reads like a sentence.
    """
    last = text[at - 1]
    return last != DOT and not classes[last] & BLANK and may_cut(text, at, classes, spans)


@jit
def first(text: U32View, low: int, high: int, classes: I32Array, spans: I64Rows) -> int:
    """The first place from `low` where a passage may begin, at the latest `high`."""
    for at in range(max(low, 0), high):
        if not classes[text[at]] & BLANK and may_cut(text, at, classes, spans):
            return at
    return high


@jit
def last(text: U32View, low: int, high: int, classes: I32Array, spans: I64Rows) -> int:
    """The last place up to `high` where a passage may end, at the earliest `low`."""
    for at in range(high, low, -1):
        if may_end(text, at, classes, spans):
            return at
    return low


@jit
def in_words(
    text: U32View, start: int, end: int, low: int, high: int, longest: int, classes: I32Array, spans: I64Rows
) -> tuple[int, int]:
    """A span with the rest of its first and last word, within `[low, high)`, and with the word after an abbreviation.

    It stays as it is where that would be longer than `longest`.
    """
    begin, stop = start, end
    while begin > low and stop - begin <= longest and not may_cut(text, begin, classes, spans):
        begin -= 1
    while stop < high and stop - begin <= longest and not may_end(text, stop, classes, spans):
        stop += 1
    return (start, end) if stop - begin > longest else (begin, stop)
