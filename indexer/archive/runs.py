"""When was each source read, and what came of it?"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, func, insert, select, update

from indexer.archive.holder import Holder
from indexer.archive.record import moment, stamp
from indexer.archive.schema import documents, failures, runs, sources
from indexer.archive.values import Counts, Run, RunState, SourceRecord

_NOTHING = {"added": 0, "changed": 0, "same": 0, "removed": 0, "failed": 0}


def begin(connection: Connection, source: str, now: datetime, holder: Holder, expected: int | None) -> int:
    """Note that a run begins. The caller has made sure that no other reads the source."""
    number = int(connection.scalar(select(func.max(runs.c.id))) or 0) + 1
    time = stamp(now)
    begun = {"started": time, "heartbeat": time, "message": "", "holder": str(holder), "met": 0, "expected": expected}
    connection.execute(insert(runs).values(id=number, source=source, state=RunState.RUNNING, **begun, **_NOTHING))
    return number


def going_on(connection: Connection, source: str) -> Run | None:
    """The run that is noted as reading the source now."""
    wanted = select(runs).where((runs.c.source == source) & (runs.c.state == RunState.RUNNING))
    row = connection.execute(wanted.order_by(runs.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _run(row)


def of_source(connection: Connection, source: str, limit: int) -> tuple[Run, ...]:
    """The latest runs of a source, the newest first."""
    wanted = select(runs).where(runs.c.source == source).order_by(runs.c.id.desc()).limit(limit)
    return tuple(_run(row) for row in connection.execute(wanted))


def forget_before(connection: Connection, before: datetime) -> int:
    """Delete the runs that ended before a time, but for the last of each source; returns how many."""
    latest = select(func.max(runs.c.id)).group_by(runs.c.source)
    old = (runs.c.finished < stamp(before)) & (runs.c.state != RunState.RUNNING) & runs.c.id.not_in(latest)
    return connection.execute(delete(runs).where(old)).rowcount


def note(
    connection: Connection,
    run: int,
    counts: Counts,
    now: datetime,
    state: RunState = RunState.RUNNING,
    message: str = "",
) -> None:
    """Note how a run stands; any state but RUNNING ends it. A run that was taken for dead stays as it was noted."""
    values: dict[str, Any] = {
        "added": counts.added,
        "changed": counts.changed,
        "same": counts.same,
        "removed": counts.removed,
        "failed": counts.failed,
        "met": counts.documents,
        "heartbeat": stamp(now),
        "state": state,
        "message": message,
    }
    if state is not RunState.RUNNING:
        values["finished"] = stamp(now)
    going = (runs.c.id == run) & (runs.c.state == RunState.RUNNING)
    connection.execute(update(runs).where(going).values(values))


def last(connection: Connection, limit: int) -> tuple[Run, ...]:
    """The latest runs, the newest first."""
    return tuple(_run(row) for row in connection.execute(select(runs).order_by(runs.c.id.desc()).limit(limit)))


def all_sources(connection: Connection) -> tuple[SourceRecord, ...]:
    """All sources on record, by name."""
    live = _per_source(connection, documents, documents.c.article_id.is_not(None))
    failing = _per_source(connection, failures, failures.c.source.is_not(None))
    latest = select(func.max(runs.c.id)).group_by(runs.c.source)
    found = {row.source: _run(row) for row in connection.execute(select(runs).where(runs.c.id.in_(latest)))}
    return tuple(
        SourceRecord(
            row.name, row.kind, row.location, live.get(row.name, 0), failing.get(row.name, 0), found.get(row.name)
        )
        for row in connection.execute(select(sources).order_by(sources.c.name))
    )


def _per_source(connection: Connection, table: Table, condition: ColumnElement[bool]) -> dict[str, int]:
    counted = select(table.c.source, func.count().label("n")).where(condition).group_by(table.c.source)
    return {row.source: row.n for row in connection.execute(counted)}


def _run(row: Row[Any]) -> Run:
    return Run(
        id=row.id,
        source=row.source,
        state=RunState(row.state),
        started=moment(row.started),
        finished=moment(row.finished) if row.finished else None,
        heartbeat=moment(row.heartbeat),
        counts=Counts(row.added, row.changed, row.same, row.removed, row.failed),
        message=row.message,
        holder=Holder.parse(row.holder),
        met=row.met,
        expected=row.expected,
    )
