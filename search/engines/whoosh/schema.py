"""What does Whoosh know of our fields? The schema that a commit carries, for programs of its own interface."""

from typing import Final

from whoosh import fields, formats
from whoosh.columns import NumericColumn

from search.engines.whoosh.fields import COLUMNS, POSITIONAL, TERMS, UNDATED

FORMAT: Final = 2
"""The version of the files. A program reads its own and says so of any other."""


class TermsField(fields.FieldType):
    """A field whose terms our own analysis makes; a term is looked for as it is given."""

    def __init__(self, positions: bool) -> None:
        posting = formats.Positions() if positions else formats.Frequency()
        super().__init__(format=posting, analyzer=None, scorable=False, stored=False)

    def to_bytes(self, value: str | bytes) -> bytes:
        """A term as it stands in the dictionary."""
        return value if isinstance(value, bytes) else value.encode("utf-8", "replace")


def schema() -> fields.Schema:
    """The Whoosh schema of FORMAT."""
    whole = fields.Schema(id=fields.ID(unique=True, stored=True))
    for name in POSITIONAL:
        whole.add(name, TermsField(positions=True))
    for name in TERMS:
        if name != "id":
            whole.add(name, TermsField(positions=False))
    for name in COLUMNS:
        kind = NumericColumn("q", default=UNDATED) if name == "published" else NumericColumn("Q")
        whole.add(name, fields.COLUMN(kind))
    return whole
