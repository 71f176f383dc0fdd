"""Which words of a query should stand together? Those typed side by side: an article that has them so is better.

After Metzler and Croft: A Markov Random Field Model for Term Dependencies (2005), whose ordered pairs bring most of
what nearness brings: beside what its words score, an article gets a share of what the phrase of each two of them would.
"""

from functools import lru_cache
from itertools import pairwise

from search.plan import Inflected, resolve
from search.plan import Sequence as Row
from search.query import Phrase, Query, Word


@lru_cache(4096)
def pairs(children: tuple[Query, ...]) -> tuple[Phrase, ...]:
    """The phrases of each two words that follow one another among the members of an And or Or.

    Only words of title and text that are one token each, and no acronyms: an article that has the phrase has them both.
    """
    return tuple(
        Phrase(f"{one.text} {other.text}")
        for one, other in pairwise(children)
        if isinstance(one, Word) and isinstance(other, Word) and _is_plain(one) and _is_plain(other)
    )


def _is_plain(word: Word) -> bool:
    plan = resolve(word)
    one = word.field is None and isinstance(plan, Row) and len(plan.slots) == 1
    return one and isinstance(plan.slots[0], Inflected)
