"""Which clauses stand between two brackets, and which operators join them?"""

from dataclasses import dataclass, field

from search.normalize import negation
from search.parser.lexer import Lead
from search.parser.options import Note
from search.query import Query


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

    lead: Lead
    context: str | None = None
    chains: list[list[list[Clause]]] = field(default_factory=list)
    waiting: tuple[int, str] | None = None
    denials: list[int] = field(default_factory=list)

    def operator(self, place: int, name: str, note: Note) -> None:
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
            clause = Clause(negation(clause.query))
        operator = self.waiting[1] if self.waiting else None
        if operator == "OR":
            self.chains[-1][-1].append(clause)
        elif operator == "AND":
            self.chains[-1].append([clause])
        else:
            self.chains.append([[clause]])
        self.waiting = None
        self.denials.clear()

    def end(self, note: Note) -> None:
        """No operand follows any more."""
        self._deny_nothing(note)
        if self.waiting:
            note(self.waiting[0], f"{self.waiting[1]} has nothing after it and was left out.")
            self.waiting = None

    def _deny_nothing(self, note: Note) -> None:
        for place in self.denials:
            note(place, "NOT has nothing after it and was left out.")
        self.denials.clear()
