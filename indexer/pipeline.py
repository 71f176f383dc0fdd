"""How does a source become articles in the archive, and the index follow? The same for the command and the schedule.

    source ──► documents ──► read ──► archive, batch by batch ──► index, now and then and at the end

A batch is durable in the archive before the index hears of it. So a run that dies loses at most one batch, which the
next run reads again, and an index left behind catches up at the next run. Runs of different sources may go on at the
same time, here and elsewhere; a source has one run at a time.
"""

import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b

from indexer.archive import Archive, Counts, Read, RunState
from indexer.archive.models import Entry, IndexReport
from indexer.document import Document, SourceItem
from indexer.errors import IndexBusy, SourceError
from indexer.extract import ExtractSettings
from indexer.heartbeat import SECONDS, beating
from indexer.index_sync import catch_up, rebuild
from indexer.logfmt import log
from indexer.outcome import entry_of
from indexer.progress import Progress, Silent
from indexer.settings import IndexerSettings, SourceSettings
from indexer.shutdown import StopSignal, stopping
from indexer.sources import Source
from indexer.sources.fingerprints import is_url
from search.engine import Engine

__all__ = ["IndexReport", "RunOptions", "catch_up", "rebuild", "run"]

_BATCH_BYTES = 32_000_000
"""A batch ends early at so many bytes, so that large documents do not pile up."""
_SUSPICIOUS = 10
"""Fewer articles than this may vanish at once, whatever share of the source they are."""
_READING = "5"
"""Rises when documents are read better: then files are read again, while the web is not asked for its pages again."""
_STOPPING_WAIT = 2.0
"""How many seconds a run that was asked to stop waits for another that is writing the index."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What was asked of this one run: that a source may lose most of its articles, that what failed is tried again."""

    allow_shrink: bool = False
    retry_failed: bool = False


NO_WISHES = RunOptions()


def run(
    source: Source,
    archive: Archive,
    engine: Engine,
    *,
    settings: IndexerSettings,
    reading: ExtractSettings,
    progress: Progress | None = None,
    wishes: RunOptions = NO_WISHES,
    heartbeat: float = SECONDS,
    stop: StopSignal | None = None,
) -> IndexReport:
    """Bring archive and index up to date with a source; see `IndexReport` for what comes back.

    A document that cannot be read is a recorded failure. Every `heartbeat` seconds the run says that it lives. Raises
    SourceBusy when another run is reading the source, SourceError when the source fails (what was read stays, nothing
    counts as vanished), ArchiveError when the archive fails, EngineError when the index fails (the archive has it all
    by then), KeyboardInterrupt after Ctrl-C or SIGTERM, or when `stop` is asked for: the batch at hand is finished
    first, and the next run goes on from there.
    """
    started = time.monotonic()
    progress = progress or Silent()
    one = _Run(source, archive, engine, settings, _reading_for(source.spec, reading), progress, wishes)
    counts = one.carry_out(stop, heartbeat)
    report = IndexReport.of(counts, time.monotonic() - started)
    progress.end(str(report))
    return report


@dataclass(frozen=True, slots=True)
class _OnRecord:
    """What the archive knows of one source's documents."""

    archive: Archive
    source: str

    def fingerprints(self, keys: Sequence[str]) -> Mapping[str, str]:
        return self.archive.fingerprints(self.source, keys)

    def forgotten(self, keys: Sequence[str]) -> Mapping[str, str]:
        return self.archive.forgotten_fingerprints(self.source, keys)


class _Run:
    """One reading of one source, from its first document to its last note."""

    def __init__(
        self,
        source: Source,
        archive: Archive,
        engine: Engine,
        settings: IndexerSettings,
        reading: ExtractSettings,
        progress: Progress,
        wishes: RunOptions,
    ) -> None:
        self._source, self._archive, self._engine = source, archive, engine
        self._settings, self._reading, self._progress, self._wishes = settings, reading, progress, wishes
        self._name = source.spec.name
        self._counts = Counts()
        self._entries: list[Entry] = []
        self._bytes = self._met = self._unindexed = 0
        self._stop = StopSignal()
        self._indexed_at = time.monotonic()
        spec = source.spec
        recipe = _recipe(spec, reading)
        self._number = archive.begin_run(spec.name, spec.type, spec.location, recipe, retry_failed=wishes.retry_failed)
        self._before = archive.articles_of(spec.name)
        self._expected = archive.runs_of(spec.name, 1)[0].expected

    def carry_out(self, asked: StopSignal | None, heartbeat: float) -> Counts:
        """Read, commit, sweep, index; whatever ends it is noted as the run's state."""
        state, message = RunState.FAILED, "It ended unexpectedly."
        started = time.monotonic()
        log.info("begin", run=self._number, source=self._name, location=self._source.spec.location)
        try:
            with stopping(asked) as stop, beating(self._archive, self._number, heartbeat, self._reached, stop):
                self._stop = stop
                self._index(0.0, self._progress)
                self._progress.begin(self._name, self._expected, about=True)
                self._read_all(stop)
                if not stop and not self._source.partial:
                    self._sweep()
                self._index(self._settings.wait)
            if stop:
                raise KeyboardInterrupt
            state, message = RunState.DONE, ""
        except KeyboardInterrupt:
            state, message = RunState.INTERRUPTED, "It was asked to stop; the next run goes on from there."
            raise
        except Exception as error:
            message = str(error)
            raise
        finally:
            self._archive.end_run(self._number, state, self._counts, message)
            self._tell(state, message, time.monotonic() - started)
        return self._counts

    def _reached(self) -> int:
        return self._counts.documents + len(self._entries)

    def _tell(self, state: RunState, message: str, seconds: float) -> None:
        tell = log.info if state is RunState.DONE else log.warning
        told = asdict(self._counts)
        tell(state.value, run=self._number, source=self._name, **told, seconds=seconds, message=message or None)

    def _read_all(self, stop: StopSignal) -> None:
        try:
            for found in self._source.documents(_OnRecord(self._archive, self._name)):
                self._met += 1
                self._entries.append(self._taken(found))
                if len(self._entries) >= self._settings.batch or self._bytes >= _BATCH_BYTES:
                    self._commit()
                self._progress.step(self._met, _note(self._counts))
                if stop:
                    break
        except (SourceError, KeyboardInterrupt):
            # What was read before the source failed, or before a second Ctrl-C, is not lost.
            self._commit()
            self._index(self._settings.wait)
            raise
        self._commit()

    def _taken(self, found: SourceItem) -> Entry:
        if not isinstance(found, Document):
            return found
        # By the time now, not by that of the run's begin: what appeared since does not lie in the future.
        entry = entry_of(found, self._reading, self._archive.now(), self._name)
        self._bytes += len(found.data) + (len(entry.reading.article.text) if isinstance(entry, Read) else 0)
        return entry

    def _commit(self) -> None:
        if not self._entries:
            return
        entries, self._entries, self._bytes = self._entries, [], 0
        before = self._counts
        self._counts = self._archive.record(self._name, self._number, entries, before)
        self._unindexed += self._counts.added + self._counts.changed - before.added - before.changed
        since = time.monotonic() - self._indexed_at
        if self._unindexed >= self._settings.commit_every or (
            self._unindexed and since > self._settings.commit_seconds
        ):
            self._index(0.0)

    def _sweep(self) -> None:
        lost, before = self._archive.loss(self._name, self._number), self._before
        if not self._wishes.allow_shrink and lost >= _SUSPICIOUS and lost > before * self._settings.max_shrink:
            raise SourceError(
                f"{self._source.spec.location} does not have {lost:,} of the {before:,} articles any more that"
                f" {self._name} had before. Nothing was removed, since a disk that is not mounted or a site that is"
                " broken looks the same. If they are really gone, run dateline index --allow-shrink"
                f" {shlex.quote(self._name)}"
            )
        self._counts = self._archive.sweep(self._name, self._number, self._counts)

    def _index(self, wait: float, progress: Progress | None = None) -> None:
        """Have the index follow. While another run writes it for `wait` seconds, that one takes these changes along."""
        every, stop = self._settings.commit_every, self._stop
        if not stop:
            self._settle()
        try:
            with self._archive.indexing(min(wait, _STOPPING_WAIT) if stop else wait):
                catch_up(self._archive, self._engine, commit_every=every, progress=progress, stop=stop)
        except IndexBusy:
            log.info("index_busy", run=self._number, source=self._name)
        self._unindexed, self._indexed_at = 0, time.monotonic()

    def _settle(self) -> None:
        """Leave out what repeats, before the index hears of it; at a first run of a source, too."""
        settings = self._settings
        found = self._archive.settle(self._name, settings.boilerplate_articles, settings.boilerplate_share)
        if found:
            log.info("boilerplate", run=self._number, source=self._name, articles=found)


def _reading_for(spec: SourceSettings, settings: ExtractSettings) -> ExtractSettings:
    return settings.model_copy(update={"language": spec.language}) if spec.language else settings


def _recipe(spec: SourceSettings, reading: ExtractSettings) -> str:
    """A digest of all settings that shape the articles read from a source."""
    stated = spec.model_dump_json(include={"fields", "source", "language", "full_text"})
    # What is not set is left out, so that a new version with more settings does not have all the web asked again.
    stated += reading.model_dump_json(exclude_defaults=True)
    stated += "" if is_url(spec.location) else _READING
    return blake2b(stated.encode(), digest_size=16).hexdigest()


def _note(counts: Counts) -> str:
    return f"{counts.added:,} added, {counts.changed:,} changed, {counts.failed:,} failed"
