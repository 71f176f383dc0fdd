"""Who merges segments, and when? A thread of the writing process, behind the back of writers and readers.

A merge reads segments that never change and writes a file of its own, without the writer's lock. Only to put the new
segment into the place of the old ones does it take that lock, for a few milliseconds, as a commit of its own. What was
deleted meanwhile is deleted in the new segment too. Of one index one process merges at a time.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from search.arrays import BoolArray
from search.engines.whoosh.codec import ColumnarSegment
from search.engines.whoosh.generations import Generations
from search.engines.whoosh.merge_policy import due
from search.engines.whoosh.toc import INDEX_NAME, read_toc, remove_old_files, write_toc
from search.errors import IndexLocked, IndexMissing

PART = "merging-*.part"
"""A segment that is being made, or was when a process died: no commit knows it."""

PATIENCE = 0.05
"""Seconds between two attempts to have the writer's lock."""


class Stopped(Exception):
    """The merge was asked to end; what it has done is thrown away."""


class Merger:
    """Merges what is due, in a thread that lives as long as there is something to do."""

    def __init__(self, generations: Generations, merge_at: int) -> None:
        self._generations, self._merge_at = generations, merge_at
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._again = self._stopping = False
        self._failure: Exception | None = None

    def wake(self) -> None:
        """There was a commit: merge what is due now. Returns at once."""
        with self._starting:
            self._again = True
            if self._thread is None and not self._stopping:
                thread = threading.Thread(target=self._work, name="merging", daemon=True)
                thread.start()
                # Only now, since others wait for whatever thread they find here.
                self._thread = thread

    def settle(self) -> None:
        """Wait until nothing is due any more. Raises what the last merge raised, which no commit depends on."""
        while (thread := self._thread) is not None:
            thread.join()
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def stop(self) -> None:
        """End the merge that goes on, if any; it takes a fraction of a second."""
        self._stopping = True
        while (thread := self._thread) is not None:
            thread.join()

    def _work(self) -> None:
        while True:
            with self._starting:
                if not self._again or self._stopping:
                    self._thread = None
                    return
                self._again, self._failure = False, None
            try:
                while self.merge_one():
                    pass
            except Stopped:
                pass
            except Exception as error:  # kept for `settle`; the commits stand, and the next one tries again
                self._failure = error

    def merge_one(self) -> bool:
        """Carry out the merge that is most due; False when none is, or another process is at it."""
        with suppress(Timeout), self._alone():
            return self._merge()
        return False

    def tidy(self, folder: Path) -> None:
        """Delete what a process that died left of a merge in a generation's folder, unless somebody merges."""
        with suppress(Timeout), self._alone():
            _remove_parts(folder)

    def _alone(self) -> FileLock:
        return FileLock(self._generations.folder / "merge.lock", timeout=0, mode=0o600, is_singleton=False)

    def _merge(self) -> bool:
        try:
            name = self._generations.current().generation
        except IndexMissing:
            return False
        folder = self._generations.path(name)
        _remove_parts(folder)
        try:
            group = due(read_toc(folder).segments, self._merge_at)
        except FileNotFoundError:
            # A commit took away the list that had just been the newest; there is another by now.
            return True
        if not group:
            return False
        # Imported late: it needs compiled loops, and mostly there is nothing to merge.
        from search.engines.whoosh.segment.merger import Source, merge
        from search.engines.whoosh.segment.reader import SegmentReader

        try:
            sources = [Source(SegmentReader(folder / segment.filename), _live(segment)) for segment in group]
        except FileNotFoundError:
            if {segment.filename for segment in group} <= {segment.filename for segment in read_toc(folder).segments}:
                raise
            # A commit took away what the list named.
            return True
        count = sum(int(source.live.sum()) for source in sources)
        whole = ColumnarSegment(INDEX_NAME, count)
        part = folder / f"merging-{whole.segment_id()}.part"
        try:
            if count:
                merge(sources, part, whole.filename, self._check)
            with self._writing():
                return self._install(name, [source.live for source in sources], group, whole, part)
        finally:
            part.unlink(missing_ok=True)

    def _install(
        self, name: str, lives: Sequence[BoolArray], group: Sequence[ColumnarSegment],
        whole: ColumnarSegment, part: Path,
    ) -> bool:  # fmt: skip
        """Put the merged segment into the place of its sources, as a commit; False when they are gone by now."""
        current = self._generations.current()
        folder = self._generations.folder / name
        if current.generation != name:
            return False
        toc = read_toc(folder)
        listed = {segment.filename: segment for segment in toc.segments}
        gone = {segment.filename for segment in group}
        if not gone <= listed.keys():
            return False
        first = 0
        for segment, live in zip(group, lives, strict=True):
            new = np.cumsum(live) + (first - 1)
            first += int(live.sum())
            for doc in listed[segment.filename].deleted_docs():
                if live[doc]:
                    whole.delete_document(int(new[doc]))
        rest = [segment for filename, segment in listed.items() if filename not in gone]
        if whole.doc_count():
            part.rename(folder / whole.filename)
            rest.append(whole)
        write_toc(folder, toc, rest)
        self._generations.publish(name, current.commit + 1)
        remove_old_files(folder, read_toc(folder))
        return True

    def _writing(self) -> "_Waiting":
        return _Waiting(self._generations, self._check)

    def _check(self) -> None:
        if self._stopping:
            raise Stopped


class _Waiting:
    """The writer's lock, however long a writer holds it: nobody waits for a merge."""

    def __init__(self, generations: Generations, check: Callable[[], None]) -> None:
        self._generations, self._check = generations, check
        self._pause = threading.Event()

    def __enter__(self) -> None:
        while True:
            self._check()
            self._lock = self._generations.lock(wait=0.0)
            with suppress(IndexLocked):
                self._lock.__enter__()
                return
            self._pause.wait(PATIENCE)

    def __exit__(self, *raised: object) -> None:
        self._lock.__exit__(None, None, None)


def _remove_parts(folder: Path) -> None:
    for left in folder.glob(PART):
        left.unlink()


def _live(segment: ColumnarSegment) -> BoolArray:
    live = np.ones(segment.doc_count_all(), bool)
    live[list(segment.deleted_docs())] = False
    return live
