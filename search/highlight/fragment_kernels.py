"""Which parts of a text show best what matched?

`marks`, a row each, ascending and apart: where a mark begins and ends, and the leaves that it satisfied, as bits.
`spans` are all marks of the text, of which `marks` are those that are weighed. Time and room are linear in the text
within reach of the marks, and in the marks times their leaves.
"""

from typing import Final

from search.arrays import I32Array, I64Array, I64Rows, U32View, U64Array
from search.highlight.cut_kernels import beginning, crossed, last
from search.highlight.fit_kernels import fit_all
from search.highlight.grow_kernels import END, HEAD, START, TAIL, grow, spare_of
from search.highlight.sentence_kernels import ink, split, trimmed
from search.highlight.sentence_tables import NEWLINE
from search.highlight.window_kernels import ROOM, bits, cover, list_windows, mark_units, pick, take
from search.jit import jit

FIRST, LAST, BROKEN = 4, 5, 6
PASSAGE: Final = 7
"""How many columns a passage has."""
LEAST: Final = 40
"""A further passage is not begun for fewer characters."""


@jit
def read_units(
    text: U32View,
    marks: I64Rows,
    spans: I64Rows,
    reach: int,
    classes: I32Array,
    small: I32Array,
    entries: U64Array,
    ordinals: bool,
    units: I64Rows,
) -> int:
    """Write the sentences around the marks, as far as a passage can reach; how many there are.

    Those that a mark joins are one.
    """
    known = at = 0
    while at < len(marks):
        opening = marks[at, 0]
        low, high = max(0, marks[at, 0] - reach), min(len(text), marks[at, 1] + reach)
        at += 1
        while at < len(marks) and marks[at, 0] - reach <= high:
            high = min(len(text), marks[at, 1] + reach)
            at += 1
        found = split(text, low, high, classes, small, entries, ordinals, units, known)
        if found == known:
            found = known + 1
            units[known, 0], units[known, 1] = low, high
        # No analysis marks blanks, but a mark of them would have to be in a sentence, too.
        units[known, 0] = min(units[known, 0], opening)
        # What the edge of the region cuts is longer than any passage; it must not pass for a whole sentence.
        if low > 0:
            units[known, 0] = low
        if high < len(text):
            units[found - 1, 1] = high
        kept = known
        for unit in range(known + 1, found):
            if crossed(spans, units[kept, 1]):
                units[kept, 1] = units[unit, 1]
            else:
                kept += 1
                units[kept, 0], units[kept, 1] = units[unit, 0], units[unit, 1]
        known = kept + 1
    return known


@jit
def sort(passages: I64Rows, count: int) -> None:
    """Put a few passages in the order of the text."""
    for at in range(1, count):
        place = at
        while place > 0 and passages[place - 1, START] > passages[place, START]:
            for column in range(TAIL + 1):
                kept = passages[place, column]
                passages[place, column] = passages[place - 1, column]
                passages[place - 1, column] = kept
            place -= 1


@jit
def show(text: U32View, passages: I64Rows, at: int, classes: I32Array, spans: I64Rows) -> None:
    """Write a passage's first mark, the one after its last, and whether it has a line break."""
    start, end = passages[at, START], passages[at, END]
    passages[at, FIRST], passages[at, LAST] = beginning(spans, start), beginning(spans, end)
    passages[at, BROKEN] = 0
    for place in range(start, end):
        if classes[text[place]] & NEWLINE:
            passages[at, BROKEN] = 1


@jit
def choose(
    text: U32View,
    marks: I64Rows,
    spans: I64Rows,
    limit: int,
    chars: int,
    classes: I32Array,
    small: I32Array,
    entries: U64Array,
    ordinals: bool,
    units: I64Rows,
    marked: I64Rows,
    words: I64Rows,
    windows: I64Rows,
    taken: I64Rows,
    trial: I64Rows,
    passages: I64Rows,
) -> int:
    """Write at most `limit` passages, in text order, apart, together no longer than `chars`; how many there are.

    First those are taken that bring most leaves not shown yet, then others while whole sentences fit; what room is
    left goes to their neighbours. The last seven are room: rows for the sentences, half as many as characters and two
    for each mark; for each mark, twice; for the windows; for `limit` windows, twice; for `limit` passages.
    """
    known = read_units(text, marks, spans, chars, classes, small, entries, ordinals, units)
    count = mark_units(marks, units, known, marked)
    leaves = 0
    for at in range(len(marks)):
        leaves |= marks[at, 2]
    number = shown = listed = 0
    for parts in range(1, limit + 1):
        listed = list_windows(marks, marked, count, chars // parts, leaves, windows)
        some, covered = cover(windows, listed, chars // parts, parts, trial)
        if bits(covered) > bits(shown):
            number, shown = some, covered
            for at in range(number):
                take(trial, at, taken, at)
        if shown == leaves:
            break
    fit_all(text, taken, number, units, known, chars, marks, spans, words, classes, passages)
    spare = spare_of(passages, number, chars)
    if number < limit and spare >= LEAST:
        listed = list_windows(marks, marked, count, chars, leaves, windows)
        while number < limit and spare >= LEAST:
            best = pick(windows, listed, spare, shown, chars, taken, number)
            if best < 0:
                break
            take(windows, best, taken, number)
            passages[number, START], passages[number, END] = windows[best, START], windows[best, END]
            passages[number, HEAD] = passages[number, TAIL] = 0
            spare -= windows[best, ROOM]
            number += 1
    sort(passages, number)
    number = grow(text, passages, number, units, known, chars, classes, spans)
    for at in range(number):
        show(text, passages, at, classes, spans)
    return number


@jit(entry_point=True, nogil=False)
def choose_each(
    points: U32View,
    begins: I64Array,
    marks: I64Rows,
    firsts: I64Array,
    spans: I64Rows,
    span_firsts: I64Array,
    chosen: I64Array,
    limit: int,
    chars: int,
    classes: I32Array,
    small: I32Array,
    entries: U64Array,
    ordinals: bool,
    units: I64Rows,
    marked: I64Rows,
    words: I64Rows,
    windows: I64Rows,
    taken: I64Rows,
    trial: I64Rows,
    passages: I64Rows,
    counts: I64Array,
) -> None:
    """Do what `choose` does for each text whose number is `chosen`.

    Text t is `points[begins[t]:begins[t + 1]]` and has the marks and spans from `firsts[t]` and `span_firsts[t]` on.
    Its passages are written from row `t * limit` on, and how many there are to `counts[t]`. The room is for the longest
    text and for the most marks of one.
    """
    for number in range(len(chosen)):
        at = chosen[number]
        counts[at] = choose(
            points[begins[at] : begins[at + 1]],
            marks[firsts[at] : firsts[at + 1]],
            spans[span_firsts[at] : span_firsts[at + 1]],
            limit,
            chars,
            classes,
            small,
            entries,
            ordinals,
            units,
            marked,
            words,
            windows,
            taken,
            trial,
            passages[at * limit : (at + 1) * limit],
        )


@jit(entry_point=True, nogil=False)
def begin(
    text: U32View,
    start: int,
    chars: int,
    classes: I32Array,
    small: I32Array,
    entries: U64Array,
    ordinals: bool,
    units: I64Rows,
    spans: I64Rows,
    passages: I64Rows,
) -> int:
    """Write one passage of at most `chars` characters, the beginning of `text[start:]`, or none where all is blank.

    `units` has room for half as many sentences as characters, and two; `spans` is empty. How many there are.
    """
    opens = ink(text, start, len(text), classes)
    if opens == len(text):
        return 0
    edge = min(len(text), opens + chars + 1)
    known = split(text, opens, edge, classes, small, entries, ordinals, units, 0)
    if edge < len(text):
        units[known - 1, 1] = edge
    fitting = opens
    for unit in range(known):
        if units[unit, 1] - opens <= chars:
            fitting = units[unit, 1]
    passages[0, START], passages[0, HEAD], passages[0, TAIL] = opens, 0, 0
    complete = fitting == trimmed(text, 0, len(text), classes)
    if complete or (fitting - opens) * 2 > chars or chars <= 2:
        passages[0, END] = max(fitting, opens + 1)
    else:
        end = last(text, fitting, opens + chars - 1, classes, spans)
        passages[0, END], passages[0, TAIL] = end if end > opens else opens + chars - 1, 1
    show(text, passages, 0, classes, spans)
    return 1
