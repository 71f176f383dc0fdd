"""Does a full stop belong to the word before it? An abbreviation or an initial, given the word that follows.

A look at a word takes time linear in it, and no more than LONGEST characters are looked at before a full stop.
"""

from typing import Any, Final

import numpy as np

from search.arrays import U64, I32Array, U32View, U64Array
from search.highlight.sentence_tables import (
    ALPHABETIC,
    ALPHANUMERIC,
    BEFORE_FIGURES,
    BLANK,
    CASED,
    DECIMAL,
    FACT_BITS,
    HASH_FACTOR,
    HASH_START,
    LETTER,
    NEVER,
    PARTICLE,
    SELDOM,
    SENTENCE_OPENER,
)
from search.jit import jit

Hash: Any = np.uint64

SPACE, HYPHEN, DOT, SLASH, UNDERSCORE = 0x20, 0x2D, 0x2E, 0x2F, 0x5F
APOSTROPHES: Final = (0x27, 0x2019)
LEADERS: Final = (0x22, 0x27, 0x201C, 0x201D, 0x2018, 0x2019, 0x201E, 0xAB, 0xBB, 0x28, 0x5B, 0x7B)
"""May stand before an abbreviation, as part of the same word."""
LONGEST: Final = 24
"""No abbreviation is longer, so no more is looked at before a full stop."""


@jit
def hashed(text: U32View, start: int, end: int, small: I32Array) -> U64:
    """A hash of a word in small letters."""
    key = Hash(HASH_START)
    for at in range(start, end):
        point = text[at]
        key = (key ^ Hash(small[point] if point < len(small) else point)) * Hash(HASH_FACTOR)
    return key


@jit
def facts(text: U32View, start: int, end: int, small: I32Array, entries: U64Array) -> int:
    """What the table says of a word, or 0."""
    if start == end:
        return 0
    key = hashed(text, start, end, small) >> Hash(FACT_BITS)
    slot = key & Hash(len(entries) - 1)
    while entries[slot] != 0:
        if entries[slot] >> Hash(FACT_BITS) == key:
            return int(entries[slot] & Hash((1 << FACT_BITS) - 1))
        slot = (slot + Hash(1)) & Hash(len(entries) - 1)
    return 0


@jit
def dotted(text: U32View, start: int, end: int, classes: I32Array) -> bool:
    """Whether a word is one or two letters between full stops: `U.S`, `Ph.D`."""
    letters = dots = 0
    for at in range(start, end):
        if text[at] == DOT:
            if letters == 0:
                return False
            letters = 0
            dots += 1
        elif classes[text[at]] & LETTER and letters < 2:
            letters += 1
        else:
            return False
    return dots > 0 and letters > 0


@jit
def unled(text: U32View, start: int, end: int, classes: I32Array) -> int:
    """Where a word begins without quotation marks, brackets, and an elided article (`l'art.`)."""
    while start < end:
        if text[start] in LEADERS:
            start += 1
            continue
        letters = 0
        while letters < 2 and start + letters < end:
            point = text[start + letters]
            if not (classes[point] & ALPHANUMERIC or point == UNDERSCORE):
                break
            letters += 1
        after = start + letters + 1
        if letters == 0 or after + 1 >= end or text[after - 1] not in APOSTROPHES:
            break
        for at in range(after, after + 2):
            if not (classes[text[at]] & ALPHANUMERIC or text[at] == UNDERSCORE):
                return start
        start = after
    return start


@jit
def abbreviated(
    text: U32View,
    start: int,
    dot: int,
    following: int,
    classes: I32Array,
    small: I32Array,
    entries: U64Array,
    ordinals: bool,
) -> bool:
    """Whether the full stop at `dot` belongs to its word, given the word at `following` and the sentence's start."""
    low = max(start, dot - LONGEST)
    begin, end = dot, dot
    alphabetic = True
    while begin > low and text[begin - 1] != SPACE:
        begin -= 1
        if not classes[text[begin]] & ALPHABETIC:
            alphabetic = False
    if begin == dot or not alphabetic:
        begin = end
        if not classes[text[dot - 1]] & BLANK:
            while end > low and (classes[text[end - 1]] & BLANK or text[end - 1] in (HYPHEN, SLASH)):
                end -= 1
            begin = end
            while begin > low and not (classes[text[begin - 1]] & BLANK or text[begin - 1] in (HYPHEN, SLASH)):
                begin -= 1
            begin = unled(text, begin, end, classes)
    known = facts(text, begin, end, small, entries)
    if known & NEVER:
        return True
    if following < len(text) and classes[text[following]] & DECIMAL:
        return bool(known & (BEFORE_FIGURES | SELDOM)) or dotted(text, begin, end, classes)
    initial = end - begin == 1 and classes[text[begin]] & CASED != 0
    doubtful = initial or known & SELDOM or dotted(text, begin, end, classes)
    if not doubtful and ordinals and 1 <= end - begin <= 2:
        doubtful = classes[text[begin]] & classes[text[end - 1]] & DECIMAL
    if not doubtful:
        return False
    after = following
    while after < len(text) and classes[text[after]] & LETTER:
        after += 1
    if after == following or (after < len(text) and text[after] == DOT):
        return True
    opener = facts(text, following, after, small, entries)
    return not opener & SENTENCE_OPENER or (initial and (after - following == 1 or bool(opener & PARTICLE)))
