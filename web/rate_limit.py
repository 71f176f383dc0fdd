"""How often a client may ask: one count for all server processes, in memory that they share.

The count is the generic cell rate algorithm: of each client, one time is kept, at which it will have used up what it
was allowed. A request adds the time that one takes at the permitted rate, and is refused where that would lie further
ahead than the burst allows.
"""

import fcntl
import hashlib
import math
import mmap
import os
import struct
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_ENTRY = struct.Struct("=Qd")
_SETS, _WAYS = 8_192, 8
"""The table has room for 65,536 clients in 1 MB, each in one of the eight places of its set."""
_SET_BYTES = _ENTRY.size * _WAYS


class SharedTable:
    """A time for each client, of `time.monotonic`, in memory that processes forked later share.

    Where a set is full, the client that has been idle for longest is forgotten.
    """

    def __init__(self, folder: str | None = None) -> None:
        self._memory = mmap.mmap(-1, _SETS * _SET_BYTES)
        # Locks of a file end with the process that has them, which a lock in shared memory would not.
        self._file, path = tempfile.mkstemp(dir=folder)
        Path(path).unlink()
        weakref.finalize(self, os.close, self._file)
        self._threads = threading.Lock()
        self._secret = os.urandom(16)

    def update(self, client: str, change: Callable[[float], float]) -> None:
        """Replace the client's time, 0.0 for a new one, by what `change` makes of it."""
        digest = int.from_bytes(hashlib.blake2b(client.encode(), digest_size=8, key=self._secret).digest())
        number = digest % _SETS
        with self._locked(number):
            start = number * _SET_BYTES
            entries = list(_ENTRY.iter_unpack(self._memory[start : start + _SET_BYTES]))
            place = next((at for at, (key, _) in enumerate(entries) if key == digest), None)
            known = 0.0 if place is None else entries[place][1]
            if place is None:
                place = min(range(_WAYS), key=lambda at: entries[at][1])
            _ENTRY.pack_into(self._memory, start + place * _ENTRY.size, digest, change(known))

    @contextmanager
    def _locked(self, number: int) -> Iterator[None]:
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, number)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)


class RateLimiter:
    """Allows each client so many requests a minute, and a burst of so many at once."""

    def __init__(
        self, table: SharedTable, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._table, self._clock = table, clock
        self._seconds = 60 / per_minute
        self._ahead = (burst - 1) * self._seconds

    def seconds_to_wait(self, client: str) -> int:
        """Count a request of the client; return 0 if it is allowed, or in how many whole seconds one will be."""
        now, wait = self._clock(), 0.0

        def count(used_up_at: float) -> float:
            nonlocal wait
            begin = max(used_up_at, now)
            if begin - now > self._ahead + 1e-9:
                wait = begin - now - self._ahead
                return used_up_at
            return begin + self._seconds

        self._table.update(client, count)
        return math.ceil(wait)
