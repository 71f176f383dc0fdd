"""When were the jobs of the schedule that read no source last done, and what came of them?"""

import json

from sqlalchemy import Connection, delete, select

from indexer.archive.dialect import upsert
from indexer.archive.record import moment, stamp
from indexer.archive.schema import meta
from indexer.archive.values import JobRecord

_PREFIX = "job "
_INDEXED = "indexed "


def note(connection: Connection, job: JobRecord) -> None:
    """Note how a job stands."""
    told = {
        "started": stamp(job.started),
        "finished": job.finished and stamp(job.finished),
        "message": job.message,
    }
    upsert(connection, meta, [{"name": _PREFIX + job.name, "value": json.dumps(told)}])


def begin(connection: Connection, job: JobRecord, before: JobRecord | None) -> bool:
    """Note that a job begins; false, and nothing is noted, where it does not stand as `before` any more."""
    if get(connection, job.name) != before:
        return False
    note(connection, job)
    return True


def get(connection: Connection, name: str) -> JobRecord | None:
    """The last time that a job was done; None when it never was."""
    value = connection.scalar(select(meta.c.value).where(meta.c.name == _PREFIX + name))
    if value is None:
        return None
    told = json.loads(value)
    finished = moment(told["finished"]) if told["finished"] else None
    return JobRecord(name, moment(told["started"]), finished, told["message"])


def forget_generations(connection: Connection, kept: str) -> int:
    """Forget what was noted of generations of the index other than the one that is kept; returns how many."""
    old = meta.c.name.startswith(_INDEXED, autoescape=True) & (meta.c.name != _INDEXED + kept)
    return connection.execute(delete(meta).where(old)).rowcount
