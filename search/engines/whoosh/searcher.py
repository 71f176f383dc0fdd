"""The searcher of one commit: results with highlights, spelling corrections and suggestions."""

import time
from dataclasses import replace

import numpy as np

from search.analysis import fold
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.ranking.ranker import Ranker, TopDocs
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

MIN_CHARS_PER_EDIT = 4
"""Characters from which on one edit leaves a word recognisable; twice as many allow two."""


def correct_query(index: IndexReader, query: Query) -> Query | None:
    """Return the query with each word that no article has replaced by the most frequent nearest one.

    None if no word can be replaced. Only words of title and text are corrected, and never those of an exclusion.
    """
    better = _Corrector(index).query(query)
    return None if better == query else better


class _Corrector:
    def __init__(self, index: IndexReader) -> None:
        self._index = index

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
        for test in plan.slots:
            if not isinstance(test, ExactTerm | StemTerm):
                return leaf
            word = test.term if isinstance(test, ExactTerm) else test.word
            typed.append(word)
            words.append(word if self._is_known(test) else self._nearest(word) or word)
        return leaf if words == typed else replace(leaf, text=" ".join(words))

    def _is_known(self, test: ExactTerm | StemTerm) -> bool:
        if isinstance(test, ExactTerm):
            return any(len(self._index.postings(name, test.term).docs) for name in TEXTS)
        terms = {stem_term(test.word, language) for language in self._index.languages}
        return any(len(self._index.postings(stem_field(name), term).docs) for name in TEXTS for term in terms)

    def _nearest(self, word: str) -> str | None:
        for edits in range(1, min(2, len(word) // MIN_CHARS_PER_EDIT) + 1):
            near = {term for name in TEXTS for term in self._index.terms_within(name, word, edits)}
            counted = [(self._article_count(term), term) for term in near]
            if found := [pair for pair in counted if pair[0]]:
                return max(found)[1]
        return None

    def _article_count(self, term: str) -> int:
        return sum(len(self._index.postings(name, term).docs) for name in TEXTS)


class WhooshSearcher:
    """Searches one commit. Safe to share between threads."""

    def __init__(self, index: IndexReader, settings: SearchSettings) -> None:
        self.index = index
        self._ranker = Ranker(index, settings)

    def search(self, request: SearchRequest) -> SearchResults:
        """See `search.engine.Searcher`."""
        started = time.perf_counter()
        top = self.rank(request)
        return replace(
            top.results,
            hits=self._hits(request, top),
            suggestions=() if top.results.total else self._suggest_query(request),
            took=time.perf_counter() - started,
        )

    def rank(self, request: SearchRequest) -> TopDocs:
        """Rank a request as `search` does, without reading and highlighting the articles of the page."""
        return self._ranker.rank(request)

    def suggest(self, prefix: str, limit: int) -> list[Suggestion]:
        """See `search.engine.Searcher`."""
        start = fold(prefix).strip()
        if not start or limit < 1:
            return []
        words: set[str] = set().union(*(self.index.terms_with_prefix(name, start) for name in TEXTS))
        # No more articles have a word than its doc frequencies say, so the lists of most words need not be read.
        max_articles = {word: sum(self.index.doc_frequency(name, word) for name in TEXTS) for word in words}
        found: list[Suggestion] = []
        for word in sorted(words, key=max_articles.__getitem__, reverse=True):
            if len(found) == limit and max_articles[word] < found[-1].articles:
                break
            docs = [self.index.postings(name, word).docs for name in TEXTS]
            if articles := len(np.union1d(*docs)):
                found.append(Suggestion(word, articles))
                found.sort(key=lambda each: (-each.articles, each.text))
                del found[limit:]
        return found

    def _suggest_query(self, request: SearchRequest) -> tuple[str, ...]:
        better = correct_query(self.index, request.query)
        return () if better is None else (to_text(better),)

    def _hits(self, request: SearchRequest, top: TopDocs) -> tuple[Hit, ...]:
        articles = [self.index.article(doc) for doc in top.docs.tolist()]
        # An article that the matcher does not confirm is shown without marks rather than left out.
        matches = [found or Match() for found in match_each(articles, request.query)]
        fragments = fragment_each(articles, matches, limit=request.snippets, chars=request.snippet_chars)
        return tuple(
            Hit(article, score, mark_title(article, match), passages, len(match.text_marks))
            for article, score, match, passages in zip(articles, top.scores.tolist(), matches, fragments, strict=True)
        )
