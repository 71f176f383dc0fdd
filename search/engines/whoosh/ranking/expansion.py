"""Which terms of the dictionary does a slot of the query stand for?"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from search.engines.whoosh.fields import form_field, stem_field
from search.engines.whoosh.ranking.budget import Budget
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.terms import stem_term
from search.occurrences import like
from search.plan import Acronym, Begins, Close, Exact, Inflected, Like, Slot

PART = 20_000
"""Terms that are looked at between two looks at the clock."""


@dataclass(slots=True)
class Expansions:
    """Turns slots into terms, at most `limit` each; `cut` collects the patterns that stood for more.

    `languages` are those that live articles have. When the budget is spent the rest of the dictionary is left out.
    """

    snapshot: Snapshot
    languages: tuple[str | None, ...]
    limit: int
    budget: Budget
    cut: list[str] = field(default_factory=list)

    def terms(self, slot: Slot, name: str) -> list[tuple[str, str]]:
        """(field, term) pairs for a slot in an exact field such as `title` or `author`; alternatives of one another."""
        match slot:
            case Exact(term):
                return [(name, term)]
            case Inflected(word):
                terms = {stem_term(word, language) for language in self.languages}
                return [(stem_field(name), term) for term in terms]
            case Acronym(form):
                return [(form_field(name), form)]
            case Begins(prefix):
                return self._bounded(name, prefix + "*", self.snapshot.beginning(name, prefix))
            case Like(pattern):
                fits = like(pattern)
                head = re.split(r"[*?]", pattern, maxsplit=1)[0]
                candidates = self.snapshot.beginning(name, head) if head else self.snapshot.terms(name)
                return self._bounded(
                    name, pattern, [term for part in self._parts(candidates) for term in part if fits(term)]
                )
            case Close(word, edits):
                return self._bounded(name, f"{word}~{edits}", self.snapshot.near(name, word, edits))
            case _:
                assert_never(slot)

    def _bounded(self, name: str, pattern: str, terms: Iterable[str]) -> list[tuple[str, str]]:
        found = list(terms)
        if len(found) > self.limit:
            self.cut.append(pattern)
            found.sort(key=lambda term: 0 if self.budget.spent() else -self.snapshot.listed(name, term))
        return [(name, term) for term in found[: self.limit]]

    def _parts(self, terms: Sequence[str]) -> Iterator[Sequence[str]]:
        starts = range(0, len(terms), PART)
        return (terms[start : start + PART] for start in self.budget.while_open(starts))
