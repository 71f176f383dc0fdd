"""What is being asked? The query tree: the only form in which a query crosses a port.

Leaves hold text as the person typed it (in Unicode NFC); what terms a leaf stands for is decided in one place
(`search.query.terms`), so that engines, snippets and the parser cannot disagree.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never


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
class MatchAll:
    """Every article."""


@dataclass(frozen=True, slots=True)
class MatchNone:
    """No article."""


@dataclass(frozen=True, slots=True)
class Word:
    """An unquoted word: articles with an inflection of it (one token), or with its tokens side by side (several).

    In capitals (`IS`) it is the acronym. In a metadata field it is the exact folded token; `lang:` compares codes.
    """

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Quoted words: these tokens side by side in this order, accents and case aside."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Quoted words in any order, with at most `distance` other tokens within the span that holds them all.

    A word written twice must occur twice.
    """

    text: str
    distance: int
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """`pref*`: tokens that begin so. `text` is without the star; of several tokens the last is the prefix."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`w?ld`: one whole token, `?` one character and `*` any number. `text` has both as typed."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """`word~1`: tokens within `edits` (1 or 2) insertions, deletions, substitutions or swaps of neighbours."""

    text: str
    edits: int
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class DateRange:
    """Published at or after `since` and before `until`: wall-clock times without a zone, either may be None."""

    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Undated:
    """Articles without a publication date."""


@dataclass(frozen=True, slots=True)
class QualityRange:
    """Read with a quality from `least` to `most` hundredths, both included; never with an unknown one."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class And:
    """Articles that match all children; at least two."""

    children: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Articles that match any child; at least two."""

    children: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Articles that the child does not match. Adds nothing to a score."""

    child: "Query"


@dataclass(frozen=True, slots=True)
class Boost:
    """The child, its score multiplied by `factor` (> 0)."""

    child: "Query"
    factor: float


@dataclass(frozen=True, slots=True)
class Synonyms:
    """A leaf with the words and phrases that the site owner calls the same; scored as one term.

    `original` is what was typed and is what `to_text` prints; `alternatives` are Word or Phrase leaves, without it.
    """

    original: Word | Phrase
    alternatives: tuple[Word | Phrase, ...]


Leaf = Word | Phrase | Near | Prefix | Wildcard | Fuzzy | DateRange | Undated | QualityRange | Synonyms
Query = MatchAll | MatchNone | Leaf | And | Or | Not | Boost


# FOLDED: Which parts of a query ask for words, and which are conditions that must hold whatever the words?


def has_text_terms(query: Query) -> bool:
    """Whether words of the title or text are asked for, in contrast to conditions, negations and every article."""
    match query:
        case And(children) | Or(children):
            return any(has_text_terms(child) for child in children)
        case Boost(child, _):
            return has_text_terms(child)
        case Word() | Phrase() | Near() | Prefix() | Wildcard() | Fuzzy():
            return query.field in {None, Field.TITLE}
        case Synonyms(original):
            return has_text_terms(original)
        case Not() | DateRange() | Undated() | QualityRange() | MatchAll() | MatchNone():
            return False
        case _:
            assert_never(query)
