"""What does a request need to be answered? The parts that `create_app` was given, for the request at hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask import current_app

from search.article import Article
from search.engine import Searcher
from search.parser import ParseOptions
from search.synonyms import Groups
from web.assets import Assets
from web.settings import WebSettings
from web.told import Ledger


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
