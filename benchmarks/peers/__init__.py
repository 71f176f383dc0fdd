"""The peers: each by name, what it needs, and what all of them can do."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from benchmarks.corpus import Record
from benchmarks.workloads import Question

TOP = 10


class Peer(Protocol):
    """An engine over one folder: filled in one process, opened and asked in another."""

    version: str

    def fill(self, articles: list[Record]) -> None:
        """Index all articles; they are on disk and searchable when this returns."""
        ...

    def settle(self) -> None:
        """Wait for what still goes on in the background, and end."""
        ...

    def open(self) -> None:
        """Make ready to be asked."""
        ...

    def find(self, question: Question) -> int:
        """Read the stored texts of the ten best articles; the exact number of all is returned."""
        ...

    def change(self, article: Record) -> None:
        """Replace or add one article; it is on disk and can be found when this returns."""
        ...

    def close(self) -> None:
        """End what was started."""
        ...

    def processes(self) -> list[int]:
        """Return the processes, other than this one, whose memory the engine uses."""
        ...

    def size(self) -> int:
        """Bytes on disk."""
        ...


class Local:
    """What engines within the worker's own process share: everything lies in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def settle(self) -> None:
        """Nothing goes on in the background."""

    def close(self) -> None:
        """Nothing was started."""

    def processes(self) -> list[int]:
        """None but this one."""
        return []

    def size(self) -> int:
        """Bytes of the files in the folder."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


@dataclass(frozen=True, slots=True)
class Entry:
    """A peer as the parent knows it: where it lives and which module its interpreter must have.

    `calls` are the ways in which it can be asked. It is given at most `most` articles. `argument` is handed to its
    class after the folder.
    """

    title: str
    place: str
    needs: str
    calls: tuple[str, ...] = ("find",)
    most: int | None = None
    argument: str | None = None


PEERS = {
    "dateline": Entry("Dateline", "dateline:Dateline", "search", calls=("find", "rank", "search")),
    "tantivy-1": Entry("tantivy, 1 thread", "tantivy:Tantivy", "tantivy", calls=("find", "rank"), argument="1"),
    "tantivy-2": Entry("tantivy, 2 threads", "tantivy:Tantivy", "tantivy", calls=("find", "rank"), argument="2"),
    "fts5": Entry("SQLite FTS5", "fts5:SqliteFts5", "sqlite3"),
    "postgresql": Entry("PostgreSQL", "postgresql:PostgreSql", "psycopg2"),
    "xapian": Entry("Xapian", "xapian:Xapian", "xapian"),
    "whoosh": Entry("Whoosh, stock", "whoosh:Whoosh", "whoosh", most=2_000),
    "opensearch": Entry("OpenSearch", "opensearch:OpenSearch", "http.client"),
}


def make(name: str, folder: Path, argument: str | None) -> Peer:
    """Make a peer over a folder."""
    module, _, kind = PEERS[name].place.partition(":")
    made: Peer = getattr(import_module(f"benchmarks.peers.{module}"), kind)(folder, *filter(None, [argument]))
    return made
