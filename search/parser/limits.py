"""How large is a tree, and what is left of one that is too large?"""

from collections.abc import Sequence

from search.normalize import boosted, conjunction, disjunction, negation
from search.query import And, Boost, MatchAll, MatchNone, Not, Or, Query


def leaf_count(query: Query) -> int:
    """How many leaves a search has to look up; every article and no article cost nothing."""
    match query:
        case And(children) | Or(children):
            return sum(leaf_count(child) for child in children)
        case Not(child) | Boost(child, _):
            return leaf_count(child)
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


def flattened(children: Sequence[Query], limit: int) -> tuple[Query, ...]:
    """The children, those as deep as `limit` replaced by their own; a negated one is left out, not turned round."""
    flat: list[Query] = []
    for child in children:
        inner = child.child if isinstance(child, Boost) else child
        if depth(inner) < limit:
            flat.append(child)
        elif isinstance(inner, And | Or):
            flat += inner.children
    return tuple(flat)


def first_leaves(query: Query, count: int) -> Query | None:
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
            return conjunction(kept) if isinstance(query, And) else disjunction(kept), room
        case Not(child):
            part, room = _taken(child, room)
            return (negation(part) if part is not None else None), room
        case Boost(child, factor):
            part, room = _taken(child, room)
            return (boosted(part, factor) if part is not None else None), room
        case MatchAll() | MatchNone():
            return query, room
        case _:
            return (query, room - 1) if room else (None, 0)
