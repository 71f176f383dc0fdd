"""What has been made before and may be wanted again? A bounded number of bytes of it, that used last."""

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
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
