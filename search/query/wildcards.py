"""What does a word with wildcards become as a leaf, when a pattern stands for one token?"""

import re
import unicodedata

from search.query.normalize import make_and, make_wildcard
from search.query.options import AddNotice
from search.query.syntax import WILDCARDS
from search.query.tree import Field, Prefix, Query, Word
from search.query.words import clean_word, tokens_of, drop_invisible


def parse_wildcard(text: str, wild: tuple[int, ...], field: Field | None, note: AddNotice, start: int) -> Query | None:
    """The leaf for a word in which the characters at `wild` are wildcards; `start` is its place, for notices.

    A pattern stands for one token. Text of several is parted, with a notice, unless only its end is a star.
    """
    plain = ("-" if char in WILDCARDS and place not in wild else char for place, char in enumerate(text))
    spelled = unicodedata.normalize("NFC", drop_invisible("".join(plain)))
    spelled = re.sub(r"\*+", "*", _stripped(spelled))
    if not set(spelled) - {"*"}:
        if set(text) == {"*"}:
            return make_wildcard(spelled, field)
        note(start, f"The star in {text!r} follows no letter or digit and was left out.")
        return None
    head = spelled.removesuffix("*")
    if head != spelled and not set(head) & WILDCARDS:
        return _prefix(head, field, note, start)
    parts = _parts(spelled)
    if len(parts) == 1:
        return make_wildcard(parts[0], field)
    leaves = [leaf for part in parts if (leaf := _part(part, field)) is not None]
    if not leaves:
        return None
    note(start, f"A pattern stands for one word, so {text!r} was searched as {' '.join(parts)!r}.")
    return make_and(leaves)


def _prefix(head: str, field: Field | None, note: AddNotice, start: int) -> Query | None:
    tokens = tokens_of(head)
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
    leaf = make_wildcard(part, field) if set(part) != {"*"} else None
    return None if isinstance(leaf, Prefix) and not tokens_of(leaf.text) else leaf


def _stripped(text: str) -> str:
    kept = [place for place, char in enumerate(text) if _kind(char)]
    return text[kept[0] : kept[-1] + 1] if kept else ""


def _parts(text: str) -> list[str]:
    """Cut where a token ends: at separators and between letters and digits. A wildcard goes with what it follows."""
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
