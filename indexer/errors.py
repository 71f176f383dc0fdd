"""The errors that occur between a source and the archive.

DatelineError (search.errors)
└── IndexerError
    ├── SourceError       a source cannot be read at all (missing folder, unknown kind)
    │   └── SourceBusy    another run is reading it
    ├── ProgramDamaged    a file of the program itself is missing or damaged
    ├── MachineError      the machine cannot do the work now: a full disk, too many open files
    ├── ReadingError      one document cannot be turned into an article; `reason` is a stable code
    └── ArchiveError      the archive cannot be opened or written
        ├── RecordDamaged an article in it is not as it was written; names the article and the file
        ├── ForeignIndex  the index has the articles of another archive
        ├── IndexBusy     another run is writing the index
        └── RunLost       the run was considered dead, and its source free
"""

from search.errors import DatelineError


class IndexerError(DatelineError):
    """Base of all errors of this package."""


class SourceError(IndexerError):
    """A source cannot be read at all. The run goes on with the other sources."""


class SourceBusy(SourceError):
    """Another run is reading the source; the text says which, and since when."""


class ProgramDamaged(IndexerError):
    """A file that belongs to the program is missing or damaged; no document is to blame."""


class MachineError(IndexerError):
    """The machine cannot do the work now, such as for a full disk. No document is to blame."""


class ReadingError(IndexerError):
    """A document gives no article.

    `reason` is a stable code for grouping: `empty`, `binary`, `too-large`, `bad-encoding`, `bad-json`, `no-text`,
    `unreadable`, `unsupported`.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class ArchiveError(IndexerError):
    """The archive cannot be opened, read or written."""


class RecordDamaged(ArchiveError):
    """An article in the archive is not as it was written. Others are not affected."""


class ForeignIndex(ArchiveError):
    """The index has the articles of another archive, which may be the only copy of them."""


class IndexBusy(ArchiveError):
    """Another run is writing the index."""


class RunLost(ArchiveError):
    """A run sent no heartbeat for so long that another run may have its source by now; it must not write any more."""
