"""The searcher of one commit: results with highlights, spelling corrections and suggestions."""

import time
from dataclasses import replace

import numpy as np

from search.analysis import fold
from search.arrays import U32Array
from search.article import Article
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.marking import match_until
from search.engines.whoosh.ranking.ranker import Ranker, TopDocs
from search.engines.whoosh.schema import TEXTS
from search.engines.whoosh.similar import similar_query
from search.engines.whoosh.spelling import MAX_RARE_ARTICLES, correct_query
from search.highlight.fragmenter import fragment_each, mark_title
from search.message import Message
from search.query.options import Notice, NoticeCode
from search.query.printer import to_text
from search.request import SearchOptions, SearchRequest
from search.results import Hit, SearchResults, Suggestion
from search.settings import SearchSettings

_UNMARKED = Notice(
    0, Message("The search reached its time limit before the words were marked in all results."), NoticeCode.INCOMPLETE
)


MAX_COPIES = 5
"""The most copies of a hit that are read, the earliest."""

_NO_COPIES: U32Array = np.empty(0, np.uint32)


class WhooshSearcher:
    """Searches one commit. Safe to share between threads."""

    def __init__(self, index: IndexReader, settings: SearchSettings) -> None:
        self.index = index
        self._ranker, self._seconds = Ranker(index, settings), settings.time_limit_ms / 1000

    def search(self, request: SearchRequest) -> SearchResults:
        """See `search.engine.Searcher`."""
        started = time.perf_counter()
        request = replace(request, deadline=min(request.deadline, started + self._seconds))
        top = self.rank(request)
        results = top.results
        hits, are_marked = self._hits(request, top)
        has_time = time.perf_counter() < request.deadline
        return replace(
            results,
            hits=hits,
            suggestions=self._suggest_query(request) if has_time and results.total <= MAX_RARE_ARTICLES else (),
            notices=results.notices if are_marked else (*results.notices, _UNMARKED),
            deadline=request.deadline,
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

    def similar(self, article: Article, limit: int) -> list[Hit]:
        """See `search.engine.Searcher`."""
        query = similar_query(self.index, article)
        if query is None:
            return []
        request = SearchOptions(limit=limit + 1, snippets=1).request(query)
        hits, _ = self._hits(request, self.rank(request))
        return [hit for hit in hits if hit.article.id != article.id][:limit]

    def _suggest_query(self, request: SearchRequest) -> tuple[str, ...]:
        better = correct_query(self.index, request.query)
        return () if better is None else (to_text(better),)

    def _hits(self, request: SearchRequest, top: TopDocs) -> tuple[tuple[Hit, ...], bool]:
        """Return the hits of the page, and whether there was time to mark all of them."""
        articles = [self.index.article(doc) for doc in top.docs.tolist()]
        matches, are_marked = match_until(articles, request.query, request.deadline)
        fragments = fragment_each(articles, matches, limit=request.snippets, chars=request.snippet_chars)
        copies = top.copies or (_NO_COPIES,) * len(articles)
        hits = (
            Hit(
                article,
                score,
                mark_title(article, match),
                passages,
                len(match.text_marks),
                copies=tuple(self.index.article(doc) for doc in others[:MAX_COPIES].tolist()),
                copy_count=len(others),
            )
            for article, score, match, passages, others in zip(
                articles, top.scores.tolist(), matches, fragments, copies, strict=True
            )
        )
        return tuple(hits), are_marked
