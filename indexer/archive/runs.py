"""When was each source read, and what came of it?"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, func, insert, select, update

from indexer.archive.models import Counts, Run, RunState, SourceRecord
from indexer.archive.process import Holder
from indexer.archive.serialize import moment, stamp
from indexer.archive.tables import documents, failures, runs, sources
from indexer.errors import RunLost

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


# FOLDED: Who is reading a source now, and does it still live?
# FOLDED:
# FOLDED: A run that goes on is the lease of its source. Its heartbeat is noted again and again; once that is older than the lease
# FOLDED: allows, or its process is known to be gone, the run is dead and its source is free.


DIED = "Its process ended without a word; the next run goes on from there."


def is_dead(holder: Holder | None, heartbeat: datetime, now: datetime, lease: timedelta) -> bool:
    """Whether a run that is noted as running has ended without a word."""
    return now - heartbeat > lease or (holder is not None and holder.surely_dead)


def as_it_is(run: Run, now: datetime, lease: timedelta) -> Run:
    """The run, shown as interrupted when it died without a word."""
    if run.state is not RunState.RUNNING or not is_dead(run.holder, run.heartbeat, now, lease):
        return run
    return replace(run, state=RunState.INTERRUPTED, finished=run.heartbeat, message=DIED)


def bury(connection: Connection, now: datetime, lease: timedelta) -> int:
    """Note all runs that died as interrupted, at their last sign of life; returns how many there were."""
    running = select(runs.c.id, runs.c.holder, runs.c.heartbeat).where(runs.c.state == RunState.RUNNING)
    dead = [
        row.id
        for row in connection.execute(running)
        if is_dead(Holder.parse(row.holder), moment(row.heartbeat), now, lease)
    ]
    end = update(runs).where(runs.c.id.in_(dead))
    connection.execute(end.values(state=RunState.INTERRUPTED, finished=runs.c.heartbeat, message=DIED))
    return len(dead)


def beat(connection: Connection, run: int, now: datetime, met: int) -> None:
    """Note that a run lives, and how many documents it has met. Raises RunLost when it was taken for dead."""
    going = update(runs).where((runs.c.id == run) & (runs.c.state == RunState.RUNNING))
    if connection.execute(going.values(heartbeat=stamp(now), met=met)).rowcount == 0:
        raise RunLost(
            f"Run {run} gave no sign of life for so long that it was taken for dead. It writes no more, so that it"
            " cannot disturb the next run of its source; what it had committed stays."
        )
