"""Every article, its earlier versions, what failed and why, and every run: what has been kept?

The archive is the truth; an index is derived from it. One SQLite file is the default, PostgreSQL is a
matter of the address.
"""

from datetime import timedelta
from pathlib import Path

from indexer.archive.archive import LEASE, Archive, Clock, utc_now
from indexer.archive.connection import Database
from indexer.archive.models import (
    ArchiveStats,
    Change,
    Counts,
    FailureRecord,
    JobRecord,
    Read,
    Run,
    RunState,
    SourceRecord,
    StoredArticle,
    Version,
)
from indexer.extract.provenance import FieldDecision, Outcome, Provenance
from indexer.extract.result import Repair

__all__ = [
    "Archive",
    "Change",
    "Counts",
    "FailureRecord",
    "FieldDecision",
    "JobRecord",
    "Outcome",
    "Provenance",
    "Repair",
    "Read",
    "Run",
    "RunState",
    "SourceRecord",
    "StoredArticle",
    "ArchiveStats",
    "Version",
    "open_archive",
]


def open_archive(
    where: str | Path, *, clock: Clock = utc_now, create: bool = True, lease: timedelta = LEASE
) -> Archive:
    """The archive in a SQLite file, or at the address of a database (`postgresql+psycopg://…`).

    It is made where it does not exist, with its folder (mode 0700), unless `create` is false. `clock` tells the time in
    UTC. A run without a sign of life for the time of `lease` counts as dead. An archive of an earlier format is brought
    to this one's. Raises ArchiveError when it cannot be opened, is damaged, or was written by a newer version.
    """
    return Archive(Database(where, create=create), clock, lease)
