"""What do the clauses of a group ask together? OR binds tighter than a blank, which is AND, or OR with `match=any`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from search.conditions import asks_for_words
from search.normalize import conjunction, disjunction
from search.parser.groups import Clause, Group
from search.parser.limits import depth, flattened
from search.parser.options import Match, Note, ParseOptions
from search.query import MatchAll, Query


@dataclass(frozen=True, slots=True)
class _Chain:
    """What stands between two blanks."""

    query: Query
    forced: bool
    droppable: bool


def combined(group: Group, options: ParseOptions, note: Note) -> Query | None:
    """The tree of a group that has ended, within the limit of depth; None when nothing in it is left to search for."""
    join = _Join(group.lead.start, options.max_depth, note)
    chains = [chain for links in group.chains if (chain := _chain(links, join)) is not None]
    if any(not chain.droppable and asks_for_words(chain.query) for chain in chains):
        chains = [chain for chain in chains if not chain.droppable]
    if options.match is Match.ALL:
        return join.all([chain.query for chain in chains])
    # Words are optional beside each other; what was demanded or forbidden, and conditions on other fields, always hold.
    forced = [chain.query for chain in chains if chain.forced]
    free = [chain.query for chain in chains if not chain.forced]
    words = [query for query in free if asks_for_words(query)]
    conditions = [query for query in free if not asks_for_words(query)]
    pool = join.any([*words, MatchAll()] if forced and words else words)
    return join.all([*forced, *([pool] if pool is not None else []), *conditions])


@dataclass(frozen=True, slots=True)
class _Join:
    """Puts trees together so that they stay within the limit of depth."""

    start: int
    limit: int
    note: Note

    def all(self, children: list[Query]) -> Query | None:
        return self._joined(children, conjunction)

    def any(self, children: list[Query]) -> Query | None:
        return self._joined(children, disjunction)

    def _joined(self, children: list[Query], kind: Callable[[Iterable[Query]], Query]) -> Query | None:
        if len(children) < 2:
            return children[0] if children else None
        whole = kind(children)
        if depth(whole) <= self.limit:
            return whole
        self.note(self.start, f"Brackets deeper than {self.limit} were read as if they were not there.")
        flat = flattened(children, self.limit)
        return kind(flat) if flat else None


def _chain(links: list[list[Clause]], join: _Join) -> _Chain | None:
    alternatives = [join.any([clause.query for clause in link if clause.query is not None]) for link in links]
    query = join.all([alternative for alternative in alternatives if alternative is not None])
    if query is None:
        return None
    only = links[0][0] if len(links) == 1 and len(links[0]) == 1 else Clause(query)
    return _Chain(query, only.forced, only.droppable)
