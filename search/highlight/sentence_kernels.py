"""Where do sentences end? The rules of `search.highlight.fragmenter`, over one text as code points.

`classes` and `small` are the tables of `search.highlight.sentence_tables`, `entries` that of `search.highlight.sentence_tables`.
Places count code points of the whole text. All take time linear in the part of the text that they are given.
"""

from typing import Final

from search.arrays import I32Array, I64Rows, U32View, U64Array
from search.highlight.abbreviation_kernels import DOT, SPACE, UNDERSCORE, abbreviated
from search.highlight.sentence_tables import (
    ALPHABETIC,
    ALPHANUMERIC,
    BLANK,
    BREAK,
    CLOSER,
    DECIMAL,
    FULL_CLOSER,
    FULL_STOP,
    LETTER,
    OPENER,
    QUOTE,
    SMALL,
    STOP,
)
from search.jit import jit

NEWLINE, ELLIPSIS = 0x0A, 0x2026
BRACKET, BRACKET_END = 0x5B, 0x5D
GUILLEMET: Final = 0xBB
BEFORE_GUILLEMET: Final = (0x20, 0xA0, 0x202F)
CORNERS: Final = (0x300D, 0x300F)
QUOTING: Final = 0x3068
"""The Japanese particle that goes on after a quotation."""
FOOTNOTE: Final = 3
"""The most digits of `[1]`."""


@jit
def ink(text: U32View, at: int, end: int, classes: I32Array) -> int:
    """The first place from `at` where no blank stands, or `end`."""
    while at < end and classes[text[at]] & BLANK:
        at += 1
    return at


@jit
def trimmed(text: U32View, start: int, end: int, classes: I32Array) -> int:
    """Where `text[start:end]` ends without the blanks at its end."""
    while end > start and classes[text[end - 1]] & BLANK:
        end -= 1
    return end


@jit
def blank_line(text: U32View, at: int, end: int, classes: I32Array) -> int:
    """Where the blanks end that begin at a BREAK and hold an empty line, or -1 when they hold none."""
    if text[at] == NEWLINE:
        at += 1
        while at < end and text[at] != NEWLINE and classes[text[at]] & BLANK:
            at += 1
        if at >= end or text[at] != NEWLINE:
            return -1
    return ink(text, at, end, classes)


@jit
def closed(text: U32View, at: int, end: int, classes: I32Array) -> tuple[int, int, int]:
    """Where a STOP at `at` ends, with all that closes with it, or -1 when no blank follows.

    Also whether there are several stops, and whether a quotation closes.
    """
    several = quoted = 0
    at += 1
    while at < end and classes[text[at]] & STOP:
        several = 1
        at += 1
    while at < end and classes[text[at]] & CLOSER:
        if classes[text[at]] & QUOTE:
            quoted = 1
        at += 1
    while at < end and text[at] == BRACKET:
        digit = at + 1
        while digit < end and digit - at <= FOOTNOTE and classes[text[digit]] & DECIMAL:
            digit += 1
        if digit == at + 1 or digit >= end or text[digit] != BRACKET_END:
            break
        at = digit + 1
    if at + 1 < end and text[at] in BEFORE_GUILLEMET and text[at + 1] == GUILLEMET:
        glued = at + 2 < end and (classes[text[at + 2]] & ALPHANUMERIC or text[at + 2] == UNDERSCORE)
        if not glued:
            quoted = 1
            at += 2
    return (at if at < end and classes[text[at]] & BLANK else -1), several, quoted


@jit
def ending(
    text: U32View,
    start: int,
    at: int,
    after: int,
    end: int,
    certain: bool,
    classes: I32Array,
    small: I32Array,
    entries: U64Array,
    ordinals: bool,
) -> bool:
    """Whether the STOP at `at`, which ends at `after`, ends the sentence from `start`.

    It is `certain` where only a small letter after it could speak against that.
    """
    place = after + 1
    if not (place < end and text[after] == SPACE and classes[text[place]] & ALPHABETIC):
        place = ink(text, after, end, classes)
        while place < end and classes[text[place]] & OPENER:
            place += 1
        if place < end and classes[text[place]] & BLANK:
            place += 1
        word = place < end and (classes[text[place]] & ALPHANUMERIC or text[place] == UNDERSCORE)
        if not word:
            if place < len(text) and text[place] in (DOT, ELLIPSIS):
                return False
            return certain or not abbreviated(text, start, at, place, classes, small, entries, ordinals)
    if classes[text[place]] & SMALL:
        return False
    return certain or not abbreviated(text, start, at, place, classes, small, entries, ordinals)


@jit(entry_point=True, nogil=False)
def split(
    text: U32View,
    start: int,
    end: int,
    classes: I32Array,
    small: I32Array,
    entries: U64Array,
    ordinals: bool,
    units: I64Rows,
    count: int,
) -> int:
    """Write the sentences of `text[start:end]` to `units[count:]`, a row `[begin, end)` each; the new count.

    There are at most half as many as characters, and one more.
    """
    begin = ink(text, start, end, classes)
    at = begin
    letters = False
    while at < end:
        kind = classes[text[at]]
        if not kind & (BREAK | STOP | FULL_STOP):
            # What has no letter yet is a number of a list or a row of signs, and belongs to what follows.
            letters = letters or kind & LETTER != 0
            at += 1
            continue
        stop = at
        if kind & BREAK:
            after = blank_line(text, at, end, classes)
            if after < 0:
                at += 1
                continue
            at = after
            if stop < begin:
                continue
            last = trimmed(text, begin, stop, classes)
        elif kind & STOP:
            if stop > 0 and classes[text[stop - 1]] & STOP:
                at += 1
                continue
            after, several, quoted = closed(text, at, end, classes)
            if after < 0:
                at += 1
                continue
            at = last = after
            certain = several + quoted > 0 or text[stop] != DOT
            if not letters or not ending(text, begin, stop, after, end, certain, classes, small, entries, ordinals):
                continue
        else:
            after = at + 1
            while after < end and classes[text[after]] & FULL_STOP:
                after += 1
            while after < end and classes[text[after]] & FULL_CLOSER:
                after += 1
            at = last = after
            goes_on = after < len(text) and text[after] == QUOTING and after > stop + 1 and text[after - 1] in CORNERS
            if not letters or goes_on:
                continue
        units[count, 0], units[count, 1] = begin, last
        count += 1
        begin = ink(text, last, end, classes)
        letters = False
    if begin < end:
        units[count, 0], units[count, 1] = begin, trimmed(text, begin, end, classes)
        count += 1
    return count
