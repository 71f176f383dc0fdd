"""How soon may a host be asked again?"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego

from indexer.fetch.response import FetchError

_MOST_FAILURES = 5
_MOST_STUMBLES = 50
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

    def answered(self, host: Host) -> None:
        """The host gave an answer, if only that there is no such page."""
        host.failures = 0

    def again(self, host: Host, error: FetchError, attempt: int) -> bool:
        """Whether to ask again after a failure that may pass; `wait` then takes the time that this calls for."""
        if error.wait > self._longest:
            return False
        pause = max(error.wait, 2.0 ** (attempt - 1))
        host.free_at = max(host.free_at, self._ticks() + min(pause, self._longest))
        return True

    def gave_up(self, host: Host, error: FetchError) -> None:
        """An address of the host failed for good, for this run. After several in succession it is left alone."""
        host.failures += 1
        # A page on which a program stumbles says little of the host, and others behind it are to be reached.
        most = _MOST_STUMBLES if error.reason == "http-500" else _MOST_FAILURES
        if error.wait > self._longest or host.failures >= most:
            host.closed_until = self._ticks() + min(max(error.wait, _REST), _LONGEST_REST)
            host.failures = 0


# FOLDED: What does a site's robots.txt allow us?


_KEPT = timedelta(hours=24)
_FAILURE_KEPT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a robots.txt says, to a crawler of this name."""

    text: Protego
    agent: str

    def allows(self, address: str) -> bool:
        """Whether an address of the site may be fetched."""
        return bool(self.text.can_fetch(address, self.agent))

    @property
    def delay(self) -> float:
        """The seconds that the site wants between two requests."""
        rate = self.text.request_rate(self.agent)
        stated = self.text.crawl_delay(self.agent) or 0.0
        return max(float(stated), rate.seconds / rate.requests if rate and rate.requests else 0.0)

    @property
    def sitemaps(self) -> list[str]:
        """The sitemaps that it names."""
        return list(dict.fromkeys(self.text.sitemaps))


class Robots:
    """The rules of all sites met, kept for a day."""

    def __init__(self, agent: str, fetch: Callable[[str], bytes], clock: Callable[[], datetime]) -> None:
        """`fetch` gives the content of an address, whatever robots.txt says."""
        self._agent, self._fetch, self._clock = agent, fetch, clock
        self._kept: dict[str, tuple[datetime, Rules | FetchError]] = {}

    def rules(self, site: str) -> Rules:
        """The rules of a site, as `https://news.example`.

        A site without robots.txt allows everything. Raises FetchError when it cannot be known what the site allows,
        since nothing is then allowed.
        """
        until, kept = self._kept.get(site, (None, None))
        if until is None or kept is None or until <= self._clock():
            kept = self._read(site)
            self._kept[site] = (self._clock() + (_FAILURE_KEPT if isinstance(kept, FetchError) else _KEPT), kept)
        if isinstance(kept, FetchError):
            raise kept.with_traceback(None)
        return kept

    def _read(self, site: str) -> Rules | FetchError:
        try:
            text = self._fetch(f"{site}/robots.txt").decode("utf-8", "replace")
        except FetchError as error:
            if error.passing or not error.reason.startswith("http-4"):
                return error
            text = ""
        return Rules(Protego.parse(text), self._agent)
