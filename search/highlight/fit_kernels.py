"""Here are the windows that are to be shown: which passages, when room is short? Cut where that disturbs least.

For `units`, `marks`, windows (`taken`) and `passages` see the kernels beside. All look at places one by one, no more
than the sentences of the windows have.
"""

from search.arrays import I32Array, I64Rows, U32View
from search.highlight.cut_kernels import beginning, first, in_words, last
from search.highlight.grow_kernels import END, HEAD, START, TAIL, size, unit_at
from search.highlight.window_kernels import ROOM, bits, run_end
from search.jit import jit


@jit
def whole(units: I64Rows, known: int, start: int, end: int, low: int, high: int, passages: I64Rows, at: int) -> None:
    """Make a passage the sentences that hold a stretch of the text, as far as the limits let it."""
    begin, stop = units[unit_at(units, known, start), 0], units[unit_at(units, known, end - 1), 1]
    passages[at, START], passages[at, END] = max(begin, low), min(stop, high)
    passages[at, HEAD], passages[at, TAIL] = begin < low, stop > high


@jit
def fit(
    text: U32View,
    units: I64Rows,
    known: int,
    start: int,
    end: int,
    room: int,
    low: int,
    high: int,
    marks: I64Rows,
    spans: I64Rows,
    words: I64Rows,
    classes: I32Array,
    passages: I64Rows,
    at: int,
) -> None:
    """Make a passage the sentences of a window, whole if they fit, or else a cut around the marks that matter most.

    `words` is room for the marks of the window.
    """
    whole(units, known, start, end, low, high, passages, at)
    if size(passages, at) <= room:
        return
    count = 0
    for mark in range(beginning(marks, start), beginning(marks, end)):
        words[count, 0], words[count, 1] = in_words(
            text, marks[mark, 0], marks[mark, 1], passages[at, START], passages[at, END], room - 2, classes, spans
        )
        words[count, 2] = marks[mark, 2]
        count += 1
    best = best_end = most = stop = 0
    for word in range(count):
        stop = run_end(words, word, stop, count, room - 2)
        leaves = 0
        for each in range(word, stop):
            leaves |= words[each, 2]
        value = bits(leaves) * (count + 1) + stop - word
        if value > most:
            best, best_end, most = word, stop, value
    begin, stop = words[best, 0], words[max(0, best_end - 1), 1]
    if count == 0:
        begin, stop = passages[at, START], passages[at, END]
    stop = min(stop, begin + max(1, room - 2))
    whole(units, known, begin, stop, low, high, passages, at)
    first_of, last_of, head, tail = passages[at, START], passages[at, END], passages[at, HEAD], passages[at, TAIL]
    if size(passages, at) <= room:
        return
    if room <= 2:
        passages[at, START], passages[at, END], passages[at, HEAD], passages[at, TAIL] = begin, stop, 0, 0
    elif stop - first_of + head < room:
        passages[at, END] = last(text, stop, first_of + room - 1 - head, classes, spans)
        passages[at, TAIL] = 1
    elif last_of - begin + tail < room:
        passages[at, START] = first(text, last_of - room + 1 + tail, begin, classes, spans)
        passages[at, HEAD] = 1
    else:
        begin = first(text, begin - (room - 2 - (stop - begin)) // 2, begin, classes, spans)
        passages[at, START], passages[at, HEAD], passages[at, TAIL] = begin, 1, 1
        passages[at, END] = last(text, stop, begin + room - 2, classes, spans)


@jit
def fit_all(
    text: U32View,
    taken: I64Rows,
    count: int,
    units: I64Rows,
    known: int,
    chars: int,
    marks: I64Rows,
    spans: I64Rows,
    words: I64Rows,
    classes: I32Array,
    passages: I64Rows,
) -> None:
    """Make a passage of each window: the short ones have all they need, the long ones equal parts of the rest.

    Where several show the same sentence, each reaches to the middle between them.
    """
    before = -1
    for left in range(count, 0, -1):
        at = -1
        for each in range(count):
            length = taken[each, ROOM]
            beyond = before < 0 or length > taken[before, ROOM] or (length == taken[before, ROOM] and each > before)
            if beyond and (at < 0 or length < taken[at, ROOM]):
                at = each
        before = at
        room = min(taken[at, ROOM], chars // left)
        chars -= room
        start, end = taken[at, START], taken[at, END]
        low, high = 0, len(text)
        for other in range(count):
            if taken[other, END] <= start:
                low = max(low, taken[other, END])
            if taken[other, START] >= end:
                high = min(high, taken[other, START])
        if low > 0:
            low = first(text, (low + start) // 2, start, classes, spans)
        if high < len(text):
            high = last(text, end, (end + high) // 2, classes, spans)
        fit(text, units, known, start, end, room, low, high, marks, spans, words, classes, passages, at)
