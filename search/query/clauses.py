"""Which clauses stand between two brackets, and which operators join them?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from search.query.lexer import TokenPrefix
from search.query.normalize import make_and, depth, make_or, flatten, make_not
from search.query.options import MatchMode, AddNotice, ParseOptions
from search.query.tree import MatchAll, Query, has_text_terms


@dataclass(frozen=True, slots=True)
class Clause:
    """One operand. `forced`: it has a `+`. `droppable`: a stop word that may be left out. No query: was left out."""

    query: Query | None
    forced: bool = False
    droppable: bool = False


@dataclass(slots=True)
class Group:
    """What has been read between two brackets so far.

    `chains` are what blanks part, each of links that AND joins, each of clauses that OR joins. `context` is the field
    that holds for the words within and `lead` what stands before the bracket. `waiting` is the operator that waits for
    its second operand, `denials` are the places of NOT before it.
    """

    lead: TokenPrefix
    context: str | None = None
    chains: list[list[list[Clause]]] = field(default_factory=list)
    waiting: tuple[int, str] | None = None
    denials: list[int] = field(default_factory=list)

    def operator(self, place: int, name: str, note: AddNotice) -> None:
        """Take AND, OR or NOT; one that has nothing to work on is left out."""
        if name == "NOT":
            self.denials.append(place)
            return
        self._deny_nothing(note)
        if self.waiting or not self.chains:
            note(place, f"{name} has nothing before it and was left out.")
        else:
            self.waiting = (place, name)

    def add(self, clause: Clause) -> None:
        """Take an operand."""
        clause = Clause(clause.query, clause.forced, clause.droppable and not self.waiting and not self.denials)
        if len(self.denials) % 2 and clause.query is not None:
            clause = Clause(make_not(clause.query))
        operator = self.waiting[1] if self.waiting else None
        if operator == "OR":
            self.chains[-1][-1].append(clause)
        elif operator == "AND":
            self.chains[-1].append([clause])
        else:
            self.chains.append([[clause]])
        self.waiting = None
        self.denials.clear()

    def end(self, note: AddNotice) -> None:
        """No operand follows any more."""
        self._deny_nothing(note)
        if self.waiting:
            note(self.waiting[0], f"{self.waiting[1]} has nothing after it and was left out.")
            self.waiting = None

    def _deny_nothing(self, note: AddNotice) -> None:
        for place in self.denials:
            note(place, "NOT has nothing after it and was left out.")
        self.denials.clear()


# FOLDED: What do the clauses of a group ask together? OR binds tighter than a blank, which is AND, or OR with `match=any`.


@dataclass(frozen=True, slots=True)
class _Chain:
    """What stands between two blanks."""

    query: Query
    forced: bool
    droppable: bool


def build_tree(group: Group, options: ParseOptions, note: AddNotice) -> Query | None:
    """The tree of a group that has ended, within the limit of depth; None when nothing in it is left to search for."""
    join = _Join(group.lead.start, options.max_depth, note)
    chains = [chain for links in group.chains if (chain := _chain(links, join)) is not None]
    if any(not chain.droppable and has_text_terms(chain.query) for chain in chains):
        chains = [chain for chain in chains if not chain.droppable]
    if options.match is MatchMode.ALL:
        return join.all([chain.query for chain in chains])
    # Words are optional beside each other; what was demanded or forbidden, and conditions on other fields, always hold.
    forced = [chain.query for chain in chains if chain.forced]
    free = [chain.query for chain in chains if not chain.forced]
    words = [query for query in free if has_text_terms(query)]
    conditions = [query for query in free if not has_text_terms(query)]
    pool = join.any([*words, MatchAll()] if forced and words else words)
    return join.all([*forced, *([pool] if pool is not None else []), *conditions])


@dataclass(frozen=True, slots=True)
class _Join:
    """Puts trees together so that they stay within the limit of depth."""

    start: int
    limit: int
    note: AddNotice

    def all(self, children: list[Query]) -> Query | None:
        return self._joined(children, make_and)

    def any(self, children: list[Query]) -> Query | None:
        return self._joined(children, make_or)

    def _joined(self, children: list[Query], kind: Callable[[Iterable[Query]], Query]) -> Query | None:
        if len(children) < 2:
            return children[0] if children else None
        whole = kind(children)
        if depth(whole) <= self.limit:
            return whole
        self.note(self.start, f"Brackets deeper than {self.limit} were read as if they were not there.")
        flat = flatten(children, self.limit)
        return kind(flat) if flat else None


def _chain(links: list[list[Clause]], join: _Join) -> _Chain | None:
    alternatives = [join.any([clause.query for clause in link if clause.query is not None]) for link in links]
    query = join.all([alternative for alternative in alternatives if alternative is not None])
    if query is None:
        return None
    only = links[0][0] if len(links) == 1 and len(links[0]) == 1 else Clause(query)
    return _Chain(query, only.forced, only.droppable)
