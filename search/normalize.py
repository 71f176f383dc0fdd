"""Many trees ask the same question: which of them is the one that is kept?

The normal form, which the parser answers in and printing keeps:
- And and Or have two children or more, none of their own kind, and `*` and its opposite at most once each;
- Not stands on none of Not, Boost, `*` and its opposite (a score means nothing there);
- Boost stands on none of Boost, Not and the opposite of `*`, and its factor is not 1;
- patterns are what they look like: no `**`, a Prefix where the only wildcard is a star at the end;
- a date range has a bound and is not empty, a range of qualities lies between 0 and 100 and is not empty.
"""

import sys
from collections.abc import Iterable
from datetime import datetime

from search.periods import BEGIN
from search.quality import BEST
from search.query import (
    And,
    Boost,
    DateRange,
    Field,
    MatchAll,
    MatchNone,
    Not,
    Or,
    Prefix,
    QualityRange,
    Query,
    Undated,
    Wildcard,
)

MAX_FACTOR = 100.0


def normalize(query: Query) -> Query:
    """The same question in normal form. Idempotent; scores of what matches stay in proportion."""
    match query:
        case And(children):
            return conjunction(normalize(child) for child in children)
        case Or(children):
            return disjunction(normalize(child) for child in children)
        case Not(child):
            return negation(normalize(child))
        case Boost(child, factor):
            return boosted(normalize(child), factor)
        case Wildcard(text, field):
            return pattern(text, field)
        case DateRange(since, until):
            return dates(since, until)
        case QualityRange(least, most):
            return quality(least, most)
        case _:
            return query


def conjunction(children: Iterable[Query]) -> Query:
    """All of the children, which are in normal form; of none, every article."""
    flat = _flat(children, And)
    return And(flat) if len(flat) > 1 else flat[0] if flat else MatchAll()


def disjunction(children: Iterable[Query]) -> Query:
    """Any of the children, which are in normal form; of none, no article."""
    flat = _flat(children, Or)
    return Or(flat) if len(flat) > 1 else flat[0] if flat else MatchNone()


def negation(child: Query) -> Query:
    """What the child, in normal form, does not match."""
    match child:
        case Not(inner):
            return inner
        case Boost(inner, _):
            return negation(inner)
        case MatchAll():
            return MatchNone()
        case MatchNone():
            return MatchAll()
        case _:
            return Not(child)


def boosted(child: Query, factor: float) -> Query:
    """The child, in normal form, weighted; weights of weights multiply, within the range that can be written."""
    if isinstance(child, Boost):
        return boosted(child.child, min(max(child.factor * factor, sys.float_info.min), MAX_FACTOR))
    if factor == 1 or isinstance(child, Not | MatchNone):
        return child
    return Boost(child, factor)


def pattern(text: str, field: Field | None) -> Query:
    """The leaf for a text with wildcards; a lone star is every article or, with a field, every one that has it."""
    while "**" in text:
        text = text.replace("**", "*")
    if text == "*" and field is None:
        return MatchAll()
    head = text.removesuffix("*")
    if head and head != text and not set("*?") & set(head):
        return Prefix(head, field)
    return Wildcard(text, field)


def dates(since: datetime | None, until: datetime | None) -> Query:
    """The leaf for a span of time; without a bound, every article with a date."""
    if since is None and until is None:
        return Not(Undated())
    if until is not None and until <= (since or BEGIN):
        return MatchNone()
    return DateRange(since, until)


def quality(least: int, most: int) -> Query:
    """The leaf for a range of qualities in hundredths, as far as it lies between 0 and 100."""
    least, most = max(least, 0), min(most, BEST)
    return QualityRange(least, most) if least <= most else MatchNone()


def _flat(children: Iterable[Query], kind: type[And] | type[Or]) -> tuple[Query, ...]:
    flat: list[Query] = []
    for child in children:
        parts = child.children if isinstance(child, kind) else (child,)
        flat += (part for part in parts if not (isinstance(part, MatchAll | MatchNone) and part in flat))
    return tuple(flat)
