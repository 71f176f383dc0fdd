"""What must a token be, for a leaf of the query to match it? The one answer for engines, snippets and suggestions.

A leaf resolves to slots, one for each of its tokens. A slot is a test of a single token; a stem is taken in the
language of the article that the token stands in, so `die` is a German's "die" and an English article's "died".
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import assert_never

from search.analysis import fold, tokenize
from search.query.tree import And, Field, Fuzzy, Near, Or, Phrase, Prefix, Query, Wildcard, Word


@dataclass(frozen=True, slots=True)
class ExactTerm:
    """The folded token is this."""

    term: str


@dataclass(frozen=True, slots=True)
class StemTerm:
    """The token's stem is this folded word's stem, both in the article's language."""

    word: str


@dataclass(frozen=True, slots=True)
class AcronymTerm:
    """The token was spelled so, in capitals (dots left out)."""

    form: str


@dataclass(frozen=True, slots=True)
class PrefixTerm:
    """The folded token begins so."""

    prefix: str


@dataclass(frozen=True, slots=True)
class WildcardTerm:
    """The whole folded token fits this pattern of `?` (one character) and `*` (any number)."""

    pattern: str


@dataclass(frozen=True, slots=True)
class FuzzyTerm:
    """The folded token is within `edits` of this (optimal string alignment distance)."""

    word: str
    edits: int


TermTest = ExactTerm | StemTerm | AcronymTerm | PrefixTerm | WildcardTerm | FuzzyTerm


@dataclass(frozen=True, slots=True)
class TermSequence:
    """These slots side by side, in this order. No slot at all matches nothing.

    `accented` is the accented spelling of a single word (`café`): tokens with that form score higher, none is excluded.
    """

    slots: tuple[TermTest, ...]
    field: Field | None = None
    accented: str | None = None


@dataclass(frozen=True, slots=True)
class TermWindow:
    """A token of its own for each slot, in any order, with at most `distance` other tokens among them."""

    slots: tuple[ExactTerm, ...]
    distance: int
    field: Field | None = None


@lru_cache(4096)
def resolve(leaf: Word | Phrase | Near | Prefix | Wildcard | Fuzzy) -> TermSequence | TermWindow:
    """The tests that a leaf stands for. `lang:` leaves resolve to the folded code as one exact slot."""
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
            # Letters and digits part, so S400~1 is the exact tokens side by side, the last one fuzzy.
            last_fuzzy = (FuzzyTerm(head[-1].term, leaf.edits),) if head else ()
            return TermSequence((*head[:-1], *last_fuzzy), leaf.field)
        case _:
            assert_never(leaf)


def _exact(text: str) -> tuple[ExactTerm, ...]:
    return tuple(ExactTerm(token.exact) for token in tokenize(text))


def _word(leaf: Word) -> TermSequence:
    tokens = tokenize(leaf.text)
    if leaf.field is Field.LANG:
        return TermSequence((ExactTerm(fold(leaf.text)),), leaf.field)
    if len(tokens) != 1 or leaf.field not in (None, Field.TITLE):
        return TermSequence(tuple(ExactTerm(token.exact) for token in tokens), leaf.field)
    token = tokens[0]
    if token.lone:
        # Scripts without spaces are indexed as overlapping pairs, so one character is looked for inside them.
        return TermSequence((WildcardTerm(f"*{token.exact}*"),), leaf.field)
    if token.form is None:
        return TermSequence((StemTerm(token.exact),), leaf.field)
    if token.form.isupper():
        return TermSequence((AcronymTerm(token.form),), leaf.field)
    return TermSequence((StemTerm(token.exact),), leaf.field, accented=token.form)


# FOLDED: Which words of a query should stand together? Those typed side by side: an article that has them so is better.
# FOLDED:
# FOLDED: After Metzler and Croft: A Markov Random Field Model for Term Dependencies (2005), whose ordered pairs bring most of
# FOLDED: what nearness brings. Beside what its words score, an article gets for each pair a share of what a term would that
# FOLDED: occurs where they stand side by side and is as rare as both together would be by chance: its idf is the sum of theirs.


Pair = tuple[Word, Word]


def adjacent_pairs(query: Query) -> tuple[Pair, ...]:
    """Each two words that follow one another among the members of a whole query that is an And or an Or.

    Only words of title and text that are one token each, and no acronyms.
    """
    children = query.children if isinstance(query, And | Or) else ()
    return tuple(
        (one, other)
        for one, other in pairwise(children)
        if isinstance(one, Word) and isinstance(other, Word) and single_term(one) and single_term(other)
    )


def single_term(word: Word) -> str:
    """The token that a word is, folded; empty where it is none, several, an acronym, or of a field."""
    plan = resolve(word)
    if word.field is not None or not isinstance(plan, TermSequence) or len(plan.slots) != 1:
        return ""
    slot = plan.slots[0]
    return slot.word if isinstance(slot, StemTerm) else ""
