"""What does an archive answer with?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from indexer.archive.process import Holder
from indexer.document import ContainerDone, Document, Failure, Unchanged
from indexer.extract.provenance import Provenance
from indexer.extract.result import Extraction, Repair
from search.article import Article


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as the archive has it. Times are in UTC.

    `updated` is when its content last changed, `removed_at` when it vanished from its source (None while it is there),
    `versions` how many contents it has had, this one included. `ledger` says where its fields came from; None for an
    article that was read before ledgers were kept.
    """

    article: Article
    first_seen: datetime
    updated: datetime
    removed_at: datetime | None
    repairs: tuple[Repair, ...]
    versions: int
    ledger: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier content of an article: the `number`-th, current from `seen_from` to `replaced_at`, in UTC."""

    number: int
    article: Article
    seen_from: datetime
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What the index must do to follow the archive to `revision`: take the article, or delete it where that is None."""

    revision: int
    article_id: str
    article: Article | None


@dataclass(frozen=True, slots=True)
class Read:
    """A document that gave an article. Its bytes are not looked at here."""

    document: Document
    reading: Extraction


Entry = Read | Unchanged | Failure | ContainerDone
"""What the pipeline records of one thing that a source handed over."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened to the documents of a run; `removed` counts articles that vanished."""

    added: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    failed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.added + other.added,
            self.changed + other.changed,
            self.same + other.same,
            self.removed + other.removed,
            self.failed + other.failed,
        )

    @property
    def documents(self) -> int:
        """How many documents were met, whatever came of them."""
        return self.added + self.changed + self.same + self.failed


class RunState(StrEnum):
    """How a run stands. One that died without a word is shown as interrupted, and noted as such at the next look."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Run:
    """One reading of one source. Times are in UTC; `message` says why it failed.

    `holder` is the process that reads or read it. `met` counts the documents that it has come across, of
    about as many as `expected`, which the source held when it was last read; None where that is not known.
    """

    id: int
    source: str
    state: RunState
    started: datetime
    finished: datetime | None
    heartbeat: datetime
    counts: Counts
    message: str
    holder: Holder | None = None
    met: int = 0
    expected: int | None = None

    @property
    def rate(self) -> float | None:
        """Documents a second, so far or in all; None before there is anything to divide."""
        seconds = ((self.finished or self.heartbeat) - self.started).total_seconds()
        return self.met / seconds if seconds > 0 and self.met else None


@dataclass(frozen=True, slots=True)
class FailureRecord:
    """A document that could not be read, as it stands now: since when, how often tried, and why."""

    source: str
    key: str
    location: str
    place: str
    reason: str
    message: str
    first_at: datetime
    last_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class JobRecord:
    """The last time that a job of the schedule was done; `finished` is None while it is, or when it broke off."""

    name: str
    started: datetime
    finished: datetime | None
    message: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source on record, with how many articles of it are live, how many documents fail, and its last run."""

    name: str
    kind: str
    location: str
    articles: int
    failures: int
    last_run: Run | None


@dataclass(frozen=True, slots=True)
class ArchiveStats:
    """The size of the archive: live articles, removed ones, earlier versions, failures, and the latest revision."""

    articles: int
    removed: int
    versions: int
    failures: int
    revision: int


# FOLDED: What came of a run?


@dataclass(frozen=True, slots=True)
class IndexReport:
    """The documents of a run by what became of them, the articles that were removed, and how long it took."""

    added: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    failed: int = 0
    seconds: float = 0.0

    @classmethod
    def of(cls, counts: Counts, seconds: float) -> "IndexReport":
        """The report of these counts."""
        return cls(counts.added, counts.changed, counts.same, counts.removed, counts.failed, seconds)

    def __str__(self) -> str:
        """One line for a person: only what happened, and always something."""
        parts = [
            f"{count:,} {word}"
            for word, count in (
                ("added", self.added),
                ("changed", self.changed),
                ("unchanged", self.same),
                ("removed", self.removed),
                ("failed", self.failed),
            )
            if count
        ]
        return f"{', '.join(parts) or 'nothing found'} in {self.seconds:.1f} s"
