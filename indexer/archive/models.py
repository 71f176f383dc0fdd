"""The values that go into the archive and come out of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from indexer.archive.process_id import ProcessId
from indexer.document import ContainerDone, Document, Failure, Unchanged
from indexer.extract.provenance import Provenance
from indexer.extract.result import Extraction, Repair
from search.article import Article


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as the archive has it. Times are in UTC.

    `updated` is when its content last changed, `removed_at` when it vanished from its source (None while it is there),
    `versions` how many versions it has had, this one included. `ledger` says where its fields came from; None for an
    article that was read before the archive recorded that.
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
    """An earlier version of an article: the `number`-th, current from `seen_from` to `replaced_at`, in UTC."""

    number: int
    article: Article
    seen_from: datetime
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class DamagedRecord:
    """An article that the archive has and that is not as it was written."""

    article_id: str


@dataclass(frozen=True, slots=True)
class Change:
    """What the index must do to follow the archive to `revision`: take the article, or delete it where that is None.

    A `damaged` one is left as the index has it.
    """

    revision: int
    article_id: str
    article: Article | None
    damaged: DamagedRecord | None = None


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """A document that gave an article. Its bytes may be left out: the archive does not look at them."""

    document: Document
    extraction: Extraction


RunItem = ExtractedDocument | Unchanged | Failure | ContainerDone
"""What the pipeline records of one thing that a source yields."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The documents of a run by what became of them; `removed` counts articles that vanished.

    `seconds` is how long the work took, 0 while that is not known.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    failed: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.added + other.added,
            self.changed + other.changed,
            self.same + other.same,
            self.removed + other.removed,
            self.failed + other.failed,
            self.seconds + other.seconds,
        )

    @property
    def documents(self) -> int:
        """How many documents were met, whatever came of them."""
        return self.added + self.changed + self.same + self.failed

    @property
    def only_failed(self) -> bool:
        """Whether documents failed and nothing else came of the run."""
        return bool(self.failed) and self.failed == self.documents and not self.removed

    def __str__(self) -> str:
        """Return one line for a person: only what happened, and always something."""
        words = {"added": "added", "changed": "changed", "same": "unchanged", "removed": "removed", "failed": "failed"}
        parts = [f"{count:,} {word}" for name, word in words.items() if (count := getattr(self, name))]
        return f"{', '.join(parts) or 'nothing found'} in {self.seconds:.1f} s"


class RunState(StrEnum):
    """The state of a run. A run whose process died is shown as interrupted, and recorded as such by the next run."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Run:
    """One run over one source. Times are in UTC; `message` says why it failed, or what was skipped.

    `holder` is the process that reads or read the source. `met` counts the documents that it has met so far.
    `expected` is about how many there are: as many as the source held when it was last read; None if that is not known.
    """

    id: int
    source: str
    state: RunState
    started: datetime
    finished: datetime | None
    heartbeat: datetime
    counts: Counts
    message: str
    holder: ProcessId | None = None
    met: int = 0
    expected: int | None = None

    @property
    def rate(self) -> float | None:
        """Documents a second, so far or in all; None while there are no documents or no seconds."""
        seconds = ((self.finished or self.heartbeat) - self.started).total_seconds()
        return self.met / seconds if seconds > 0 and self.met else None


@dataclass(frozen=True, slots=True)
class FailureRecord:
    """A document that cannot be read now: since when, how often tried, and why."""

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
    """The last time that a job of the schedule was begun; `finished` is None while it runs or if it was interrupted."""

    name: str
    started: datetime
    finished: datetime | None
    message: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source on record, with how many of its articles are live, how many documents fail, and its last run."""

    name: str
    kind: str
    location: str
    articles: int
    failures: int
    last_run: Run | None


@dataclass(frozen=True, slots=True)
class ArchiveStats:
    """The size of the archive: live articles, removed ones, earlier versions, failures, the latest revision, bytes."""

    articles: int
    removed: int
    versions: int
    failures: int
    revision: int
    size_bytes: int
