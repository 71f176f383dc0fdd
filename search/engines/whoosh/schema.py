"""What does Whoosh know of our fields? The schema that a commit carries, for programs of its own interface."""

from collections.abc import Callable
from operator import attrgetter
from typing import Final

import numpy as np
import xxhash
from whoosh import fields, formats
from whoosh.columns import NumericColumn

from search.analysis import fold, stem
from search.article import FIELDS, Article
from search.request import Facet

# FOLDED: Which fields does the index have, and what does an article put into them? The one field table.


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


FORMAT: Final = 5
"""The version of the files. A program reads its own and says so of any other."""


class TermsField(fields.FieldType):
    """A field whose terms our own analysis makes; a term is looked for as it is given."""

    def __init__(self, positions: bool, scorable: bool = False) -> None:
        posting = formats.Positions() if positions else formats.Frequency()
        super().__init__(format=posting, analyzer=None, scorable=scorable, stored=False)

    def to_bytes(self, value: str | bytes) -> bytes:
        """A term as it stands in the dictionary."""
        return value if isinstance(value, bytes) else value.encode("utf-8", "replace")


PUBLISHED: Final = fields.NUMERIC(int, bits=64, signed=True, sortable=True, shift_step=0, default=UNDATED)
"""Seconds of the wall clock since 1970: a column with us, a field of numbers with Whoosh."""

STORED: Final = tuple(field.name for field in FIELDS if field.stored)
"""What Whoosh gives back of an article, with its id and publication time."""


def schema() -> fields.Schema:
    """The Whoosh schema of FORMAT."""
    whole = fields.Schema(id=fields.ID(unique=True, stored=True))
    for name in POSITIONAL:
        whole.add(name, TermsField(positions=True, scorable=name in TEXTS))
    for name in TERMS:
        if name != "id":
            whole.add(name, TermsField(positions=False))
    whole.add("published", PUBLISHED)
    for name in COLUMNS:
        if name != "published":
            whole.add(name, fields.COLUMN(NumericColumn("Q")))
    for name in STORED:
        if name not in whole:
            whole.add(name, fields.STORED())
    return whole


# FOLDED: Which terms of the dictionaries stand for a word in its language, and for a code of a language?


def stem_term(exact: str, language: str | None) -> str:
    """The dictionary's term for an inflected word: the stem under its language, since stems of two differ."""
    return f"{language or ''}:{stem(exact, language)}"


def language_codes(code: str) -> set[str]:
    """What `lang:` compares with: the folded code, and its primary part (`pt-br` is also `pt`)."""
    whole = fold(code)
    return {whole, whole.partition("-")[0]}
