"""How is a query tree written, so that parsing the text gives the tree again?"""

from dataclasses import dataclass
from typing import assert_never

from search.query.ranges import format_end, format_start, format_period, format_quality
from search.query.syntax import (
    BRACKETS,
    CLOSING,
    COLONS,
    ESCAPE,
    ALL_FIELD_NAMES,
    OPENING,
    OPERATORS,
    QUALITY_FIELD_NAME,
    QUOTES,
    SIGNS,
)
from search.query.tree import (
    And,
    Boost,
    DateRange,
    Field,
    Fuzzy,
    MatchAll,
    MatchNone,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    QualityRange,
    Query,
    Synonyms,
    Undated,
    Wildcard,
    Word,
)
from search.query.words import all_stop_words, ends_in_question_mark, is_droppable

_SPECIAL = BRACKETS | QUOTES | set("*?~^") | {ESCAPE}


def to_text(query: Query, droppable: frozenset[str] | None = None) -> str:
    """Query text whose tree, with `match=all`, is `normalize(query)`; synonyms are written as what was typed.

    `droppable` are the stop words of the language that the text will be read with. Among other words they are written
    with a `+`, and without `droppable` so are those of every language, which is always right and not always pretty.
    """
    return _Writer(all_stop_words() if droppable is None else droppable).text(query)


@dataclass(frozen=True, slots=True)
class _Writer:
    droppable: frozenset[str]

    def text(self, query: Query) -> str:
        match query:
            case And(children):
                return " ".join(self._member(child) for child in children)
            case Or(children):
                return " OR ".join(self._kept(child) for child in children)
            case Not(child):
                return f"-{self._operand(child)}"
            case Boost(child, factor):
                return f"{self._operand(child)}^{repr(factor).removesuffix('.0')}"
            case MatchAll():
                return "*"
            case MatchNone():
                return "-*"
            case Synonyms(original):
                return self.text(original)
            case (
                Word() | Phrase() | Near() | Prefix() | Wildcard() | Fuzzy() | DateRange() | Undated() | QualityRange()
            ):
                return _leaf(query)
            case _:
                assert_never(query)

    def _operand(self, query: Query) -> str:
        """Text that `-` and `^` can stand at."""
        compound = isinstance(query, And | Or | Not | Boost | MatchNone)
        return f"({self.text(query)})" if compound else self.text(query)

    def _kept(self, query: Query) -> str:
        """Text beside others, where a question mark at the end of a word would be taken for punctuation."""
        if isinstance(query, And | Or):
            return f"({self.text(query)})"
        question = isinstance(query, Wildcard) and query.field is None and ends_in_question_mark(query.text)
        return f"+{self.text(query)}" if question else self.text(query)

    def _member(self, query: Query) -> str:
        """Text in a conjunction, where a stop word would be left out."""
        typed = query.original if isinstance(query, Synonyms) else query
        dropped = isinstance(typed, Word) and typed.field is None and is_droppable(typed.text, self.droppable)
        return f"+{self.text(query)}" if dropped else self._kept(query)


def _leaf(leaf: Word | Phrase | Near | Prefix | Wildcard | Fuzzy | DateRange | Undated | QualityRange) -> str:
    match leaf:
        case DateRange(since, until):
            single = format_period(since, until) if since and until else None
            start, end = format_start(since) if since else "", format_end(until) if until else ""
            return f"date:{single or f'{start}..{end}'}"
        case Undated():
            return "date:none"
        case QualityRange(least, most):
            return f"{QUALITY_FIELD_NAME}:{format_quality(least, most)}"
        case Phrase(text, field):
            return f'{_name(field)}"{text}"'
        case Near(text, distance, field):
            return f'{_name(field)}"{text}"~{distance}'
        case Word(text, Field.URL):
            return f"url:{_address(text)}"
        case Prefix(text, Field.URL):
            return f"url:{_address(text)}*"
        case Word(text, field):
            return _in_field(_escaped(text, field), field)
        case Prefix(text, field):
            return _in_field(f"{_escaped(text, field)}*", field)
        case Wildcard(text, field):
            return _in_field(text, field)
        case Fuzzy(text, edits, field):
            return _in_field(f"{_escaped(text, field)}~{edits}", field)
        case _:
            assert_never(leaf)


def _name(field: Field | None) -> str:
    return f"{field}:" if field else ""


def _in_field(text: str, field: Field | None) -> str:
    # An address takes everything up to the next blank, so operators on one need brackets.
    return f"url:({text})" if field is Field.URL else f"{_name(field)}{text}"


def _escaped(text: str, field: Field | None) -> str:
    """A word with what would be read as something else marked as its own."""
    plain = field in {None, Field.URL}  # stands alone or in a bracket, where operators and fields are read
    if plain and text in OPERATORS:
        return ESCAPE + text
    marked = "".join(ESCAPE + char if char in _SPECIAL else char for char in text)
    colon = next((place for place, char in enumerate(marked) if char in COLONS), None)
    if plain and colon is not None and marked[:colon].lower() in ALL_FIELD_NAMES:
        marked = marked[:colon] + ESCAPE + marked[colon:]
    return ESCAPE + marked if marked[0] in SIGNS else marked


def _address(text: str) -> str:
    # Brackets are read as the address's own where they are balanced and none opens it.
    marked_too = BRACKETS if text[0] in BRACKETS or not _balanced(text) else set()
    marked = "".join(ESCAPE + char if char in {ESCAPE, "^", "*"} | marked_too else char for char in text)
    return ESCAPE + marked if marked[0] in QUOTES | SIGNS else marked


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char in OPENING) - (char in CLOSING)
        if depth < 0:
            return False
    return depth == 0
