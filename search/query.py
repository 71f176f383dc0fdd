"""What is being asked? The query tree: the only form in which a query crosses a port.

Leaves hold text as the person typed it (in Unicode NFC); what terms a leaf stands for is decided in one place
(`search.plan`), so that engines, snippets and the parser cannot disagree.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast


class _Node:
    """What all nodes share: `str()` is query text that parses back to the same tree (in its normal form)."""

    __slots__ = ()

    def __str__(self) -> str:
        # Printing needs the nodes, so it is imported when it is used.
        from search.printing import to_text

        return to_text(cast("Query", self))


class Field(StrEnum):
    """Where a leaf looks. A leaf without a field looks in title and text together."""

    TITLE = "title"
    AUTHOR = "author"
    SOURCE = "source"
    SECTION = "section"
    TAG = "tag"
    LANG = "lang"
    URL = "url"


@dataclass(frozen=True, slots=True)
class MatchAll(_Node):
    """Every article."""


@dataclass(frozen=True, slots=True)
class MatchNone(_Node):
    """No article."""


@dataclass(frozen=True, slots=True)
class Word(_Node):
    """An unquoted word: articles with an inflection of it (one token), or with its tokens side by side (several).

    In capitals (`IS`) it is the acronym. In a metadata field it is the exact folded token; `lang:` compares codes.
    """

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Phrase(_Node):
    """Quoted words: these tokens side by side in this order, accents and case aside."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Near(_Node):
    """Quoted words in any order, with at most `distance` other tokens within the span that holds them all.

    A word written twice must occur twice.
    """

    text: str
    distance: int
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Prefix(_Node):
    """`pref*`: tokens that begin so. `text` is without the star; of several tokens the last is the prefix."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Wildcard(_Node):
    """`w?ld`: one whole token, `?` one character and `*` any number. `text` has both as typed."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Fuzzy(_Node):
    """`word~1`: tokens within `edits` (1 or 2) insertions, deletions, substitutions or swaps of neighbours."""

    text: str
    edits: int
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class DateRange(_Node):
    """Published at or after `since` and before `until`: wall-clock times without a zone, either may be None."""

    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Undated(_Node):
    """Articles without a publication date."""


@dataclass(frozen=True, slots=True)
class QualityRange(_Node):
    """Read with a quality from `least` to `most` hundredths, both included; never with an unknown one."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class And(_Node):
    """Articles that match all children; at least two."""

    children: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or(_Node):
    """Articles that match any child; at least two."""

    children: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Not(_Node):
    """Articles that the child does not match. Adds nothing to a score."""

    child: "Query"


@dataclass(frozen=True, slots=True)
class Boost(_Node):
    """The child, its score multiplied by `factor` (> 0)."""

    child: "Query"
    factor: float


@dataclass(frozen=True, slots=True)
class Synonyms(_Node):
    """A leaf with the words and phrases that the site owner calls the same; scored as one term.

    `original` is what was typed and is what `str()` prints; `alternatives` are Word or Phrase leaves, without it.
    """

    original: Word | Phrase
    alternatives: tuple[Word | Phrase, ...]


Leaf = Word | Phrase | Near | Prefix | Wildcard | Fuzzy | DateRange | Undated | QualityRange | Synonyms
Query = MatchAll | MatchNone | Leaf | And | Or | Not | Boost
