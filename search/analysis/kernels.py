"""Which tokens does a text have? The loops over whole texts in UTF-8; bytes that are no UTF-8 separate."""

from typing import Any, Final

import numpy as np

from search.analysis.characters.flags import (
    ACCENTED,
    CAPITALS,
    CASELESS,
    KIND,
    KIND_LETTER,
    KIND_SEPARATOR,
    KIND_SPACELESS,
    LASTING,
    LONE,
    LONG_LOUD,
    LOUD,
    LOWER,
    QUIET,
    UPPER,
)
from search.analysis.characters.kernels import compiled, look
from search.analysis.words.kernels import (
    BOUND,
    DOT,
    END,
    HASH,
    HASH_FACTOR,
    HASH_START,
    HEAD,
    LAST,
    LINE_BEFORE,
    LINE_SEEN,
    LINE_WORDS,
    START,
    TERM_LIMIT,
    WHAT,
    full,
    mixed,
    possessive,
    spaceless,
    volume,
    word,
)
from search.kernels import (
    BOOL,
    BYTES,
    HASHES,
    INT,
    INTS,
    LONGS,
    ROWS,
    TEXT,
    VOID,
    Bytes,
    Hashes,
    Ints,
    Longs,
)

Int: Any = np.int64
Hash: Any = np.uint64

NEWLINE: Final = 0x0A
QUOTE: Final = 0x27


@compiled(VOID, ROWS, LONGS)
def close_line(rows: Longs, counts: Longs) -> None:
    """Take the capitals' forms from a line, or a run of words, that is shouted, and begin the next line."""
    first, last = counts[LINE_BEFORE] + 1, counts[LAST]
    shouted = counts[LINE_WORDS] >= 3 and not counts[LINE_SEEN] & (LOWER | CASELESS)
    begin = first
    words = 0
    seen = 0
    for row in range(first, last + 2):
        what = rows[row, WHAT] if row <= last else QUIET
        if what & QUIET:
            # A run of capitals is over. With a word in it that is too long for an acronym, it was shouted.
            if shouted or (words >= 3 and seen & LONG_LOUD):
                for inside in range(begin, row):
                    rows[inside, WHAT] &= ACCENTED | LONE
            begin = row + 1
            words = 0
            seen = 0
        elif what & LOUD:
            words += 1
            seen |= what
        if row <= last:
            rows[row, WHAT] &= LASTING
    counts[LINE_SEEN] = 0
    counts[LINE_WORDS] = 0
    counts[LINE_BEFORE] = last


@compiled(INT, TEXT, INT, INT, INT, BYTES, ROWS, LONGS, LONGS)
def plain(data: Bytes, base: int, i: int, end: int, arena: Bytes, rows: Longs, counts: Longs, entries: Longs) -> int:
    """Write the tokens from `i` on as long as they are ASCII and plain; where the first thing is that is not.

    Most text is no more than that, and one loop without calls takes a fraction of the time.
    """
    last = counts[LAST]
    write = rows[last, BOUND]
    line_seen, line_words = counts[LINE_SEEN], counts[LINE_WORDS]
    most = min(len(rows) - 1, last + (len(arena) - write) // TERM_LIMIT)
    while i < end:
        byte = Int(data[i])
        if byte >= 0x80:
            break
        entry = entries[byte]
        kind = entry & KIND
        if kind == KIND_SEPARATOR:
            if byte == NEWLINE:
                break
            i += 1
            continue
        if last >= most:
            break
        start = i
        stop = min(end, start + TERM_LIMIT)
        seen = 0
        head = key = Hash(0)
        while True:
            folded = byte + ((entry & UPPER) << 2)
            arena[write + i - start] = folded
            # What `hashed` does, while the byte is at hand.
            if i - start < 8:
                head |= Hash(folded) << Hash(8 * (i - start))
            else:
                if i - start == 8:
                    key = (Hash(HASH_START) ^ head) * Hash(HASH_FACTOR)
                key = (key ^ Hash(folded)) * Hash(HASH_FACTOR)
            seen |= entry
            i += 1
            if i == stop:
                break
            byte = Int(data[i])
            if byte >= 0x80:
                break
            entry = entries[byte]
            if entry & KIND != kind:
                break
        letters = i - start
        if letters == TERM_LIMIT or (i < end and (byte >= 0x80 or byte == QUOTE or (byte == DOT and letters == 1))):
            i = start
            break
        if letters <= 8:
            key = (Hash(HASH_START) ^ head) * Hash(HASH_FACTOR)
        write += letters
        last += 1
        rows[last, BOUND] = write
        rows[last, START] = start - base
        rows[last, END] = i - base
        rows[last, WHAT] = 0
        rows[last, HEAD] = Int(head)
        rows[last, HASH] = Int(mixed(key))
        if kind == KIND_LETTER:
            rows[last, WHAT] = volume(seen, letters)
            if 2 <= letters <= 5 and seen & UPPER and not seen & LOWER:
                rows[last, WHAT] |= CAPITALS
            line_seen |= seen
            line_words += letters >= 2
    counts[LAST], counts[LINE_SEEN], counts[LINE_WORDS] = last, line_seen, line_words
    return i


@compiled(BOOL, TEXT, INT, INT, BYTES, ROWS, LONGS, LONGS, LONGS, LONGS)
def tokenize_text(
    data: Bytes,
    start: int,
    end: int,
    arena: Bytes,
    rows: Longs,
    counts: Longs,
    entries: Longs,
    pool: Longs,
    pairs: Longs,
) -> bool:
    """Write the tokens of `data[start:end]`; False when there is not room for all."""
    i = start
    counts[LINE_SEEN] = counts[LINE_WORDS] = 0
    counts[LINE_BEFORE] = counts[LAST]
    while i < end:
        i = plain(data, start, i, end, arena, rows, counts, entries)
        if i == end:
            break
        point, entry, after = look(data, i, end, entries)
        kind = entry & KIND
        if KIND_LETTER <= kind <= KIND_SPACELESS:
            if full(arena, rows, counts):
                return False
            if kind == KIND_SPACELESS:
                i = spaceless(data, start, i, end, arena, rows, counts, entries, pool, pairs)
                if i < 0:
                    return False
            else:
                i = word(data, start, i, end, arena, rows, counts, entries, pool, pairs)
            i, ending = possessive(data, i, end, entries)
            counts[LINE_SEEN] |= ending & LOWER
        else:
            if point == NEWLINE:
                close_line(rows, counts)
            i = after
    close_line(rows, counts)
    return True


@compiled(INT, TEXT, LONGS, INT, LONGS, BYTES, ROWS, LONGS, LONGS, LONGS, LONGS, entrance=True)
def tokenize_texts(
    data: Bytes,
    starts: Longs,
    text: int,
    firsts: Longs,
    arena: Bytes,
    rows: Longs,
    counts: Longs,
    entries: Longs,
    pool: Longs,
    pairs: Longs,
) -> int:
    """Write the tokens of the texts from number `text` on; the number of the first for which there was no room.

    `firsts[text]` becomes the first token of each. A text that did not fit leaves nothing behind.
    """
    while text < len(starts) - 1:
        last = counts[LAST]
        firsts[text] = last
        if not tokenize_text(data, starts[text], starts[text + 1], arena, rows, counts, entries, pool, pairs):
            counts[LAST] = last
            return text
        text += 1
    firsts[text] = counts[LAST]
    return text


@compiled(VOID, ROWS, LONGS, INTS, INTS, BYTES, HASHES, entrance=True, brief=True)
def unpack(rows: Longs, bounds: Longs, starts: Ints, ends: Ints, kinds: Bytes, hashes: Hashes) -> None:
    """Copy the columns of rows to arrays of their own; `bounds` has that of row 0 as well, the rest have not."""
    bounds[0] = rows[0, BOUND]
    for token in range(len(starts)):
        row = token + 1
        bounds[row] = rows[row, BOUND]
        starts[token], ends[token] = rows[row, START], rows[row, END]
        kinds[token], hashes[token] = rows[row, WHAT], Hash(rows[row, HASH])
