"""What pieces is a query text made of? Words, quotations, brackets and operators, each with its place in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.query.syntax import (
    BLANK,
    BRACKETS,
    CLOSING,
    COLONS,
    ESCAPE,
    FIELD_NAMES,
    ALL_FIELD_NAMES,
    OPENING,
    OPERATORS,
    QUOTE_FAMILIES,
    QUOTES,
    SIGNS,
    WILDCARDS,
)

_ENDS = re.escape("".join(sorted(BRACKETS | QUOTES)))
_SUFFIX = re.compile(rf"(?:~[0-9.]*(?=[~^\s{_ENDS}]|\Z)|\^[^~^\s{_ENDS}]*)+")
_ADDRESS_SUFFIX = re.compile(r"\^[0-9.]+(?:e-?[0-9]+)?(?=[\s)）]|\Z)")
_NAME = re.compile(f"([A-Za-z]+)[{''.join(sorted(COLONS))}]")


@dataclass(frozen=True, slots=True)
class TokenPrefix:
    """What stands before a piece: its `start`, if it is `signed` with `+` or `-`, the `name` of a field or date."""

    start: int
    signed: bool = False
    negated: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class TokenSuffix:
    """What stands right after a piece, as typed: `~1`, `^2`, or both; empty for nothing."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class WordToken:
    """A word without quotes. `text` has the escapes resolved, `wild` the places in it of `*` and `?` that are patterns.

    `glued` says that it follows another piece without a blank.
    """

    lead: TokenPrefix
    text: str
    suffix: TokenSuffix
    wild: tuple[int, ...] = ()
    escaped: bool = False
    glued: bool = False


@dataclass(frozen=True, slots=True)
class QuotedToken:
    """A quotation, its text without the marks."""

    lead: TokenPrefix
    text: str
    suffix: TokenSuffix
    closed: bool


@dataclass(frozen=True, slots=True)
class OpenParen:
    """An opening bracket."""

    lead: TokenPrefix


@dataclass(frozen=True, slots=True)
class CloseParen:
    """A closing bracket."""

    start: int
    suffix: TokenSuffix


@dataclass(frozen=True, slots=True)
class Operator:
    """AND, OR or NOT."""

    start: int
    name: str


QueryToken = WordToken | QuotedToken | OpenParen | CloseParen | Operator


def lex(text: str) -> Iterator[QueryToken]:
    """The pieces of `text` in order, with their places in it. Any text is fine; punctuation alone is no piece."""
    text = BLANK.sub(" ", text)
    place = 0
    while place < len(text):
        char = text[place]
        if char == " ":
            place += 1
        elif char in CLOSING:
            suffix = _lex_suffix(text, place + 1)
            yield CloseParen(place, suffix)
            place += 1 + len(suffix.text)
        else:
            piece, place = _lex_prefixed(text, place)
            if piece is not None:
                yield piece


def _lex_prefixed(text: str, start: int) -> tuple[QueryToken | None, int]:
    """The piece at `start` with its signs and field, and the place after it; None for signs alone."""
    fresh = start == 0 or text[start - 1] == " " or text[start - 1] in OPENING
    lead, place = _lex_signs(text, start, TokenPrefix(start)) if fresh else (TokenPrefix(start), start)
    if place == len(text) or text[place] == " " or text[place] in CLOSING:
        return None, place
    name = _NAME.match(text, place)
    if name is not None and name[1].lower() in ALL_FIELD_NAMES:
        word = name[1].lower()
        lead = replace(lead, name=FIELD_NAMES.get(word, word))
        lead, place = _lex_signs(text, name.end(), lead)
    if place < len(text) and text[place] in OPENING:
        return OpenParen(lead), place + 1
    if place < len(text) and text[place] in QUOTES:
        return _lex_quoted(text, place, lead)
    if lead.name == "url":
        return _lex_address(text, place, lead)
    bare, end = _lex_word(text, place, lead, glued=not fresh)
    if lead.name is None and not lead.signed and text[start:end] in OPERATORS:
        return Operator(start, text[start:end]), end
    return bare, end


def _lex_signs(text: str, place: int, lead: TokenPrefix) -> tuple[TokenPrefix, int]:
    end = place
    while end < len(text) and text[end] in SIGNS:
        end += 1
    if end == place:
        return lead, place
    negated = lead.negated ^ (text.count("-", place, end) % 2 == 1)
    return TokenPrefix(lead.start, signed=True, negated=negated, name=lead.name), end


def _lex_quoted(text: str, place: int, lead: TokenPrefix) -> tuple[QuotedToken, int]:
    family = next(family for family in QUOTE_FAMILIES if text[place] in family)
    end = next((end for end in range(place + 1, len(text)) if text[end] in family), None)
    if end is None:
        return QuotedToken(lead, text[place + 1 :], TokenSuffix(len(text), ""), closed=False), len(text)
    suffix = _lex_suffix(text, end + 1)
    return QuotedToken(lead, text[place + 1 : end], suffix, closed=True), end + 1 + len(suffix.text)


def _lex_word(text: str, place: int, lead: TokenPrefix, *, glued: bool) -> tuple[WordToken, int]:
    chars: list[str] = []
    wild: list[int] = []
    escaped = False
    while place < len(text):
        char = text[place]
        if char == ESCAPE and _is_escape(text, place, inside=bool(chars)):
            chars.append(text[place + 1])
            escaped, place = True, place + 2
            continue
        if char == " " or char in BRACKETS or char in QUOTES or (char in "~^" and _SUFFIX.match(text, place)):
            break
        if char in WILDCARDS:
            wild.append(len(chars))
        chars.append(char)
        place += 1
    suffix = _lex_suffix(text, place)
    return WordToken(lead, "".join(chars), suffix, tuple(wild), escaped, glued), place + len(suffix.text)


def _lex_address(text: str, place: int, lead: TokenPrefix) -> tuple[WordToken, int]:
    """Everything up to the next blank, or to a bracket that closes more than was opened within."""
    chars: list[str] = []
    wild: list[int] = []
    depth, escaped, suffix = 0, False, ""
    while place < len(text) and text[place] != " ":
        char = text[place]
        if char == ESCAPE and _is_escape(text, place, inside=bool(chars)):
            chars.append(text[place + 1])
            escaped, place = True, place + 2
            continue
        depth += (char in OPENING) - (char in CLOSING)
        ending = _ADDRESS_SUFFIX.match(text, place) if char == "^" else None
        if depth < 0 or ending:
            suffix = ending[0] if ending else ""
            break
        if char == "*":
            wild.append(len(chars))
        chars.append(char)
        place += 1
    return WordToken(lead, "".join(chars), TokenSuffix(place, suffix), tuple(wild), escaped), place + len(suffix)


def _is_escape(text: str, place: int, *, inside: bool) -> bool:
    """Whether the backslash there takes the meaning of what follows; within a word, letters have none to lose."""
    following = text[place + 1 : place + 2]
    return following not in {"", " "} and not (inside and following.isalnum())


def _lex_suffix(text: str, place: int) -> TokenSuffix:
    match = _SUFFIX.match(text, place)
    return TokenSuffix(place, match[0] if match else "")
