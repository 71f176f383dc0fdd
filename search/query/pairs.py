"""Pairs of words that were typed side by side: an article that has them side by side is better.

After Metzler, Croft: A Markov Random Field Model for Term Dependencies (2005), whose ordered pairs give most of the
benefit of proximity. `search.engines.whoosh.ranking.boosts` says what a pair adds to a score.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from search.analysis import Token
from search.query.tree import And, Boost, MostOf, Or, Phrase, Query, Synonyms, Word
from search.query.words import tokens_of

Neighbour = Word | Phrase | Synonyms
"""The leaves that can be one side of a pair, if they have no field."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two leaves that follow one another in a query, and the folded tokens that meet: the last and the first.

    Only articles that match both leaves have the pair; a name of two tokens in one leaf is that leaf twice. A letter
    beside a number (`s 400`) is a name.
    """

    one: Neighbour
    other: Neighbour
    first: str
    second: str
    is_name: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether each article that has the tokens side by side matches both leaves: they are words of one token."""
        return all(isinstance(leaf, Word) and _is_plain(leaf) for leaf in (self.one, self.other))


def adjacent_pairs(query: Query) -> tuple[Pair, ...]:
    """Return the pairs of a query: each two words, phrases or words with synonyms that follow one another in it.

    Nested conjunctions and alternatives are read through from left to right; exclusions, conditions, patterns and what
    is in a field stand between words. A leaf of several tokens (`long-range`) meets its neighbours with its last and
    its first token. Within it they are side by side anyway, but a name (`S-400`) is a pair however it is typed.
    """
    sides = [(leaf, _tokens(leaf)) for leaf in _sequence(query)]
    names = [
        Pair(leaf, leaf, tokens[0].exact, tokens[1].exact, is_name=True)
        for leaf, tokens in sides
        if leaf is not None and _is_name(tokens[:1], tokens[1:])
    ]
    between = [
        Pair(one, other, tokens[-1].exact, others[0].exact, _is_name(tokens, others))
        for (one, tokens), (other, others) in pairwise(sides)
        if one is not None and other is not None and tokens and others
    ]
    return (*names, *between)


def _sequence(query: Query) -> Iterator[Neighbour | None]:
    """Yield the leaves from left to right, None for what stands between words."""
    match query:
        case And(children) | Or(children) | MostOf(children):
            for child in children:
                yield from _sequence(child)
        case Boost(child):
            yield from _sequence(child)
        case Word(_, None) | Phrase(_, None) | Synonyms(Word(_, None) | Phrase(_, None)):
            yield query
        case _:
            yield None


def _tokens(leaf: Neighbour | None) -> tuple[Token, ...]:
    if leaf is None:
        return ()
    tokens = tokens_of(leaf.original.text if isinstance(leaf, Synonyms) else leaf.text)
    # One character of a script without spaces is looked for inside tokens, which are other tokens.
    return () if any(token.lone for token in tokens) else tokens


def _is_plain(word: Word) -> bool:
    tokens = tokens_of(word.text)
    return len(tokens) == 1 and not (tokens[0].form or "").isupper()


def _is_name(tokens: tuple[Token, ...], others: tuple[Token, ...]) -> bool:
    """Return whether one is a letter and the other a number."""
    if len(tokens) != 1 or len(others) != 1:
        return False
    one, other = tokens[0].exact, others[0].exact
    return (_is_letter(one) and other.isdigit()) or (one.isdigit() and _is_letter(other))


def _is_letter(token: str) -> bool:
    return len(token) == 1 and token.isalpha()
