"""Here is a commit with much in it that is new: who checks that, while the one before goes on answering?

Each array of a file is checked against its checksum before it is used. Of a large file that takes longer than a search
should wait for it.
"""

import threading
from collections.abc import Sequence
from contextlib import suppress

from search.engines.whoosh.segment.container import Container
from search.engines.whoosh.snapshot import Snapshot
from search.errors import IndexDamaged

LARGE = 64_000_000
"""Bytes yet to be checked from which on that is done aside; fewer take a few hundredths of a second."""


class Preparation:
    """Checks the new files of a snapshot, in a thread of its own."""

    def __init__(self, snapshot: Snapshot, files: Sequence[Container]) -> None:
        self.snapshot = snapshot
        self._files = files
        self._thread = threading.Thread(target=self._check, name="checking", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether searches may go over to the snapshot."""
        return not self._thread.is_alive()

    def wait(self) -> None:
        """Come back when it is over."""
        self._thread.join()

    def _check(self) -> None:
        # What is wrong is told to the search that comes upon it.
        with suppress(IndexDamaged):
            for file in self._files:
                file.check()


def new_files(snapshot: Snapshot, before: Snapshot) -> list[Container]:
    """The files of a snapshot that another one has not."""
    return [reader.container for name, reader in snapshot.readers.items() if before.readers.get(name) is not reader]
