"""The archive of every article, its earlier versions, what failed and why, and every run.

The archive is the truth; an index is derived from it. It is one SQLite file by default, or a PostgreSQL database if the
settings give its address.
"""

from datetime import timedelta
from pathlib import Path

from indexer.archive.archive import DEFAULT_LEASE, Archive, Clock, utc_now
from indexer.archive.connection import Database
from indexer.archive.models import (
    ArchiveStats,
    Change,
    Counts,
    DamagedRecord,
    ExtractedDocument,
    FailureRecord,
    JobRecord,
    Run,
    RunState,
    SourceRecord,
    StoredArticle,
    Version,
)
from indexer.errors import ArchiveError, RecordDamaged
from indexer.extract.provenance import FieldDecision, Outcome, Provenance
from indexer.extract.result import Repair

__all__ = [
    "Archive",
    "ArchiveError",
    "ArchiveStats",
    "Change",
    "Counts",
    "DamagedRecord",
    "ExtractedDocument",
    "FailureRecord",
    "FieldDecision",
    "JobRecord",
    "Outcome",
    "Provenance",
    "RecordDamaged",
    "Repair",
    "Run",
    "RunState",
    "SourceRecord",
    "StoredArticle",
    "Version",
    "open_archive",
]


def open_archive(
    where: str | Path, *, clock: Clock = utc_now, create: bool = True, lease: timedelta = DEFAULT_LEASE
) -> Archive:
    """Open the archive in a SQLite file, or at the address of a database (`postgresql+psycopg://…`).

    It is made where it does not exist, with its folder (mode 0700), unless `create` is false. `clock` tells the time in
    UTC. A run without a heartbeat for the time of `lease` counts as dead. An archive of an earlier format is migrated.
    Raises ArchiveError when it cannot be opened, is damaged, or was written by a newer version.
    """
    return Archive(Database(where, create=create), clock, lease)
