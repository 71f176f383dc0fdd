"""The term tests of a leaf: what a token must be for the leaf to match it, for engines, snippets and suggestions alike.

A leaf resolves to slots, one for each of its tokens, and a slot is a test of a single token: `"high wat*"` would be
`(ExactTerm("high"), PrefixTerm("wat"))`. A stem is taken in the language of the article that has the token, so `die`
matches "die" in a German article and "died" in an English one.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import assert_never

from search.analysis import fold, tokenize
from search.query.tree import (
    TEXT_FIELDS,
    Field,
    Fuzzy,
    Near,
    Phrase,
    Prefix,
    Query,
    Synonyms,
    TextLeaf,
    Wildcard,
    Word,
)


@dataclass(frozen=True, slots=True)
class ExactTerm:
    """The folded token equals `term`."""

    term: str


@dataclass(frozen=True, slots=True)
class JoinedTerm:
    """The folded token equals `word`, or tokens that one hyphen or apostrophe each parts do, written together."""

    word: str


@dataclass(frozen=True, slots=True)
class StemTerm:
    """The token has the same stem as this folded word, both in the article's language.

    Tokens that one hyphen or apostrophe each parts (`e-mail`, `O'Connor`) count as the word that they make together.
    """

    word: str


@dataclass(frozen=True, slots=True)
class AcronymTerm:
    """The token is spelled like this, in capitals (dots are ignored)."""

    form: str


@dataclass(frozen=True, slots=True)
class PrefixTerm:
    """The folded token begins with `prefix`."""

    prefix: str


@dataclass(frozen=True, slots=True)
class WildcardTerm:
    """The whole folded token matches this pattern of `?` (one character) and `*` (any number)."""

    pattern: str


@dataclass(frozen=True, slots=True)
class FuzzyTerm:
    """The folded token is within `edits` of `word` (optimal string alignment distance)."""

    word: str
    edits: int


TermTest = ExactTerm | JoinedTerm | StemTerm | AcronymTerm | PrefixTerm | WildcardTerm | FuzzyTerm


@dataclass(frozen=True, slots=True)
class TermSequence:
    """Tokens side by side that pass these tests in this order. No slot at all matches nothing.

    `accented` is the accented spelling of a single word (`café`): tokens with that form score higher. `joined` is what
    may stand in place of the whole sequence, for a word with hyphens or apostrophes: the word that it is without them.
    """

    slots: tuple[TermTest, ...]
    field: Field | None = None
    accented: str | None = None
    joined: StemTerm | JoinedTerm | None = None


@dataclass(frozen=True, slots=True)
class TermWindow:
    """One token for each slot, in any order, with at most `distance` other tokens among them."""

    slots: tuple[ExactTerm, ...]
    distance: int
    field: Field | None = None


@lru_cache(4096)
def resolve(leaf: TextLeaf) -> TermSequence | TermWindow:
    """Return the tests that a leaf stands for. `lang:` leaves resolve to the folded code as one exact slot."""
    match leaf:
        case Word():
            return _word(leaf)
        case Phrase():
            return TermSequence(_exact(leaf.text), leaf.field)
        case Near():
            return TermWindow(_exact(leaf.text), leaf.distance, leaf.field)
        case Prefix():
            head = _exact(leaf.text)
            last = (PrefixTerm(head[-1].term),) if head else ()
            return TermSequence((*head[:-1], *last), leaf.field)
        case Wildcard():
            return TermSequence((WildcardTerm(fold(leaf.text)),), leaf.field)
        case Fuzzy():
            head = _exact(leaf.text)
            # Letters and digits are separate tokens, so S400~1 is the exact tokens side by side, the last one fuzzy.
            last_fuzzy = (FuzzyTerm(head[-1].term, leaf.edits),) if head else ()
            return TermSequence((*head[:-1], *last_fuzzy), leaf.field)
        case _:
            assert_never(leaf)


def word_count(query: Query) -> int:
    """Return how many words a member of a query is: as many as it has tokens if it is a word or a phrase, else one."""
    leaf = query.original if isinstance(query, Synonyms) else query
    return max(len(resolve(leaf).slots), 1) if isinstance(leaf, Word | Phrase) else 1


def _exact(text: str) -> tuple[ExactTerm, ...]:
    return tuple(ExactTerm(token.exact) for token in tokenize(text))


def _word(leaf: Word) -> TermSequence:
    tokens = tokenize(leaf.text)
    if leaf.field is Field.LANG:
        return TermSequence((ExactTerm(fold(leaf.text)),), leaf.field)
    is_text = leaf.field in TEXT_FIELDS
    if len(tokens) != 1:
        slots = tuple(ExactTerm(token.exact) for token in tokens)
        if not tokens or leaf.field is Field.URL or not all(token.joins for token in tokens[:-1]):
            return TermSequence(slots, leaf.field)
        together = "".join(token.exact for token in tokens)
        return TermSequence(slots, leaf.field, joined=StemTerm(together) if is_text else JoinedTerm(together))
    if not is_text:
        term = ExactTerm(tokens[0].exact) if leaf.field is Field.URL else JoinedTerm(tokens[0].exact)
        return TermSequence((term,), leaf.field)
    token = tokens[0]
    if token.lone:
        # Scripts without spaces are indexed as overlapping pairs, so a single character is looked for inside them.
        return TermSequence((WildcardTerm(f"*{token.exact}*"),), leaf.field)
    if token.form is None:
        return TermSequence((StemTerm(token.exact),), leaf.field)
    if token.form.isupper():
        return TermSequence((AcronymTerm(token.form),), leaf.field)
    return TermSequence((StemTerm(token.exact),), leaf.field, accented=token.form)
