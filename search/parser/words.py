"""What does a word or a pattern become as a leaf, once punctuation at its ends and odd spellings are put in order?"""

import re
import unicodedata

from search.analysis import tokenize
from search.normalize import conjunction, pattern
from search.parser.options import Note
from search.query import Field, Prefix, Query, Word
from search.syntax import QUOTES, WILDCARDS


def clean_word(text: str) -> str | None:
    """The word in NFC, without the punctuation around it that its tokens do not need; None if it has no token."""
    text = unicodedata.normalize("NFC", text)
    tokens = tokenize(text)
    if not tokens:
        return None
    start, end = tokens[0].start, tokens[-1].end
    same = [(token.exact, token.form, token.lone) for token in tokens]
    for shorter in (text[start:end], text[start:]):
        if [(token.exact, token.form, token.lone) for token in tokenize(shorter)] == same:
            return shorter
    return text


def clean_phrase(text: str) -> str | None:
    """Quoted text in NFC with single blanks and no quotation marks; None if it has no token."""
    spaced = "".join(" " if char in QUOTES else char for char in text)
    text = unicodedata.normalize("NFC", " ".join(spaced.split()))
    return text if tokenize(text) else None


def read_pattern(text: str, wild: tuple[int, ...], field: Field | None, note: Note, start: int) -> Query | None:
    """The leaf for a word in which the characters at `wild` are wildcards; `start` is its place, for notices.

    A pattern stands for one token. Text of several is parted, with a notice, unless only its end is a star.
    """
    plain = "".join(" " if char in WILDCARDS and place not in wild else char for place, char in enumerate(text))
    spelled = "".join(char for char in unicodedata.normalize("NFC", plain) if unicodedata.category(char) != "Cf")
    spelled = re.sub(r"\*+", "*", _stripped(spelled))
    if not set(spelled) - {"*"}:
        return pattern(spelled, field) if spelled else None
    head = spelled.removesuffix("*")
    if head != spelled and not set(head) & WILDCARDS:
        return _prefix(head, field, note, start)
    parts = _parts(spelled)
    if len(parts) == 1:
        return pattern(parts[0], field)
    leaves = [leaf for part in parts if (leaf := _part(part, field)) is not None]
    if not leaves:
        return None
    note(start, f"A pattern stands for one word, so {text!r} was searched as {' '.join(parts)!r}.")
    return conjunction(leaves)


def _prefix(head: str, field: Field | None, note: Note, start: int) -> Query | None:
    tokens = tokenize(head)
    if tokens and tokens[-1].end == len(head):
        return Prefix(head, field)
    word = clean_word(head)
    if word is None:
        return None
    note(start, f"The star in '{head}*' follows no letter or digit and was left out.")
    return Word(word, field)


def _part(part: str, field: Field | None) -> Query | None:
    if not set(part) & WILDCARDS:
        word = clean_word(part)
        return Word(word, field) if word is not None else None
    leaf = pattern(part, field) if set(part) != {"*"} else None
    return None if isinstance(leaf, Prefix) and not tokenize(leaf.text) else leaf


def _stripped(text: str) -> str:
    kept = [place for place, char in enumerate(text) if _kind(char)]
    return text[kept[0] : kept[-1] + 1] if kept else ""


def _parts(text: str) -> list[str]:
    """Cut where a token would end: at separators and between letters and digits. A wildcard goes with what it follows."""
    parts: list[str] = []
    last = ""
    for char in text:
        kind = _kind(char)
        if kind and last and (kind == last or "wild" in {kind, last}):
            parts[-1] += char
        elif kind:
            parts.append(char)
        if not (kind == "wild" and last):
            last = kind
    return parts


def _kind(char: str) -> str:
    if char in WILDCARDS:
        return "wild"
    return {"L": "letter", "M": "letter", "N": "digit"}.get(unicodedata.category(char)[0], "")
