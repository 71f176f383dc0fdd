"""The merge scheduler: merges segments in a background thread of the writing process.

A merge reads segments that never change and writes a file of its own, without the writer's lock. It takes that lock
only to replace the old segments by the new one, for a few milliseconds, as a commit of its own. Documents that were
deleted meanwhile are deleted in the new segment too. One process at a time merges an index.
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
from search.engines.whoosh.merge_policy import choose_merge
from search.engines.whoosh.segment.merger import MergeSource, merge_segments
from search.engines.whoosh.segment.reader import SegmentReader
from search.engines.whoosh.toc import INDEX_NAME, read_toc, remove_old_files, write_toc
from search.errors import IndexLocked, IndexMissing

PARTIAL_FILES = "merging-*.part"
"""Segments that are being written, or were when a process died: no commit refers to them."""

LOCK_RETRY_SECONDS = 0.05
"""Pause between two attempts to take the writer's lock."""


class MergeStopped(Exception):
    """The merge was told to end; its work is discarded."""


class MergeScheduler:
    """Merges segments in a thread that lives as long as there is something to do."""

    def __init__(self, generations: Generations, merge_at: int) -> None:
        self._generations, self._merge_at = generations, merge_at
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._is_due = self._is_stopping = False
        self._failure: Exception | None = None

    def wake(self) -> None:
        """Start merging after a commit. Returns at once."""
        with self._lock:
            self._is_due = True
            if self._thread is None and not self._is_stopping:
                thread = threading.Thread(target=self._work, name="merging", daemon=True)
                thread.start()
                # Assigned only now, since others join whatever thread they find here.
                self._thread = thread

    def settle(self) -> None:
        """Wait until nothing is to be merged. Raises the error of the last merge, which no commit depends on."""
        while (thread := self._thread) is not None:
            thread.join()
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def stop(self) -> None:
        """End a running merge, if any; it takes a fraction of a second."""
        self._is_stopping = True
        while (thread := self._thread) is not None:
            thread.join()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._is_due or self._is_stopping:
                    self._thread = None
                    return
                self._is_due, self._failure = False, None
            try:
                while self.merge_one():
                    pass
            except MergeStopped:
                pass
            except Exception as error:  # kept for `settle`; the commits are safe, and the next one tries again
                self._failure = error

    def merge_one(self) -> bool:
        """Carry out the most urgent merge; return False when there is none, or another process is merging."""
        with suppress(Timeout), self._merge_lock():
            return self._merge()
        return False

    def remove_partial_files(self, folder: Path) -> None:
        """Delete what a merge of a process that died left in a generation's folder, unless a merge is running."""
        with suppress(Timeout), self._merge_lock():
            _remove_partial_files(folder)

    def _merge_lock(self) -> FileLock:
        return FileLock(self._generations.folder / "merge.lock", timeout=0, mode=0o600, is_singleton=False)

    def _merge(self) -> bool:
        try:
            current = self._generations.current()
        except IndexMissing:
            return False
        name = current.generation
        folder = self._generations.path(name)
        _remove_partial_files(folder)
        try:
            group = choose_merge(read_toc(folder, current.commit).segments, self._merge_at)
        except FileNotFoundError:
            if self._generations.is_live(name, current.commit):
                raise
            # A commit has just replaced the one that was live.
            return True
        if not group:
            return False
        try:
            sources = [MergeSource(SegmentReader(folder / segment.filename), _live_mask(segment)) for segment in group]
        except FileNotFoundError:
            if self._generations.is_live(name, current.commit):
                raise
            # A commit removed what the TOC listed.
            return True
        count = sum(int(source.live.sum()) for source in sources)
        merged = ColumnarSegment(INDEX_NAME, count)
        partial = folder / f"merging-{merged.segment_id()}.part"
        try:
            if count:
                merge_segments(sources, partial, merged.filename, self._check_stopped)
            with _WriterLock(self._generations, self._check_stopped):
                return self._install(name, [source.live for source in sources], group, merged, partial)
        finally:
            partial.unlink(missing_ok=True)

    def _install(
        self, name: str, live_masks: Sequence[BoolArray], group: Sequence[ColumnarSegment],
        merged: ColumnarSegment, partial: Path,
    ) -> bool:  # fmt: skip
        """Replace the sources by the merged segment, as a commit; return False when the sources are no longer live."""
        current = self._generations.current()
        folder = self._generations.folder / name
        if current.generation != name:
            return False
        toc = read_toc(folder, current.commit)
        listed = {segment.filename: segment for segment in toc.segments}
        gone = {segment.filename for segment in group}
        if not gone <= listed.keys():
            return False
        offset = 0
        for segment, live in zip(group, live_masks, strict=True):
            new = np.cumsum(live) + (offset - 1)
            offset += int(live.sum())
            for doc in listed[segment.filename].deleted_docs():
                if live[doc]:
                    merged.delete_document(int(new[doc]))
        segments = [segment for filename, segment in listed.items() if filename not in gone]
        if merged.doc_count():
            partial.rename(folder / merged.filename)
            segments.append(merged)
        written = write_toc(folder, toc, segments)
        self._generations.publish(name, current.commit + 1)
        remove_old_files(folder, written)
        return True

    def _check_stopped(self) -> None:
        if self._is_stopping:
            raise MergeStopped


class _WriterLock:
    """The writer's lock, waited for however long a writer holds it."""

    def __init__(self, generations: Generations, check_stopped: Callable[[], None]) -> None:
        self._generations, self._check_stopped = generations, check_stopped
        self._pause = threading.Event()

    def __enter__(self) -> None:
        while True:
            self._check_stopped()
            self._lock = self._generations.lock(wait=0.0)
            with suppress(IndexLocked):
                self._lock.__enter__()
                return
            self._pause.wait(LOCK_RETRY_SECONDS)

    def __exit__(self, *raised: object) -> None:
        self._lock.__exit__(None, None, None)


def _remove_partial_files(folder: Path) -> None:
    for file in folder.glob(PARTIAL_FILES):
        file.unlink()


def _live_mask(segment: ColumnarSegment) -> BoolArray:
    live = np.ones(segment.doc_count_all(), bool)
    live[list(segment.deleted_docs())] = False
    return live
