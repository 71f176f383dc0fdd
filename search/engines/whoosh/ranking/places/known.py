"""Where does a term stand? Answers are kept, since words recur."""

from search.engines.whoosh.kept import Kept
from search.engines.whoosh.segments import Occurrences
from search.engines.whoosh.snapshot import Snapshot

KEPT_BYTES = 64_000_000


class KnownPlaces:
    """The occurrences of the terms of one snapshot; it may be shared between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._kept: Kept[tuple[str, str], list[Occurrences]] = Kept(KEPT_BYTES)

    def of(self, field: str, term: str) -> list[Occurrences]:
        """Where a term stands, in each segment; deleted documents are still in it. Raises `IndexDamaged`."""
        found = self._kept.get((field, term))
        if found is None:
            found = self._snapshot.occurrences(field, term)
            # The positions are a part of the mapped file.
            self._kept.put((field, term), found, sum(part.docs.nbytes + part.at.nbytes + 500 for part in found))
        return found
