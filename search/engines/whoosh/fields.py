"""Which fields does the index have, and what does an article put into them? The one field table."""

import hashlib
from typing import Final

import numpy as np

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

COLUMNS: Final = ("published", "tie", "words", *(f"{name}_length" for name in TEXTS))
"""One figure for every document: seconds of the wall clock, hash of the id, hash of all tokens, tokens of the field."""

UNDATED: Final = int(np.iinfo(np.int64).min)
"""Stands in the column of publication times for an article without one."""

VALUE_GAP: Final = 10_000
"""Positions between two values of one field, more than any phrase or window spans."""


def stem_field(name: str) -> str:
    """The field of the stems of `title` or `text`."""
    return f"{name}_stem"


def form_field(name: str) -> str:
    """The field of the forms of `title` or `text`."""
    return f"{name}_form"


def metadata(article: Article, name: str) -> tuple[str, ...]:
    """The values of a METADATA field."""
    match name:
        case "author":
            return article.author
        case "tag":
            return article.tags
        case "source":
            return _one(article.source)
        case "section":
            return _one(article.section)
        case _:
            return _one(article.url)


def facet_values(article: Article, facet: Facet) -> tuple[str, ...]:
    """The values by which an article is counted, each once."""
    if facet is Facet.LANGUAGE:
        return _one(article.language)
    return tuple(dict.fromkeys(metadata(article, facet.value)))


def tie(article_id: str) -> int:
    """A hash of the id that orders articles alike in everything else, on every machine."""
    return int.from_bytes(hashlib.blake2b(article_id.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()
