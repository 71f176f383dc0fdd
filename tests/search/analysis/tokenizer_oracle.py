"""An oracle for the kernels: the rules of the tokenizer in plain Python, from its Unicode data and the exceptions."""

import re
import unicodedata
from functools import cache

from search.analysis.unicode_data import (
    ARABIC_BLOCKS,
    EMOJI,
    EVERYDAY_SPELLINGS,
    HANGUL_PARTS,
    HEBREW_BLOCKS,
    HEBREW_MARKS,
    HINDI_VARIANTS,
    IGNORABLES,
    KEYBOARD_VARIANTS,
    LATIN_BLOCKS,
    LETTER_MARK_CLASSES,
    SILENT_LETTERS,
    SKIN_TONES,
    SPACELESS,
    SPACELESS_NUMERALS,
    SUPPLEMENTARY_IGNORABLES,
    UNCHANGED,
)

IGNORED = frozenset((*IGNORABLES, *SUPPLEMENTARY_IGNORABLES))
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebef\U0002ebf0-\U0002ee5f\U00030000-\U0003347f]")
LAST_LETTER = 0x3347F

ExpectedToken = tuple[str, int, int, bool, bool, bool]
"""(exact, start, end, lone, capitals, joins) of a token."""

NASALS = dict(zip("ङञणनम", ("कखगघ", "चछजझ", "टठडढ", "तथदध", "पफबभ"), strict=True))
MARKS_OF_THOUSANDS = "',.\u00a0\u066c\u2009\u2019\u202f"
JOINERS = "-‐‑'’ʼ＇"
HALF_SPACE = "\u200c"


@cache
def fold_one(character: str) -> str:
    """What a letter, mark or digit folds to, decomposed where it is not to be recomposed."""
    if character in UNCHANGED or ord(character) in EMOJI:
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
    if letter in HINDI_VARIANTS:
        return HINDI_VARIANTS[letter]
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
    text = unicodedata.normalize("NFC", kept)
    for nasal, row in NASALS.items():
        text = re.sub(f"{nasal}\u094d(?=[{row}])", "ं", text)
    return text


def script(character: str) -> str:
    """The script of a letter, so far as it has rules of its own."""
    point = ord(character)
    if any(point in block for block in ARABIC_BLOCKS):
        return "arabic"
    return "hebrew" if any(point in block for block in HEBREW_BLOCKS) else ""


@cache
def kind(character: str) -> str:
    if ord(character) in IGNORED or ord(character) in SKIN_TONES:
        return "ignored"
    if ord(character) in EMOJI:
        return "emoji"
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
    start = stop = i
    while i < len(text):
        other = kind(text[i])
        scripts = {script(character) for character in text[start:i]}
        if other == "ignored":
            if text[i] == HALF_SPACE and "arabic" in scripts:
                break
            i += 1
            continue
        is_mark_within = other == "separator" and "hebrew" in scripts and ord(text[i]) in HEBREW_MARKS
        if is_mark_within and i + 1 < len(text) and script(text[i + 1]) == "hebrew":
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
    tokens: list[ExpectedToken] = []
    i = 0
    while i < len(text):
        its = kind(text[i])
        if its == "emoji":
            stop = i + 1
            while stop < len(text) and (0xFE00 <= ord(text[stop]) <= 0xFE0F or ord(text[stop]) in SKIN_TONES):
                stop += 1
            tokens.append((text[i], i, stop, False, False, False))
            i = stop
            continue
        if its not in ("letter", "digit", "spaceless"):
            i += 1
            continue
        if its == "spaceless":
            stop, after = run_end(text, i, its)
            tokens += pairs(text, i, stop)
            i = after
        elif its == "letter" and text[i - 1 : i] == "#":
            whole, _ = run_end(text, i, its)
            for end in hashtag_cuts(text, i, whole):
                if i < end:
                    join_last(tokens, text, i, from_hashtag=text[i - 1] != "#")
                    word, i = word_at(text, i, end)
                    tokens.append(word)
        else:
            if its == "letter":
                join_last(tokens, text, i)
            word, i = word_at(text, i, len(text))
            tokens.append(word)
        ending = re.match(r"['’ʼ＇][sSｓＳ]", text[i:])
        if ending:
            rest = i + 2
            while rest < len(text) and kind(text[rest]) == "ignored":
                rest += 1
            if rest == len(text) or kind(text[rest]) == "separator":
                i += 2
    return tokens


def word_at(text: str, i: int, end: int) -> tuple[ExpectedToken, int]:
    """The token of letters or digits at `i`, and where the reading after it begins."""
    text = text[:end]
    its = kind(text[i])
    stop, after = run_end(text, i, its)
    dot_net = bool(re.fullmatch(r"net", text[i : i + 3], re.IGNORECASE | re.ASCII)) and text[i - 1 : i] == "." and i > 0
    dot_net = dot_net and (
        i == 1 or (ord(text[i - 2]) < 128 and text[i - 2] != "." and kind(text[i - 2]) == "separator")
    )
    dot_net = dot_net and (i + 3 == len(text) or kind(text[i + 3]) == "separator")
    signs = ""
    if its == "letter" and len(letters(text[i:stop])) == 1:
        dotted, reading = dotted_end(text, stop, after)
        if dotted > stop:
            stop, after = dotted, reading
        else:
            signs = name_signs(text[after:])
            after += len(signs)
            stop = after if signs else stop
    elif its == "digit":
        number = number_end(text, i, after)
        if number > after:
            stop, after = number, number
    spelled = text[i:stop]
    exact = fold_run(spelled) + signs
    capitals = its == "letter" and not dot_net and is_capitals(spelled)
    return (cut("." * dot_net + exact), i - dot_net, stop, False, capitals, False), after


def join_last(tokens: list[ExpectedToken], text: str, start: int, *, from_hashtag: bool = False) -> None:
    """Say of the last token that it joins with the one at `start`, if it does."""
    if not tokens:
        return
    exact, first, stop, lone, capitals, _ = tokens[-1]
    between = text[stop:start]
    is_words = kind(text[first]) == "letter" or exact[0] == "."
    joined = from_hashtag or (len(between) == 1 and between in JOINERS + HALF_SPACE and is_words)
    tokens[-1] = (exact, first, stop, lone, capitals, joined)


def name_signs(rest: str) -> str:
    signs = "++" if rest.startswith("++") else rest[:1] if rest[:1] == "#" else ""
    following = rest[len(signs) : len(signs) + 1]
    if not signs or not following:
        return signs
    cut_by = ("letter", "spaceless") if signs == "++" else ("letter", "spaceless", "digit")
    return "" if kind(following) in cut_by or following == signs[0] else signs


def number_end(text: str, start: int, i: int) -> int:
    """Where a number with marks of thousands ends whose first digits end at `i`; `i` for one without."""
    digits = text[start:i]
    if len(digits) > 3 or not all(is_decimal(character) for character in digits[:1]) or fold_one(digits[0]) == "0":
        return i
    if start > 1 and text[start - 1] in MARKS_OF_THOUSANDS and text[start - 2] in "0123456789":
        return i
    mark = text[i : i + 1]
    if not mark or mark not in MARKS_OF_THOUSANDS:
        return i
    groups: list[str] = []
    at = i
    while text[at : at + 1] == mark:
        group = ""
        while at + 1 + len(group) < len(text) and is_decimal(text[at + 1 + len(group)]):
            group += text[at + 1 + len(group)]
        if not group:
            break
        groups.append("".join(map(fold_one, group)))
        at += 1 + len(group)
    fits = [len(group) == 3 or (len(group) == 2 and mark == ",") for group in groups]
    if not groups or not all(fits) or len(groups[-1]) != 3:
        return i
    first = "".join(map(fold_one, digits))
    if mark == "." and len(groups) == 3 and all(int(part) <= 255 for part in (first, *groups)):
        return i
    return at


def is_decimal(character: str) -> bool:
    return is_word(character) and kind(character) == "digit" and re.fullmatch("[0-9]", fold_one(character)) is not None


def hashtag_cuts(text: str, start: int, stop: int) -> list[int]:
    """Where the words of a hashtag end."""
    cuts, before = [], ""
    for i in range(start, stop):
        group = unicodedata.category(text[i])
        following = unicodedata.category(text[i + 1]) if i + 1 < len(text) else ""
        begins = before in ("Ll", "Lt") or (before == "Lu" and following in ("Ll", "Lt"))
        if group == "Lu" and i > start and begins:
            cuts.append(i)
        if group in ("Lu", "Ll", "Lt"):
            before = group
    return [*cuts, stop]


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
        return [(folded[0], *units[0], True, False, False)]
    return [
        (folded[k] + folded[k + 1], units[k][0], units[k + 1][1], False, False, False) for k in range(len(units) - 1)
    ]


def is_capitals(spelled: str) -> bool:
    groups = {unicodedata.category(character) for character in spelled}
    return 2 <= len(letters(spelled)) <= 5 and "Lu" in groups and not groups & {"Ll", "Lt"}


def cut(exact: str) -> str:
    return exact.encode()[:255].decode("utf-8", "ignore")
