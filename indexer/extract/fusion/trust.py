"""How far an origin is believed to state a field rightly; the figures by field are in `indexer.extract.fields`."""

from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache

from indexer.extract.fields import FIELDS, Field


class Authority(IntEnum):
    """Who states a candidate; what comes first wins over all that comes later."""

    SETTINGS = 1
    SOURCE = 2
    DOCUMENT = 3


SOURCE_KINDS = ("feed", "sitemap", "record", "table", "WordPress", "front-matter", "export")
"""The kinds of places that state fields beside the document."""

ORIGIN_KINDS: Mapping[str, str] = {
    "settings": "what the settings state",
    "feed": "an entry of a feed",
    "sitemap": "a sitemap's news extension",
    "record": "a member of a JSON object",
    "table": "a column of a table",
    "WordPress": "a WordPress export",
    "front-matter": "the settings above a Markdown text",
    "export": "a line of Dateline's own export",
    "JSON-LD": "data for search engines in a script of the page",
    "microdata": "`itemprop` in the page",
    "OpenGraph": "data for social networks in the page's head",
    "Twitter": "the same for one of them",
    "meta": "other `meta` elements",
    "time": "a `time` element",
    "stamp": "an element that is marked as holding a date",
    "line": "a short line of the page that has a date",
    "byline": "a byline in the page",
    "script": "data for the page's own scripts",
    "link": "`link` and `rel`",
    "heading": "the `h1`",
    "title": "the `title` element",
    "html": "the `html` element",
    "figure": "a picture in the article",
    "address": "the address of the page",
    "text": "lines of the text itself: header, byline, dateline, credit, first line",
    "detection": "a look at the words of the text",
}
"""What an origin may begin with, and what that is; docs/reading.md has the same list."""

DEFAULT_TRUST: Mapping[str, float] = {"settings": 1.0, "text": 0.8, **dict.fromkeys(SOURCE_KINDS, 0.95)}
"""How far a kind is believed for fields that say nothing else of it."""
TRUST: Mapping[Field, Mapping[str, float]] = {field: rules.trust for field, rules in FIELDS.items() if rules.trust}
"""By field: how far an origin, or else any of its kind, is believed."""
MACHINE_FAMILY = "data"
"""The family of what is written for machines."""
_MACHINE_KINDS = frozenset({"JSON-LD", "microdata", "OpenGraph", "Twitter", "meta"})
_UNKNOWN_ORIGIN_TRUST = 0.5
_MAX_CACHED_ORIGINS = 1024


def origin_kind(origin: str) -> str:
    """Return the kind of place that an origin is, one of ORIGIN_KINDS: its first word."""
    return origin.partition(" ")[0]


def origin_family(origin: str) -> str:
    """Return what an origin counts as when places agree: what is written for machines counts once."""
    kind = origin_kind(origin)
    return MACHINE_FAMILY if kind in _MACHINE_KINDS else kind


@lru_cache(_MAX_CACHED_ORIGINS)
def origin_authority(origin: str) -> Authority:
    """Return who states what has this origin."""
    kind = origin_kind(origin)
    if kind == "settings":
        return Authority.SETTINGS
    if origin == "sitemap updated":
        return Authority.DOCUMENT  # the time at which a site was rebuilt, as often as not
    return Authority.SOURCE if kind in SOURCE_KINDS else Authority.DOCUMENT


@lru_cache(_MAX_CACHED_ORIGINS)
def origin_trust(field: Field, origin: str) -> float:
    """Return how far an origin is believed for a field, from 0 to 1."""
    trust = TRUST.get(field, {})
    kind = origin_kind(origin)
    return trust.get(origin, trust.get(kind, DEFAULT_TRUST.get(kind, _UNKNOWN_ORIGIN_TRUST)))
