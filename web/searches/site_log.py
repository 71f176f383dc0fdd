"""The search log as a site uses it: where searches are recorded, and the report that its owner reads."""

from collections.abc import Callable
from dataclasses import dataclass

from web.searches.recorder import SearchRecorder
from web.searches.report import SearchReport


@dataclass(frozen=True, slots=True)
class SiteLog:
    """`report` returns the report of so many days, and raises `SearchLogError`. Searches are kept for `days` days."""

    recorder: SearchRecorder
    report: Callable[[int], SearchReport]
    days: int
