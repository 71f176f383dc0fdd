"""Which words of a query should stand together? Those typed side by side: an article that has them so is better.

After Metzler and Croft: A Markov Random Field Model for Term Dependencies (2005), whose ordered pairs bring most of
what nearness brings. Beside what its words score, an article gets for each pair a share of what a term would that
occurs where they stand side by side and is as rare as both together would be by chance: its idf is the sum of theirs.
"""

from itertools import pairwise

from search.plan import Inflected, resolve
from search.query import And, Or, Query, Word

Pair = tuple[Word, Word]


def pairs(query: Query) -> tuple[Pair, ...]:
    """Each two words that follow one another among the members of a whole query that is an And or an Or.

    Only words of title and text that are one token each, and no acronyms.
    """
    children = query.children if isinstance(query, And | Or) else ()
    return tuple(
        (one, other)
        for one, other in pairwise(children)
        if isinstance(one, Word) and isinstance(other, Word) and exact(one) and exact(other)
    )


def exact(word: Word) -> str:
    """The token that a word is, folded; empty where it is none, several, an acronym, or of a field."""
    plan = resolve(word)
    if word.field is not None or not isinstance(plan, TermSequence) or len(plan.slots) != 1:
        return ""
    slot = plan.slots[0]
    return slot.word if isinstance(slot, Inflected) else ""
