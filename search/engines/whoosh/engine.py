"""The embedded engine: implements the port of `search.engine` with generations, readers and searchers."""

import contextlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from search.article import Article
from search.engine import IndexWriter
from search.engines.whoosh.cache import MappedMemoryLimit
from search.engines.whoosh.errors import translate_errors
from search.engines.whoosh.generations import CurrentCommit, Generations
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.merge_scheduler import MergeScheduler
from search.engines.whoosh.ranking.ranker import TopDocs
from search.engines.whoosh.searcher import WhooshSearcher
from search.engines.whoosh.segment.container import ArrayFile
from search.engines.whoosh.toc import create_index, read_toc, remove_old_files
from search.engines.whoosh.writer import ArticleWriter
from search.errors import IndexDamaged, IndexMissing
from search.query.spellings import WordSpelling
from search.request import SearchRequest
from search.results import Hit, IndexStats, SearchResults, Suggestion
from search.settings import IndexSettings, SearchSettings

MIN_BYTES_TO_VERIFY_ASIDE = 64_000_000
"""Unchecked bytes of a commit from which on they are verified in the background; fewer take a few hundredths of a
second.
"""


class CommitVerifier:
    """Checks the new files of a commit against their checksums in a thread, while searches use the previous commit.

    Each array of a file is checked before it is used. For a large file that takes longer than a search should wait.
    """

    def __init__(self, reader: IndexReader, files: Sequence[ArrayFile]) -> None:
        self.reader = reader
        self._files = files
        self._thread = threading.Thread(target=self._check, name="checking", daemon=True)
        self._thread.start()

    @property
    def is_done(self) -> bool:
        """Whether searches may use the commit."""
        return not self._thread.is_alive()

    def wait(self) -> None:
        """Wait until the check is done."""
        self._thread.join()

    def _check(self) -> None:
        # The search that needs a damaged array raises the error.
        with suppress(IndexDamaged):
            for file in self._files:
                file.check()


def new_files(reader: IndexReader, previous: IndexReader) -> list[ArrayFile]:
    """Return the files of a commit that another one does not have."""
    return [segment.file for name, segment in reader.segments.items() if previous.segments.get(name) is not segment]


MAX_OPENING_ATTEMPTS = 10
"""How often a commit is opened again when a newer one replaces it meanwhile."""


class WhooshEngine:
    """An index in one folder. Threads share it; each call looks for a new commit and uses that.

    Searches use the previous commit while large files of a new one are being checked.
    """

    def __init__(self, folder: Path, index: IndexSettings, search: SearchSettings) -> None:
        self._generations = Generations(folder)
        self._search = search
        self._merge_scheduler = MergeScheduler(self._generations, index.merge_at)
        self._reader: IndexReader | None = None
        # The stamp of CURRENT at the last look, and the commit that it named.
        self._last_seen: tuple[tuple[int, int, int] | None, IndexReader | None] = None, None
        self._last_searcher: WhooshSearcher | None = None
        self._verifier: CommitVerifier | None = None
        self._opening = threading.Lock()
        self._memory_limit = MappedMemoryLimit()

    def search(self, request: SearchRequest) -> SearchResults:
        """See `search.engine.Searcher`."""
        searcher = self._searcher()
        results = searcher.search(request)
        self._memory_limit.after_search(searcher.index.files)
        return results

    def rank(self, request: SearchRequest) -> TopDocs:
        """Rank a request as `search` does, without reading and highlighting the articles of the page."""
        searcher = self._searcher()
        results = searcher.rank(request)
        self._memory_limit.after_search(searcher.index.files)
        return results

    def get(self, article_id: str) -> Article | None:
        """See `search.engine.Searcher`."""
        reader = self._latest()
        docs = reader.postings("id", article_id).docs
        return reader.article(int(docs[-1])) if len(docs) else None

    def suggest(self, prefix: str, limit: int) -> list[Suggestion]:
        """See `search.engine.Searcher`."""
        return self._searcher().suggest(prefix, limit)

    def similar(self, article: Article, limit: int) -> list[Hit]:
        """See `search.engine.Searcher`."""
        return self._searcher().similar(article, limit)

    def spelling(self, word: str) -> WordSpelling:
        """See `search.engine.Searcher`."""
        return self._latest().spelling(word)

    def stats(self) -> IndexStats:
        """See `search.engine.Searcher`."""
        return self._latest().stats

    @contextlib.contextmanager
    def writer(self) -> Iterator[IndexWriter]:
        """See `search.engine.Engine`."""
        generations = self._generations
        with generations.lock():
            with translate_errors(generations.folder):
                try:
                    current = generations.current()
                    folder, commit, new = generations.path(current.generation), current.commit + 1, False
                except IndexMissing:
                    folder, commit, new = generations.create(), 1, True
            with self._session(folder, commit, new) as session:
                yield session
        self._merge_scheduler.wake()

    @contextlib.contextmanager
    def rebuild(self, origin: str = "") -> Iterator[IndexWriter]:
        """See `search.engine.Engine`."""
        generations = self._generations
        with generations.lock():
            with translate_errors(generations.folder):
                folder = generations.create(origin)
            with self._session(folder, 1, new=True) as session:
                yield session
            generations.retire(keep=folder.name)
        self._merge_scheduler.wake()

    def clean_up(self) -> int:
        """See `search.engine.Engine`."""
        generations = self._generations
        with generations.lock(), translate_errors(generations.folder):
            previous = generations.files()
            try:
                current = generations.current()
            except IndexMissing:
                return 0
            folder = generations.path(current.generation)
            generations.clean_up(keep=folder.name)
            remove_old_files(folder, read_toc(folder, current.commit))
            self._merge_scheduler.remove_partial_files(folder)
            return len(previous - generations.files())

    def settle(self) -> None:
        """See `search.engine.Engine`."""
        with translate_errors(self._generations.folder):
            self._merge_scheduler.settle()

    def close(self) -> None:
        """See `search.engine.Engine`."""
        self._merge_scheduler.stop()
        # Files stay mapped for as long as a running search needs them.
        self._reader = self._last_searcher = self._verifier = None
        self._last_seen = None, None

    @contextlib.contextmanager
    def _session(self, folder: Path, commit: int, new: bool) -> Iterator[IndexWriter]:
        session = None
        try:
            with translate_errors(folder):
                if new:
                    create_index(folder)
                session = ArticleWriter(folder, commit - 1)
            # Exceptions of the caller's own block are the caller's, so they are not translated.
            yield session
            with translate_errors(folder):
                session.commit(lambda: self._generations.publish(folder.name, commit))
        except BaseException:
            # Whatever ended the session, the last commit stays live and the lock is released. An interruption may come
            # after the session's own commit went live: then nothing of it may be deleted.
            if not self._generations.is_live(folder.name, commit):
                if session is not None:
                    session.cancel()
                if new:
                    self._generations.discard(folder)
            raise

    def _latest(self) -> IndexReader:
        last_stamp, reader = self._last_seen
        try:
            stamp = self._generations.stamp()
            if reader is not None and stamp is not None and last_stamp == stamp:
                return reader
        except OSError:
            # The error shows again below, where it is translated.
            stamp = None
        with translate_errors(self._generations.folder):
            reader = self._newest()
        self._last_seen = stamp, reader
        return reader

    def _newest(self) -> IndexReader:
        attempt = 0
        while True:
            attempt += 1
            current = self._generations.current()
            reader = self._reader
            if reader is not None and reader.commit == current:
                return reader
            try:
                return self._open(current)
            except Exception as error:
                # A commit removed what the previous one listed, or a rebuild the whole generation: that shows as damage
                # of any kind, and another commit is live by now.
                gone = isinstance(error, FileNotFoundError) or self._generations.current() != current
                if not gone or attempt == MAX_OPENING_ATTEMPTS:
                    raise

    def _open(self, current: CurrentCommit) -> IndexReader:
        with self._opening:
            previous = self._reader
            if previous is None or previous.commit != current:
                same = previous is not None and previous.commit.generation == current.generation
                folder = self._generations.path(current.generation)
                previous = self._reader = IndexReader(folder, current, previous if same else None)
            return previous

    def _searcher(self) -> WhooshSearcher:
        reader, searcher = self._latest(), self._last_searcher
        if searcher is None or (searcher.index is not reader and self._can_use(reader, searcher.index)):
            # Two threads may both make one; either will do.
            searcher = self._last_searcher = WhooshSearcher(reader, self._search)
            self._verifier = None
        return searcher

    def _can_use(self, reader: IndexReader, previous: IndexReader) -> bool:
        """Return whether little of a commit is new, or it has been checked by now."""
        verifier = self._verifier
        if verifier is not None and (verifier.reader is reader or not verifier.is_done):
            return verifier.is_done and verifier.reader is reader
        files = new_files(reader, previous)
        if sum(file.unchecked_bytes for file in files) < MIN_BYTES_TO_VERIFY_ASIDE:
            return True
        # Two threads may both start one; what one has checked the other skips.
        self._verifier = CommitVerifier(reader, files)
        return False
