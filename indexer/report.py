"""What came of a run?"""

from dataclasses import dataclass

from indexer.archive.values import Counts


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
                ("the same", self.same),
                ("removed", self.removed),
                ("failed", self.failed),
            )
            if count
        ]
        return f"{', '.join(parts) or 'nothing found'} in {self.seconds:.1f} s"
