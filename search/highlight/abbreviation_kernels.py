"""Compiled test of whether a full stop belongs to the word before it: an abbreviation, an initial, an ordinal.

A look at a word takes time linear in it, and at most MAX_ABBREVIATION_CHARS are looked at before a full stop.
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
    FLAG_BITS,
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
"""Quotation marks and brackets that may stand before an abbreviation, as part of the same word."""
MAX_ABBREVIATION_CHARS: Final = 24
"""No abbreviation is longer, so no more is looked at before a full stop."""


@jit
def hash_word(text: U32View, start: int, end: int, lowercase: I32Array) -> U64:
    """Return the hash of a word in small letters."""
    key = Hash(HASH_START)
    for at in range(start, end):
        point = text[at]
        key = (key ^ Hash(lowercase[point] if point < len(lowercase) else point)) * Hash(HASH_FACTOR)
    return key


@jit
def word_flags(text: U32View, start: int, end: int, lowercase: I32Array, words: U64Array) -> int:
    """Return what the table says of a word, or 0."""
    if start == end:
        return 0
    key = hash_word(text, start, end, lowercase) >> Hash(FLAG_BITS)
    slot = key & Hash(len(words) - 1)
    while words[slot] != 0:
        if words[slot] >> Hash(FLAG_BITS) == key:
            return int(words[slot] & Hash((1 << FLAG_BITS) - 1))
        slot = (slot + Hash(1)) & Hash(len(words) - 1)
    return 0


@jit
def is_dotted_abbreviation(text: U32View, start: int, end: int, classes: I32Array) -> bool:
    """Return whether a word is one or two letters between full stops: `U.S`, `Ph.D`."""
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
def strip_leaders(text: U32View, start: int, end: int, classes: I32Array) -> int:
    """Return where a word begins without quotation marks, brackets, and an elided article (`l'art.`)."""
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
def is_abbreviation(
    text: U32View,
    start: int,
    dot: int,
    following: int,
    classes: I32Array,
    lowercase: I32Array,
    words: U64Array,
    ordinals: bool,
) -> bool:
    """Return whether the full stop at `dot` belongs to its word.

    `start` is where the sentence begins, and `following` where the next word does.
    """
    low = max(start, dot - MAX_ABBREVIATION_CHARS)
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
            begin = strip_leaders(text, begin, end, classes)
    flags = word_flags(text, begin, end, lowercase, words)
    if flags & NEVER:
        return True
    if following < len(text) and classes[text[following]] & DECIMAL:
        return bool(flags & (BEFORE_FIGURES | SELDOM)) or is_dotted_abbreviation(text, begin, end, classes)
    initial = end - begin == 1 and classes[text[begin]] & CASED != 0
    doubtful = initial or flags & SELDOM or is_dotted_abbreviation(text, begin, end, classes)
    if not doubtful and ordinals and 1 <= end - begin <= 2:
        doubtful = classes[text[begin]] & classes[text[end - 1]] & DECIMAL
    if not doubtful:
        return False
    after = following
    while after < len(text) and classes[text[after]] & LETTER:
        after += 1
    if after == following or (after < len(text) and text[after] == DOT):
        return True
    opener = word_flags(text, following, after, lowercase, words)
    return not opener & SENTENCE_OPENER or (initial and (after - following == 1 or bool(opener & PARTICLE)))
