"""Here is an answer that costs something to make: how often is it made anew?"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """What `make` returned last, made anew when it is older than so many seconds. Threads share it."""

    def __init__(self, make: Callable[[], T], seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._make, self._seconds, self._clock = make, seconds, clock
        self._lock = threading.Lock()
        self._made: tuple[float, T] | None = None

    def __call__(self) -> T:
        """Raises what `make` raises; nothing is kept of that."""
        with self._lock:
            now = self._clock()
            if self._made is None or now - self._made[0] >= self._seconds:
                self._made = (now, self._make())
            return self._made[1]
