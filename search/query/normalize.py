"""Many trees ask the same question: which of them is the one that is kept?

The normal form, which the parser answers in and printing keeps:
- And and Or have two children or more, none of their own kind, and `*` and its opposite at most once each;
- Not stands on none of Not, Boost, `*` and its opposite (a score means nothing there);
- Boost stands on none of Boost, Not and the opposite of `*`, and its factor is not 1;
- patterns are what they look like: no `**`, a Prefix where the only wildcard is a star at the end;
- a date range has a bound and is not empty, a range of qualities lies between 0 and 100 and is not empty.
"""

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime

from search.query.ranges import CALENDAR_START, MAX_QUALITY
from search.query.tree import (
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

MAX_BOOST = 100.0


def normalize(query: Query) -> Query:
    """The same question in normal form. Idempotent; scores of what matches stay in proportion."""
    match query:
        case And(children):
            return make_and(normalize(child) for child in children)
        case Or(children):
            return make_or(normalize(child) for child in children)
        case Not(child):
            return make_not(normalize(child))
        case Boost(child, factor):
            return make_boost(normalize(child), factor)
        case Wildcard(text, field):
            return make_wildcard(text, field)
        case DateRange(since, until):
            return make_date_range(since, until)
        case QualityRange(least, most):
            return make_quality_range(least, most)
        case _:
            return query


def make_and(children: Iterable[Query]) -> Query:
    """All of the children, which are in normal form; of none, every article."""
    flat = _flat(children, And)
    return And(flat) if len(flat) > 1 else flat[0] if flat else MatchAll()


def make_or(children: Iterable[Query]) -> Query:
    """Any of the children, which are in normal form; of none, no article."""
    flat = _flat(children, Or)
    return Or(flat) if len(flat) > 1 else flat[0] if flat else MatchNone()


def make_not(child: Query) -> Query:
    """What the child, in normal form, does not match."""
    match child:
        case Not(inner):
            return inner
        case Boost(inner, _):
            return make_not(inner)
        case MatchAll():
            return MatchNone()
        case MatchNone():
            return MatchAll()
        case _:
            return Not(child)


def make_boost(child: Query, factor: float) -> Query:
    """The child, in normal form, weighted; weights of weights multiply, within the range that can be written."""
    if isinstance(child, Boost):
        return make_boost(child.child, min(max(child.factor * factor, sys.float_info.min), MAX_BOOST))
    if factor == 1 or isinstance(child, Not | MatchNone):
        return child
    return Boost(child, factor)


def make_wildcard(text: str, field: Field | None) -> Query:
    """The leaf for a text with wildcards; a lone star is every article or, with a field, every one that has it."""
    while "**" in text:
        text = text.replace("**", "*")
    if text == "*" and field is None:
        return MatchAll()
    head = text.removesuffix("*")
    if head and head != text and not set("*?") & set(head):
        return Prefix(head, field)
    return Wildcard(text, field)


def make_date_range(since: datetime | None, until: datetime | None) -> Query:
    """The leaf for a span of time; without a bound, every article with a date."""
    if since is None and until is None:
        return Not(Undated())
    if until is not None and until <= (since or CALENDAR_START):
        return MatchNone()
    return DateRange(since, until)


def make_quality_range(least: int, most: int) -> Query:
    """The leaf for a range of qualities in hundredths, as far as it lies between 0 and 100."""
    least, most = max(least, 0), min(most, MAX_QUALITY)
    return QualityRange(least, most) if least <= most else MatchNone()


def _flat(children: Iterable[Query], kind: type[And] | type[Or]) -> tuple[Query, ...]:
    flat: list[Query] = []
    for child in children:
        parts = child.children if isinstance(child, kind) else (child,)
        flat += (part for part in parts if not (isinstance(part, MatchAll | MatchNone) and part in flat))
    return tuple(flat)


# FOLDED: How large is a tree, and what is left of one that is too large?


def count_leaves(query: Query) -> int:
    """How many leaves a search has to look up; every article and no article cost nothing."""
    match query:
        case And(children) | Or(children):
            return sum(count_leaves(child) for child in children)
        case Not(child) | Boost(child, _):
            return count_leaves(child)
        case MatchAll() | MatchNone():
            return 0
        case _:
            return 1


def depth(query: Query) -> int:
    """How many And and Or stand in each other, at most."""
    match query:
        case And(children) | Or(children):
            return 1 + max(depth(child) for child in children)
        case Not(child) | Boost(child, _):
            return depth(child)
        case _:
            return 0


def flatten(children: Sequence[Query], limit: int) -> tuple[Query, ...]:
    """The children, those as deep as `limit` replaced by their own; a negated one is left out, not turned round."""
    flat: list[Query] = []
    for child in children:
        inner = child.child if isinstance(child, Boost) else child
        if depth(inner) < limit:
            flat.append(child)
        elif isinstance(inner, And | Or):
            flat += inner.children
    return tuple(flat)


def truncate(query: Query, count: int) -> Query | None:
    """The tree with its first `count` leaves alone; None when nothing is left."""
    return _taken(query, count)[0]


def _taken(query: Query, room: int) -> tuple[Query | None, int]:
    """The tree with at most `room` leaves, and the room that is left."""
    match query:
        case And(children) | Or(children):
            kept: list[Query] = []
            for child in children:
                part, room = _taken(child, room)
                if part is not None:
                    kept.append(part)
            if not kept:
                return None, room
            return make_and(kept) if isinstance(query, And) else make_or(kept), room
        case Not(child):
            part, room = _taken(child, room)
            return (make_not(part) if part is not None else None), room
        case Boost(child, factor):
            part, room = _taken(child, room)
            return (make_boost(part, factor) if part is not None else None), room
        case MatchAll() | MatchNone():
            return query, room
        case _:
            return (query, room - 1) if room else (None, 0)
