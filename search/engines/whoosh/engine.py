"""The embedded engine: the port of `search.engine` over generations, snapshots and answers."""

import contextlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from search.article import Article
from search.engine import IndexWriter
from search.engines.whoosh.cache import Residence
from search.engines.whoosh.errors import translated
from search.engines.whoosh.generations import Current, Generations
from search.engines.whoosh.index_reader import Snapshot
from search.engines.whoosh.merge_scheduler import Merger
from search.engines.whoosh.segment.container import Container
from search.engines.whoosh.toc import create_index, read_toc, remove_old_files
from search.errors import IndexDamaged, IndexMissing
from search.request import SearchRequest
from search.results import IndexStats, SearchResults, Suggestion
from search.settings import IndexSettings, SearchSettings

if TYPE_CHECKING:
    from search.engines.whoosh.ranking.ranker import Ranked
    from search.engines.whoosh.searcher import Answers


# FOLDED: Here is a commit with much in it that is new: who checks that, while the one before goes on answering?
# FOLDED:
# FOLDED: Each array of a file is checked against its checksum before it is used. Of a large file that takes longer than a search
# FOLDED: should wait for it.


LARGE = 64_000_000
"""Bytes yet to be checked from which on that is done aside; fewer take a few hundredths of a second."""


class Preparation:
    """Checks the new files of a snapshot, in a thread of its own."""

    def __init__(self, snapshot: Snapshot, files: Sequence[Container]) -> None:
        self.snapshot = snapshot
        self._files = files
        self._thread = threading.Thread(target=self._check, name="checking", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether searches may go over to the snapshot."""
        return not self._thread.is_alive()

    def wait(self) -> None:
        """Come back when it is over."""
        self._thread.join()

    def _check(self) -> None:
        # What is wrong is told to the search that comes upon it.
        with suppress(IndexDamaged):
            for file in self._files:
                file.check()


def new_files(snapshot: Snapshot, before: Snapshot) -> list[Container]:
    """The files of a snapshot that another one has not."""
    return [reader.container for name, reader in snapshot.readers.items() if before.readers.get(name) is not reader]


OPENING_ATTEMPTS = 10
"""How often a commit that is being replaced is looked for anew."""


class WhooshEngine:
    """An index in one folder. Threads share it; each call looks whether there is a new commit and uses that.

    Searches go on with the commit before while files of a new one that are large are being checked.
    """

    def __init__(self, folder: Path, index: IndexSettings, search: SearchSettings) -> None:
        self._generations = Generations(folder)
        self._search = search
        self._merger = Merger(self._generations, index.merge_at)
        self._snapshot: Snapshot | None = None
        # The snapshot that was found last, and how CURRENT looked just before.
        self._seen: tuple[tuple[int, int, int] | None, Snapshot | None] = None, None
        self._answering: Answers | None = None
        self._preparing: Preparation | None = None
        self._opening = threading.Lock()
        self._residence = Residence()

    def search(self, request: SearchRequest) -> SearchResults:
        """See `search.engine.Searcher`."""
        answers = self._answers()
        found = answers.search(request)
        self._residence.searched(answers.snapshot.files)
        return found

    def rank(self, request: SearchRequest) -> "Ranked":
        """What `search` does but for reading and marking the articles of the page."""
        answers = self._answers()
        found = answers.rank(request)
        self._residence.searched(answers.snapshot.files)
        return found

    def get(self, article_id: str) -> Article | None:
        """See `search.engine.Searcher`."""
        snapshot = self._latest()
        docs = snapshot.postings("id", article_id).docs
        return snapshot.article(int(docs[-1])) if len(docs) else None

    def suggest(self, prefix: str, limit: int) -> list[Suggestion]:
        """See `search.engine.Searcher`."""
        return self._answers().suggest(prefix, limit)

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
        self._merger.wake()

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
        self._merger.wake()

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
            self._merger.tidy(folder)
            return len(before - generations.files())

    def settle(self) -> None:
        """See `search.engine.Engine`."""
        with translated(self._generations.folder):
            self._merger.settle()

    def close(self) -> None:
        """See `search.engine.Engine`."""
        self._merger.stop()
        # Files stay mapped for as long as a search that is under way needs them.
        self._snapshot = self._answering = self._preparing = None
        self._seen = None, None

    @contextlib.contextmanager
    def _session(self, folder: Path, commit: int, new: bool) -> Iterator[IndexWriter]:
        session = None
        try:
            with translated(folder):
                if new:
                    create_index(folder)
                from search.engines.whoosh.writer import ArticleWriter

                session = ArticleWriter(folder)
            # What the caller's own block raises is the caller's, so it is not translated.
            yield session
            with translated(folder):
                session.commit(lambda: self._generations.publish(folder.name, commit))
        except BaseException:
            # Whatever ended the session, the last commit stands and the lock goes free. An interruption may come when
            # that is already the session's own: then nothing of it may be thrown away.
            if not self._generations.names(folder.name, commit):
                if session is not None:
                    session.cancel()
                if new:
                    self._generations.discard(folder)
            raise

    def _latest(self) -> Snapshot:
        seen, snapshot = self._seen
        try:
            seal = self._generations.seal()
            if snapshot is not None and seal is not None and seen == seal:
                return snapshot
        except OSError:
            # What is wrong shows below, where it is told.
            seal = None
        with translated(self._generations.folder):
            snapshot = self._newest()
        self._seen = seal, snapshot
        return snapshot

    def _newest(self) -> Snapshot:
        attempt = 0
        while True:
            attempt += 1
            current = self._generations.current()
            snapshot = self._snapshot
            if snapshot is not None and snapshot.current == current:
                return snapshot
            try:
                return self._opened(current)
            except Exception as error:
                # A commit took away what the one before had listed, or a rebuild the whole generation: that shows as
                # damage of any kind, and another is live by now.
                gone = isinstance(error, FileNotFoundError) or self._generations.current() != current
                if not gone or attempt == OPENING_ATTEMPTS:
                    raise

    def _opened(self, current: Current) -> Snapshot:
        with self._opening:
            before = self._snapshot
            if before is None or before.current != current:
                same = before is not None and before.current.generation == current.generation
                folder = self._generations.path(current.generation)
                before = self._snapshot = Snapshot(folder, current, before if same else None)
            return before

    def _answers(self) -> "Answers":
        snapshot, answers = self._latest(), self._answering
        if answers is None or (answers.snapshot is not snapshot and self._is_ready(snapshot, answers.snapshot)):
            # Imported late: it needs compiled loops, and who asks only how the index stands does not.
            from search.engines.whoosh.searcher import Answers

            # Two threads may both make one; the one that stays is as good as the other.
            answers = self._answering = Answers(snapshot, self._search)
            self._preparing = None
        return answers

    def _is_ready(self, snapshot: Snapshot, before: Snapshot) -> bool:
        """Whether little of a snapshot is new, or it was checked by now."""
        preparing = self._preparing
        if preparing is not None and (preparing.snapshot is snapshot or not preparing.is_over):
            return preparing.is_over and preparing.snapshot is snapshot
        files = new_files(snapshot, before)
        if sum(file.unchecked for file in files) < LARGE:
            return True
        # Two threads may both begin; what one has checked the other has not to.
        self._preparing = Preparation(snapshot, files)
        return False
