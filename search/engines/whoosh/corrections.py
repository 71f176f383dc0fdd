"""Nothing was found: is a word of the query misspelled, and how does the archive spell it?"""

from dataclasses import replace

from search.engines.whoosh.fields import TEXTS, stem_field
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.terms import stem_term
from search.plan import Exact, Inflected, resolve
from search.query import And, Boost, Field, Near, Or, Phrase, Query, Synonyms, Word

SURE_LENGTH = 4
"""Characters from which one edit leaves a word recognisable; twice as many bear two."""


def corrected(snapshot: Snapshot, query: Query) -> Query | None:
    """The query with each word that no article has replaced by the commonest nearest one; None if none can be.

    Only words of title and text are looked at, and never those of an exclusion.
    """
    better = _Corrector(snapshot).query(query)
    return None if better == query else better


class _Corrector:
    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def query(self, query: Query) -> Query:
        match query:
            case Word() | Phrase() | Near():
                return self._leaf(query)
            case And(children):
                return And(tuple(map(self.query, children)))
            case Or(children):
                return Or(tuple(map(self.query, children)))
            case Boost(child, factor):
                return Boost(self.query(child), factor)
            case Synonyms(original):
                return self.query(original)
            case _:
                return query

    def _leaf(self, leaf: Word | Phrase | Near) -> Query:
        plan = resolve(leaf)
        if leaf.field not in (None, Field.TITLE):
            return leaf
        typed, words = [], []
        for slot in plan.slots:
            if not isinstance(slot, Exact | Inflected):
                return leaf
            word = slot.term if isinstance(slot, Exact) else slot.word
            typed.append(word)
            words.append(word if self._known(slot) else self._nearest(word) or word)
        return leaf if words == typed else replace(leaf, text=" ".join(words))

    def _known(self, slot: Exact | Inflected) -> bool:
        if isinstance(slot, Exact):
            return any(len(self._snapshot.postings(name, slot.term).docs) for name in TEXTS)
        terms = {stem_term(slot.word, language) for language in self._snapshot.languages}
        return any(len(self._snapshot.postings(stem_field(name), term).docs) for name in TEXTS for term in terms)

    def _nearest(self, word: str) -> str | None:
        for edits in range(1, min(2, len(word) // SURE_LENGTH) + 1):
            near = {term for name in TEXTS for term in self._snapshot.near(name, word, edits)}
            counted = [(self._articles(term), term) for term in near]
            if found := [pair for pair in counted if pair[0]]:
                return max(found)[1]
        return None

    def _articles(self, term: str) -> int:
        return sum(len(self._snapshot.postings(name, term).docs) for name in TEXTS)
