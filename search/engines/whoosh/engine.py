"""The embedded engine: the port of `search.engine` over generations, snapshots and evaluation."""

import contextlib
import itertools
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.analysis import fold
from search.article import Article
from search.engine import IndexWriter
from search.engines.whoosh.errors import translated
from search.engines.whoosh.evaluation import Evaluation, Matches
from search.engines.whoosh.expansion import begins
from search.engines.whoosh.facets import count_values, having, histogram
from search.engines.whoosh.fields import TEXTS
from search.engines.whoosh.generations import Current, Generations
from search.engines.whoosh.ordering import after, cursor_after, keys, ordered
from search.engines.whoosh.segments import Ints
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.toc import create_index
from search.engines.whoosh.writer import ArticleWriter
from search.errors import IndexMissing
from search.matching import Match, match
from search.query import DateRange, Undated
from search.request import Facet, Filters, SearchRequest, Sort
from search.results import FacetCount, Hit, IndexStats, Notice, SearchResults, Suggestion
from search.settings import IndexSettings, SearchSettings
from search.snippet import fragments, mark_title

OPENING_ATTEMPTS = 10
"""How often a commit that is being replaced is looked for anew."""


class WhooshEngine:
    """An index in one folder. Threads share it; each call looks whether there is a new commit and searches that."""

    def __init__(self, folder: Path, index: IndexSettings, search: SearchSettings) -> None:
        self._generations = Generations(folder)
        self._index, self._search = index, search
        self._snapshot: Snapshot | None = None
        self._opening = threading.Lock()

    def search(self, request: SearchRequest) -> SearchResults:
        """See `search.engine.Searcher`."""
        started = time.perf_counter()
        return self._answer(request, self._latest(), started)

    def get(self, article_id: str) -> Article | None:
        """See `search.engine.Searcher`."""
        snapshot = self._latest()
        docs = snapshot.postings("id", article_id).docs
        return snapshot.article(int(docs[-1])) if len(docs) else None

    def suggest(self, prefix: str, limit: int) -> list[Suggestion]:
        """See `search.engine.Searcher`."""
        start = fold(prefix).strip()
        if not start:
            return []
        snapshot = self._latest()
        words: set[str] = set().union(*(begins(snapshot.terms(name), start) for name in TEXTS))
        counted = []
        for word in words:
            docs = [snapshot.postings(name, word).docs for name in TEXTS]
            counted.append(Suggestion(word, len(np.union1d(*docs))))
        counted = [found for found in counted if found.articles]
        return sorted(counted, key=lambda found: (-found.articles, found.text))[:limit]

    def stats(self) -> IndexStats:
        """See `search.engine.Searcher`."""
        return self._latest().stats

    @contextlib.contextmanager
    def writer(self) -> Iterator[IndexWriter]:
        """See `search.engine.Engine`."""
        generations = self._generations
        with generations.lock():
            with translated(generations.folder):
                try:
                    current = generations.current()
                    folder, commit, new = generations.path(current.generation), current.commit + 1, False
                except IndexMissing:
                    folder, commit, new = generations.create(), 1, True
            with self._session(folder, commit, new) as session:
                yield session

    @contextlib.contextmanager
    def rebuild(self) -> Iterator[IndexWriter]:
        """See `search.engine.Engine`."""
        generations = self._generations
        with generations.lock():
            with translated(generations.folder):
                folder = generations.create()
            with self._session(folder, 1, new=True) as session:
                yield session
            generations.retire(keep=folder.name)

    def close(self) -> None:
        """See `search.engine.Engine`."""
        # Files stay mapped for as long as a search that is under way needs them.
        self._snapshot = None

    @contextlib.contextmanager
    def _session(self, folder: Path, commit: int, new: bool) -> Iterator[IndexWriter]:
        session = None
        live = not new
        commits = itertools.count(commit)

        def publish() -> None:
            self._generations.publish(folder.name, next(commits))

        try:
            with translated(folder):
                if new:
                    create_index(folder)
                session = ArticleWriter(folder, self._index.merge_at)
            # What the caller's own block raises is the caller's, so it is not translated.
            yield session
            with translated(folder):
                session.commit(publish)
                live = True
                while session.merge(publish):
                    pass
        except BaseException:
            # Whatever ended the session, the last commit stands and the lock goes free.
            if session is not None:
                session.cancel()
            if not live:
                self._generations.discard(folder)
            raise

    def _latest(self) -> Snapshot:
        with translated(self._generations.folder):
            attempt = 0
            while True:
                attempt += 1
                current = self._generations.current()
                snapshot = self._snapshot
                if snapshot is not None and snapshot.current == current:
                    return snapshot
                try:
                    return self._opened(current)
                except FileNotFoundError:
                    # A commit took away what the one before had listed; its own list is there by now.
                    if attempt == OPENING_ATTEMPTS:
                        raise

    def _opened(self, current: Current) -> Snapshot:
        with self._opening:
            before = self._snapshot
            if before is None or before.current != current:
                same = before is not None and before.current.generation == current.generation
                folder = self._generations.path(current.generation)
                before = self._snapshot = Snapshot(folder, current, before if same else None)
            return before

    def _answer(self, request: SearchRequest, snapshot: Snapshot, started: float) -> SearchResults:
        evaluation = Evaluation(snapshot, self._search)
        matches = evaluation.matches(request.query)
        found = _filtered(evaluation, matches, request.filters)
        columns = keys(snapshot, found, request.sort)
        order = ordered(columns)
        if request.collapse:
            order = _first_of_each(snapshot.words[found.docs], order)
        rest = after(columns, order, request.cursor, request.sort) if request.cursor else order[request.offset :]
        page = rest[: request.limit]
        docs = found.docs[order]
        more = len(rest) > len(page) and len(page) > 0
        return SearchResults(
            query=request.query,
            hits=tuple(self._hit(snapshot, request, found, int(number)) for number in page),
            total=len(order),
            total_is_exact=not evaluation.expansions.cut,
            stats=snapshot.stats,
            facets={facet: self._facet(evaluation, matches, request, facet) for facet in request.facets},
            histogram=histogram(snapshot, docs, request.histogram) if request.histogram else None,
            next_cursor=cursor_after(columns, int(page[-1]), request.sort) if more else None,
            notices=tuple(
                Notice(0, f"{pattern} stands for too many words; the {self._search.max_expansions:,} commonest count.")
                for pattern in dict.fromkeys(evaluation.expansions.cut)
            ),
            took=time.perf_counter() - started,
        )

    def _hit(self, snapshot: Snapshot, request: SearchRequest, found: Matches, number: int) -> Hit:
        article = snapshot.article(int(found.docs[number]))
        # An article that the matcher does not confirm is shown without marks rather than not at all.
        marked = match(article, request.query) or Match()
        score = float(found.scores[number]) if request.sort is Sort.RELEVANCE else 0.0
        shown = fragments(article, marked, limit=request.snippets, chars=request.snippet_chars)
        return Hit(article, score, mark_title(article, marked), shown, len(marked.text))

    def _facet(
        self, evaluation: Evaluation, matches: Matches, request: SearchRequest, facet: Facet
    ) -> tuple[FacetCount, ...]:
        others = {name: values for name, values in request.filters.values.items() if name is not facet}
        found = _filtered(evaluation, matches, replace(request.filters, values=others))
        return count_values(evaluation.snapshot, facet, found.docs, request.facet_size)


def _filtered(evaluation: Evaluation, matches: Matches, filters: Filters) -> Matches:
    keep = np.ones(len(evaluation.snapshot.live), bool)
    if filters.undated:
        _keep_only(keep, evaluation.matches(Undated()).docs)
    elif filters.since is not None or filters.until is not None:
        _keep_only(keep, evaluation.matches(DateRange(filters.since, filters.until)).docs)
    for facet, values in filters.values.items():
        if values:
            _keep_only(keep, having(evaluation.snapshot, facet, values))
    chosen = keep[matches.docs]
    return Matches(matches.docs[chosen], matches.scores[chosen])


def _keep_only(keep: NDArray[np.bool_], docs: Ints) -> None:
    inside = np.zeros_like(keep)
    inside[docs] = True
    keep &= inside


def _first_of_each(words: NDArray[np.uint64], order: Ints) -> Ints:
    _, first = np.unique(words[order], return_index=True)
    return order[np.sort(first)]
