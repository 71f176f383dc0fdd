"""How soon a host may be asked again, and what its robots.txt allows."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego

from indexer.fetch.response import FetchError

_MAX_FAILURES = 5
_MAX_SERVER_ERRORS = 50
_REST_SECONDS = 300.0
_MAX_REST_SECONDS = 86_400.0
_ROBOTS_LIFETIME = timedelta(hours=24)
_ROBOTS_FAILURE_LIFETIME = timedelta(minutes=5)


@dataclass(slots=True)
class HostState:
    """What is remembered of one host. Whoever sends it a request holds `lock`, so it gets one request at a time."""

    name: str
    lock: threading.RLock = field(default_factory=threading.RLock)
    free_at: float = 0.0
    closed_until: float = 0.0
    failures: int = 0


class HostThrottle:
    """Keeps the pace of requests to each host, and lets a host rest that asks for it or fails again and again."""

    def __init__(self, pace: float, longest: float, ticks: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """`longest` is the most seconds that one wait may take; `ticks` a clock that never goes back."""
        self._pace, self._longest, self._ticks, self._sleep = pace, longest, ticks, sleep
        self._hosts: dict[str, HostState] = {}
        self._lock = threading.Lock()

    def host(self, name: str) -> HostState:
        """Return the state of the host with that name and port."""
        with self._lock:
            return self._hosts.setdefault(name, HostState(name))

    def wait(self, host: HostState, delay: float) -> None:
        """Wait until the host may be asked; `delay` is the seconds that it wants between two requests.

        Raises FetchError `host-down` at once when it must rest for longer than a wait may take.
        """
        now = self._ticks()
        if host.closed_until > now:
            raise FetchError(
                "host-down",
                f"{host.name} failed repeatedly or asked for a rest;"
                f" no request is sent to it for {host.closed_until - now:.0f} s.",
                temporary=True,
            )
        if host.free_at > now:
            self._sleep(host.free_at - now)
        host.free_at = self._ticks() + min(max(self._pace, delay), self._longest)

    def record_success(self, host: HostState) -> None:
        """Note that the host answered, if only that there is no such page."""
        host.failures = 0

    def schedule_retry(self, host: HostState, error: FetchError, attempt: int) -> bool:
        """Return whether to retry after a temporary error; the next `wait` then takes the time that it calls for."""
        if error.retry_after > self._longest:
            return False
        pause = max(error.retry_after, 2.0 ** (attempt - 1))
        host.free_at = max(host.free_at, self._ticks() + min(pause, self._longest))
        return True

    def record_failure(self, host: HostState, error: FetchError) -> None:
        """Note that a URL of the host is given up for this run. After several in succession the host is left alone."""
        host.failures += 1
        # A page for which a program fails with status 500 says little of the host, and other pages can be had.
        most = _MAX_SERVER_ERRORS if error.reason == "http-500" else _MAX_FAILURES
        if error.retry_after > self._longest or host.failures >= most:
            host.closed_until = self._ticks() + min(max(error.retry_after, _REST_SECONDS), _MAX_REST_SECONDS)
            host.failures = 0


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What a robots.txt says to a crawler of this name."""

    text: Protego
    agent: str

    def allows(self, url: str) -> bool:
        """Return whether a URL of the site may be fetched."""
        return bool(self.text.can_fetch(url, self.agent))

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


class RobotsCache:
    """The robots.txt rules of all sites met so far, each kept for a day."""

    def __init__(self, agent: str, fetch: Callable[[str], bytes], clock: Callable[[], datetime]) -> None:
        """`fetch` returns the content of a URL, whatever robots.txt says."""
        self._agent, self._fetch, self._clock = agent, fetch, clock
        self._cache: dict[str, tuple[datetime, RobotsRules | FetchError]] = {}

    def rules(self, site: str) -> RobotsRules:
        """Return the rules of a site, such as `https://news.example`.

        A site without robots.txt allows everything. Raises FetchError when it cannot be known what the site allows,
        since nothing is allowed then.
        """
        expires, cached = self._cache.get(site, (None, None))
        if expires is None or cached is None or expires <= self._clock():
            cached = self._read(site)
            lifetime = _ROBOTS_FAILURE_LIFETIME if isinstance(cached, FetchError) else _ROBOTS_LIFETIME
            self._cache[site] = self._clock() + lifetime, cached
        if isinstance(cached, FetchError):
            raise cached.with_traceback(None)
        return cached

    def _read(self, site: str) -> RobotsRules | FetchError:
        try:
            text = self._fetch(f"{site}/robots.txt").decode("utf-8", "replace")
        except FetchError as error:
            if error.temporary or not error.reason.startswith("http-4"):
                return error
            text = ""
        return RobotsRules(Protego.parse(text), self._agent)
