"""Here is one commit: what does it answer? Searches and suggestions, with the articles of the page read and marked."""

import time

import numpy as np

from search.analysis import fold
from search.engines.whoosh.corrections import corrected
from search.engines.whoosh.fields import TEXTS
from search.engines.whoosh.ranking.ranking import Ranked, Ranking
from search.engines.whoosh.snapshot import Snapshot
from search.matching import Match, match_each
from search.request import SearchRequest
from search.results import Hit, SearchResults, Suggestion
from search.settings import SearchSettings
from search.snippet import fragments_each, mark_title


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
        return () if better is None else (str(better),)

    def _hits(self, request: SearchRequest, ranked: Ranked) -> tuple[Hit, ...]:
        articles = [self.snapshot.article(doc) for doc in ranked.docs.tolist()]
        # An article that the matcher does not confirm is shown without marks rather than not at all.
        matches = [found or Match() for found in match_each(articles, request.query)]
        shown = fragments_each(articles, matches, limit=request.snippets, chars=request.snippet_chars)
        return tuple(
            Hit(article, score, mark_title(article, match), passages, len(match.text_marks))
            for article, score, match, passages in zip(articles, ranked.scores.tolist(), matches, shown, strict=True)
        )
