"""The table of runs: when each source was read and what came of it; a run that is running is the lease of its source.

The heartbeat of a run is recorded again and again. Once it is older than the lease allows, or the run's process is
known to be gone, the run is dead and its source is free.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, func, insert, select, update

from indexer.archive.models import Counts, Run, RunState, SourceRecord
from indexer.archive.process_id import ProcessId
from indexer.archive.serialize import from_utc_text
from indexer.archive.tables import documents, failures, runs, sources
from indexer.errors import RunLost
from search.article import to_utc_text

_DIED_MESSAGE = "Its process ended unexpectedly; the next run resumes there."


def insert_run(connection: Connection, source: str, now: datetime, holder: ProcessId, expected: int | None) -> int:
    """Record that a run begins; return its number. The caller has made sure that no other run reads the source."""
    number = int(connection.scalar(select(func.max(runs.c.id))) or 0) + 1
    time = to_utc_text(now)
    row = {"id": number, "source": source, "state": RunState.RUNNING, "started": time, "heartbeat": time}
    row |= {"message": "", "holder": str(holder), "expected": expected}
    connection.execute(insert(runs).values(**row, **_count_columns(Counts())))
    return number


def running(connection: Connection, source: str) -> Run | None:
    """Return the run that is recorded as reading the source now."""
    wanted = select(runs).where((runs.c.source == source) & (runs.c.state == RunState.RUNNING))
    row = connection.execute(wanted.order_by(runs.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _run(row)


def latest_runs(connection: Connection, limit: int, source: str | None = None) -> tuple[Run, ...]:
    """Return the latest runs, the newest first; of one source if it is named."""
    wanted = select(runs).order_by(runs.c.id.desc()).limit(limit)
    if source is not None:
        wanted = wanted.where(runs.c.source == source)
    return tuple(_run(row) for row in connection.execute(wanted))


def update_run(
    connection: Connection,
    run: int,
    counts: Counts,
    now: datetime,
    state: RunState = RunState.RUNNING,
    message: str = "",
) -> None:
    """Record the state of a run; any state but RUNNING ends it. A run that was considered dead stays as it is."""
    time = to_utc_text(now)
    values: dict[str, Any] = {**_count_columns(counts), "heartbeat": time, "state": state, "message": message}
    if state is not RunState.RUNNING:
        values["finished"] = time
    is_running = (runs.c.id == run) & (runs.c.state == RunState.RUNNING)
    connection.execute(update(runs).where(is_running).values(values))


def heartbeat(connection: Connection, run: int, now: datetime, documents_seen: int) -> None:
    """Record that a run is alive, and how many documents it has met. Raises RunLost if it was considered dead."""
    is_running = update(runs).where((runs.c.id == run) & (runs.c.state == RunState.RUNNING))
    if connection.execute(is_running.values(heartbeat=to_utc_text(now), met=documents_seen)).rowcount == 0:
        raise RunLost(
            f"Run {run} sent no heartbeat for so long that it was considered dead. It writes nothing more, so that it"
            " cannot disturb the next run of its source; what it had committed stays."
        )


def expire_dead_runs(connection: Connection, now: datetime, lease: timedelta) -> int:
    """Record all runs that died as interrupted, at their last heartbeat; return how many there were."""
    wanted = select(runs.c.id, runs.c.holder, runs.c.heartbeat).where(runs.c.state == RunState.RUNNING)
    dead = [
        row.id
        for row in connection.execute(wanted)
        if _is_dead(ProcessId.parse(row.holder), from_utc_text(row.heartbeat), now, lease)
    ]
    end = update(runs).where(runs.c.id.in_(dead))
    connection.execute(end.values(state=RunState.INTERRUPTED, finished=runs.c.heartbeat, message=_DIED_MESSAGE))
    return len(dead)


def with_true_state(run: Run, now: datetime, lease: timedelta) -> Run:
    """Return the run, as interrupted if it has died but is recorded as running."""
    if run.state is not RunState.RUNNING or not _is_dead(run.holder, run.heartbeat, now, lease):
        return run
    return replace(run, state=RunState.INTERRUPTED, finished=run.heartbeat, message=_DIED_MESSAGE)


def delete_runs_before(connection: Connection, before: datetime) -> int:
    """Delete the runs that ended before a time, except the last of each source; return how many."""
    latest = select(func.max(runs.c.id)).group_by(runs.c.source)
    old = (runs.c.finished < to_utc_text(before)) & (runs.c.state != RunState.RUNNING) & runs.c.id.not_in(latest)
    return connection.execute(delete(runs).where(old)).rowcount


def list_sources(connection: Connection) -> tuple[SourceRecord, ...]:
    """Return all sources on record, by name."""
    live = _count_by_source(connection, documents, documents.c.article_id.is_not(None))
    failing = _count_by_source(connection, failures, failures.c.source.is_not(None))
    latest = select(func.max(runs.c.id)).group_by(runs.c.source)
    last = {row.source: _run(row) for row in connection.execute(select(runs).where(runs.c.id.in_(latest)))}
    return tuple(
        SourceRecord(
            row.name, row.kind, row.location, live.get(row.name, 0), failing.get(row.name, 0), last.get(row.name)
        )
        for row in connection.execute(select(sources).order_by(sources.c.name))
    )


def _count_by_source(connection: Connection, table: Table, condition: ColumnElement[bool]) -> dict[str, int]:
    counted = select(table.c.source, func.count().label("n")).where(condition).group_by(table.c.source)
    return {row.source: row.n for row in connection.execute(counted)}


def _count_columns(counts: Counts) -> dict[str, int]:
    columns = {name: getattr(counts, name) for name in ("added", "changed", "same", "removed", "failed")}
    return {**columns, "met": counts.documents}


def _is_dead(holder: ProcessId | None, heartbeat: datetime, now: datetime, lease: timedelta) -> bool:
    return now - heartbeat > lease or (holder is not None and holder.is_known_dead)


def _run(row: Row[Any]) -> Run:
    return Run(
        id=row.id,
        source=row.source,
        state=RunState(row.state),
        started=from_utc_text(row.started),
        finished=from_utc_text(row.finished) if row.finished else None,
        heartbeat=from_utc_text(row.heartbeat),
        counts=Counts(row.added, row.changed, row.same, row.removed, row.failed),
        message=row.message,
        holder=ProcessId.parse(row.holder),
        met=row.met,
        expected=row.expected,
    )
