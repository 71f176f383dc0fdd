"""The HTTP client: fetches a URL politely, safely and within bounds.

check the URL ──► robots.txt ──► pace ──► resolve and check the host ──► connect ──► read within bounds
    ▲                                                                                    │
    └──────────────────────────────── redirect ──────────────────────────────────────────┘
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpcore
import httpx

from indexer.fetch.decoding import read_body, too_large
from indexer.fetch.politeness import HostThrottle, RobotsCache, RobotsRules
from indexer.fetch.response import FetchError, Response
from indexer.fetch.settings import FetchSettings
from indexer.fetch.ssrf import AddressGuard, Resolve, resolve
from indexer.fetch.transport import Transport
from indexer.shutdown import interruptible, sleep

AGENT = "Dateline"
"""The name by which robots.txt addresses this program."""
_PORTS = {"http": 80, "https": 443}
_MAX_URL_CHARS = 2_000
_MAX_VALIDATOR_CHARS = 300
_MAX_ROBOTS_BYTES = 1_000_000
_REDIRECTS = (301, 302, 303, 307, 308)
_TEMPORARY = (408, 421, 425, 429)
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/feed+json;q=0.9,*/*;q=0.5"

Accepts = Callable[[str], bool]


def utc_now() -> datetime:
    """Return the time by the clock of this machine, in UTC."""
    return datetime.now(UTC)


class Fetcher:
    """Fetches URLs politely and within bounds. Threads may share it."""

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
        """`clock` gives the date, `ticks` seconds that never go back, `sleep` waits; `resolve` looks hosts up."""
        self.settings, self.clock = settings, clock
        self._guard = AddressGuard(settings.allow_networks, resolve)
        self._throttle = HostThrottle(settings.pace, settings.max_delay, ticks, sleep)
        self._robots = RobotsCache(AGENT, self._robots_text, clock)
        self._transport = Transport(settings)
        agent = f"{AGENT}/{version}" if version else AGENT
        self._agent = f"{agent} (search archive; +{settings.contact})" if settings.contact else agent

    def get(
        self,
        url: str,
        *,
        etag: str = "",
        modified: str = "",
        limit: int | None = None,
        accepts: Accepts | None = None,
    ) -> Response:
        """Return the response to a GET of an http(s) URL, redirects followed.

        With `etag` or `modified` of an earlier response, an unchanged one comes back without data. No more than `limit`
        bytes are read, and nothing of a media type that `accepts` turns down. Raises FetchError, whose reasons are
        listed there; what may be temporary has been tried several times by then. KeyboardInterrupt ends it at once.
        """
        conditions = {"If-None-Match": etag} if etag else {}
        if modified:
            conditions["If-Modified-Since"] = modified
        with interruptible():
            return self._follow(_parse_url(url), conditions, limit, accepts, self.settings.robots)

    def sitemaps(self, url: str) -> list[str]:
        """Return the sitemaps that the robots.txt of a URL's site names. Raises FetchError."""
        with interruptible():
            return self._rules(_parse_url(url)).sitemaps

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def _follow(
        self, url: httpx.URL, conditions: dict[str, str], limit: int | None, accepts: Accepts | None, robots: bool
    ) -> Response:
        visited = {str(url)}
        for _ in range(self.settings.max_redirects + 1):
            result = self._get_with_retries(url, conditions, limit, accepts, robots)
            if isinstance(result, Response):
                return result
            url = result
            if str(url) in visited:
                raise FetchError("redirect-loop", f"{url} is redirected in a circle.")
            visited.add(str(url))
        raise FetchError("redirect-loop", f"It is redirected more than {self.settings.max_redirects} times.")

    def _get_with_retries(
        self, url: httpx.URL, conditions: dict[str, str], limit: int | None, accepts: Accepts | None, robots: bool
    ) -> Response | httpx.URL:
        """Return the response, or the URL of a redirect; temporary errors are retried."""
        rules = self._rules(url) if robots else None
        if rules is not None and not rules.allows(str(url)):
            raise FetchError("robots", f"The robots.txt of {url.host} does not allow {url} to be fetched.")
        throttle = self._throttle
        host = throttle.host(f"{url.host}:{_port(url)}")
        attempt = 0
        with host.lock:
            while True:
                attempt += 1
                throttle.wait(host, rules.delay if rules is not None else 0.0)
                try:
                    result = self._get_once(url, conditions, limit, accepts)
                except FetchError as error:
                    if (
                        error.temporary
                        and attempt < self.settings.tries
                        and throttle.schedule_retry(host, error, attempt)
                    ):
                        continue
                    if error.temporary:
                        throttle.record_failure(host, error)
                    else:
                        throttle.record_success(host)
                    raise
                throttle.record_success(host)
                return result

    def _get_once(
        self, url: httpx.URL, conditions: dict[str, str], limit: int | None, accepts: Accepts | None
    ) -> Response | httpx.URL:
        addresses = self._guard.addresses(url.raw_host.decode("ascii"), _port(url))
        sent = {"User-Agent": self._agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate", **conditions}
        with self._transport.get(url, addresses, sent) as answer:
            status, headers = answer.status, httpx.Headers(answer.headers)
            if status in _REDIRECTS and "location" in headers:
                return _redirected(url, headers["location"])
            validators = [headers.get(name, "") for name in ("etag", "last-modified")]
            etag, modified = (value if len(value) <= _MAX_VALIDATOR_CHARS else "" for value in validators)
            if status == 304 and conditions:
                return Response(str(url), 304, etag=etag, modified=modified)
            if status not in (200, 203):
                raise self._refusal(url, answer, headers)
            response = Response(str(url), 200, headers.get("content-type", ""), etag, modified)
            if accepts is not None and not accepts(response.media_type):
                raise FetchError("unsupported", f"It is of the type {response.media_type[:100]}, which is not read.")
            data = self._body(answer, headers, min(limit or self.settings.max_bytes, self.settings.max_bytes))
        return Response(str(url), 200, response.content_type, etag, modified, data)

    def _body(self, answer: httpcore.Response, headers: httpx.Headers, max_bytes: int) -> bytes:
        max_transfer = self.settings.max_transfer
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > max_transfer:
            raise too_large(max_transfer, "max_transfer")
        encoding = headers.get("content-encoding", "")
        return read_body(answer.iter_stream(), encoding, max_transfer=max_transfer, max_bytes=max_bytes)

    def _refusal(self, url: httpx.URL, answer: httpcore.Response, headers: httpx.Headers) -> FetchError:
        status = answer.status
        temporary = status >= 500 or status in _TEMPORARY
        retry_after = self._seconds_until(headers.get("retry-after", "")) if temporary else 0.0
        phrase = answer.extensions.get("reason_phrase", b"").decode("ascii", "ignore")
        message = f"{url.host} answers {f'{status} {phrase}'.strip()}."
        return FetchError(f"http-{status}", message, temporary=temporary, retry_after=retry_after)

    def _seconds_until(self, retry_after: str) -> float:
        """Return the seconds that a Retry-After header stands for, a number of them or a date; 0 for neither."""
        if retry_after.strip().isdecimal():
            return float(retry_after.strip()[:9])
        try:
            until = parsedate_to_datetime(retry_after)
        except (ValueError, TypeError, OverflowError):
            return 0.0
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (until - self.clock()).total_seconds())

    def _rules(self, url: httpx.URL) -> RobotsRules:
        return self._robots.rules(f"{url.scheme}://{url.netloc.decode('ascii')}")

    def _robots_text(self, url: str) -> bytes:
        return self._follow(_parse_url(url), {}, _MAX_ROBOTS_BYTES, None, robots=False).data


def _parse_url(text: str) -> httpx.URL:
    """Parse a URL, without its fragment. Raises FetchError for one that is not fetched."""
    if len(text) > _MAX_URL_CHARS:
        raise FetchError("bad-address", f"The address {text[:60]}… is longer than {_MAX_URL_CHARS:,} characters.")
    try:
        url = httpx.URL(text.strip())
        host = url.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError) as error:
        raise FetchError("bad-address", f"{text[:200]!r} is not an address: {error}.") from error
    if url.scheme not in _PORTS:
        raise FetchError("bad-address", f"{text[:200]} is not an address of http or https.")
    if url.userinfo:
        raise FetchError("bad-address", f"An address with a user name is not fetched: {url.copy_with(userinfo=b'')}.")
    if not host or "%" in host or len(host) > 253:
        raise FetchError("bad-address", f"{text[:200]!r} names no host.")
    return url.copy_with(fragment=None)


def _redirected(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return _parse_url(str(url.join(location)))
    except httpx.InvalidURL as error:
        raise FetchError("bad-address", f"{url} is redirected to what is no address: {location[:200]!r}.") from error


def _port(url: httpx.URL) -> int:
    return url.port or _PORTS[url.scheme]
