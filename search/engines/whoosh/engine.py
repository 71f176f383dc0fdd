"""The embedded engine: the port of `search.engine` over generations, snapshots and evaluation."""

import contextlib
import itertools
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from search.analysis import fold
from search.article import Article
from search.engine import IndexWriter
from search.engines.whoosh.corrections import corrected
from search.engines.whoosh.errors import translated
from search.engines.whoosh.fields import TEXTS
from search.engines.whoosh.generations import Current, Generations
from search.engines.whoosh.ranking.ranking import Ranked, Ranking
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.toc import create_index, read_toc, remove_old_files
from search.engines.whoosh.writer import ArticleWriter
from search.errors import IndexMissing
from search.matching import Match, match
from search.request import SearchRequest
from search.results import Hit, IndexStats, SearchResults, Suggestion
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
        self._ranking: Ranking | None = None
        self._opening = threading.Lock()

    def search(self, request: SearchRequest) -> SearchResults:
        """See `search.engine.Searcher`."""
        started = time.perf_counter()
        ranking = self._ranker()
        ranked = ranking.rank(request)
        found = zip(ranked.docs.tolist(), ranked.scores.tolist(), strict=True)
        return SearchResults(
            query=request.query,
            hits=tuple(self._hit(ranking.snapshot, request, doc, score) for doc, score in found),
            total=ranked.total,
            total_is_exact=ranked.total_is_exact,
            stats=ranking.snapshot.stats,
            facets=ranked.facets,
            histogram=ranked.histogram,
            next_cursor=ranked.next_cursor,
            notices=ranked.notices,
            suggestions=() if ranked.total else self._suggestions(ranking.snapshot, request),
            took=time.perf_counter() - started,
        )

    def _suggestions(self, snapshot: Snapshot, request: SearchRequest) -> tuple[str, ...]:
        better = corrected(snapshot, request.query)
        return () if better is None else (str(better),)

    def rank(self, request: SearchRequest) -> Ranked:
        """What `search` does but for reading and marking the articles of the page."""
        return self._ranker().rank(request)

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
        words: set[str] = set().union(*(snapshot.beginning(name, start) for name in TEXTS))
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

    def clean_up(self) -> int:
        """See `search.engine.Engine`."""
        generations = self._generations
        with generations.lock(), translated(generations.folder):
            before = generations.files()
            try:
                folder = generations.path(generations.current().generation)
            except IndexMissing:
                return 0
            generations.clean_up(keep=folder.name)
            remove_old_files(folder, read_toc(folder))
            return len(before - generations.files())

    def close(self) -> None:
        """See `search.engine.Engine`."""
        # Files stay mapped for as long as a search that is under way needs them.
        self._snapshot = self._ranking = None

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

    def _ranker(self) -> Ranking:
        snapshot = self._latest()
        ranking = self._ranking
        if ranking is None or ranking.snapshot is not snapshot:
            # Two threads may both make one; the one that stays is as good as the other.
            ranking = self._ranking = Ranking(snapshot, self._search)
        return ranking

    def _hit(self, snapshot: Snapshot, request: SearchRequest, doc: int, score: float) -> Hit:
        article = snapshot.article(doc)
        # An article that the matcher does not confirm is shown without marks rather than not at all.
        marked = match(article, request.query) or Match()
        shown = fragments(article, marked, limit=request.snippets, chars=request.snippet_chars)
        return Hit(article, score, mark_title(article, marked), shown, len(marked.text))
