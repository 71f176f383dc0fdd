"""What does a site's robots.txt allow us?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from protego import Protego

from indexer.fetch.errors import FetchError

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
