"""Here is a request: which page, which JSON?"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from search.engine import Searcher
    from search.query.options import ParseOptions
    from search.query.synonyms import Groups
    from web.context import Archive
    from web.settings import WebSettings

__all__ = ["create_app"]


def create_app(
    settings: "WebSettings",
    searcher: "Searcher",
    archive: "Archive | None" = None,
    *,
    options: "Callable[[], ParseOptions] | None" = None,
    groups: "Groups | None" = None,
    clock: Callable[[], datetime] = datetime.now,
    status: Callable[[], Mapping[str, Any]] | None = None,
) -> "Flask":
    """The site, ready to be served. It searches with `searcher` and reads articles from `archive` where there is one.

    `options` says how queries are read, asked anew for each request because it holds the time (None: the parser's own
    defaults); `groups` are the synonyms; `clock` tells the wall-clock time here, without a zone; `status` tells how
    index and sources stand, as `dateline status --json` prints it. Nothing is opened and nothing is written.
    """
    # Imported when called, so that a command that only reads this room's settings does not load Flask.
    from search.query.options import ParseOptions
    from web.app import build_app

    return build_app(
        settings, searcher, archive, options=options or ParseOptions, groups=groups, clock=clock, status=status
    )
