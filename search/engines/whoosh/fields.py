"""Which fields does the index have, and what does an article put into them? The one field table."""

from collections.abc import Callable
from operator import attrgetter
from typing import Final

import numpy as np
import xxhash

from search.article import Article
from search.request import Facet

TEXTS: Final = ("title", "text")
"""Searched by words: exact terms with positions, stems, forms, and lengths."""

METADATA: Final = ("author", "source", "section", "tag", "url")
"""Searched by their exact tokens, with positions."""

FACET_VALUES: Final = {facet: f"{facet.value}_value" for facet in Facet}
"""Counted and filtered by whole value."""

POSITIONAL: Final = (*TEXTS, *METADATA)
"""The fields whose posting lists have positions."""

TERMS: Final = ("id", *(f"{name}_{kind}" for name in TEXTS for kind in ("stem", "form")), *FACET_VALUES.values())
"""The fields whose posting lists have none."""

COLUMNS: Final = ("published", "tie", "words", "quality", *(f"{name}_length" for name in TEXTS))
"""One figure for every document: seconds of the wall clock, hash of the id, hash of all tokens, how surely it was read,
tokens of the field."""

UNDATED: Final = int(np.iinfo(np.int64).min)
"""Stands in the column of publication times for an article without one."""

UNJUDGED: Final = 255
"""Stands in the column of qualities for an article whose quality is not known."""

VALUE_GAP: Final = 10_000
"""Positions between two values of one field, more than any phrase or window spans."""


def stem_field(name: str) -> str:
    """The field of the stems of `title` or `text`."""
    return f"{name}_stem"


def form_field(name: str) -> str:
    """The field of the forms of `title` or `text`."""
    return f"{name}_form"


VALUES: Final[dict[str, Callable[[Article], str | tuple[str, ...] | None]]] = {
    "author": attrgetter("author"),
    "source": attrgetter("source"),
    "section": attrgetter("section"),
    "tag": attrgetter("tags"),
    "url": attrgetter("url"),
    "lang": attrgetter("language"),
}
"""Where an article has the values of a metadata field: one or none, or several."""


def tie(article_id: bytes) -> int:
    """A hash of the id that orders articles alike in everything else, on every machine."""
    return int(xxhash.xxh3_64_intdigest(article_id))
