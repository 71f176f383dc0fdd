"""The lexer: query text to tokens (words, quotations, parentheses, operators), each with its position in the text.

`+title:rail*^2` is `WordToken(TokenPrefix(0, signed=True, name="title"), "rail*", TokenSuffix(12, "^2"), wild=(4,))`.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from search.query.dates import find_end_of_words
from search.query.syntax import (
    ALL_FIELD_NAMES,
    APOSTROPHE_QUOTES,
    BLANK,
    BRACKETS,
    CLOSING,
    COLONS,
    DATE_NAMES,
    ESCAPE,
    FIELD_NAMES,
    MINUSES,
    OPENING,
    OPERATORS,
    PARENTHETIC_DASHES,
    QUOTE_FAMILIES,
    QUOTES,
    SIGNS,
    SYMBOLS,
    WILDCARDS,
    is_hebrew_mark,
)

_ENDS = re.escape("".join(sorted(BRACKETS | QUOTES)))
_SUFFIX = re.compile(rf"(?:~[0-9.]*(?=[~^\s{_ENDS}]|\Z)|\^[^~^\s{_ENDS}]*)+")
_ADDRESS_SUFFIX = re.compile(r"\^[0-9.]+(?:e-?[0-9]+)?(?=[\s)）]|\Z)")
_APOSTROPHE = re.compile(r"‘(?:\d0s\b|\w’|tis\b|twas\b|em\b|til\b)", re.IGNORECASE)
_ENCLOSING_DASH = re.compile(rf"[{''.join(PARENTHETIC_DASHES)}](?=[\s,;.!?)）]|\Z)")
_CLOSING_APOSTROPHES = {
    mark: re.compile(rf"(?:{'|'.join(closing)})(?!\w)") for mark, closing in APOSTROPHE_QUOTES.items()
}
_NAME = re.compile(f"([A-Za-z]+)[{''.join(sorted(COLONS))}]")


@dataclass(frozen=True, slots=True)
class TokenPrefix:
    """What precedes a token: its `start`, whether it is `signed` with `+` or `-`, the `name` of a field or date.

    `dash` is the dash that was read as a minus.
    """

    start: int
    signed: bool = False
    negated: bool = False
    name: str | None = None
    dash: str = ""


@dataclass(frozen=True, slots=True)
class TokenSuffix:
    """What directly follows a token, as typed: `~1`, `^2`, both, or nothing."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class WordToken:
    """A word without quotes. `text` has the escapes resolved; `wild` are the positions in it of wildcards.

    `glued` says that it follows another token without a blank, `joined` that a quotation or parenthesis follows it so.
    """

    prefix: TokenPrefix
    text: str
    suffix: TokenSuffix
    wild: tuple[int, ...] = ()
    escaped: bool = False
    glued: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class QuotedToken:
    """A quotation, its text without the quotation marks."""

    prefix: TokenPrefix
    text: str
    suffix: TokenSuffix
    closed: bool


@dataclass(frozen=True, slots=True)
class OpenParen:
    """An opening parenthesis."""

    prefix: TokenPrefix


@dataclass(frozen=True, slots=True)
class CloseParen:
    """A closing parenthesis."""

    start: int
    suffix: TokenSuffix


@dataclass(frozen=True, slots=True)
class Operator:
    """The word AND, OR or NOT, or `&&` or `||`."""

    start: int
    name: str


QueryToken = WordToken | QuotedToken | OpenParen | CloseParen | Operator


def lex(text: str, words_at: Collection[int] = ()) -> Iterator[QueryToken]:
    """Yield the tokens of `text` in order. Any text is fine; punctuation alone is no token.

    At the positions `words_at`, the name of a field is read as a part of the word.
    """
    text = BLANK.sub(" ", text)
    position = 0
    while position < len(text):
        char = text[position]
        if char == " ":
            position += 1
        elif char in CLOSING:
            suffix = _lex_suffix(text, position + 1)
            yield CloseParen(position, suffix)
            position += 1 + len(suffix.text)
        else:
            token, position = _lex_prefixed(text, position, named=position not in words_at)
            if token is not None:
                yield token


def _lex_prefixed(text: str, start: int, *, named: bool) -> tuple[QueryToken | None, int]:
    """Return the token at `start` with its signs and field, and the position after it; None for signs alone."""
    symbol = text[start : start + 2]
    if symbol in SYMBOLS:
        return Operator(start, SYMBOLS[symbol]), start + 2
    fresh = start == 0 or text[start - 1] == " " or text[start - 1] in OPENING
    prefix, position = _lex_minus(text, start) if fresh else (TokenPrefix(start), start)
    if position == len(text) or text[position] == " " or text[position] in CLOSING:
        return None, position
    name = _NAME.match(text, position) if named else None
    if name is not None and name[1].lower() in ALL_FIELD_NAMES:
        word = name[1].lower()
        prefix = replace(prefix, name=FIELD_NAMES.get(word, word))
        prefix, position = _lex_signs(text, name.end(), prefix)
    if position < len(text) and text[position] in OPENING:
        return OpenParen(prefix), position + 1
    if position < len(text) and text[position] in QUOTES:
        return _lex_quoted(text, position, prefix)
    if prefix.name == "url":
        return _lex_address(text, position, prefix)
    if prefix.name in DATE_NAMES and (end := find_end_of_words(text, position)) is not None:
        suffix = _lex_suffix(text, end)
        return QuotedToken(prefix, text[position:end], suffix, closed=True), end + len(suffix.text)
    if (fresh or prefix.name) and (quotation := _lex_apostrophes(text, position, prefix)) is not None:
        return quotation
    token, end = _lex_word(text, position, prefix, glued=not fresh)
    if prefix.name is None and not prefix.signed and text[start:end] in OPERATORS:
        return Operator(start, text[start:end]), end
    return token, end


def _lex_minus(text: str, start: int) -> tuple[TokenPrefix, int]:
    """Return what the signs at `start` say; a dash before a word is a minus, unless a later one encloses a remark."""
    dash, following = text[start], text[start + 1 : start + 2]
    if dash not in MINUSES or not following.strip(" -+)）'’") or following in MINUSES:
        return _lex_signs(text, start, TokenPrefix(start))
    later = _ENCLOSING_DASH.finditer(text, start + 1)
    if any(match[0] == dash and text[match.start() - 1] != " " for match in later):
        return TokenPrefix(start), start
    return TokenPrefix(start, signed=True, negated=True, dash=dash), start + 1


def _lex_signs(text: str, position: int, prefix: TokenPrefix) -> tuple[TokenPrefix, int]:
    end = position
    while end < len(text) and text[end] in SIGNS:
        end += 1
    if end == position:
        return prefix, position
    negated = prefix.negated ^ (text.count("-", position, end) % 2 == 1)
    return replace(prefix, signed=True, negated=negated), end


def _lex_quoted(text: str, position: int, prefix: TokenPrefix) -> tuple[QuotedToken, int]:
    family = next(family for family in QUOTE_FAMILIES if text[position] in family)
    ends = (end for end in range(position + 1, len(text)) if text[end] in family and not is_hebrew_mark(text, end))
    end = next(ends, None)
    if end is None:
        return QuotedToken(prefix, text[position + 1 :], TokenSuffix(len(text), ""), closed=False), len(text)
    suffix = _lex_suffix(text, end + 1)
    return QuotedToken(prefix, text[position + 1 : end], suffix, closed=True), end + 1 + len(suffix.text)


def _lex_apostrophes(text: str, position: int, prefix: TokenPrefix) -> tuple[QuotedToken, int] | None:
    """Return the quotation in single or doubled marks that begins here; None where they are mere apostrophes."""
    mark = text[position : position + 2]
    mark = mark if mark in APOSTROPHE_QUOTES else mark[:1]
    begin = position + len(mark)
    if mark not in APOSTROPHE_QUOTES or text[begin : begin + 1] in {"", " "} or _APOSTROPHE.match(text, position):
        return None
    closings = _CLOSING_APOSTROPHES[mark].finditer(text, begin + 1)
    closing = next((match for match in closings if text[match.start() - 1] != " "), None)
    if closing is None:
        return None
    suffix = _lex_suffix(text, closing.end())
    return QuotedToken(prefix, text[begin : closing.start()], suffix, closed=True), closing.end() + len(suffix.text)


def _lex_word(text: str, position: int, prefix: TokenPrefix, *, glued: bool) -> tuple[WordToken, int]:
    def ends(at: int) -> bool:
        char = text[at]
        if char in "|&":
            return text[at : at + 2] in SYMBOLS and "://" not in text[position:at]
        return (
            char in BRACKETS
            or (char in QUOTES and not is_hebrew_mark(text, at))
            or (char in "~^" and _SUFFIX.match(text, at) is not None)
        )

    word, wild, escaped, end = _lex_chars(text, position, WILDCARDS, ends)
    suffix = _lex_suffix(text, end)
    end += len(suffix.text)
    joined = end < len(text) and text[end] in QUOTES | OPENING
    return WordToken(prefix, word, suffix, wild, escaped, glued, joined), end


def _lex_address(text: str, position: int, prefix: TokenPrefix) -> tuple[WordToken, int]:
    """Return all up to the next blank, or up to a closing parenthesis that was not opened within."""
    depth = 0

    def ends(at: int) -> bool:
        nonlocal depth
        depth += (text[at] in OPENING) - (text[at] in CLOSING)
        return depth < 0 or _ADDRESS_SUFFIX.match(text, at) is not None

    address, wild, escaped, end = _lex_chars(text, position, frozenset("*"), ends)
    match = _ADDRESS_SUFFIX.match(text, end)
    suffix = TokenSuffix(end, match[0] if match else "")
    return WordToken(prefix, address, suffix, wild, escaped), end + len(suffix.text)


def _lex_chars(
    text: str, position: int, wildcards: frozenset[str], ends: Callable[[int], bool]
) -> tuple[str, tuple[int, ...], bool, int]:
    """Return the characters up to a blank or where `ends` says, the wildcards in them, whether any is escaped, the end.

    `ends` is asked about the position of every character but escaped ones, in order.
    """
    chars: list[str] = []
    wild: list[int] = []
    escaped = False
    while position < len(text) and text[position] != " ":
        if text[position] == ESCAPE and _is_escape(text, position, inside=bool(chars)):
            chars.append(text[position + 1])
            escaped, position = True, position + 2
            continue
        if ends(position):
            break
        if text[position] in wildcards:
            wild.append(len(chars))
        chars.append(text[position])
        position += 1
    return "".join(chars), tuple(wild), escaped, position


def _is_escape(text: str, position: int, *, inside: bool) -> bool:
    """Return whether the backslash there escapes what follows; within a word it does not escape letters and digits."""
    following = text[position + 1 : position + 2]
    return following not in {"", " "} and not (inside and following.isalnum())


def _lex_suffix(text: str, position: int) -> TokenSuffix:
    match = _SUFFIX.match(text, position)
    return TokenSuffix(position, match[0] if match else "")
