"""The time limit of a search over all that `search.service` asks of an engine for it."""

import time
from dataclasses import replace
from typing import Final

from search.article import Article
from search.engine import Searcher
from search.message import Message
from search.query.options import Notice, NoticeCode
from search.query.spellings import WordSpelling
from search.request import SearchRequest
from search.results import Hit, IndexStats, SearchResults, Suggestion

OUT_OF_TIME: Final = Notice(
    0,
    Message("The search reached its time limit before easier readings of it and partial matches were looked for."),
    NoticeCode.INCOMPLETE,
)


class OutOfTime(Exception):
    """The time of a search is over, and what was asked last cannot be answered."""


class DeadlineSearcher:
    """A searcher that answers until a time of `time.perf_counter()`, and then raises OutOfTime.

    It raises that also where a search found nothing because it was cut short: then nobody can tell whether there is
    anything.
    """

    def __init__(self, searcher: Searcher, deadline: float) -> None:
        self._searcher, self._deadline = searcher, deadline

    def search(self, request: SearchRequest) -> SearchResults:
        """See `search.engine.Searcher`."""
        self._check()
        results = self._searcher.search(replace(request, deadline=self._deadline))
        if not results.total and not results.total_is_exact:
            self._check()
        return results

    def get(self, article_id: str) -> Article | None:
        """See `search.engine.Searcher`."""
        return self._searcher.get(article_id)

    def suggest(self, prefix: str, limit: int) -> list[Suggestion]:
        """See `search.engine.Searcher`."""
        self._check()
        return self._searcher.suggest(prefix, limit)

    def similar(self, article: Article, limit: int) -> list[Hit]:
        """See `search.engine.Searcher`."""
        self._check()
        return self._searcher.similar(article, limit)

    def spelling(self, word: str) -> WordSpelling:
        """See `search.engine.Searcher`."""
        return self._searcher.spelling(word)

    def stats(self) -> IndexStats:
        """See `search.engine.Searcher`."""
        return self._searcher.stats()

    def _check(self) -> None:
        if time.perf_counter() >= self._deadline:
            raise OutOfTime
