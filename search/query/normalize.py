"""The normal form of query trees, its constructors, and the changes of trees that keep it.

The parser returns trees in normal form, and printing keeps it:
- And and Or have two children or more, none of their own kind, and MatchAll and MatchNone at most once each;
- Not is never around Not, Boost, MatchAll or MatchNone (a score means nothing there);
- Boost is never around Boost, Not or MatchNone, and its factor is not 1;
- patterns are what they look like: no `**`, a Prefix where the only wildcard is a star at the end;
- a date range has a bound and is not empty, a range of qualities lies between 0 and 100 and is not empty.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import count
from typing import overload

from search.query import tree as q
from search.query.ranges import CALENDAR_START, MAX_QUALITY
from search.query.tree import Query, iter_leaves

MAX_BOOST = 100.0


def normalize(query: Query) -> Query:
    """Return the same question in normal form. Idempotent; scores of what matches stay in proportion."""
    return map_leaves(query, _normal_leaf, under_not=True)


def _normal_leaf(leaf: q.Leaf) -> Query:
    match leaf:
        case q.Wildcard(text, field):
            return make_wildcard(text, field)
        case q.DateRange(since, until):
            return make_date_range(since, until)
        case q.QualityRange(least, most):
            return make_quality_range(least, most)
        case _:
            return leaf


@overload
def map_leaves(query: Query, change: Callable[[q.Leaf], Query], *, under_not: bool = False) -> Query: ...
@overload
def map_leaves(query: Query, change: Callable[[q.Leaf], Query | None], *, under_not: bool = False) -> Query | None: ...
def map_leaves(query: Query, change: Callable[[q.Leaf], Query | None], *, under_not: bool = False) -> Query | None:
    """Return the tree, in normal form, with each leaf replaced by what `change` returns for it, from left to right.

    A leaf for which that is None is dropped, and so is a node that loses all its children. Exclusions stay as they are
    unless `under_not`: to exclude more would lose articles.
    """
    match query:
        case q.And(children) | q.Or(children):
            changed = [map_leaves(child, change, under_not=under_not) for child in children]
            rest = [child for child in changed if child is not None]
            if changed and not rest:
                return None
            return make_and(rest) if isinstance(query, q.And) else make_or(rest)
        case q.MostOf(children, share, least):
            changed = [map_leaves(child, change, under_not=under_not) for child in children]
            return make_most_of([child for child in changed if child is not None], share, least) if changed else query
        case q.Not(child):
            part = map_leaves(child, change, under_not=True) if under_not else child
            return None if part is None else make_not(part)
        case q.Boost(child, factor):
            part = map_leaves(child, change, under_not=under_not)
            return None if part is None else make_boost(part, factor)
        case q.MatchAll() | q.MatchNone():
            return query
        case _:
            return change(query)


def make_and(children: Iterable[Query]) -> Query:
    """Return all of the children, which are in normal form; of none, MatchAll."""
    flat = _merge_nested(children, q.And)
    return q.And(flat) if len(flat) > 1 else flat[0] if flat else q.MatchAll()


def make_or(children: Iterable[Query]) -> Query:
    """Return any of the children, which are in normal form; of none, MatchNone."""
    flat = _merge_nested(children, q.Or)
    return q.Or(flat) if len(flat) > 1 else flat[0] if flat else q.MatchNone()


def make_most_of(children: Sequence[Query], share: float, least: int) -> Query:
    """Return most of the children, which are in normal form; of a single one, that one; of none, MatchNone."""
    if len(children) > 1:
        return q.MostOf(tuple(children), share, min(least, len(children)))
    return children[0] if children else q.MatchNone()


def make_not(child: Query) -> Query:
    """Return what the child, in normal form, does not match."""
    match child:
        case q.Not(inner):
            return inner
        case q.Boost(inner, _):
            return make_not(inner)
        case q.MatchAll():
            return q.MatchNone()
        case q.MatchNone():
            return q.MatchAll()
        case _:
            return q.Not(child)


def make_boost(child: Query, factor: float) -> Query:
    """Return the child, in normal form, weighted; boosts of boosts multiply, within the range that can be written."""
    if isinstance(child, q.Boost):
        return make_boost(child.child, min(max(child.factor * factor, sys.float_info.min), MAX_BOOST))
    if factor == 1 or isinstance(child, q.Not | q.MatchNone):
        return child
    return q.Boost(child, factor)


def make_wildcard(text: str, field: q.Field | None) -> Query:
    """Return the leaf for a pattern; a lone star is every article or, with a field, every one that has the field."""
    while "**" in text:
        text = text.replace("**", "*")
    if text == "*" and field is None:
        return q.MatchAll()
    head = text.removesuffix("*")
    if head and head != text and not set("*?") & set(head):
        return q.Prefix(head, field)
    return q.Wildcard(text, field)


def make_date_range(since: datetime | None, until: datetime | None) -> Query:
    """Return the leaf for a span of time; without a bound, every article with a date."""
    if since is None and until is None:
        return q.Not(q.Undated())
    if until is not None and until <= (since or CALENDAR_START):
        return q.MatchNone()
    return q.DateRange(since, until)


def make_quality_range(least: int, most: int) -> Query:
    """Return the leaf for a range of qualities in hundredths, clipped to 0 to 100."""
    least, most = max(least, 0), min(most, MAX_QUALITY)
    return q.QualityRange(least, most) if least <= most else q.MatchNone()


def _merge_nested(children: Iterable[Query], kind: type[q.And] | type[q.Or]) -> tuple[Query, ...]:
    flat: list[Query] = []
    for child in children:
        parts = child.children if isinstance(child, kind) else (child,)
        flat += (part for part in parts if not (isinstance(part, q.MatchAll | q.MatchNone) and part in flat))
    return tuple(flat)


# The limits of a tree: the number of its leaves and its depth.


def count_leaves(query: Query) -> int:
    """Return how many leaves a search has to look up; MatchAll and MatchNone cost nothing."""
    return sum(1 for _ in iter_leaves(query))


def truncate(query: Query, limit: int) -> Query | None:
    """Return the tree with only its first `limit` leaves; None when nothing is left."""
    numbers = count()
    return map_leaves(query, lambda leaf: leaf if next(numbers) < limit else None, under_not=True)


def depth(query: Query) -> int:
    """Return how deep And and Or are nested, at most."""
    match query:
        case q.And(children) | q.Or(children) | q.MostOf(children):
            return 1 + max(depth(child) for child in children)
        case q.Not(child) | q.Boost(child, _):
            return depth(child)
        case _:
            return 0


def flatten(children: Sequence[Query], limit: int) -> tuple[Query, ...]:
    """Return the children, those `limit` deep replaced by their own; a negated one is dropped, not turned round."""
    flat: list[Query] = []
    for child in children:
        inner = child.child if isinstance(child, q.Boost) else child
        if depth(inner) < limit:
            flat.append(child)
        elif isinstance(inner, q.And | q.Or):
            flat += inner.children
    return tuple(flat)
