"""The archive as the rest of the program sees it: what may be asked of it, and what may be told to it?

Reading is safe from many threads and processes, while runs go on too. Runs of different sources write in turns, one
transaction at a time; a source is read by one run at a time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, Table, func, select

from indexer.archive import boilerplate, documents, runs
from indexer.archive import meta_rows as jobs
from indexer.archive import meta_rows as sequence
from indexer.archive import queries as articles
from indexer.archive import queries as failures
from indexer.archive import runs as leases
from indexer.archive import tables as schema
from indexer.archive.connection import Database
from indexer.archive.ingest import Intake
from indexer.archive.models import (
    ArchiveStats,
    Change,
    Counts,
    Entry,
    FailureRecord,
    JobRecord,
    Run,
    RunState,
    SourceRecord,
    StoredArticle,
    Version,
)
from indexer.archive.process import me
from indexer.archive.sql_dialect import upsert
from indexer.errors import SourceBusy
from search.article import Article, to_utc_text

Clock = Callable[[], datetime]
_Result = TypeVar("_Result")
_PAGE = 500
LEASE = timedelta(minutes=2)
"""How long a run may give no sign of life, unless the settings say otherwise."""


def utc_now() -> datetime:
    """The time by the clock of this machine, in UTC."""
    return datetime.now(UTC)


class Archive:
    """Every article, its earlier versions, what failed and why, and every run. All calls may raise ArchiveError."""

    def __init__(self, database: Database, clock: Clock, lease: timedelta = LEASE) -> None:
        self._database, self._clock, self._lease = database, clock, lease

    def get(self, article_id: str) -> StoredArticle | None:
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

    def counts(self) -> ArchiveStats:
        """The size of the archive."""
        with self._database.reading() as connection:
            live = articles.live_count(connection)
            return ArchiveStats(
                articles=live,
                removed=_size(connection, schema.articles) - live,
                versions=_size(connection, schema.versions),
                failures=_size(connection, schema.failures),
                revision=sequence.latest(connection),
            )

    def sources(self) -> tuple[SourceRecord, ...]:
        """All sources on record, by name."""
        with self._database.reading() as connection:
            found = runs.all_sources(connection)
        return tuple(replace(each, last_run=each.last_run and self._as_it_is(each.last_run)) for each in found)

    def last_runs(self, limit: int) -> tuple[Run, ...]:
        """The latest runs, the newest first."""
        with self._database.reading() as connection:
            return tuple(map(self._as_it_is, runs.last(connection, limit)))

    def runs_of(self, source: str, limit: int) -> tuple[Run, ...]:
        """The latest runs of a source, the newest first."""
        with self._database.reading() as connection:
            return tuple(map(self._as_it_is, runs.of_source(connection, source, limit)))

    def failures(self, limit: int, source: str | None = None) -> tuple[FailureRecord, ...]:
        """The documents that fail now, those tried last first; of one source where it is named."""
        with self._database.reading() as connection:
            return failures.latest(connection, limit, source)

    def failure_counts(self, source: str | None = None) -> Mapping[str, int]:
        """How many documents fail now for each reason, the commonest first."""
        with self._database.reading() as connection:
            return failures.by_reason(connection, source)

    def failures_by_source(self) -> Mapping[str, Mapping[str, int]]:
        """How many documents of each source fail now for each reason, the commonest first."""
        with self._database.reading() as connection:
            return failures.by_source_and_reason(connection)

    def failure_examples(self, each: int) -> tuple[FailureRecord, ...]:
        """At most `each` documents that fail now for each reason in each source, those tried last first."""
        with self._database.reading() as connection:
            return failures.examples(connection, each)

    def fingerprints(self, source: str, keys: Sequence[str]) -> Mapping[str, str]:
        """The fingerprints on record for documents of a source; what is unknown, or to be tried again, is left out."""
        with self._database.reading() as connection:
            return documents.fingerprints(connection, source, keys)

    def forgotten_fingerprints(self, source: str, keys: Sequence[str]) -> Mapping[str, str]:
        """The last fingerprints of documents of a source that `begin_run` has declared void."""
        with self._database.reading() as connection:
            return documents.forgotten(connection, source, keys)

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

    def indexing(self, wait: float = 0.0) -> AbstractContextManager[None]:
        """Held while the index is written. Raises IndexBusy when another run holds it for `wait` seconds."""
        return self._database.lock(wait)

    def note_indexed(self, generation: str, revision: int) -> None:
        """Note that a generation of the index has all changes up to a revision."""
        with self._database.writing() as connection:
            upsert(connection, schema.meta, [{"name": f"indexed {generation}", "value": str(revision)}])

    def begin_run(self, source: str, kind: str, location: str, recipe: str, *, retry_failed: bool = False) -> int:
        """Note that a source is being read, and return the number of the run. From then on the source is this run's.

        When `recipe`, which stands for the settings that shape what is read, is another than at the last run, no
        fingerprint of the source holds any more; with `retry_failed` those of the documents that failed do not. Raises
        SourceBusy while another run reads the source; one that died stands in nobody's way.
        """
        with self._database.writing() as connection:
            now = self._clock()
            leases.bury(connection, now, self._lease)
            other = runs.going_on(connection, source)
            if other is not None:
                raise SourceBusy(
                    f"{source} is being read already: by {other.holder.shown if other.holder else 'another process'},"
                    f" since {to_utc_text(other.started)} (run {other.id}, {other.met:,} documents so far)."
                )
            if documents.on_record(connection, source) not in (None, recipe):
                documents.forget_fingerprints(connection, source)
            upsert(connection, schema.sources, [{"name": source, "kind": kind, "location": location, "recipe": recipe}])
            if retry_failed:
                documents.forget_failures(connection, source)
            return runs.begin(connection, source, now, me(), documents.count(connection, source) or None)

    def beat(self, run: int, met: int) -> None:
        """Note that a run lives, and how many documents it has met. Raises RunLost when it was taken for dead."""
        with self._database.writing() as connection:
            leases.beat(connection, run, self._clock(), met)

    def refuse_run(self, source: str, kind: str, location: str, message: str) -> None:
        """Note a run that failed before it began, such as that of a folder that is not there."""
        with self._database.writing() as connection:
            now = self._clock()
            if documents.on_record(connection, source) is None:
                row = {"name": source, "kind": kind, "location": location, "recipe": ""}
                upsert(connection, schema.sources, [row])
            run = runs.begin(connection, source, now, me(), None)
            runs.note(connection, run, Counts(), now, RunState.FAILED, message)

    def bury_dead_runs(self) -> int:
        """Note the runs that died without a word as interrupted; returns how many there were."""
        with self._database.writing() as connection:
            return leases.bury(connection, self._clock(), self._lease)

    def record(self, source: str, run: int, entries: Sequence[Entry], before: Counts) -> Counts:
        """Record what became of a batch of documents, in one durable transaction; returns `before` plus this batch.

        Raises RunLost, and records nothing, when the run was taken for dead.
        """
        with self._database.writing() as connection:
            leases.beat(connection, run, self._clock(), before.documents)
            intake = Intake(connection, source, run, self._clock())
            counts = before + intake.take(entries)
            intake.save()
            runs.note(connection, run, counts, self._clock())
            return counts

    def articles_of(self, source: str) -> int:
        """How many articles the documents of a source give."""
        with self._database.reading() as connection:
            return documents.articles_held(connection, source)

    def loss(self, source: str, run: int) -> int:
        """How many articles `sweep` would remove."""
        with self._database.reading() as connection:
            return documents.articles_lost(connection, source, run)

    def sweep(self, source: str, run: int, before: Counts) -> Counts:
        """Forget the documents that a complete run did not meet, in batches; returns `before` plus what was removed."""
        counts, last = before, ""
        while True:
            with self._database.writing() as connection:
                leases.beat(connection, run, self._clock(), counts.documents)
                keys = documents.vanished(connection, source, run, last, _PAGE)
                if not keys:
                    return counts
                intake = Intake(connection, source, run, self._clock())
                counts += intake.drop(keys)
                intake.save()
                runs.note(connection, run, counts, self._clock())
                last = keys[-1]

    def settle(self, source: str, articles: int, share: float) -> int:
        """Decide anew which paragraphs of a source are boilerplate: those in so many articles and such a share of them.

        With a share of 0 nothing is. Articles that read otherwise from now on are changes for the index to follow;
        returns how many there are. Whatever breaks this off, the next call makes it good.
        """
        while self._in_turn(lambda connection: boilerplate.count_older(connection, source)):
            pass
        before = self._in_turn(lambda connection: boilerplate.decide(connection, source, articles, share))
        followed = 0
        # Page by page, so that others get their turn.
        while (page := self._in_turn(lambda turn: boilerplate.follow_up(turn, source, before))) is not None:
            followed += page
        return followed

    def _in_turn(self, work: Callable[[Connection], _Result]) -> _Result:
        with self._database.writing() as connection:
            return work(connection)

    def end_run(self, run: int, state: RunState, counts: Counts, message: str = "") -> None:
        """Note how a run ended. Its source is free from then on."""
        with self._database.writing() as connection:
            runs.note(connection, run, counts, self._clock(), state, message)

    def job(self, name: str) -> JobRecord | None:
        """The last time that a job of the schedule was done; None when it never was."""
        with self._database.reading() as connection:
            return jobs.get(connection, name)

    def note_job(self, job: JobRecord) -> None:
        """Note how a job of the schedule stands."""
        self._in_turn(lambda connection: jobs.note(connection, job))

    def begin_job(self, job: JobRecord, before: JobRecord | None) -> bool:
        """Note that a job begins; false, and nothing is noted, where it does not stand as `before` any more."""
        return self._in_turn(lambda connection: jobs.begin(connection, job, before))

    def clean_up(self, generation: str | None, before: datetime) -> int:
        """Forget runs that ended before a time (never a source's last) and generations other than the one named.

        Returns how many entries went.
        """
        with self._database.writing() as connection:
            gone = runs.forget_before(connection, before)
            return gone + (jobs.forget_generations(connection, generation) if generation else 0)

    def now(self) -> datetime:
        """The time by the archive's clock, in UTC."""
        return self._clock()

    def _as_it_is(self, run: Run) -> Run:
        return leases.as_it_is(run, self._clock(), self._lease)

    def close(self) -> None:
        """Give back all connections. The archive is not used afterwards."""
        self._database.close()


def _size(connection: Connection, table: Table) -> int:
    return int(connection.scalar(select(func.count()).select_from(table)) or 0)
