"""The pipeline that brings archive and index up to date with one source, for the command and for the scheduler.

    index catches up ──► source ──► documents ──► articles ──► archive, batch by batch ──► index, now and then and last

A batch is durable in the archive before the index sees it. So a run that dies loses at most one batch, which the next
run reads again. The first step recovers what an earlier run left behind: before it reads the source, a run brings the
index up to where the archive is. Runs of different sources may overlap, in this process and in others; a source has
one run at a time.
"""

import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from indexer.archive import Archive, Counts, ExtractedDocument, RunState
from indexer.archive.models import RunItem
from indexer.document import Document, SourceItem
from indexer.errors import IndexBusy, MachineError, ProgramDamaged, SourceError
from indexer.extract.settings import ExtractSettings
from indexer.heartbeat import HEARTBEAT_SECONDS, heartbeat_thread
from indexer.index_sync import catch_up
from indexer.logfmt import log
from indexer.outcome import extract_document
from indexer.progress import NoProgress, Progress
from indexer.settings import IndexerSettings, SourceSettings
from indexer.shutdown import StopSignal, stop_on_signals
from indexer.source_args import unnamed_folder
from indexer.sources import Source, open_source, source_remark
from indexer.sources.fingerprints import is_url
from search.engine import Engine

if TYPE_CHECKING:  # the HTTP client takes half a second to load, and folders have no use for it
    from indexer.fetch.client import Fetcher

_MAX_BATCH_BYTES = 32_000_000
"""A batch ends early at this size, so that large documents do not pile up in memory."""
_MIN_SUSPICIOUS_LOSS = 10
"""Fewer articles than this may vanish at once, whatever share of the source they are."""
_EXTRACTION_VERSION = "6"
"""Rises when extraction or the ids of files change: then files are read again, and pages are not requested again."""
_MAX_INDEX_WAIT_AFTER_STOP = 2.0
"""How many seconds a run that was asked to stop waits for another run that is writing the index."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Options of one run: whether a source may lose most of its articles, whether failed documents are read again."""

    allow_shrink: bool = False
    retry_failed: bool = False


DEFAULT_OPTIONS = RunOptions()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Archive, engine and settings, and the two ways to bring a source into them.

    A run says every `heartbeat` seconds that it is alive. `fetcher` makes what requests addresses; it is called when a
    source is an address.
    """

    archive: Archive
    engine: Engine
    settings: IndexerSettings
    extraction: ExtractSettings
    heartbeat: float = HEARTBEAT_SECONDS
    fetcher: "Callable[[], Fetcher] | None" = None

    def open_and_run(
        self,
        spec: SourceSettings,
        *,
        progress: Progress | None = None,
        options: RunOptions = DEFAULT_OPTIONS,
        stop: StopSignal | None = None,
    ) -> Counts:
        """Open a source and `run` it.

        A source that cannot even be opened is recorded as a failed run, so that it is not forgotten. Raises SourceError
        also for one of which no document could be read: that is a failed run, too.
        """
        try:
            fetcher = self.fetcher() if self.fetcher is not None and is_url(spec.location) else None
            source = open_source(spec, max_bytes=self.extraction.max_bytes, fetcher=fetcher)
        except SourceError as error:
            self.archive.record_failed_start(spec.name, spec.type, spec.location, str(error))
            raise
        counts = self.run(source, progress=progress, options=options, stop=stop)
        if counts.only_failed:
            raise SourceError(f"Nothing of {spec.name} could be read. {_only_failed_message(counts.failed)}")
        return counts

    def run(
        self,
        source: Source,
        *,
        progress: Progress | None = None,
        options: RunOptions = DEFAULT_OPTIONS,
        stop: StopSignal | None = None,
    ) -> Counts:
        """Bring archive and index up to date with a source; return what became of its documents.

        A document that cannot be read is a recorded failure. Raises SourceBusy when another run is reading the source,
        SourceError when the source fails (what was read stays, and nothing counts as vanished), MachineError when the
        machine does, ArchiveError when the archive fails, EngineError when the index fails (by then the archive has
        everything), KeyboardInterrupt after Ctrl-C or SIGTERM, or when `stop` is requested: the current batch is
        finished first, and the next run resumes there.
        """
        progress = progress or NoProgress()
        counts = _Run(self, source, progress, options).execute(stop)
        remark = source_remark(source)
        progress.end(f"{counts}; {remark}" if remark else str(counts))
        return counts


@dataclass(frozen=True, slots=True)
class _ArchivedFingerprints:
    """What the archive knows of one source's documents: the port `KnownFingerprints`."""

    archive: Archive
    source: str

    def fingerprints(self, keys: Sequence[str]) -> Mapping[str, str]:
        return self.archive.fingerprints(self.source, keys)

    def forgotten(self, keys: Sequence[str]) -> Mapping[str, str]:
        return self.archive.invalidated_fingerprints(self.source, keys)


class _Run:
    """One run of one source, from its first document to the record of how it ended."""

    def __init__(self, pipeline: Pipeline, source: Source, progress: Progress, options: RunOptions) -> None:
        spec, extraction = source.spec, pipeline.extraction
        if spec.language:
            extraction = extraction.model_copy(update={"language": spec.language})
        self._archive, self._engine, self._settings = pipeline.archive, pipeline.engine, pipeline.settings
        self._heartbeat, self._extraction = pipeline.heartbeat, extraction
        self._source, self._progress, self._options = source, progress, options
        self._started = self._indexed_at = time.monotonic()
        self._name, self._folder = spec.name, unnamed_folder(spec)
        self._counts = Counts()
        self._batch: list[RunItem] = []
        self._batch_bytes = self._documents_seen = self._unindexed = 0
        self._stop = StopSignal()
        recipe = _recipe(spec, extraction)
        self._number = self._archive.begin_run(
            spec.name, spec.type, spec.location, recipe, retry_failed=options.retry_failed
        )
        self._articles_before = self._archive.article_count(spec.name)
        self._expected = self._archive.runs_of(spec.name, 1)[0].expected

    def execute(self, stop: StopSignal | None) -> Counts:
        """Recover, read, commit, remove, index; whatever ends the run is recorded as its state."""
        state, message = RunState.FAILED, "It ended unexpectedly."
        log.info("begin", run=self._number, source=self._name, location=self._source.spec.location)
        try:
            with (
                stop_on_signals(stop) as self._stop,
                heartbeat_thread(self._archive, self._number, self._heartbeat, self._count_documents, self._stop),
            ):
                self._archive.add_missing_checksums()
                self._index(0.0, self._progress)
                self._progress.begin(self._name, self._expected, about=True)
                self._read_all()
                if not self._stop and not self._source.partial:
                    self._remove_vanished()
                self._index(self._settings.wait)
            if self._stop:
                raise KeyboardInterrupt
            state, message = RunState.DONE, source_remark(self._source)
            if self._counts.only_failed:
                state, message = RunState.FAILED, _only_failed_message(self._counts.failed)
        except KeyboardInterrupt:
            state, message = RunState.INTERRUPTED, "It was asked to stop; the next run resumes there."
            raise
        except Exception as error:
            message = str(error)
            raise
        finally:
            self._archive.end_run(self._number, state, self._counts, message)
            self._counts = replace(self._counts, seconds=time.monotonic() - self._started)
            write = log.info if state is RunState.DONE else log.warning
            write(state.value, run=self._number, source=self._name, **asdict(self._counts), message=message or None)
        return self._counts

    def _count_documents(self) -> int:
        return self._counts.documents + len(self._batch)

    def _read_all(self) -> None:
        try:
            for found in self._source.documents(_ArchivedFingerprints(self._archive, self._name)):
                self._documents_seen += 1
                self._batch.append(self._extract(found))
                if len(self._batch) >= self._settings.batch or self._batch_bytes >= _MAX_BATCH_BYTES:
                    self._commit()
                self._progress.step(self._documents_seen, self._progress_note())
                if self._stop:
                    break
        except (SourceError, MachineError, ProgramDamaged, KeyboardInterrupt):
            # What was read before the source or the machine failed, or before a second Ctrl-C, is not lost.
            self._commit()
            self._index(self._settings.wait)
            raise
        self._commit()

    def _progress_note(self) -> str:
        """Return what became of the documents so far; those of the current batch are yet to be stored."""
        counts = {"added": self._counts.added, "changed": self._counts.changed, "failed": self._counts.failed}
        counts["to be stored"] = len(self._batch)
        return ", ".join(f"{count:,} {word}" for word, count in counts.items() if count)

    def _extract(self, found: SourceItem) -> RunItem:
        if not isinstance(found, Document):
            return found
        # The time now, not that of the run's start: what was published since then does not lie in the future.
        item = extract_document(found, self._extraction, self._archive.now(), self._name, self._folder)
        text_bytes = len(item.extraction.article.text) if isinstance(item, ExtractedDocument) else 0
        self._batch_bytes += len(found.data) + text_bytes
        return item

    def _commit(self) -> None:
        if not self._batch:
            return
        batch, self._batch, self._batch_bytes = self._batch, [], 0
        before = self._counts
        self._counts = self._archive.record_batch(self._name, self._number, batch, before)
        self._unindexed += self._counts.added + self._counts.changed - before.added - before.changed
        seconds = time.monotonic() - self._indexed_at
        if self._unindexed >= self._settings.commit_every or (
            self._unindexed and seconds > self._settings.commit_seconds
        ):
            self._index(0.0)

    def _remove_vanished(self) -> None:
        lost, before = self._archive.vanished_count(self._name, self._number), self._articles_before
        too_many = lost >= _MIN_SUSPICIOUS_LOSS and lost > before * self._settings.max_shrink
        if too_many and not self._options.allow_shrink:
            raise SourceError(
                f"{self._source.spec.location} no longer has {lost:,} of the {before:,} articles that {self._name} had"
                " before. Nothing was removed, since a disk that is not mounted or a site that is broken looks the"
                f" same. If they are really gone, run dateline index --allow-shrink {shlex.quote(self._name)}"
            )
        self._counts = self._archive.remove_vanished(self._name, self._number, self._counts)

    def _index(self, wait: float, progress: Progress | None = None) -> None:
        """Bring the index up to date. If another run writes it for `wait` seconds, that run takes these changes too."""
        settings, stop = self._settings, self._stop
        if not stop:
            # Boilerplate is left out before the index sees an article, at the first run of a source too.
            count = self._archive.update_boilerplate(
                self._name, settings.boilerplate_articles, settings.boilerplate_share
            )
            if count:
                log.info("boilerplate", run=self._number, source=self._name, articles=count)
        try:
            with self._archive.index_lock(min(wait, _MAX_INDEX_WAIT_AFTER_STOP) if stop else wait):
                catch_up(self._archive, self._engine, settings.commit_every, progress, stop)
        except IndexBusy:
            log.info("index_busy", run=self._number, source=self._name)
        self._unindexed, self._indexed_at = 0, time.monotonic()


def _only_failed_message(failed: int) -> str:
    which = "The one document in it" if failed == 1 else f"All {failed:,} documents in it"
    return f"{which} failed; dateline status says why."


def _recipe(spec: SourceSettings, extraction: ExtractSettings) -> str:
    """Return a digest of all settings that shape the articles read from a source."""
    stated = spec.model_dump_json(include={"fields", "source", "language", "full_text"})
    # Settings that are not set are left out. So a new version with more settings does not request all pages again.
    stated += extraction.model_dump_json(exclude_defaults=True)
    stated += "" if is_url(spec.location) else _EXTRACTION_VERSION
    return blake2b(stated.encode(), digest_size=16).hexdigest()
