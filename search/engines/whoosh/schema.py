"""What does Whoosh know of our fields? The schema that a commit carries, for programs of its own interface."""

from typing import Final

from whoosh import fields, formats
from whoosh.columns import NumericColumn

from search.engines.whoosh.fields import COLUMNS, POSITIONAL, TERMS, TEXTS, UNDATED

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

STORED: Final = ("title", "text", "author", "source", "section", "tags", "url", "language", "place", "location")
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
