"""How much of the index does a process keep mapped? No more than it may, whatever the index's size.

What was read once stays mapped until the system is short of memory, and counts as the process's own. The system's cache
has it in any case, so that letting go of it costs the next searches a few microseconds.
"""

import mmap
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

EVERY = 64
"""Searches between two looks."""

MOST = 384_000_000
"""Bytes of files that may be mapped and resident."""

_FIGURES = Path("/proc/self/statm")


class Mapped(Protocol):
    """A mapped file."""

    def let_go(self) -> None:
        """Keep nothing of it resident."""
        ...


class Residence:
    """Counts searches, and looks now and then. Safe to share between threads: one look more or less does no harm."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._searches = 0
        self._looking = threading.Lock()

    def searched(self, files: Iterable[Mapped]) -> None:
        """A search is over; `files` are those that it may have read."""
        self._searches += 1
        if self._searches % EVERY == 0 and resident_files() > self._most:
            with self._looking:
                for file in files:
                    file.let_go()


def resident_files() -> int:
    """Bytes of mapped files that are resident in this process; 0 where the system does not say."""
    try:
        return int(_FIGURES.read_text("ascii").split()[2]) * mmap.PAGESIZE
    except (OSError, ValueError, IndexError):
        return 0
