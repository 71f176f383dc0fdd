"""The archive as the rest of the program sees it: what may be asked of it, and what may be told to it?

Reading is safe from many threads and processes, while a run goes on too. Writing is for the one that holds `writing`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from sqlalchemy import Connection, Table, func, select

from indexer.archive import articles, documents, failures, runs, schema, sequence
from indexer.archive.database import Database
from indexer.archive.dialect import upsert
from indexer.archive.intake import Intake
from indexer.archive.values import (
    Change,
    Counts,
    Entry,
    FailureRecord,
    Run,
    RunState,
    SourceRecord,
    Stored,
    Totals,
    Version,
)
from search.article import Article

Clock = Callable[[], datetime]
_PAGE = 500


def utc_now() -> datetime:
    """The time by the clock of this machine, in UTC."""
    return datetime.now(UTC)


class Archive:
    """Every article, its earlier versions, what failed and why, and every run. All calls may raise ArchiveError."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def get(self, article_id: str) -> Stored | None:
        """What is kept of the article with that id, removed or not; None when it never was there."""
        with self._database.reading() as connection:
            return articles.get(connection, article_id)

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """What stood before what stands now, the oldest first."""
        with self._database.reading() as connection:
            return articles.earlier_versions(connection, article_id)

    def stream(self, batch: int = _PAGE) -> Iterator[Article]:
        """All live articles in the order of their ids, `batch` of them in memory at a time."""
        last = ""
        while True:
            with self._database.reading() as connection:
                page = articles.live_after(connection, last, batch)
            if not page:
                return
            yield from page
            last = page[-1].id

    def counts(self) -> Totals:
        """The size of the archive."""
        with self._database.reading() as connection:
            live = articles.live_count(connection)
            return Totals(
                articles=live,
                removed=_size(connection, schema.articles) - live,
                versions=_size(connection, schema.versions),
                failures=_size(connection, schema.failures),
                revision=sequence.latest(connection),
            )

    def sources(self) -> tuple[SourceRecord, ...]:
        """All sources on record, by name."""
        with self._database.reading() as connection:
            return runs.all_sources(connection)

    def last_runs(self, limit: int) -> tuple[Run, ...]:
        """The latest runs, the newest first."""
        with self._database.reading() as connection:
            return runs.last(connection, limit)

    def failures(self, limit: int, source: str | None = None) -> tuple[FailureRecord, ...]:
        """The documents that fail now, those tried last first; of one source where it is named."""
        with self._database.reading() as connection:
            return failures.latest(connection, limit, source)

    def failure_counts(self, source: str | None = None) -> Mapping[str, int]:
        """How many documents fail now for each reason, the commonest first."""
        with self._database.reading() as connection:
            return failures.by_reason(connection, source)

    def fingerprints(self, source: str, keys: Sequence[str]) -> Mapping[str, str]:
        """The fingerprints on record for documents of a source; what is unknown, or to be tried again, is left out."""
        with self._database.reading() as connection:
            return documents.fingerprints(connection, source, keys)

    def changes_since(self, revision: int, limit: int = _PAGE) -> list[Change]:
        """The next changes after a revision, in their order, each article once and as it stands now."""
        with self._database.reading() as connection:
            return articles.changes_after(connection, revision, limit)

    def pending(self, revision: int) -> int:
        """How many articles have changed after a revision."""
        with self._database.reading() as connection:
            return articles.pending(connection, revision)

    def indexed_revision(self, generation: str) -> int | None:
        """Up to which revision a generation of the index has followed; None for one that this archive never filled."""
        with self._database.reading() as connection:
            found = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.name == f"indexed {generation}"))
            return None if found is None else int(found)

    def writing(self, wait: float = 0.0) -> AbstractContextManager[None]:
        """Held while writing. Raises ArchiveError when another process or thread holds it for `wait` seconds."""
        return self._database.lock(wait)

    def note_indexed(self, generation: str, revision: int) -> None:
        """Note that a generation of the index has all changes up to a revision."""
        with self._database.writing() as connection:
            upsert(connection, schema.meta, [{"name": f"indexed {generation}", "value": str(revision)}])

    def begin_run(self, source: str, kind: str, location: str, recipe: str) -> int:
        """Note that a source is being read, and return the number of the run.

        When `recipe`, which stands for the settings that shape what is read, is another than at the last run, no
        fingerprint of the source holds any more.
        """
        with self._database.writing() as connection:
            if documents.on_record(connection, source) not in (None, recipe):
                documents.forget_fingerprints(connection, source)
            upsert(connection, schema.sources, [{"name": source, "kind": kind, "location": location, "recipe": recipe}])
            return runs.begin(connection, source, self._clock())

    def record(self, source: str, run: int, entries: Sequence[Entry], before: Counts) -> Counts:
        """Record what became of a batch of documents, in one durable transaction; returns `before` plus this batch."""
        with self._database.writing() as connection:
            intake = Intake(connection, source, run, self._clock())
            counts = before + intake.take(entries)
            intake.save()
            runs.note(connection, run, counts, self._clock())
            return counts

    def vanished(self, source: str, run: int) -> int:
        """How many documents on record a complete run did not meet."""
        with self._database.reading() as connection:
            return documents.vanished_count(connection, source, run)

    def sweep(self, source: str, run: int, before: Counts) -> Counts:
        """Forget the documents that a complete run did not meet, in batches; returns `before` plus what was removed."""
        counts, last = before, ""
        while True:
            with self._database.writing() as connection:
                keys = documents.vanished(connection, source, run, last, _PAGE)
                if not keys:
                    return counts
                intake = Intake(connection, source, run, self._clock())
                counts += intake.drop(keys)
                intake.save()
                runs.note(connection, run, counts, self._clock())
                last = keys[-1]

    def end_run(self, run: int, state: RunState, counts: Counts, message: str = "") -> None:
        """Note how a run ended."""
        with self._database.writing() as connection:
            runs.note(connection, run, counts, self._clock(), state, message)

    def now(self) -> datetime:
        """The time by the archive's clock, in UTC."""
        return self._clock()

    def close(self) -> None:
        """Give back all connections. The archive is not used afterwards."""
        self._database.close()


def _size(connection: Connection, table: Table) -> int:
    return int(connection.scalar(select(func.count()).select_from(table)) or 0)
