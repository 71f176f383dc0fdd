"""The query tree: the only form in which a query crosses the port to an engine.

`river "high water" -flood` is `And((Word("river"), Phrase("high water"), Not(Word("flood"))))`.

Leaves hold text as the person typed it (in Unicode NFC). Which terms a leaf stands for is decided in one place
(`search.query.terms`), so that engines, snippets and the parser cannot disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Field(StrEnum):
    """The field that a leaf looks in. A leaf without a field looks in title and text together."""

    TITLE = "title"
    AUTHOR = "author"
    SOURCE = "source"
    SECTION = "section"
    TAG = "tag"
    LANG = "lang"
    URL = "url"


TEXT_FIELDS = (None, Field.TITLE)
"""The fields that are full text; all others are metadata."""


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
    """`pref*`: tokens that begin with `text`, which is without the star; of several tokens the last is the prefix."""

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
    """Articles of a quality from `least` to `most` hundredths, both included; never those of unknown quality."""

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
class MostOf:
    """Articles that have most of the children: more than `share` of their weight, and at least `least` words of them.

    The weight of a child is its idf; a child that no article matches has none. A child of several tokens
    (`number-theoretic`, a phrase) is as many words. A child that is repeated counts once,
    and adds to the score each time. Only `search.partial_matches` makes it:
    no query text means it, and it is printed as the children joined by OR.
    """

    children: tuple["Query", ...]
    share: float
    least: int


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


TextLeaf = Word | Phrase | Near | Prefix | Wildcard | Fuzzy
"""The leaves that compare tokens: `search.query.terms.resolve` says with what."""

Condition = DateRange | Undated | QualityRange
"""The leaves that compare a value of the article; they add nothing to a score."""

Leaf = TextLeaf | Condition | Synonyms
Query = MatchAll | MatchNone | Leaf | And | Or | MostOf | Not | Boost


def iter_leaves(query: Query, *, under_not: bool = True) -> Iterator[Leaf]:
    """Yield the leaves from left to right, those of exclusions only with `under_not`; MatchAll and MatchNone are none.

    `search.query.normalize.map_leaves` replaces them.
    """
    match query:
        case And(children) | Or(children) | MostOf(children):
            for child in children:
                yield from iter_leaves(child, under_not=under_not)
        case Boost(child):
            yield from iter_leaves(child, under_not=under_not)
        case Not(child):
            if under_not:
                yield from iter_leaves(child)
        case MatchAll() | MatchNone():
            pass
        case _:
            yield query


def has_text_terms(query: Query) -> bool:
    """Return whether words of title or text are searched for, not just conditions, exclusions or all articles."""
    return any(_is_full_text(leaf) for leaf in iter_leaves(query, under_not=False))


def _is_full_text(leaf: Leaf) -> bool:
    typed = leaf.original if isinstance(leaf, Synonyms) else leaf
    return isinstance(typed, TextLeaf) and typed.field in TEXT_FIELDS
