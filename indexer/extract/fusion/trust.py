"""How far is a place believed to state a field rightly?

The figures for title, date and author of web pages are the share of judged pages on which that place is right, rounded;
the others are set beside them by the same measure. docs/reading.md explains them to people.
"""

from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache

from indexer.extract.candidates import Field


class Authority(IntEnum):
    """Whose word it is; what comes first wins over all that comes later."""

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
"""What an origin may begin with, and what that is."""

DEFAULT_TRUST: Mapping[str, float] = {"settings": 1.0, "text": 0.8, **dict.fromkeys(SOURCE_KINDS, 0.95)}
"""How far a kind is believed for fields that say nothing else of it."""
TRUST: Mapping[Field, Mapping[str, float]] = {
    Field.TITLE: {
        "JSON-LD headline": 0.85,
        "JSON-LD name": 0.65,
        "microdata": 0.8,
        "OpenGraph": 0.8,
        "Twitter": 0.78,
        "meta": 0.8,
        "heading h1": 0.93,
        "heading h2": 0.75,
        "heading unlike the title": 0.3,
        "title": 0.7,
        "text first heading": 0.9,
        "text header": 0.95,
        "text first line": 0.85,
        "text first sentence": 0.3,
    },
    Field.PUBLISHED: {
        "JSON-LD datePublished": 0.87,
        "JSON-LD dateCreated": 0.75,
        "JSON-LD datePublished of the page": 0.85,
        "JSON-LD dateCreated of the page": 0.5,
        "microdata datePublished": 0.82,
        "microdata dateCreated": 0.4,
        "OpenGraph": 0.9,
        "meta": 0.82,
        "meta datecreated": 0.4,
        "time": 0.6,
        "time marked as publication": 0.91,
        "time near the headline": 0.9,
        "time at odds with itself": 0.5,
        "time elsewhere": 0.3,
        "stamp near the headline": 0.91,
        "stamp in the page": 0.6,
        "stamp at odds with itself": 0.5,
        "stamp elsewhere": 0.3,
        "line near the headline": 0.88,
        "line in the page": 0.5,
        "line at odds with itself": 0.5,
        "line elsewhere": 0.25,
        "script": 0.5,
        "address": 0.92,
        "address of the page, month alone": 0.7,
        "text header": 0.95,
        "text dateline": 0.85,
    },
    Field.UPDATED: {
        "JSON-LD": 0.9,
        "microdata": 0.85,
        "OpenGraph": 0.9,
        "meta": 0.7,
        "sitemap updated": 0.6,
        "time": 0.7,
        "stamp near the headline": 0.8,
        "stamp": 0.5,
    },
    Field.AUTHOR: {
        "JSON-LD": 0.85,
        "JSON-LD creator": 0.8,
        "microdata": 0.85,
        "OpenGraph": 0.75,
        "meta": 0.7,
        "byline near the headline": 0.8,
        "byline in the page": 0.6,
        "byline by its words": 0.83,
        "byline behind a label": 0.8,
        "byline beside a date": 0.65,
        "link": 0.83,
        "text byline": 0.9,
        "text header": 0.9,
    },
    Field.SOURCE: {
        "JSON-LD": 0.9,
        "microdata": 0.85,
        "OpenGraph": 0.85,
        "meta application-name": 0.8,
        "meta": 0.75,
        "text header": 0.9,
        "text dateline": 0.85,
        "text credit": 0.8,
        "title": 0.6,
    },
    Field.SECTION: {"JSON-LD": 0.9, "microdata": 0.85, "OpenGraph": 0.85, "meta": 0.75},
    Field.TAGS: {"JSON-LD": 0.85, "microdata": 0.8, "OpenGraph": 0.85, "meta": 0.7},
    Field.LANGUAGE: {
        "html": 0.9,
        "JSON-LD": 0.89,
        "microdata": 0.85,
        "OpenGraph": 0.8,
        "meta": 0.83,
        "settings": 0.9,
        "detection": 0.75,
    },
    Field.URL: {
        "link canonical": 0.95,
        "JSON-LD": 0.9,
        "OpenGraph": 0.88,
        "meta": 0.85,
        "microdata": 0.82,
        "address": 0.8,
    },
    Field.IMAGE: {"JSON-LD": 0.85, "microdata": 0.8, "OpenGraph": 0.9, "meta": 0.8, "link": 0.7, "figure": 0.5},
    Field.PLACE: {"JSON-LD": 0.9, "text header": 0.95, "text dateline": 0.9},
}
"""By field: how far an origin, or else any of its kind, is believed."""
MACHINE_FAMILY = "data"
"""The family of what is written for machines."""
_UNKNOWN = 0.5
_MOST_ORIGINS = 1024
_ONE_HAND = frozenset({"JSON-LD", "microdata", "OpenGraph", "Twitter", "meta"})


def origin_kind(origin: str) -> str:
    """The kind of place that an origin is, one of KINDS: the first word of it."""
    return origin.partition(" ")[0]


def origin_family(origin: str) -> str:
    """What an origin counts as when places agree: what is written for machines has one writer, and counts once."""
    kind = origin_kind(origin)
    return MACHINE_FAMILY if kind in _ONE_HAND else kind


@lru_cache(_MOST_ORIGINS)
def origin_authority(origin: str) -> Authority:
    """Whose word a candidate is."""
    kind = origin_kind(origin)
    if kind == "settings":
        return Authority.SETTINGS
    if origin == "sitemap updated":
        return Authority.DOCUMENT  # the time at which a site was built anew, as often as not
    return Authority.SOURCE if kind in SOURCE_KINDS else Authority.DOCUMENT


@lru_cache(_MOST_ORIGINS)
def origin_trust(field: Field, origin: str) -> float:
    """How far a place is believed for a field, from 0 to 1."""
    known = TRUST.get(field, {})
    kind = origin_kind(origin)
    return known.get(origin, known.get(kind, DEFAULT_TRUST.get(kind, _UNKNOWN)))
