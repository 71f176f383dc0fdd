"""A cache bounded by bytes, and a limit for the mapped files that stay resident in memory."""

import mmap
import threading
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Generic, Protocol, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class ByteCache(Generic[Key, Value]):
    """A thread-safe cache that keeps the values used last; `get` is one look into a dictionary, without a lock.

    New values, and old ones that are read again, are collected until they are half of the limit. Then they become the
    old half, and the previous old half is dropped.
    """

    def __init__(self, limit: int) -> None:
        self._half = limit // 2
        self._size = 0
        self._new: dict[Key, tuple[Value, int]] = {}
        self._old: dict[Key, tuple[Value, int]] = {}
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """Return the value of a key, or None."""
        entry = self._new.get(key)
        if entry is not None:
            return entry[0]
        entry = self._old.get(key)
        if entry is None:
            return None
        self.put(key, *entry)
        return entry[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keep a value of `size` bytes, and drop others for it."""
        if size > self._half:
            return
        with self._lock:
            if key in self._new:
                return
            if self._size + size > self._half:
                self._old, self._new, self._size = self._new, {}, 0
            self._new[key] = value, size
            self._size += size


SEARCHES_PER_CHECK = 64
"""Searches between two checks of the resident memory."""

MAX_RESIDENT_BYTES = 384_000_000
"""Bytes of mapped files that may be resident."""

_STATM = Path("/proc/self/statm")


class MappedFile(Protocol):
    """A mapped file."""

    def release_pages(self) -> None:
        """Unmap its resident pages."""
        ...


class MappedMemoryLimit:
    """Releases mapped pages when too many are resident, whatever the size of the index.

    Pages that were read stay mapped until the system is short of memory, and count as the process's own. The system's
    cache has them in any case, so releasing them costs the next searches a few microseconds. Safe to share between
    threads: one check more or less does no harm.
    """

    def __init__(self, max_bytes: int = MAX_RESIDENT_BYTES) -> None:
        self._max_bytes = max_bytes
        self._searches = 0
        self._releasing = threading.Lock()

    def after_search(self, files: Iterable[MappedFile]) -> None:
        """Count a search, and now and then check the limit; `files` are those that the search may have read."""
        self._searches += 1
        if self._searches % SEARCHES_PER_CHECK == 0 and resident_file_bytes() > self._max_bytes:
            with self._releasing:
                for file in files:
                    file.release_pages()


def resident_file_bytes() -> int:
    """Return the bytes of mapped files that are resident in this process; 0 where the system does not say."""
    try:
        return int(_STATM.read_text("ascii").split()[2]) * mmap.PAGESIZE
    except (OSError, ValueError, IndexError):
        return 0
