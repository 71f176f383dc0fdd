"""The rows of the table `meta`: jobs of the schedule, indexed revisions, and the counter of revisions."""

import json
from uuid import uuid4

from sqlalchemy import Connection, delete, select

from indexer.archive.models import JobRecord
from indexer.archive.serialize import from_utc_text
from indexer.archive.sql_dialect import upsert
from indexer.archive.tables import meta
from search.article import to_utc_text

_JOB = "job "
_INDEXED = "indexed "
_COUNTER = "sequence"
_ARCHIVE_ID = "id"


def get_value(connection: Connection, name: str) -> str | None:
    """Return the value of a row; None where there is no such row."""
    return connection.scalar(select(meta.c.value).where(meta.c.name == name))


def put_value(connection: Connection, name: str, value: str) -> None:
    """Insert or replace a row."""
    upsert(connection, meta, [{"name": name, "value": value}])


# Jobs of the schedule that read no source: when each was last done, and what came of it


def put_job(connection: Connection, job: JobRecord) -> None:
    """Record the state of a job."""
    values = {"started": to_utc_text(job.started), "finished": to_utc_text(job.finished), "message": job.message}
    put_value(connection, _JOB + job.name, json.dumps(values))


def begin_job(connection: Connection, job: JobRecord, before: JobRecord | None) -> bool:
    """Record that a job begins; return False, and record nothing, if its record is no longer `before`."""
    if get_job(connection, job.name) != before:
        return False
    put_job(connection, job)
    return True


def get_job(connection: Connection, name: str) -> JobRecord | None:
    """Return the record of the last time that a job was done; None when it never was."""
    value = get_value(connection, _JOB + name)
    if value is None:
        return None
    values = json.loads(value)
    finished = from_utc_text(values["finished"]) if values["finished"] else None
    return JobRecord(name, from_utc_text(values["started"]), finished, values["message"])


# The identity of the archive


def archive_id(connection: Connection) -> str:
    """Return the name that this archive has among all archives; "" while it has none."""
    return get_value(connection, _ARCHIVE_ID) or ""


def give_archive_id(connection: Connection) -> None:
    """Give the archive its name, if it has none."""
    if not archive_id(connection):
        put_value(connection, _ARCHIVE_ID, uuid4().hex)


# Generations of the index


def indexed_revision(connection: Connection, generation: str) -> int | None:
    """Return up to which revision a generation of the index is; None for one that this archive never filled."""
    value = get_value(connection, _INDEXED + generation)
    return None if value is None else int(value)


def put_indexed_revision(connection: Connection, generation: str, revision: int) -> None:
    """Record that a generation of the index has all changes up to a revision."""
    put_value(connection, _INDEXED + generation, str(revision))


def delete_other_generations(connection: Connection, generation: str) -> int:
    """Delete what is recorded of generations of the index other than this one; return how many there were."""
    old = meta.c.name.startswith(_INDEXED, autoescape=True) & (meta.c.name != _INDEXED + generation)
    return connection.execute(delete(meta).where(old)).rowcount


# Revisions


class RevisionCounter:
    """The archive's counter within a transaction. It orders revisions and claims as they are committed.

    Only the one writer may use it.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last = self._saved = latest_revision(connection)

    def next(self) -> int:
        """Return a number greater than all before."""
        self._last += 1
        return self._last

    def save(self) -> None:
        """Write the last number, before the transaction is committed."""
        if self._last != self._saved:
            put_value(self._connection, _COUNTER, str(self._last))
            self._saved = self._last


def latest_revision(connection: Connection) -> int:
    """Return the last number that was given out; 0 in a new archive."""
    return int(get_value(connection, _COUNTER) or 0)
