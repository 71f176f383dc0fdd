"""How does a source become articles in the archive, and the index follow? The same for the command and the schedule.

    source ──► documents ──► read ──► archive, batch by batch ──► index, now and then and at the end

A batch is durable in the archive before the index hears of it. So a run that dies loses at most one batch, which the
next run reads again, and an index left behind catches up at the next run.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from indexer.archive import Archive, Counts, Read, RunState
from indexer.archive.values import Entry
from indexer.document import Document
from indexer.entries import entry_of
from indexer.errors import SourceError
from indexer.following import catch_up, rebuild
from indexer.found import Found
from indexer.progress import Progress, Silent
from indexer.reading import ReadingSettings
from indexer.report import IndexReport
from indexer.settings import IndexerSettings, SourceSettings
from indexer.sources import Source
from indexer.stopping import Stop, stopping
from search.engine import Engine

__all__ = ["IndexReport", "catch_up", "rebuild", "run"]

_BATCH_BYTES = 32_000_000
"""A batch ends early at so many bytes, so that large documents do not pile up."""
_SUSPICIOUS = 10
"""From so many documents on record, a source that is empty is taken for one that is not there."""


def run(
    source: Source,
    archive: Archive,
    engine: Engine,
    *,
    settings: IndexerSettings,
    reading: ReadingSettings,
    progress: Progress | None = None,
) -> IndexReport:
    """Bring archive and index up to date with a source; see `IndexReport` for what comes back.

    A document that cannot be read is a recorded failure. Raises SourceError when the source fails (what was read stays,
    nothing counts as vanished), ArchiveError when another run is writing or the archive fails, EngineError when the
    index fails (the archive has it all by then), KeyboardInterrupt after Ctrl-C or SIGTERM: the batch at hand is
    finished first, and the next run goes on from there.
    """
    started = time.monotonic()
    progress = progress or Silent()
    with archive.writing(settings.wait):
        catch_up(archive, engine, commit_every=settings.commit_every, progress=progress)
        progress.begin(source.spec.name)
        one = _Run(source, archive, engine, settings, _reading_for(source.spec, reading), progress)
        counts = one.carry_out()
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


class _Run:
    """One reading of one source, from its first document to its last note."""

    def __init__(
        self,
        source: Source,
        archive: Archive,
        engine: Engine,
        settings: IndexerSettings,
        reading: ReadingSettings,
        progress: Progress,
    ) -> None:
        self._source, self._archive, self._engine = source, archive, engine
        self._settings, self._reading, self._progress = settings, reading, progress
        self._name, self._now = source.spec.name, archive.now()
        self._counts = Counts()
        self._entries: list[Entry] = []
        self._bytes = self._met = self._unindexed = 0
        self._indexed_at = time.monotonic()
        spec = source.spec
        self._number = archive.begin_run(spec.name, spec.type, spec.location, _recipe(spec, reading))

    def carry_out(self) -> Counts:
        """Read, commit, sweep, index; whatever ends it is noted as the run's state."""
        state, message = RunState.FAILED, "It ended unexpectedly."
        try:
            with stopping() as stop:
                self._read_all(stop)
                if not stop:
                    self._sweep()
                self._index()
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
        return self._counts

    def _read_all(self, stop: Stop) -> None:
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
            self._index()
            raise
        self._commit()

    def _taken(self, found: Found) -> Entry:
        if not isinstance(found, Document):
            return found
        entry = entry_of(found, self._reading, self._now, self._name)
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
            self._index()

    def _sweep(self) -> None:
        gone = self._archive.vanished(self._name, self._number)
        if not self._met and gone >= _SUSPICIOUS and not self._settings.accept_empty:
            raise SourceError(
                f"{self._source.spec.location} is empty, but {gone:,} documents were read from it before. "
                "Nothing was removed, since a disk that is not mounted looks the same. "
                "If they are really gone, run again with indexer.accept_empty = true."
            )
        self._counts = self._archive.sweep(self._name, self._number, self._counts)

    def _index(self) -> None:
        catch_up(self._archive, self._engine, commit_every=self._settings.commit_every)
        self._unindexed, self._indexed_at = 0, time.monotonic()


def _reading_for(spec: SourceSettings, settings: ReadingSettings) -> ReadingSettings:
    return settings.model_copy(update={"language": spec.language}) if spec.language else settings


def _recipe(spec: SourceSettings, reading: ReadingSettings) -> str:
    """A digest of all settings that shape the articles read from a source."""
    stated = spec.model_dump_json(include={"fields", "source", "language"}) + reading.model_dump_json()
    return blake2b(stated.encode(), digest_size=16).hexdigest()


def _note(counts: Counts) -> str:
    return f"{counts.added:,} added, {counts.changed:,} changed, {counts.failed:,} failed"
