"""Here is one commit: what does it answer? Searches and suggestions, with the articles of the page read and marked."""

import time
from dataclasses import replace

import numpy as np

from search.analysis import fold
from search.engines.whoosh.index_reader import Snapshot
from search.engines.whoosh.ranking.ranker import Ranked, Ranking
from search.engines.whoosh.schema import TEXTS, stem_field, stem_term
from search.highlight.fragmenter import fragment_each, mark_title
from search.highlight.matcher import Match, match_each
from search.query.normalize import map_leaves
from search.query.printer import to_text
from search.query.terms import ExactTerm, StemTerm, resolve
from search.query.tree import TEXT_FIELDS, Leaf, Near, Phrase, Query, Synonyms, Word
from search.request import SearchRequest
from search.results import Hit, SearchResults, Suggestion
from search.settings import SearchSettings

# FOLDED: Nothing was found: is a word of the query misspelled, and how does the archive spell it?


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
        return map_leaves(query, self._leaf)

    def _leaf(self, leaf: Leaf) -> Query:
        if isinstance(leaf, Synonyms):
            better = self._leaf(leaf.original)
            return leaf if better == leaf.original else better
        if not isinstance(leaf, Word | Phrase | Near) or leaf.field not in TEXT_FIELDS:
            return leaf
        plan = resolve(leaf)
        typed, words = [], []
        for slot in plan.slots:
            if not isinstance(slot, ExactTerm | StemTerm):
                return leaf
            word = slot.term if isinstance(slot, ExactTerm) else slot.word
            typed.append(word)
            words.append(word if self._known(slot) else self._nearest(word) or word)
        return leaf if words == typed else replace(leaf, text=" ".join(words))

    def _known(self, slot: ExactTerm | StemTerm) -> bool:
        if isinstance(slot, ExactTerm):
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


class Answers:
    """The answers of one snapshot; it may be shared between threads."""

    def __init__(self, snapshot: Snapshot, settings: SearchSettings) -> None:
        self.snapshot = snapshot
        self._ranking = Ranking(snapshot, settings)

    def search(self, request: SearchRequest) -> SearchResults:
        """See `search.engine.Searcher`."""
        started = time.perf_counter()
        ranked = self.rank(request)
        return SearchResults(
            query=request.query,
            hits=self._hits(request, ranked),
            total=ranked.total,
            total_is_exact=ranked.total_is_exact,
            stats=self.snapshot.stats,
            facets=ranked.facets,
            histogram=ranked.histogram,
            next_cursor=ranked.next_cursor,
            notices=ranked.notices,
            suggestions=() if ranked.total else self._better(request),
            took=time.perf_counter() - started,
        )

    def rank(self, request: SearchRequest) -> Ranked:
        """What `search` does but for reading and marking the articles of the page."""
        return self._ranking.rank(request)

    def suggest(self, prefix: str, limit: int) -> list[Suggestion]:
        """See `search.engine.Searcher`."""
        start = fold(prefix).strip()
        if not start or limit < 1:
            return []
        words: set[str] = set().union(*(self.snapshot.beginning(name, start) for name in TEXTS))
        # No more articles have a word than its lists are long, so of most words the lists need not be read.
        most = {word: sum(self.snapshot.listed(name, word) for name in TEXTS) for word in words}
        found: list[Suggestion] = []
        for word in sorted(words, key=most.__getitem__, reverse=True):
            if len(found) == limit and most[word] < found[-1].articles:
                break
            docs = [self.snapshot.postings(name, word).docs for name in TEXTS]
            if articles := len(np.union1d(*docs)):
                found.append(Suggestion(word, articles))
                found.sort(key=lambda each: (-each.articles, each.text))
                del found[limit:]
        return found

    def _better(self, request: SearchRequest) -> tuple[str, ...]:
        better = corrected(self.snapshot, request.query)
        return () if better is None else (to_text(better),)

    def _hits(self, request: SearchRequest, ranked: Ranked) -> tuple[Hit, ...]:
        articles = [self.snapshot.article(doc) for doc in ranked.docs.tolist()]
        # An article that the matcher does not confirm is shown without marks rather than not at all.
        matches = [found or Match() for found in match_each(articles, request.query)]
        shown = fragment_each(articles, matches, limit=request.snippets, chars=request.snippet_chars)
        return tuple(
            Hit(article, score, mark_title(article, match), passages, len(match.text_marks))
            for article, score, match, passages in zip(articles, ranked.scores.tolist(), matches, shown, strict=True)
        )
