"""What a request needs to be answered: the parts that `create_app` was given, and a cache for costly ones."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from flask import current_app

from indexer.archive import Archive
from search.engine import Searcher
from search.query.options import ParseOptions
from search.query.synonyms import SynonymGroups
from web.assets import Assets
from web.searches.site_log import SiteLog
from web.serving import EXTENSION, Serving
from web.settings import WebSettings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Site:
    """The parts of a running site; `web.create_app` says what each is.

    `status` and `searches` are None where the site has none.
    """

    settings: WebSettings
    searcher: Searcher
    archive: Archive | None
    options: Callable[[], ParseOptions]
    groups: SynonymGroups | None
    clock: Callable[[], datetime]
    assets: Assets
    status: Callable[[], Mapping[str, Any]] | None = None
    searches: SiteLog | None = None
    recipe: str = ""


def site() -> Site:
    """Return the site that the current request belongs to."""
    current: Site = current_app.extensions["dateline"]
    return current


def serving() -> Serving | None:
    """Return what the server gives to the application; None where another server runs it, as in tests."""
    given: Serving | None = current_app.extensions.get(EXTENSION)
    return given


class TtlCache(Generic[T]):
    """The last value of `make`, which is called again when the value is older than `seconds`. Threads may share it."""

    def __init__(self, make: Callable[[], T], seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._make, self._seconds, self._clock = make, seconds, clock
        self._lock = threading.Lock()
        self._cached: tuple[float, T] | None = None

    def __call__(self) -> T:
        """Return the value. Raises what `make` raises, and does not cache that."""
        with self._lock:
            now = self._clock()
            if self._cached is None or now - self._cached[0] >= self._seconds:
                self._cached = (now, self._make())
            return self._cached[1]
