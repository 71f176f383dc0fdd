"""What has been made before and may be wanted again? A bounded number of bytes of it, that used last."""

import mmap
import threading
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Generic, Protocol, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class ByteCache(Generic[Key, Value]):
    """Safe to share between threads; looking is one look into a dictionary, without a lock.

    What is new, and what is old and asked for again, is gathered until it is half of the limit. Then it becomes the
    old, and what was old is let go.
    """

    def __init__(self, limit: int) -> None:
        self._half = limit // 2
        self._size = 0
        self._new: dict[Key, tuple[Value, int]] = {}
        self._old: dict[Key, tuple[Value, int]] = {}
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """What is kept under a key, if anything."""
        entry = self._new.get(key)
        if entry is not None:
            return entry[0]
        entry = self._old.get(key)
        if entry is None:
            return None
        self.put(key, *entry)
        return entry[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keep a value of so many bytes, and let go of others for it."""
        if size > self._half:
            return
        with self._lock:
            if key in self._new:
                return
            if self._size + size > self._half:
                self._old, self._new, self._size = self._new, {}, 0
            self._new[key] = value, size
            self._size += size


# FOLDED: How much of the index does a process keep mapped? No more than it may, whatever the index's size.
# FOLDED:
# FOLDED: What was read once stays mapped until the system is short of memory, and counts as the process's own. The system's cache
# FOLDED: has it in any case, so that letting go of it costs the next searches a few microseconds.


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
