"""The printer: a query tree as text that parses as the same tree."""

import re
from dataclasses import dataclass
from typing import assert_never

from search.query import tree as q
from search.query.ranges import format_end, format_period, format_quality, format_start
from search.query.syntax import (
    ALL_FIELD_NAMES,
    BRACKETS,
    CLOSING,
    COLONS,
    ESCAPE,
    OPENING,
    OPERATORS,
    QUALITY_FIELD_NAME,
    QUOTES,
    SIGNS,
)
from search.query.tree import Condition, Field, Query, TextLeaf
from search.query.words import (
    all_stop_words,
    ends_in_question_mark,
    ends_sentence,
    has_initial_capital,
    is_droppable,
)

_DOUBLED = re.compile(r"[|&](?=[|&])")
_SPECIAL = BRACKETS | QUOTES | set("*?~^") | {ESCAPE}


def to_text(query: Query, droppable: frozenset[str] | None = None) -> str:
    """Return query text whose tree, with `match=all`, is `normalize(query)`; synonyms are written as they were typed.

    `droppable` are the stop words of the language that the text will be parsed with; among other words they get a `+`.
    Without `droppable` those of every language get one, which is always right and not always pretty.
    """
    return _Printer(all_stop_words() if droppable is None else droppable).text(query)


@dataclass(frozen=True, slots=True)
class _Printer:
    droppable: frozenset[str]

    def text(self, query: Query) -> str:
        match query:
            case q.And(children):
                return self._conjunction(children)
            case q.Or(children) | q.MostOf(children):
                return " OR ".join(self._in_list(child) for child in children)
            case q.Not(child):
                return f"-{self._operand(child)}"
            case q.Boost(child, factor):
                return f"{self._operand(child)}^{repr(factor).removesuffix('.0')}"
            case q.MatchAll():
                return "*"
            case q.MatchNone():
                return "-*"
            case q.Synonyms(original):
                return self.text(original)
            case _:
                return _leaf_text(query)

    def _operand(self, query: Query) -> str:
        """Return text that `-` and `^` can be attached to."""
        compound = isinstance(query, q.And | q.Or | q.MostOf | q.Not | q.Boost | q.MatchNone)
        return f"({self.text(query)})" if compound else self.text(query)

    def _in_list(self, query: Query) -> str:
        """Return text for a list, where a question mark that ends a word would be taken for punctuation."""
        if isinstance(query, q.And | q.Or | q.MostOf):
            return f"({self.text(query)})"
        question = isinstance(query, q.Wildcard) and query.field is None and ends_in_question_mark(query.text)
        return f"+{self.text(query)}" if question else self.text(query)

    def _conjunction(self, children: tuple[Query, ...]) -> str:
        texts: list[str] = []
        for child in children:
            texts.append(self._member(child, begins=not texts or ends_sentence(texts[-1])))
        return " ".join(texts)

    def _member(self, query: Query, *, begins: bool) -> str:
        """Return text for a conjunction, where a stop word would be ignored, a capital at the beginning or not."""
        typed = query.original if isinstance(query, q.Synonyms) else query
        if isinstance(typed, q.Word) and typed.field is None:
            text = typed.text.lower() if begins and has_initial_capital(typed.text) else typed.text
            if is_droppable(text, self.droppable):
                return f"+{self.text(query)}"
        return self._in_list(query)


def _leaf_text(leaf: TextLeaf | Condition) -> str:
    match leaf:
        case q.DateRange(since, until):
            single = format_period(since, until) if since and until else None
            start, end = format_start(since) if since else "", format_end(until) if until else ""
            return f"date:{single or f'{start}..{end}'}"
        case q.Undated():
            return "date:none"
        case q.QualityRange(least, most):
            return f"{QUALITY_FIELD_NAME}:{format_quality(least, most)}"
        case q.Phrase(text, field):
            return f'{_field_prefix(field)}"{text}"'
        case q.Near(text, distance, field):
            return f'{_field_prefix(field)}"{text}"~{distance}'
        case q.Word(text, Field.URL):
            return f"url:{_escape_address(text)}"
        case q.Prefix(text, Field.URL):
            return f"url:{_escape_address(text)}*"
        case q.Word(text, field):
            return _with_field(_escape(text, field), field)
        case q.Prefix(text, field):
            return _with_field(f"{_escape(text, field)}*", field)
        case q.Wildcard(text, field):
            return _with_field(text, field)
        case q.Fuzzy(text, edits, field):
            return _with_field(f"{_escape(text, field)}~{edits}", field)
        case _:
            assert_never(leaf)


def _field_prefix(field: Field | None) -> str:
    return f"{field}:" if field else ""


def _with_field(text: str, field: Field | None) -> str:
    # An address goes on up to the next blank, so operators on one need parentheses.
    return f"url:({text})" if field is Field.URL else f"{_field_prefix(field)}{text}"


def _escape(text: str, field: Field | None) -> str:
    """Return a word with what would be read as syntax escaped."""
    plain = field in {None, Field.URL}  # alone or in parentheses, where operators and fields are read
    if plain and text in OPERATORS:
        return ESCAPE + text
    escaped = "".join(ESCAPE + char if char in _SPECIAL else char for char in text)
    escaped = _DOUBLED.sub(r"\\\g<0>", escaped)
    colon = next((position for position, char in enumerate(escaped) if char in COLONS), None)
    if plain and colon is not None and escaped[:colon].lower() in ALL_FIELD_NAMES:
        escaped = escaped[:colon] + ESCAPE + escaped[colon:]
    return ESCAPE + escaped if escaped[0] in SIGNS else escaped


def _escape_address(text: str) -> str:
    # Parentheses are part of the address where they are balanced and it does not begin with one.
    parens = BRACKETS if text[0] in BRACKETS or not _is_balanced(text) else set()
    escaped = "".join(ESCAPE + char if char in {ESCAPE, "^", "*"} | parens else char for char in text)
    return ESCAPE + escaped if escaped[0] in QUOTES | SIGNS else escaped


def _is_balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char in OPENING) - (char in CLOSING)
        if depth < 0:
            return False
    return depth == 0
