"""When were the jobs of the schedule that read no source last done, and what came of them?"""

import json

from sqlalchemy import Connection, delete, select

from indexer.archive.models import JobRecord
from indexer.archive.serialize import moment, stamp
from indexer.archive.sql_dialect import upsert
from indexer.archive.tables import meta

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


# FOLDED: Which number comes next? One sequence orders revisions and claims, as they are committed.


_NAME = "sequence"


class Sequence:
    """The archive's one sequence within a transaction. Only the one writer may use it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last = self._saved = latest(connection)

    def next(self) -> int:
        """A number greater than all before."""
        self._last += 1
        return self._last

    def save(self) -> None:
        """Note the last number, before the transaction is committed."""
        if self._last != self._saved:
            upsert(self._connection, meta, [{"name": _NAME, "value": str(self._last)}])
            self._saved = self._last


def latest(connection: Connection) -> int:
    """The last number that was given out; 0 in a new archive."""
    return int(connection.scalar(select(meta.c.value).where(meta.c.name == _NAME)) or 0)
