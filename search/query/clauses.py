"""The clauses of a group (all that is between two parentheses, or the whole query), and the tree that they make.

OR binds tighter than a blank, and a blank means AND, or OR with `match=any`: `a b OR c` is `And((a, Or((b, c))))`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from search.message import Message
from search.query.lexer import TokenPrefix
from search.query.normalize import depth, flatten, make_and, make_not, make_or
from search.query.options import AddNotice, MatchMode, ParseOptions
from search.query.tree import MatchAll, Query, has_text_terms


@dataclass(frozen=True, slots=True)
class Clause:
    """One operand. `required`: it has a `+`. `droppable`: a stop word that may be ignored. No query: it was ignored."""

    query: Query | None
    required: bool = False
    droppable: bool = False


@dataclass(slots=True)
class Group:
    """What has been read of a group so far.

    `chains` are separated by blanks; each has links that AND joins, and each link has clauses that OR joins: `a b OR c`
    has the chains `[[a]]` and `[[b, c]]`, and `a AND b` the one chain `[[a], [b]]`. `context` is the field that holds
    for the words within and `prefix` what precedes the parenthesis. `pending` is the operator that waits for its second
    operand, with its position; `nots` are the positions of NOT before that operand.
    """

    prefix: TokenPrefix
    context: str | None = None
    chains: list[list[list[Clause]]] = field(default_factory=list)
    pending: tuple[int, str] | None = None
    nots: list[int] = field(default_factory=list)

    def add_operator(self, position: int, name: str, note: AddNotice) -> None:
        """Add AND, OR or NOT; one without an operand is ignored with a notice."""
        if name == "NOT":
            self.nots.append(position)
            return
        self._note_unused_nots(note)
        if self.pending or not self.chains:
            note(position, Message("%(operator)s has nothing before it and was ignored.", operator=name))
        else:
            self.pending = (position, name)

    def add(self, clause: Clause) -> None:
        """Add an operand."""
        clause = Clause(clause.query, clause.required, clause.droppable and not self.pending and not self.nots)
        if len(self.nots) % 2 and clause.query is not None:
            clause = Clause(make_not(clause.query))
        operator = self.pending[1] if self.pending else None
        if operator == "OR":
            self.chains[-1][-1].append(clause)
        elif operator == "AND":
            self.chains[-1].append([clause])
        else:
            self.chains.append([[clause]])
        self.pending = None
        self.nots.clear()

    def end(self, note: AddNotice) -> None:
        """Finish the group: no operand follows."""
        self._note_unused_nots(note)
        if self.pending:
            note(
                self.pending[0], Message("%(operator)s has nothing after it and was ignored.", operator=self.pending[1])
            )
            self.pending = None

    def _note_unused_nots(self, note: AddNotice) -> None:
        for position in self.nots:
            note(position, Message("%(operator)s has nothing after it and was ignored.", operator="NOT"))
        self.nots.clear()


@dataclass(frozen=True, slots=True)
class _Chain:
    """What is between two blanks, as one tree."""

    query: Query
    required: bool
    droppable: bool


def build_tree(group: Group, options: ParseOptions, note: AddNotice) -> Query | None:
    """Return the tree of a finished group, within the limit of depth; None when nothing in it is left to search for."""
    joiner = _Joiner(group.prefix.start, options.max_depth, note)
    chains = [chain for links in group.chains if (chain := _chain(links, joiner)) is not None]
    if any(not chain.droppable and has_text_terms(chain.query) for chain in chains):
        chains = [chain for chain in chains if not chain.droppable]
    if options.match is MatchMode.ALL:
        return joiner.all([chain.query for chain in chains])
    # Any of the words is enough; required and excluded clauses, and conditions on other fields, always hold.
    required = [chain.query for chain in chains if chain.required]
    free = [chain.query for chain in chains if not chain.required]
    words = [query for query in free if has_text_terms(query)]
    conditions = [query for query in free if not has_text_terms(query)]
    pool = joiner.any([*words, MatchAll()] if required and words else words)
    return joiner.all([*required, *([pool] if pool is not None else []), *conditions])


@dataclass(frozen=True, slots=True)
class _Joiner:
    """Joins trees within the limit of depth."""

    start: int
    limit: int
    note: AddNotice

    def all(self, children: list[Query]) -> Query | None:
        return self._join(children, make_and)

    def any(self, children: list[Query]) -> Query | None:
        return self._join(children, make_or)

    def _join(self, children: list[Query], kind: Callable[[Iterable[Query]], Query]) -> Query | None:
        if len(children) < 2:
            return children[0] if children else None
        whole = kind(children)
        if depth(whole) <= self.limit:
            return whole
        self.note(self.start, Message("Parentheses nested more than %(limit)s deep were ignored.", limit=self.limit))
        flat = flatten(children, self.limit)
        return kind(flat) if flat else None


def _chain(links: list[list[Clause]], joiner: _Joiner) -> _Chain | None:
    alternatives = [joiner.any([clause.query for clause in link if clause.query is not None]) for link in links]
    query = joiner.all([alternative for alternative in alternatives if alternative is not None])
    if query is None:
        return None
    only = links[0][0] if len(links) == 1 and len(links[0]) == 1 else Clause(query)
    return _Chain(query, only.required, only.droppable)
