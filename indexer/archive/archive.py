"""The archive as the rest of the program uses it: articles, failures, runs, jobs, and what the index has yet to follow.

Reading is safe from many threads and processes, also while runs are writing. Runs of different sources write in turns,
one transaction at a time; a source is read by one run at a time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from indexer.archive import article_reads, boilerplate, checksums, damage, documents, meta_rows, queries, run_leases
from indexer.archive.connection import Database
from indexer.archive.ingest import BatchIngest
from indexer.archive.models import (
    ArchiveStats,
    Change,
    Counts,
    DamagedRecord,
    FailureRecord,
    JobRecord,
    Run,
    RunItem,
    RunState,
    SourceRecord,
    StoredArticle,
    Version,
)
from indexer.archive.process_id import current_process
from indexer.archive.sql_dialect import upsert
from indexer.archive.tables import sources
from indexer.errors import RecordDamaged, SourceBusy
from search.article import Article, to_utc_text

Clock = Callable[[], datetime]
_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")
_PAGE_ROWS = 500
DEFAULT_LEASE = timedelta(minutes=2)
"""How long a run may go without a heartbeat before it counts as dead, unless the settings say otherwise."""


def utc_now() -> datetime:
    """Return the time by the clock of this machine, in UTC."""
    return datetime.now(UTC)


class Archive:
    """Every article, its earlier versions, what failed and why, and every run. All calls may raise ArchiveError."""

    def __init__(self, database: Database, clock: Clock, lease: timedelta = DEFAULT_LEASE) -> None:
        self._database, self._clock, self._lease = database, clock, lease

    def _read(
        self,
        query: Callable[Concatenate[Connection, _Arguments], _Result],
        *args: _Arguments.args,
        **kwargs: _Arguments.kwargs,
    ) -> _Result:
        with self._database.reading() as connection, self._database.decoding():
            return query(connection, *args, **kwargs)

    def _write(
        self,
        change: Callable[Concatenate[Connection, _Arguments], _Result],
        *args: _Arguments.args,
        **kwargs: _Arguments.kwargs,
    ) -> _Result:
        """Make a change in a transaction of its own, once no other process writes."""
        with self._database.writing() as connection, self._database.decoding():
            return change(connection, *args, **kwargs)

    # Articles, and what the index has yet to follow

    def get(self, article_id: str) -> StoredArticle | None:
        """Return the article with that id, removed or not; None when the archive never had it. Raises RecordDamaged."""
        return self._read(article_reads.get_article, article_id)

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """Return the earlier versions of an article, the oldest first. Raises RecordDamaged."""
        return self._read(article_reads.earlier_versions, article_id)

    def stream(
        self, batch: int = _PAGE_ROWS, on_damage: Callable[[DamagedRecord], None] | None = None
    ) -> Iterator[Article]:
        """Yield all live articles in the order of their ids, with `batch` of them in memory at a time.

        `on_damage` is called for each that is not as it was written; without it, the first raises RecordDamaged.
        """
        page, last = self._read(article_reads.live_after, "", batch)
        while last is not None:
            for each in page:
                if isinstance(each, Article):
                    yield each
                elif on_damage is None:
                    raise self.damage([each])
                else:
                    on_damage(each)
            page, last = self._read(article_reads.live_after, last, batch)

    def damage(self, records: Sequence[DamagedRecord]) -> RecordDamaged:
        """Return the error that names damaged articles and the archive, and says what to do."""
        return RecordDamaged(damage.damage_message(self._database.name, records))

    def stats(self) -> ArchiveStats:
        """Return the size of the archive."""
        return self._read(queries.archive_stats)

    def changes_since(self, revision: int, limit: int = _PAGE_ROWS) -> list[Change]:
        """Return the next changes after a revision, in their order, each article once and as it is now."""
        return self._read(article_reads.changes_after, revision, limit)

    def pending_count(self, revision: int) -> int:
        """Return how many articles have changed after a revision."""
        return self._read(queries.count_changes_after, revision)

    def indexed_revision(self, generation: str) -> int | None:
        """Return up to which revision a generation of the index is; None for one that this archive never filled."""
        return self._read(meta_rows.indexed_revision, generation)

    def record_indexed(self, generation: str, revision: int) -> None:
        """Record that a generation of the index has all changes up to a revision."""
        self._write(meta_rows.put_indexed_revision, generation, revision)

    @property
    def name(self) -> str:
        """The path or the address of the archive, without a password."""
        return self._database.name

    @property
    def id(self) -> str:
        """The name that this archive has among all archives, wherever it is moved."""
        return self._read(meta_rows.archive_id)

    def revision(self) -> int:
        """Return the latest revision."""
        return self._read(meta_rows.latest_revision)

    def index_lock(self, wait: float = 0.0) -> AbstractContextManager[None]:
        """Return the lock for writing the index. It raises IndexBusy when another run holds it for `wait` seconds."""
        return self._database.lock(wait)

    # Sources, their documents and failures

    def sources(self) -> tuple[SourceRecord, ...]:
        """Return all sources on record, by name."""
        records = self._read(run_leases.list_sources)
        return tuple(replace(each, last_run=each.last_run and self._with_true_state(each.last_run)) for each in records)

    def article_count(self, source: str) -> int:
        """Return how many articles the documents of a source give."""
        return self._read(documents.count_articles, source)

    def fingerprints(self, source: str, keys: Sequence[str]) -> Mapping[str, str]:
        """Return the fingerprints on record for documents of a source, without those that are to be tried again."""
        return self._read(documents.fingerprints, source, keys)

    def invalidated_fingerprints(self, source: str, keys: Sequence[str]) -> Mapping[str, str]:
        """Return the last fingerprints of documents of a source that `begin_run` has invalidated."""
        return self._read(documents.invalidated_fingerprints, source, keys)

    def failures(self, limit: int, source: str | None = None) -> tuple[FailureRecord, ...]:
        """Return the documents that fail now, those tried last first; of one source if it is named."""
        return self._read(queries.latest_failures, limit, source)

    def failure_counts(self, source: str | None = None) -> Mapping[str, int]:
        """Return how many documents fail now for each reason, the most frequent first."""
        return self._read(queries.failures_by_reason, source)

    def failures_by_source(self) -> Mapping[str, Mapping[str, int]]:
        """Return how many documents of each source fail now for each reason, the most frequent first."""
        return self._read(queries.failures_by_source)

    def failure_examples(self, each: int) -> tuple[FailureRecord, ...]:
        """Return at most `each` documents that fail now for each reason in each source, those tried last first."""
        return self._read(queries.failure_examples, each)

    def add_missing_checksums(self) -> None:
        """Give the articles their checksums that an earlier version of the program wrote without."""
        while self._write(checksums.add_missing_checksums) is not None:
            pass

    # Runs

    def latest_runs(self, limit: int) -> tuple[Run, ...]:
        """Return the latest runs, the newest first."""
        return tuple(map(self._with_true_state, self._read(run_leases.latest_runs, limit)))

    def runs_of(self, source: str, limit: int) -> tuple[Run, ...]:
        """Return the latest runs of a source, the newest first."""
        return tuple(map(self._with_true_state, self._read(run_leases.latest_runs, limit, source)))

    def begin_run(self, source: str, kind: str, location: str, recipe: str, *, retry_failed: bool = False) -> int:
        """Record that a source is being read, and return the number of the run. From then on the source is this run's.

        When `recipe`, a digest of the settings that shape what is read, is not that of the last run, all fingerprints
        of the source are invalidated; with `retry_failed` those of the documents that failed, or whose article is
        damaged in the archive, are. Raises SourceBusy while another run reads the source, unless that run died.
        """
        with self._database.writing() as connection, self._database.decoding():
            now = self._clock()
            run_leases.expire_dead_runs(connection, now, self._lease)
            other = run_leases.running(connection, source)
            if other is not None:
                holder = other.holder.description if other.holder else "another process"
                raise SourceBusy(
                    f"{source} is already being read by {holder}"
                    f" since {to_utc_text(other.started)} (run {other.id}, {other.met:,} documents so far)."
                )
            if documents.get_recipe(connection, source) not in (None, recipe):
                documents.invalidate_source(connection, source)
            upsert(connection, sources, [{"name": source, "kind": kind, "location": location, "recipe": recipe}])
            if retry_failed:
                documents.invalidate_failures(connection, source)
                self._invalidate_damaged(connection, source)
            expected = documents.count_documents(connection, source) or None
            return run_leases.insert_run(connection, source, now, current_process(), expected)

    def _invalidate_damaged(self, connection: Connection, source: str) -> None:
        last = ""
        while ids := documents.article_ids(connection, source, last, _PAGE_ROWS):
            documents.invalidate_articles(connection, source, article_reads.damaged_ids(connection, ids))
            last = ids[-1]

    def heartbeat(self, run: int, documents_seen: int) -> None:
        """Record that a run is alive, and how many documents it has met. Raises RunLost if it was considered dead."""
        self._write(run_leases.heartbeat, run, self._clock(), documents_seen)

    def record_failed_start(self, source: str, kind: str, location: str, message: str) -> None:
        """Record a run that failed before it began, such as that of a folder that does not exist."""
        with self._database.writing() as connection, self._database.decoding():
            now = self._clock()
            if documents.get_recipe(connection, source) is None:
                row = {"name": source, "kind": kind, "location": location, "recipe": ""}
                upsert(connection, sources, [row])
            run = run_leases.insert_run(connection, source, now, current_process(), None)
            run_leases.update_run(connection, run, Counts(), now, RunState.FAILED, message)

    def expire_dead_runs(self) -> int:
        """Record the runs whose process died as interrupted; return how many there were."""
        with self._database.writing() as connection, self._database.decoding():
            return run_leases.expire_dead_runs(connection, self._clock(), self._lease)

    def record_batch(self, source: str, run: int, items: Sequence[RunItem], before: Counts) -> Counts:
        """Record the outcome of a batch of documents in one durable transaction; return `before` plus this batch.

        Raises RunLost, and records nothing, when the run was considered dead.
        """
        with self._database.writing() as connection:
            run_leases.heartbeat(connection, run, self._clock(), before.documents)
            batch = BatchIngest(connection, source, run, self._clock())
            counts = before + batch.record(items)
            batch.save()
            run_leases.update_run(connection, run, counts, self._clock())
            return counts

    def vanished_count(self, source: str, run: int) -> int:
        """Return how many articles `remove_vanished` would remove."""
        return self._read(documents.count_vanished_articles, source, run)

    def remove_vanished(self, source: str, run: int, before: Counts) -> Counts:
        """Remove the documents that a complete run did not meet; return `before` plus the articles that went with them.

        It works in batches, each in a transaction of its own.
        """
        counts, last = before, ""
        while True:
            with self._database.writing() as connection:
                run_leases.heartbeat(connection, run, self._clock(), counts.documents)
                keys = documents.vanished_keys(connection, source, run, last, _PAGE_ROWS)
                if not keys:
                    return counts
                batch = BatchIngest(connection, source, run, self._clock())
                counts += batch.remove(keys)
                batch.save()
                run_leases.update_run(connection, run, counts, self._clock())
                last = keys[-1]

    def update_boilerplate(self, source: str, articles: int, share: float) -> int:
        """Decide again which paragraphs of a source are boilerplate.

        These are the paragraphs in so many articles and in such a share of them; with a share of 0 there are none.
        Articles whose text is different from now on become changes for the index to follow; returns how many there are.
        If this is interrupted, the next call completes it.
        """
        while self._write(boilerplate.count_uncounted_articles, source):
            pass
        before = self._write(boilerplate.decide_boilerplate, source, articles, share)
        changed = 0
        # Page by page, so that other processes get their turn.
        while (page := self._write(boilerplate.apply_boilerplate, source, before)) is not None:
            changed += page
        return changed

    def end_run(self, run: int, state: RunState, counts: Counts, message: str = "") -> None:
        """Record how a run ended. Its source is free from then on."""
        self._write(run_leases.update_run, run, counts, self._clock(), state, message)

    # Jobs of the schedule

    def job(self, name: str) -> JobRecord | None:
        """Return the record of the last time that a job of the schedule was done; None when it never was."""
        return self._read(meta_rows.get_job, name)

    def record_job(self, job: JobRecord) -> None:
        """Record the state of a job of the schedule."""
        self._write(meta_rows.put_job, job)

    def begin_job(self, job: JobRecord, before: JobRecord | None) -> bool:
        """Record that a job begins; return False, and record nothing, if its record is no longer `before`."""
        return self._write(meta_rows.begin_job, job, before)

    def clean_up(self, generation: str | None, before: datetime) -> int:
        """Delete runs that ended before a time (never a source's last) and generations other than the one named.

        Returns how many rows were deleted.
        """
        with self._database.writing() as connection, self._database.decoding():
            deleted = run_leases.delete_runs_before(connection, before)
            return deleted + (meta_rows.delete_other_generations(connection, generation) if generation else 0)

    def now(self) -> datetime:
        """Return the time by the archive's clock, in UTC."""
        return self._clock()

    def close(self) -> None:
        """Close all connections. The archive is not used afterwards."""
        self._database.close()

    def _with_true_state(self, run: Run) -> Run:
        return run_leases.with_true_state(run, self._clock(), self._lease)
