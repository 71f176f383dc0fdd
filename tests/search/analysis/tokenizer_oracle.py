"""An oracle for the kernels: the rules of the tokenizer in plain Python, from its Unicode data and the exceptions."""

import re
import unicodedata
from functools import cache

from search.analysis.unicode_data import (
    EVERYDAY_SPELLINGS,
    HANGUL_PARTS,
    IGNORABLES,
    KEYBOARD_VARIANTS,
    LATIN_BLOCKS,
    LETTER_MARK_CLASSES,
    SILENT_LETTERS,
    SPACELESS,
    SPACELESS_NUMERALS,
    SUPPLEMENTARY_IGNORABLES,
    UNCHANGED,
)

IGNORED = frozenset((*IGNORABLES, *SUPPLEMENTARY_IGNORABLES))
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebef\U0002ebf0-\U0002ee5f\U00030000-\U0003347f]")
LAST_LETTER = 0x3347F

ExpectedToken = tuple[str, int, int, bool, bool]
"""(exact, start, end, lone, capitals) of a token."""


@cache
def fold_one(character: str) -> str:
    """What a letter, mark or digit folds to, decomposed where it is not to be recomposed."""
    if character in UNCHANGED:
        return character
    if character in "йЙ":
        return "й"
    value = unicodedata.decimal(character, None)
    if value is not None:
        return str(value)
    if "⁄" in unicodedata.normalize("NFKD", character):
        return character
    text, before = character, None
    while text != before:
        before = text
        text = "".join(_spelling(letter) for letter in unicodedata.normalize("NFKD", text)).casefold()
    return "".join(letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter)[0] in "LMN")


def _spelling(letter: str) -> str:
    point = ord(letter)
    if point in SILENT_LETTERS or point in IGNORED or letter == "ʼ":
        return ""
    group = unicodedata.category(letter)
    if group == "Me" or (group[0] == "M" and unicodedata.combining(letter) not in LETTER_MARK_CLASSES):
        return ""
    if letter in EVERYDAY_SPELLINGS:
        return EVERYDAY_SPELLINGS[letter]
    if letter in KEYBOARD_VARIANTS:
        return KEYBOARD_VARIANTS[letter]
    stroke = re.match(r"LATIN SMALL LETTER ([A-Z]) WITH ", unicodedata.name(letter, ""))
    if stroke and not unicodedata.decomposition(letter) and any(point in block for block in LATIN_BLOCKS):
        return stroke[1].lower()
    return letter


@cache
def is_word(character: str) -> bool:
    group = unicodedata.category(character)
    return group[0] in "LMN" and character != "ʼ" and ord(character) <= LAST_LETTER and ord(character) not in IGNORED


def fold_run(text: str) -> str:
    """Fold characters that belong together: decompose, put in order, recompose, all by Python."""
    kept = ""
    for character in text:
        if is_word(character):
            folded = fold_one(character)
            base = [letter for letter in kept if not unicodedata.combining(letter)]
            if character == "\u0306" and base[-1:] == ["и"]:
                folded = character
            kept += folded
    return unicodedata.normalize("NFC", kept)


@cache
def kind(character: str) -> str:
    if ord(character) in IGNORED:
        return "ignored"
    if not is_word(character):
        return "separator"
    if fold_one(character) == "":
        return "silent"
    point = ord(character)
    spaceless = any(point in block for block in SPACELESS) or HAN.match(character)
    if unicodedata.category(character)[0] == "N" and point not in SPACELESS_NUMERALS:
        return "digit"
    return "spaceless" if spaceless and not is_mark(character) else "letter"


@cache
def is_mark(character: str) -> bool:
    return is_word(character) and unicodedata.category((fold_one(character) or " ")[0])[0] == "M"


def is_part(character: str) -> bool:
    return kind(character) == "silent" or is_mark(character) or ord((fold_one(character) or " ")[0]) in HANGUL_PARTS


def run_end(text: str, i: int, its: str) -> tuple[int, int]:
    """Where a run of this kind from `i` on ends, and where the reading after it begins (past what is ignored)."""
    stop = i
    while i < len(text):
        other = kind(text[i])
        if other == "ignored":
            i += 1
            continue
        if other not in (its, "silent") and not (is_mark(text[i]) and its in ("letter", "spaceless")):
            break
        i += 1
        stop = i
    return stop, i


def letters(text: str) -> list[str]:
    return [character for character in text if kind(character) == "letter" and not is_part(character)]


def tokenize(text: str) -> list[ExpectedToken]:
    """The tokens, before the rule on lines in capitals."""
    tokens = []
    i = 0
    while i < len(text):
        its = kind(text[i])
        if its not in ("letter", "digit", "spaceless"):
            i += 1
            continue
        stop, after = run_end(text, i, its)
        if its == "spaceless":
            tokens += pairs(text, i, stop)
            i = after
        else:
            if its == "letter" and len(letters(text[i:stop])) == 1:
                stop, after = dotted_end(text, stop, after)
            spelled = text[i:stop]
            tokens.append((cut(fold_run(spelled)), i, stop, False, its == "letter" and is_capitals(spelled)))
            i = after
        ending = re.match(r"['’ʼ＇][sSｓＳ]", text[i:])
        if ending:
            rest = i + 2
            while rest < len(text) and kind(text[rest]) == "ignored":
                rest += 1
            if rest == len(text) or kind(text[rest]) == "separator":
                i += 2
    return tokens


def dotted_end(text: str, stop: int, after: int) -> tuple[int, int]:
    i, dotted = after, False
    while text[i : i + 1] == "." and i + 1 < len(text) and kind(text[i + 1]) == "letter" and not is_part(text[i + 1]):
        next_stop, next_after = run_end(text, i + 1, "letter")
        alone = len(letters(text[i + 1 : next_stop])) == 1
        if not alone or (next_after < len(text) and kind(text[next_after]) == "spaceless"):
            break
        stop, i, dotted = next_stop, next_after, True
    if dotted and text[i : i + 1] == ".":
        return i + 1, i + 1
    return (stop, i) if dotted else (stop, after)


def pairs(text: str, start: int, stop: int) -> list[ExpectedToken]:
    units = []
    for i in range(start, stop):
        if kind(text[i]) == "ignored":
            continue
        if units and (is_mark(text[i]) or kind(text[i]) == "silent"):
            units[-1][1] = i + 1
        else:
            units.append([i, i + 1])
    folded = [fold_run(text[a:b]) for a, b in units]
    if len(units) == 1:
        return [(folded[0], *units[0], True, False)]
    return [(folded[k] + folded[k + 1], units[k][0], units[k + 1][1], False, False) for k in range(len(units) - 1)]


def is_capitals(spelled: str) -> bool:
    groups = {unicodedata.category(character) for character in spelled}
    return 2 <= len(letters(spelled)) <= 5 and "Lu" in groups and not groups & {"Ll", "Lt"}


def cut(exact: str) -> str:
    return exact.encode()[:255].decode("utf-8", "ignore")
