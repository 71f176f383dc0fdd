"""Tables of every character's kind, flags and folding, built from Python's Unicode data.

They are built once in a process, by the first call of the tokenizer, mostly by operations on one long string. The
kernels look everything up in them by code point and know nothing else of Unicode.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple
from unicodedata import category, combining, decimal, decomposition, name, normalize

import numpy as np

from search.analysis.unicode_data import (
    ACCENT,
    APOSTROPHE,
    APOSTROPHES,
    ARABIC,
    ARABIC_BLOCKS,
    CASELESS,
    CLASS_SHIFT,
    CODE_POINT_LIMIT,
    EMOJI,
    EVERYDAY_SPELLINGS,
    FOLD_SHIFT,
    HALF_SPACE,
    HANGUL_PARTS,
    HANGUL_SYLLABLES,
    HEBREW,
    HEBREW_BLOCKS,
    HINDI_VARIANTS,
    HYPHEN,
    HYPHENS,
    IDEOGRAPHS,
    IGNORABLES,
    KEYBOARD_VARIANTS,
    KIND_DIGIT,
    KIND_EMOJI,
    KIND_IGNORABLE,
    KIND_LETTER,
    KIND_SILENT,
    KIND_SPACELESS,
    LATIN_BLOCKS,
    LETTER_MARK_CLASSES,
    LONG,
    LOWER,
    MARK,
    NASAL_ROWS,
    PART,
    POSSESSIVE,
    POSSESSIVE_LETTERS,
    SILENT_LETTERS,
    SKIN_TONES,
    SPACELESS,
    SPACELESS_NUMERALS,
    SPECIAL,
    UNCHANGED,
    UPPER,
)
from search.arrays import I64Array

_SHORT_I: Final = "\ue000"  # stands for й while marks are stripped
_FRACTION: Final = "\u2044"
_SPACELESS: Final = frozenset(point for block in SPACELESS for point in block)
_HANGUL_PARTS: Final = frozenset(HANGUL_PARTS)
_CASES: Final = {"Lu": UPPER, "Ll": LOWER, "Lt": LOWER}
_LATIN_WITH: Final = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH ")


class Tables(NamedTuple):
    """All that the kernels know of Unicode.

    `entries`, by code point, have the flags in their low bits, then the canonical combining class of a mark that
    folding keeps, then the code point that the character folds to. For a LONG character that is an index of `pool`,
    which has the number of code points there, followed by the code points. `pairs` lists what composes, ascending:
    `first << 42 | second << 21 | composed`. Hangul is not in it, since it is composed by arithmetic.
    """

    entries: I64Array
    pool: I64Array
    pairs: I64Array


@cache
def tables() -> Tables:
    """Return the tables of this Python's Unicode version."""
    entries = np.zeros(CODE_POINT_LIMIT, np.int64)
    _fill_blocks(entries)
    characters = _word_characters()
    folded = _fold_all(characters)
    case_only = _case_fold_all(characters)
    pairs = _compositions(characters, folded)
    ranked = {
        character: rank for character in characters if (rank := combining(character)) in LETTER_MARK_CLASSES and rank
    }
    special = {*ranked, *(second for _, second in pairs), *map(chr, HANGUL_PARTS)}
    pool: list[int] = []
    described = []
    for character, fold, case_fold in zip(characters, folded, case_only, strict=True):
        entry = _flags(character, fold) | ranked.get(character, 0) << CLASS_SHIFT
        if (fold != case_fold and character not in UNCHANGED) or character in "ßẞ":
            entry |= ACCENT
        if character in special or not special.isdisjoint(fold) or ord(character) in NASAL_ROWS:
            entry |= SPECIAL
        if len(fold) > 1:
            entry |= LONG | len(pool) << FOLD_SHIFT
            pool += (len(fold), *map(ord, fold))
        else:
            entry |= ord(fold or character) << FOLD_SHIFT
        described.append(entry)
    entries[np.fromiter(map(ord, characters), np.int64)] = described
    entries[list(IGNORABLES)] = KIND_IGNORABLE
    entries[list(SKIN_TONES)] = KIND_IGNORABLE
    entries[list(APOSTROPHES)] = APOSTROPHE
    entries[list(HYPHENS)] = HYPHEN
    entries[HALF_SPACE] |= HYPHEN
    entries[list(POSSESSIVE_LETTERS)] |= POSSESSIVE
    entries[list(EMOJI)] = np.array(EMOJI) << FOLD_SHIFT | KIND_EMOJI | CASELESS
    for blocks, script in ((ARABIC_BLOCKS, ARABIC), (HEBREW_BLOCKS, HEBREW)):
        for block in blocks:
            entries[block.start : block.stop] |= script
    packed = sorted(ord(first) << 42 | ord(second) << 21 | ord(whole) for (first, second), whole in pairs.items())
    return Tables(entries, np.array(pool, np.int64), np.array(packed, np.int64))


def _fill_blocks(entries: I64Array) -> None:
    """Fill the entries of the large blocks that fold to themselves, without testing each character."""
    for block in (HANGUL_SYLLABLES, *IDEOGRAPHS):
        kind = KIND_LETTER if block is HANGUL_SYLLABLES else KIND_SPACELESS
        stop = block.stop
        while stop > block.start and category(chr(stop - 1)) == "Cn":
            stop -= 1
        entries[block.start : stop] = np.arange(block.start, stop) << FOLD_SHIFT | kind | CASELESS


def _word_characters() -> list[str]:
    """Return all other letters, marks and numbers."""
    blocks = (*(block for block in IDEOGRAPHS if block.start < 0x20000), HANGUL_SYLLABLES)
    gaps = [0, *(edge for block in blocks for edge in (block.start, block.stop)), 0x20000]
    points = [point for start, stop in zip(gaps[::2], gaps[1::2], strict=True) for point in range(start, stop)]
    characters = map(chr, (*points, *range(0x2F800, 0x2FA20)))
    return [character for character in characters if category(character)[0] in "LMN"]


def _fold_all(characters: Sequence[str]) -> list[str]:
    """Return what each folds to: decomposed, stripped and case-folded until nothing changes, then recomposed."""
    replaced = {ord(a): b for a, b in (_spellings() | dict.fromkeys(_dropped_characters(characters), "")).items()}
    text = "\n".join(characters).replace("й", _SHORT_I).replace("Й", _SHORT_I)
    before = ""
    while text != before:
        before = text
        text = normalize("NFKD", text).translate(replaced).casefold()
    text = normalize("NFC", text).replace(_SHORT_I, "й")
    odd = {letter for letter in set(text) if category(letter)[0] not in "LMN" and letter not in "\n⁄"}
    folded = text.translate(dict.fromkeys(map(ord, odd | {"ʼ"}))).split("\n")
    # A fraction stays one character, since a separator stands between its parts.
    return [
        character if character in UNCHANGED or _FRACTION in fold else _digit(character) or fold
        for character, fold in zip(characters, folded, strict=True)
    ]


def _digit(character: str) -> str:
    value = decimal(character, None)
    return "" if value is None else str(value)


def _case_fold_all(characters: Sequence[str]) -> list[str]:
    """Return what each would be if only its case and width were removed."""
    text = (
        normalize("NFKC", "\n".join(characters))
        .casefold()
        .translate({ord(key): value for key, value in (KEYBOARD_VARIANTS | HINDI_VARIANTS).items()})
    )
    return normalize("NFC", text).split("\n")


def _dropped_characters(characters: Sequence[str]) -> set[str]:
    marks = {
        character
        for character in characters
        if category(character) == "Me"
        or (category(character) != "Lo" and combining(character) not in LETTER_MARK_CLASSES)
    }
    return marks | set(map(chr, SILENT_LETTERS)) | set(map(chr, IGNORABLES))


def _spellings() -> dict[str, str]:
    letters: dict[str, str] = EVERYDAY_SPELLINGS | KEYBOARD_VARIANTS | HINDI_VARIANTS
    for block in LATIN_BLOCKS:
        for point in block:
            match = _LATIN_WITH.match(name(chr(point), ""))
            if match and not decomposition(chr(point)):
                letters[chr(point)] = match[1].lower()
    return letters


def _compositions(characters: Sequence[str], folded: Sequence[str]) -> dict[tuple[str, str], str]:
    """Return the pairs that compose into a character that folding keeps."""
    pairs = {}
    for character, fold in zip(characters, folded, strict=True):
        if fold == character and character not in UNCHANGED[1:]:
            parts = decomposition(character).split()
            if len(parts) == 2 and normalize("NFC", character) == character:
                pairs[chr(int(parts[0], 16)), chr(int(parts[1], 16))] = character
    return pairs


def _flags(character: str, fold: str) -> int:
    if not fold:
        return KIND_SILENT | PART
    point = ord(character)
    group = category(character)
    spaceless = point in _SPACELESS
    if group[0] == "N" and not (spaceless and point in SPACELESS_NUMERALS):
        return KIND_DIGIT
    if category(fold[0])[0] == "M":
        # Without a letter before it a mark has no script; else the order of several marks, which means nothing, counts.
        return KIND_LETTER | MARK | PART
    kind = KIND_SPACELESS | CASELESS if spaceless else KIND_LETTER
    if ord(fold[0]) in _HANGUL_PARTS:
        kind |= PART
    if group == "Lo" and not fold.isascii():
        kind |= CASELESS
    return kind | _CASES.get(group, 0)
