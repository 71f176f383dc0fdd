"""Who is reading a source now, and does it still live?

A run that goes on is the lease of its source. Its heartbeat is noted again and again; once that is older than the lease
allows, or its process is known to be gone, the run is dead and its source is free.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from indexer.archive.holder import Holder
from indexer.archive.record import moment, stamp
from indexer.archive.schema import runs
from indexer.archive.values import Run, RunState
from indexer.errors import RunLost

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
