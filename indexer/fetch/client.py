"""Here is an address: what does it answer?

check the address ──► robots.txt ──► pace ──► resolve and check the host ──► dial ──► read within bounds
    ▲                                                                                      │
    └───────────────────────────────── redirect ───────────────────────────────────────────┘
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from indexer.fetch.decoding import read_body, too_large
from indexer.fetch.politeness import Hosts, Robots, Rules
from indexer.fetch.response import Answer, FetchError
from indexer.fetch.settings import FetchSettings
from indexer.fetch.ssrf import Guard, Resolve, resolve
from indexer.fetch.transport import Transport
from indexer.shutdown import interruptible, sleep

AGENT = "Dateline"
"""The name by which robots.txt addresses this program."""
_PORTS = {"http": 80, "https": 443}
_LONGEST_ADDRESS = 2_000
_LONGEST_VALIDATOR = 300
_ROBOTS_BYTES = 1_000_000
_REDIRECTS = (301, 302, 303, 307, 308)
_PASSING = (408, 421, 425, 429)
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/feed+json;q=0.9,*/*;q=0.5"

Accepts = Callable[[str], bool]


def utc_now() -> datetime:
    """The time by the clock of this machine, in UTC."""
    return datetime.now(UTC)


class Fetcher:
    """Fetches addresses politely and within bounds. Threads may share it."""

    def __init__(
        self,
        settings: FetchSettings,
        *,
        version: str = "",
        clock: Callable[[], datetime] = utc_now,
        ticks: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = sleep,
        resolve: Resolve = resolve,
    ) -> None:
        """`clock` tells the date, `ticks` seconds that never go back, `sleep` waits; `resolve` looks hosts up."""
        self.settings, self.clock = settings, clock
        self._guard = Guard(settings.allow_networks, resolve)
        self._hosts = Hosts(settings.pace, settings.max_delay, ticks, sleep)
        self._robots = Robots(AGENT, self._robots_text, clock)
        self._transport = Transport(settings)
        named = f"{AGENT}/{version}" if version else AGENT
        self._agent = f"{named} (search archive; +{settings.contact})" if settings.contact else named

    def get(
        self,
        address: str,
        *,
        etag: str = "",
        modified: str = "",
        limit: int | None = None,
        accepts: Accepts | None = None,
    ) -> Answer:
        """What an http(s) address answers, redirects followed.

        With `etag` or `modified` of an earlier answer, an unchanged one comes back without data. No more than `limit`
        bytes are read, and nothing of a media type that `accepts` turns down. Raises FetchError, the reasons of which
        are listed there; what may pass has been tried several times by then. KeyboardInterrupt ends it at once.
        """
        conditions = {"If-None-Match": etag} if etag else {}
        if modified:
            conditions["If-Modified-Since"] = modified
        with interruptible():
            return self._follow(_checked(address), conditions, limit, accepts, self.settings.robots)

    def sitemaps(self, address: str) -> list[str]:
        """The sitemaps that the robots.txt of an address's site names. Raises FetchError."""
        with interruptible():
            return self._rules(_checked(address)).sitemaps

    def close(self) -> None:
        """End all connections."""
        self._transport.close()

    def _follow(
        self, url: httpx.URL, conditions: dict[str, str], limit: int | None, accepts: Accepts | None, robots: bool
    ) -> Answer:
        met = {str(url)}
        for _ in range(self.settings.max_redirects + 1):
            found = self._tried(url, conditions, limit, accepts, robots)
            if isinstance(found, Answer):
                return found
            url = found
            if str(url) in met:
                raise FetchError("redirect-loop", f"{url} is redirected in a circle.")
            met.add(str(url))
        raise FetchError("redirect-loop", f"It is redirected more than {self.settings.max_redirects} times.")

    def _tried(
        self, url: httpx.URL, conditions: dict[str, str], limit: int | None, accepts: Accepts | None, robots: bool
    ) -> Answer | httpx.URL:
        """The answer, or where to go instead; what may pass is tried again."""
        rules = self._rules(url) if robots else None
        if rules is not None and not rules.allows(str(url)):
            raise FetchError("robots", f"The robots.txt of {url.host} does not allow {url} to be fetched.")
        host = self._hosts.of(f"{url.host}:{_port(url)}")
        attempt = 0
        with host.lock:
            while True:
                attempt += 1
                self._hosts.wait(host, rules.delay if rules is not None else 0.0)
                try:
                    found = self._once(url, conditions, limit, accepts)
                except FetchError as error:
                    if error.passing and attempt < self.settings.tries and self._hosts.again(host, error, attempt):
                        continue
                    if error.passing:
                        self._hosts.gave_up(host, error)
                    else:
                        self._hosts.answered(host)
                    raise
                self._hosts.answered(host)
                return found

    def _once(
        self, url: httpx.URL, conditions: dict[str, str], limit: int | None, accepts: Accepts | None
    ) -> Answer | httpx.URL:
        addresses = self._guard.addresses(url.raw_host.decode("ascii").strip("[]"), _port(url))
        headers = {
            "User-Agent": self._agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate",
            **conditions,
        }
        with self._transport.answer(url, addresses, headers) as response:
            status = response.status_code
            if status in _REDIRECTS and "location" in response.headers:
                return _redirected(url, response.headers["location"])
            validators = [response.headers.get(name, "") for name in ("etag", "last-modified")]
            etag, modified = (value if len(value) <= _LONGEST_VALIDATOR else "" for value in validators)
            if status == 304 and conditions:
                return Answer(str(url), 304, etag=etag, modified=modified)
            if status not in (200, 203):
                raise self._refusal(url, response)
            stated = response.headers.get("content-type", "")
            answer = Answer(str(url), 200, stated, etag, modified)
            if accepts is not None and not accepts(answer.kind):
                raise FetchError("unsupported", f"It is of the type {answer.kind[:100]}, which is not read.")
            data = self._body(response, min(limit or self.settings.max_bytes, self.settings.max_bytes))
        return Answer(str(url), 200, stated, etag, modified, data)

    def _body(self, response: httpx.Response, limit: int) -> bytes:
        wire = self.settings.max_transfer
        length = response.headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > wire:
            raise too_large(wire, "max_transfer")
        return read_body(response.iter_raw(), response.headers.get("content-encoding", ""), wire=wire, limit=limit)

    def _refusal(self, url: httpx.URL, response: httpx.Response) -> FetchError:
        status = response.status_code
        passing = status >= 500 or status in _PASSING
        wait = self._asked_wait(response.headers.get("retry-after", "")) if passing else 0.0
        words = f"{status} {response.reason_phrase}".strip()
        return FetchError(f"http-{status}", f"{url.host} answers {words}.", passing=passing, wait=wait)

    def _asked_wait(self, text: str) -> float:
        if text.strip().isdecimal():
            return float(text.strip()[:9])
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, TypeError, OverflowError):
            return 0.0
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (until - self.clock()).total_seconds())

    def _rules(self, url: httpx.URL) -> Rules:
        return self._robots.rules(f"{url.scheme}://{url.netloc.decode('ascii')}")

    def _robots_text(self, address: str) -> bytes:
        return self._follow(_checked(address), {}, _ROBOTS_BYTES, None, robots=False).data


def _checked(address: str) -> httpx.URL:
    """The address as it is asked for. Raises FetchError for one that is not fetched."""
    if len(address) > _LONGEST_ADDRESS:
        raise FetchError("bad-address", f"The address {address[:60]}… is longer than {_LONGEST_ADDRESS:,} characters.")
    try:
        url = httpx.URL(address.strip())
        host = url.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError) as error:
        raise FetchError("bad-address", f"{address[:200]!r} is not an address: {error}.") from error
    if url.scheme not in _PORTS:
        raise FetchError("bad-address", f"{address[:200]} is not an address of http or https.")
    if url.userinfo:
        raise FetchError("bad-address", f"An address with a user name is not fetched: {url.copy_with(userinfo=b'')}.")
    if not host or "%" in host or len(host) > 253:
        raise FetchError("bad-address", f"{address[:200]!r} names no host.")
    return url.copy_with(fragment=None)


def _redirected(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return _checked(str(url.join(location)))
    except httpx.InvalidURL as error:
        raise FetchError("bad-address", f"{url} is redirected to what is no address: {location[:200]!r}.") from error


def _port(url: httpx.URL) -> int:
    return url.port or _PORTS[url.scheme]
