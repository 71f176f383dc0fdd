"""How soon may a host be asked again?"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from indexer.fetch.errors import FetchError

_MOST_FAILURES = 5
_REST = 300.0
_LONGEST_REST = 86_400.0


@dataclass(slots=True)
class Host:
    """What is remembered of one host. `lock` is held by the one who asks it: no host is asked twice at a time."""

    name: str
    lock: threading.RLock = field(default_factory=threading.RLock)
    free_at: float = 0.0
    closed_until: float = 0.0
    failures: int = 0


class Hosts:
    """Keeps the pace for each host, and leaves one alone that asked for it or fails again and again."""

    def __init__(self, pace: float, longest: float, ticks: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """`longest` is the most seconds that one wait may take; `ticks` a clock that never goes back."""
        self._pace, self._longest, self._ticks, self._sleep = pace, longest, ticks, sleep
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()

    def of(self, name: str) -> Host:
        """The host of that name and port."""
        with self._lock:
            return self._hosts.setdefault(name, Host(name))

    def wait(self, host: Host, delay: float) -> None:
        """Wait until the host may be asked; `delay` is what it wants between two requests.

        Raises FetchError `host-down` at once when it is not to be asked for longer than a wait may take.
        """
        now = self._ticks()
        if host.closed_until > now:
            raise FetchError(
                "host-down",
                f"{host.name} failed repeatedly or asked for a rest;"
                f" it is left alone for {host.closed_until - now:.0f} s.",
                passing=True,
            )
        if host.free_at > now:
            self._sleep(host.free_at - now)
        host.free_at = self._ticks() + min(max(self._pace, delay), self._longest)

    def succeeded(self, host: Host) -> None:
        """The host answered."""
        host.failures = 0

    def failed(self, host: Host, error: FetchError, attempt: int) -> bool:
        """Whether to ask again, after a failure that may pass; `wait` then takes the time that this calls for."""
        host.failures += 1
        now = self._ticks()
        if error.wait > self._longest or host.failures >= _MOST_FAILURES:
            host.closed_until = now + min(max(error.wait, _REST), _LONGEST_REST)
            host.failures = 0
            return False
        host.free_at = max(host.free_at, now + min(max(error.wait, 2.0 ** (attempt - 1)), self._longest))
        return True
