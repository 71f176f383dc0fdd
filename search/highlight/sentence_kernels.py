"""Compiled sentence splitting; the rules are those of `search.highlight.sentences`.

A text is its code points, and all places are numbers of them. `classes`, `lowercase`, `words` and `ordinals` are the
tables of `search.highlight.sentence_tables`. All functions take time linear in the part of the text that they read.
"""

from typing import Final

from search.arrays import I32Array, I64Rows, U32View, U64Array
from search.highlight.abbreviation_kernels import DOT, SPACE, UNDERSCORE, is_abbreviation
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
    LOWERCASE,
    OPENER,
    QUOTE,
    STOP,
)
from search.jit import jit

NEWLINE, ELLIPSIS = 0x0A, 0x2026
OPEN_BRACKET, CLOSE_BRACKET = 0x5B, 0x5D
CLOSING_GUILLEMET: Final = 0xBB
SPACES_BEFORE_GUILLEMET: Final = (0x20, 0xA0, 0x202F)
CLOSING_CORNERS: Final = (0x300D, 0x300F)
QUOTATION_PARTICLE: Final = 0x3068
"""The Japanese particle after a quotation, with which the sentence continues."""
MAX_FOOTNOTE_DIGITS: Final = 3


@jit
def skip_blanks(text: U32View, at: int, end: int, classes: I32Array) -> int:
    """Return the first place from `at` on that is not blank, or `end`."""
    while at < end and classes[text[at]] & BLANK:
        at += 1
    return at


@jit
def trim_end(text: U32View, start: int, end: int, classes: I32Array) -> int:
    """Return where `text[start:end]` ends without the blanks at its end."""
    while end > start and classes[text[end - 1]] & BLANK:
        end -= 1
    return end


@jit
def end_of_blank_line(text: U32View, at: int, end: int, classes: I32Array) -> int:
    """Return where the blanks end that begin with the BREAK at `at`, or -1 if they contain no empty line."""
    if text[at] == NEWLINE:
        at += 1
        while at < end and text[at] != NEWLINE and classes[text[at]] & BLANK:
            at += 1
        if at >= end or text[at] != NEWLINE:
            return -1
    return skip_blanks(text, at, end, classes)


@jit
def end_of_stop(text: U32View, at: int, end: int, classes: I32Array) -> tuple[int, int, int]:
    """Return where the STOP at `at` ends with all that closes after it, or -1 if no blank follows.

    The other two numbers are 1 if there are several stops, and if a quotation closes.
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
    while at < end and text[at] == OPEN_BRACKET:
        digit = at + 1
        while digit < end and digit - at <= MAX_FOOTNOTE_DIGITS and classes[text[digit]] & DECIMAL:
            digit += 1
        if digit == at + 1 or digit >= end or text[digit] != CLOSE_BRACKET:
            break
        at = digit + 1
    if at + 1 < end and text[at] in SPACES_BEFORE_GUILLEMET and text[at + 1] == CLOSING_GUILLEMET:
        opens_word = at + 2 < end and (classes[text[at + 2]] & ALPHANUMERIC or text[at + 2] == UNDERSCORE)
        if not opens_word:
            quoted = 1
            at += 2
    return (at if at < end and classes[text[at]] & BLANK else -1), several, quoted


@jit
def ends_sentence(
    text: U32View,
    start: int,
    at: int,
    after: int,
    end: int,
    certain: bool,
    classes: I32Array,
    lowercase: I32Array,
    words: U64Array,
    ordinals: bool,
) -> bool:
    """Return whether the STOP at `at`, which ends at `after`, ends the sentence that begins at `start`.

    If it is `certain`, only a small letter after it can speak against that.
    """
    place = after + 1
    if not (place < end and text[after] == SPACE and classes[text[place]] & ALPHABETIC):
        place = skip_blanks(text, after, end, classes)
        while place < end and classes[text[place]] & OPENER:
            place += 1
        if place < end and classes[text[place]] & BLANK:
            place += 1
        word = place < end and (classes[text[place]] & ALPHANUMERIC or text[place] == UNDERSCORE)
        if not word:
            if place < len(text) and text[place] in (DOT, ELLIPSIS):
                return False
            return certain or not is_abbreviation(text, start, at, place, classes, lowercase, words, ordinals)
    if classes[text[place]] & LOWERCASE:
        return False
    return certain or not is_abbreviation(text, start, at, place, classes, lowercase, words, ordinals)


@jit(entry_point=True, nogil=False)
def split_sentences(
    text: U32View,
    start: int,
    end: int,
    classes: I32Array,
    lowercase: I32Array,
    words: U64Array,
    ordinals: bool,
    sentences: I64Rows,
    count: int,
) -> int:
    """Write the sentences of `text[start:end]` to `sentences[count:]`, a row `[begin, end)` each; return the new count.

    There are at most half as many sentences as characters, and one more.
    """
    begin = skip_blanks(text, start, end, classes)
    at = begin
    letters = False
    while at < end:
        kind = classes[text[at]]
        if not kind & (BREAK | STOP | FULL_STOP):
            # A sentence has a letter: the number of a list item or a row of signs belongs to what follows it.
            letters = letters or kind & LETTER != 0
            at += 1
            continue
        stop = at
        if kind & BREAK:
            after = end_of_blank_line(text, at, end, classes)
            if after < 0:
                at += 1
                continue
            at = after
            if stop < begin:
                continue
            last = trim_end(text, begin, stop, classes)
        elif kind & STOP:
            if stop > 0 and classes[text[stop - 1]] & STOP:
                at += 1
                continue
            after, several, quoted = end_of_stop(text, at, end, classes)
            if after < 0:
                at += 1
                continue
            at = last = after
            certain = several + quoted > 0 or text[stop] != DOT
            if not letters or not ends_sentence(
                text, begin, stop, after, end, certain, classes, lowercase, words, ordinals
            ):
                continue
        else:
            after = at + 1
            while after < end and classes[text[after]] & FULL_STOP:
                after += 1
            while after < end and classes[text[after]] & FULL_CLOSER:
                after += 1
            at = last = after
            continues = (
                after < len(text)
                and text[after] == QUOTATION_PARTICLE
                and after > stop + 1
                and text[after - 1] in CLOSING_CORNERS
            )
            if not letters or continues:
                continue
        sentences[count, 0], sentences[count, 1] = begin, last
        count += 1
        begin = skip_blanks(text, last, end, classes)
        letters = False
    if begin < end:
        sentences[count, 0], sentences[count, 1] = begin, trim_end(text, begin, end, classes)
        count += 1
    return count


@jit
def is_inside_mark(marks: I64Rows, at: int) -> bool:
    """Return whether a mark begins before this place and ends behind it."""
    low, high = 0, len(marks)
    while low < high:
        middle = (low + high) // 2
        if marks[middle, 0] < at:
            low = middle + 1
        else:
            high = middle
    return low > 0 and marks[low - 1, 1] > at


@jit
def split_near_marks(
    piece: U32View,
    offset: int,
    length: int,
    marks: I64Rows,
    reach: int,
    classes: I32Array,
    lowercase: I32Array,
    words: U64Array,
    ordinals: bool,
    sentences: I64Rows,
    count: int,
) -> int:
    """Write the sentences within `reach` characters of the marks that have leaves, and return the new count.

    Of a text with so many characters, `piece` is what begins at `offset`. Marks and sentences are places in the text.
    """
    at = 0
    while at < len(marks):
        if marks[at, 2] == 0:
            at += 1
            continue
        opening = marks[at, 0]
        low = high = max(0, opening - reach)
        while at < len(marks) and (marks[at, 2] == 0 or marks[at, 0] - reach <= high):
            if marks[at, 2] != 0:
                high = min(length, marks[at, 1] + reach)
            at += 1
        end = split_sentences(piece, low - offset, high - offset, classes, lowercase, words, ordinals, sentences, count)
        for sentence in range(count, end):
            sentences[sentence, 0] += offset
            sentences[sentence, 1] += offset
        if end == count:
            sentences[end, 0], sentences[end, 1] = low, high
            end += 1
        # No analysis marks blanks, but a mark of blanks would have to be in a sentence, too.
        sentences[count, 0] = min(sentences[count, 0], opening)
        # A sentence that the edge cuts is longer than any passage; it must not pass for a whole one.
        if low > 0:
            sentences[count, 0] = low
        if high < length:
            sentences[end - 1, 1] = high
        for sentence in range(count + 1, end):
            if is_inside_mark(marks, sentences[count, 1]):
                sentences[count, 1] = sentences[sentence, 1]
            else:
                count += 1
                sentences[count, 0], sentences[count, 1] = sentences[sentence, 0], sentences[sentence, 1]
        count += 1
    return count


@jit
def list_marked_sentences(sentences: I64Rows, marks: I64Rows, marked: I64Rows, count: int) -> int:
    """Write a row to `marked[count:]` for each sentence in which marks with leaves begin, and return the new count.

    The row is the number of the sentence, its start and end, the number of its first mark, that after its last one
    (marks without leaves do not count), and the leaves of all of these together.
    """
    sentence = number = 0
    last = -1
    for at in range(len(marks)):
        if marks[at, 2] == 0:
            continue
        while sentence + 1 < len(sentences) and sentences[sentence + 1, 0] <= marks[at, 0]:
            sentence += 1
        if sentence != last:
            marked[count, 0], marked[count, 1], marked[count, 2] = (
                sentence,
                sentences[sentence, 0],
                sentences[sentence, 1],
            )
            marked[count, 3], marked[count, 5] = number, 0
            last = sentence
            count += 1
        number += 1
        marked[count - 1, 4] = number
        marked[count - 1, 5] |= marks[at, 2]
    return count


@jit(entry_point=True, nogil=False)
def split_texts_near_marks(
    points: U32View,
    pieces: I64Rows,
    marks: I64Rows,
    reach: int,
    classes: I32Array,
    lowercase: I32Array,
    words: U64Array,
    ordinals: bool,
    sentences: I64Rows,
    marked: I64Rows,
    ends: I64Rows,
) -> None:
    """Write the sentences near the marks of several texts to `sentences`, and those with marks to `marked`.

    A row of `pieces` for each text: where the piece of it begins and ends in `points`, where its marks do in `marks`,
    where the piece begins in the text, and the length of the text. `ends` has a row for each text: where its rows of
    `sentences` and of `marked` end. `sentences` has a row for every two of the points and two for each mark and text,
    `marked` one for each mark.
    """
    count = listed = 0
    for number in range(len(pieces)):
        first = count
        piece = points[pieces[number, 0] : pieces[number, 1]]
        its_marks = marks[pieces[number, 2] : pieces[number, 3]]
        offset, length = pieces[number, 4], pieces[number, 5]
        count = split_near_marks(
            piece, offset, length, its_marks, reach, classes, lowercase, words, ordinals, sentences, count
        )
        listed = list_marked_sentences(sentences[first:count], its_marks, marked, listed)
        ends[number, 0], ends[number, 1] = count, listed
