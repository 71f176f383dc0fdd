"""The site: from a request to a page or to JSON."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a command that only reads the settings of this package must not load Flask
    from flask import Flask

    from indexer.archive import Archive
    from search.engine import Searcher
    from search.query.options import ParseOptions
    from search.query.synonyms import SynonymGroups
    from web.searches.site_log import SiteLog
    from web.settings import WebSettings

__all__ = ["create_app"]


def create_app(
    settings: "WebSettings",
    searcher: "Searcher",
    archive: "Archive | None" = None,
    *,
    options: "Callable[[], ParseOptions] | None" = None,
    groups: "SynonymGroups | None" = None,
    clock: Callable[[], datetime] = datetime.now,
    status: Callable[[], Mapping[str, Any]] | None = None,
    searches: "SiteLog | None" = None,
    recipe: str = "",
) -> "Flask":
    """Return the site, ready to be served. It searches with `searcher` and reads articles from `archive`, if given.

    `options` returns how queries are parsed; it is called for each request because the options hold the time (None:
    the parser's own defaults). `groups` are the synonyms. `clock` returns the local wall-clock time, without a zone.
    `status` returns the state of index and sources as `dateline status --json` prints it. `searches` is the log of
    searches, if the site keeps one. `recipe` is a text that changes with whatever else shapes an answer, such as the
    settings of the ranking: it makes other entity tags. Nothing is opened, and nothing but that log is written.
    """
    from search.query.options import ParseOptions
    from web.app import build_app

    return build_app(
        settings,
        searcher,
        archive,
        options=options or ParseOptions,
        groups=groups,
        clock=clock,
        status=status,
        searches=searches,
        recipe=recipe,
    )
