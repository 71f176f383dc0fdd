"""Words with wildcards: parsed as leaves whose patterns match a single token each."""

import re
import unicodedata

from search.message import Message
from search.query.normalize import make_and, make_wildcard
from search.query.options import AddNotice, NoticeCode
from search.query.syntax import WILDCARDS
from search.query.tree import Field, Prefix, Query, Word
from search.query.words import clean_word, drop_invisible, tokens_of


def parse_wildcard(text: str, wild: tuple[int, ...], field: Field | None, note: AddNotice, start: int) -> Query | None:
    """Return the leaf for a word in which the characters at `wild` are wildcards; `start` is its position, for notices.

    A pattern matches a single token. A word of several tokens is split, with a notice, unless it only ends in a star.
    """
    plain = ("-" if char in WILDCARDS and position not in wild else char for position, char in enumerate(text))
    spelled = unicodedata.normalize("NFC", drop_invisible("".join(plain)))
    spelled = re.sub(r"\*+", "*", _strip(spelled))
    if not set(spelled) - {"*"}:
        if set(text) == {"*"}:
            return make_wildcard(spelled, field)
        note(
            start,
            Message("The * in '%(text)s' does not follow a letter or digit and was ignored.", text=repr(text)[1:-1]),
        )
        return None
    head = spelled.removesuffix("*")
    if head != spelled and not set(head) & WILDCARDS:
        return _parse_prefix(head, field, note, start)
    parts = _split(spelled)
    if len(parts) == 1:
        return make_wildcard(parts[0], field)
    leaves = [leaf for part in parts if (leaf := _parse_part(part, field)) is not None]
    if not leaves:
        return None
    note(
        start,
        Message(
            "A pattern matches a single word, so '%(text)s' was searched for as '%(meant)s'.",
            text=repr(text)[1:-1],
            meant=repr(" ".join(parts))[1:-1],
        ),
        NoticeCode.READ_AS,
    )
    return make_and(leaves)


def _parse_prefix(head: str, field: Field | None, note: AddNotice, start: int) -> Query | None:
    tokens = tokens_of(head)
    if tokens and tokens[-1].end == len(head):
        return Prefix(head, field)
    word = clean_word(head)
    if word is None:
        return None
    note(start, Message("The * in '%(text)s' does not follow a letter or digit and was ignored.", text=f"{head}*"))
    return Word(word, field)


def _parse_part(part: str, field: Field | None) -> Query | None:
    if not set(part) & WILDCARDS:
        word = clean_word(part)
        return Word(word, field) if word is not None else None
    leaf = make_wildcard(part, field) if set(part) != {"*"} else None
    return None if isinstance(leaf, Prefix) and not tokens_of(leaf.text) else leaf


def _strip(text: str) -> str:
    solid = [position for position, char in enumerate(text) if _char_kind(char)]
    return text[solid[0] : solid[-1] + 1] if solid else ""


def _split(text: str) -> list[str]:
    """Split where a token ends: at separators and between letters and digits. A wildcard belongs to what it follows."""
    parts: list[str] = []
    last = ""
    for char in text:
        kind = _char_kind(char)
        if kind and last and (kind == last or "wild" in {kind, last}):
            parts[-1] += char
        elif kind:
            parts.append(char)
        if not (kind == "wild" and last):
            last = kind
    return parts


def _char_kind(char: str) -> str:
    if char in WILDCARDS:
        return "wild"
    return {"L": "letter", "M": "letter", "N": "digit"}.get(unicodedata.category(char)[0], "")
