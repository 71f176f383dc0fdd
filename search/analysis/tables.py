"""What is each character to the tokenizer, and what does it fold to?

Built from Python's Unicode data once a process, on the first tokenizing, mostly by operations on one long string. The
kernels look everything up here by code point and know nothing of Unicode themselves.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis.characters import (
    APOSTROPHES,
    EVERYDAY_SPELLINGS,
    HANGUL_PARTS,
    HANGUL_SYLLABLES,
    IDEOGRAPHS,
    IGNORABLES,
    KEYBOARD_VARIANTS,
    LATIN_BLOCKS,
    LETTER_MARK_CLASSES,
    LIMIT,
    POSSESSIVE_LETTERS,
    SILENT_LETTERS,
    SPACELESS,
    SPACELESS_NUMERALS,
    UNCHANGED,
)
from search.analysis.flags import (
    ACCENT,
    APOSTROPHE,
    CASELESS,
    KIND_DIGIT,
    KIND_IGNORABLE,
    KIND_LETTER,
    KIND_SILENT,
    KIND_SPACELESS,
    LOWER,
    MARK,
    PART,
    POSSESSIVE,
    SPECIAL,
    UPPER,
)

_SHORT_I: Final = "\ue000"  # stands for й while marks are stripped
_FRACTION: Final = "\u2044"
_LATIN_WITH: Final = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH ")


class Tables(NamedTuple):
    """All that the kernels know of Unicode. `flags`, `folds` and `classes` are indexed by code point.

    `folds`: 0 where a character folds to itself, else `offset << 8 | length` of UTF-8 in `pool`. `classes`: the
    canonical combining class of the marks that folding keeps. `pairs`: `first << 32 | second` of what composes,
    ascending, with the composed character at the same index of `composed` (Hangul, which is arithmetic, is not in it).
    """

    flags: NDArray[np.uint16]
    folds: NDArray[np.uint32]
    classes: NDArray[np.uint8]
    pool: NDArray[np.uint8]
    pairs: NDArray[np.int64]
    composed: NDArray[np.int64]


@cache
def tables() -> Tables:
    """The tables of this Python's Unicode version."""
    flags = np.zeros(LIMIT, np.uint16)
    folds = np.zeros(LIMIT, np.uint32)
    classes = np.zeros(LIMIT, np.uint8)
    pool = bytearray(1)
    _mark_blocks(flags)
    characters = _characters()
    folded = _fold_all(characters)
    pairs = _pairs(characters, folded)
    special = {*(second for _, second in pairs), *map(chr, HANGUL_PARTS)}
    for character in characters:
        combining = unicodedata.combining(character)
        if combining and combining in LETTER_MARK_CLASSES:
            classes[ord(character)] = combining
            special.add(character)
    case_only = _case_fold_all(characters)
    for character, fold, case_fold in zip(characters, folded, case_only, strict=True):
        point = ord(character)
        told = ACCENT if fold != case_fold or character in "ßẞ" else 0
        joins = SPECIAL if character in special or not special.isdisjoint(fold) else 0
        flags[point] = _flags(character, fold, told) | joins
        if fold and fold != character:
            spelled = fold.encode()
            folds[point] = len(pool) << 8 | len(spelled)
            pool += spelled
    flags[list(IGNORABLES)] = KIND_IGNORABLE
    flags[list(APOSTROPHES)] = APOSTROPHE
    flags[list(POSSESSIVE_LETTERS)] |= POSSESSIVE
    keys = sorted((ord(first) << 32 | ord(second), ord(character)) for (first, second), character in pairs.items())
    columns = np.array(keys, np.int64).T.copy()
    return Tables(flags, folds, classes, np.frombuffer(bytes(pool), np.uint8).copy(), columns[0], columns[1])


def _mark_blocks(flags: NDArray[np.uint16]) -> None:
    """Mark the great blocks that fold to themselves, which need no look at each character."""
    flags[HANGUL_SYLLABLES.start : HANGUL_SYLLABLES.stop] = KIND_LETTER | CASELESS
    for block in IDEOGRAPHS:
        stop = block.stop
        while stop > block.start and unicodedata.category(chr(stop - 1)) == "Cn":
            stop -= 1
        flags[block.start : stop] = KIND_SPACELESS | CASELESS


def _characters() -> list[str]:
    """All other letters, marks and numbers."""
    blocks = (*(block for block in IDEOGRAPHS if block.start < 0x20000), HANGUL_SYLLABLES)
    gaps = [0, *(edge for block in blocks for edge in (block.start, block.stop)), 0x20000]
    points = [point for start, stop in zip(gaps[::2], gaps[1::2], strict=True) for point in range(start, stop)]
    characters = map(chr, (*points, *range(0x2F800, 0x2FA20)))
    return [character for character in characters if unicodedata.category(character)[0] in "LMN"]


def _fold_all(characters: Sequence[str]) -> list[str]:
    """What each folds to: a fixed point of decomposing, stripping and case folding, recomposed."""
    replaced = str.maketrans({**_spellings(), **dict.fromkeys(_stripped(characters), "")})
    text = "\n".join(characters).replace("й", _SHORT_I).replace("Й", _SHORT_I)
    before = ""
    while text != before:
        before = text
        text = unicodedata.normalize("NFKD", text).translate(replaced).casefold()
    text = unicodedata.normalize("NFC", text).replace(_SHORT_I, "й")
    odd = {letter for letter in set(text) if unicodedata.category(letter)[0] not in "LMN" and letter not in "\n⁄"}
    folded = text.translate(str.maketrans(dict.fromkeys(odd | {"ʼ"}, ""))).split("\n")
    # A fraction stays one character, for its parts have a separator between them.
    return [
        character if character in UNCHANGED or _FRACTION in fold else _digit(character) or fold
        for character, fold in zip(characters, folded, strict=True)
    ]


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return "" if value is None else str(value)


def _case_fold_all(characters: Sequence[str]) -> list[str]:
    """What each would be without its case and its width alone."""
    text = unicodedata.normalize("NFKC", "\n".join(characters)).casefold().translate(str.maketrans(KEYBOARD_VARIANTS))
    return unicodedata.normalize("NFC", text).split("\n")


def _stripped(characters: Sequence[str]) -> set[str]:
    marks = {
        character
        for character in characters
        if unicodedata.category(character) == "Me"
        or (unicodedata.category(character) != "Lo" and unicodedata.combining(character) not in LETTER_MARK_CLASSES)
    }
    return marks | set(map(chr, SILENT_LETTERS)) | set(map(chr, IGNORABLES))


def _spellings() -> dict[str, str]:
    letters = dict(EVERYDAY_SPELLINGS) | KEYBOARD_VARIANTS
    for block in LATIN_BLOCKS:
        for point in block:
            match = _LATIN_WITH.match(unicodedata.name(chr(point), ""))
            if match and not unicodedata.decomposition(chr(point)):
                letters[chr(point)] = match[1].lower()
    return letters


def _pairs(characters: Sequence[str], folded: Sequence[str]) -> dict[tuple[str, str], str]:
    """What composes into a character that folding keeps."""
    pairs = {}
    for character, fold in zip(characters, folded, strict=True):
        if fold == character and character not in UNCHANGED[1:]:
            parts = unicodedata.decomposition(character).split()
            if len(parts) == 2 and unicodedata.is_normalized("NFC", character):
                pairs[chr(int(parts[0], 16)), chr(int(parts[1], 16))] = character
    return pairs


def _flags(character: str, fold: str, told: int) -> int:
    point = ord(character)
    category = unicodedata.category(character)
    spaceless = any(point in block for block in SPACELESS)
    if not fold:
        return KIND_SILENT | (told if point not in SILENT_LETTERS[:1] else 0)
    if category[0] == "N" and not (spaceless and point in SPACELESS_NUMERALS):
        return KIND_DIGIT
    kind = KIND_SPACELESS | CASELESS if spaceless else KIND_LETTER
    if character not in UNCHANGED:
        kind |= told
    if unicodedata.category(fold[0])[0] == "M":
        return kind | MARK | PART
    if ord(fold[0]) in HANGUL_PARTS:
        kind |= PART
    if category == "Lu":
        return kind | UPPER
    if category in ("Ll", "Lt"):
        return kind | LOWER
    return kind | CASELESS if category == "Lo" and not fold.isascii() else kind
