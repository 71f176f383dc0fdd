"""The fields of the index: the field table, how an article fills it, and the Whoosh schema of it."""

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

TEXTS: Final = ("title", "text")
"""Fields searched by words: exact terms with positions, stems, forms, and lengths."""

METADATA: Final = ("author", "source", "section", "tag", "url")
"""Fields searched by their exact tokens, with positions."""

FACET_VALUES: Final = {facet: f"{facet.value}_value" for facet in Facet}
"""Fields counted and filtered by whole value."""

POSITIONAL: Final = (*TEXTS, *METADATA)
"""The fields whose posting lists have positions."""

TERMS: Final = ("id", *(f"{name}_{kind}" for name in TEXTS for kind in ("stem", "form")), *FACET_VALUES.values())
"""The fields whose posting lists have no positions."""

COLUMNS: Final = ("published", "tie", "words", "quality", *(f"{name}_length" for name in TEXTS))
"""Columns, one figure for every document: seconds of the wall clock, hash of the id, hash of all tokens, quality in
hundredths, and tokens of each text field.
"""

UNDATED: Final = int(np.iinfo(np.int64).min)
"""The publication time of an article without one."""

UNKNOWN_QUALITY: Final = 255
"""The quality of an article whose quality is not known."""

JOINED_MARK: Final = "-"
"""Begins the term of a word that hyphens or apostrophes part, written together: `-email` of e-mail."""

VALUE_GAP_POSITIONS: Final = 10_000
"""Positions between two values of one field, more than any phrase or window spans."""


def stem_field(name: str) -> str:
    """Return the field of the stems of `title` or `text`."""
    return f"{name}_stem"


def form_field(name: str) -> str:
    """Return the field of the forms of `title` or `text`."""
    return f"{name}_form"


METADATA_VALUES: Final[dict[str, Callable[[Article], str | tuple[str, ...] | None]]] = {
    "author": attrgetter("author"),
    "source": attrgetter("source"),
    "section": attrgetter("section"),
    "tag": attrgetter("tags"),
    "url": attrgetter("url"),
    "lang": attrgetter("language"),
}
"""The attribute of an article with the values of a metadata field: one or none, or several."""


def id_hash(article_id: bytes) -> int:
    """Return a hash of the id, which orders articles that are equal in everything else, the same on every machine."""
    return int(xxhash.xxh3_64_intdigest(article_id))


INDEX_FORMAT: Final = 6
"""The version of the index. A program reads its own version and refuses any other with a clear error.

`segment.container.FILE_FORMAT` is the version of a segment's file.
"""


class TermsField(fields.FieldType):
    """A field whose terms our own analysis makes; a term is looked for as it is given.

    The TOC pickles this class by its import path: it cannot move without a new INDEX_FORMAT.
    """

    def __init__(self, positions: bool, scorable: bool = False) -> None:
        posting = formats.Positions() if positions else formats.Frequency()
        super().__init__(format=posting, analyzer=None, scorable=scorable, stored=False)

    def to_bytes(self, value: str | bytes) -> bytes:
        """Return a term as it is in the dictionary."""
        return value if isinstance(value, bytes) else value.encode("utf-8", "replace")


PUBLISHED: Final = fields.NUMERIC(int, bits=64, signed=True, sortable=True, shift_step=0, default=UNDATED)
"""Seconds of the wall clock since 1970: a column in the segment, a field of numbers for Whoosh."""

STORED_FIELDS: Final = tuple(field.name for field in FIELDS if field.stored)
"""What Whoosh gives back of an article, with its id and publication time."""


def whoosh_schema() -> fields.Schema:
    """Return the Whoosh schema of INDEX_FORMAT."""
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
    for name in STORED_FIELDS:
        if name not in whole:
            whole.add(name, fields.STORED())
    return whole


def stem_term(exact: str, language: str | None) -> str:
    """Return the dictionary's term for an inflected word: the stem prefixed with its language, since stems differ."""
    return f"{language or ''}:{stem(exact, language)}"


def language_codes(code: str) -> set[str]:
    """Return what `lang:` compares with: the folded code, and its primary part (`pt-br` is also `pt`)."""
    whole = fold(code)
    return {whole, whole.partition("-")[0]}
