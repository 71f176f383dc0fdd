"""When was each source read, and what came of it?"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, func, insert, select, update

from indexer.archive.record import moment, stamp
from indexer.archive.schema import documents, failures, runs, sources
from indexer.archive.values import Counts, Run, RunState, SourceRecord


def begin(connection: Connection, source: str, now: datetime) -> int:
    """Note that a run begins. The caller holds the writer's lock, so that any other run still noted as running died."""
    time = stamp(now)
    died = update(runs).where(runs.c.state == RunState.RUNNING)
    connection.execute(died.values(state=RunState.INTERRUPTED, finished=runs.c.heartbeat, message="The process died."))
    number = int(connection.scalar(select(func.max(runs.c.id))) or 0) + 1
    nothing = {"added": 0, "changed": 0, "same": 0, "removed": 0, "failed": 0}
    connection.execute(
        insert(runs).values(
            id=number, source=source, state=RunState.RUNNING, started=time, heartbeat=time, message="", **nothing
        )
    )
    return number


def note(
    connection: Connection,
    run: int,
    counts: Counts,
    now: datetime,
    state: RunState = RunState.RUNNING,
    message: str = "",
) -> None:
    """Note how a run stands; any state but RUNNING ends it."""
    values: dict[str, Any] = {
        "added": counts.added,
        "changed": counts.changed,
        "same": counts.same,
        "removed": counts.removed,
        "failed": counts.failed,
        "heartbeat": stamp(now),
        "state": state,
        "message": message,
    }
    if state is not RunState.RUNNING:
        values["finished"] = stamp(now)
    connection.execute(update(runs).where(runs.c.id == run).values(values))


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
    )
