"""What does a request need to be answered? The parts that `create_app` was given, for the request at hand."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from flask import current_app

from search.article import Article
from search.engine import Searcher
from search.query.options import ParseOptions
from search.query.synonyms import Groups
from web.assets import Assets
from web.settings import WebSettings

# FOLDED: What is told of how an article was read? The archive's ledger, as far as pages and API look at it.


class Entry(Protocol):
    """One candidate of a field."""

    @property
    def value(self) -> str:
        """What was found, on one line."""
        ...

    @property
    def origin(self) -> str:
        """Where."""
        ...

    @property
    def outcome(self) -> str:
        """`won`, `agrees`, `outranked` or `rejected`."""
        ...

    @property
    def reason(self) -> str:
        """Why it was rejected, as the end of a sentence that begins with it."""
        ...


class Rule(Protocol):
    """By what a candidate won."""

    @property
    def words(self) -> str:
        """The rule as a person reads it."""
        ...


class Verdict(Protocol):
    """How a field was decided."""

    @property
    def field(self) -> str:
        """The field, by its name in an export line."""
        ...

    @property
    def confidence(self) -> float:
        """How sure its value is, from 0 to 1."""
        ...

    @property
    def rule(self) -> Rule:
        """By what its value won."""
        ...

    @property
    def entries(self) -> Sequence[Entry]:
        """All candidates, the winner first."""
        ...


class Ledger(Protocol):
    """The verdicts on the fields that any place stated."""

    def __iter__(self) -> Iterator[Verdict]:
        """In the order in which they are shown."""
        ...

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON values."""
        ...


class Mending(Protocol):
    """One kind of repair that was made to a text."""

    @property
    def kind(self) -> str:
        """Its name, words joined by hyphens."""
        ...

    @property
    def count(self) -> int:
        """How often it was made."""
        ...

    @property
    def example(self) -> str:
        """The first place, on one line and shortened."""
        ...


class Stored(Protocol):
    """What the archive knows of an article."""

    @property
    def article(self) -> Article:
        """The article as it stood last."""
        ...

    @property
    def first_seen(self) -> datetime:
        """When the archive first met it, in UTC."""
        ...

    @property
    def updated(self) -> datetime:
        """When its content last changed, in UTC."""
        ...

    @property
    def versions(self) -> int:
        """How many contents it has had, this one included."""
        ...

    @property
    def repairs(self) -> Sequence[Mending]:
        """What reading it had to mend."""
        ...

    @property
    def ledger(self) -> Ledger | None:
        """Where its fields came from; None where that was not kept."""
        ...

    @property
    def removed_at(self) -> datetime | None:
        """Since when it is no longer offered, in UTC; None while it is."""
        ...


class Archive(Protocol):
    """The archive, as far as the pages read it."""

    def get(self, article_id: str) -> Stored | None:
        """What is kept of the article with that id, removed or not; None when it never was there."""
        ...


@dataclass(frozen=True, slots=True)
class Site:
    """The parts of a running site. `clock` tells the wall-clock time here, without a zone.

    `status` tells how index and sources stand, as JSON values; None where nobody can tell.
    """

    settings: WebSettings
    searcher: Searcher
    archive: Archive | None
    options: Callable[[], ParseOptions]
    groups: Groups | None
    clock: Callable[[], datetime]
    assets: Assets
    status: Callable[[], Mapping[str, Any]] | None = None


def site() -> Site:
    """The site that the current request belongs to."""
    found: Site = current_app.extensions["dateline"]
    return found


# FOLDED: Here is an answer that costs something to make: how often is it made anew?


T = TypeVar("T")


class TtlCache(Generic[T]):
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
