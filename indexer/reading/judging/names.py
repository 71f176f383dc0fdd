"""Which persons does a document name as its authors?"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from indexer.reading.authors import author_names
from indexer.reading.byline_words import ORGANISATION
from indexer.reading.draft import Candidate, Field
from indexer.reading.judging.weighing import Rejected, Sound, Weighed, weigh
from indexer.reading.titles import folded

_Names = tuple[str, ...]
OUTLET = 0.6
"""How sure an author is, at most, who bears the name of the site."""
_ADDING = 0.75
"""A place of less trust adds no names to those of another."""


def authors(found: Iterable[Candidate], outlets: Iterable[str] = ()) -> Weighed[_Names]:
    """The persons who wrote it. Admins, desks and agencies are none.

    The outlet itself counts only where nobody else is named: it may be a person's own site.
    """
    found = list(found)
    if not found:
        return Weighed(None, None)
    own = {key for name in outlets if (key := folded(name))}

    def persons(one: Candidate) -> _Names | Rejected:
        named = author_names(*one.values)
        if not named:
            return Rejected("names no person")
        if all(_is_outlet(folded(name), own) or ORGANISATION.search(name) for name in named):
            return Rejected("is the name of the outlet, or of another organisation")
        return named

    def anybody(one: Candidate) -> _Names | Rejected:
        return author_names(*one.values) or Rejected("names no person")

    weighed = weigh(Field.AUTHOR, found, persons, same=_same_names, best=_most_complete)
    if weighed.winner is not None or weighed.verdict is None:
        return weighed
    outlet = weigh(Field.AUTHOR, found, anybody, same=_same_names, best=_most_complete)
    unsure = outlet.verdict and replace(outlet.verdict, confidence=min(outlet.verdict.confidence, OUTLET))
    return Weighed(outlet.winner, unsure)


def _is_outlet(name: str, own: set[str]) -> bool:
    return name in own or name.removeprefix("the") in own or f"the{name}" in own


def _same_names(one: _Names, other: _Names) -> bool:
    """Whether two bylines name the same persons, or one of them some of those of the other."""
    first, second = {folded(name) for name in one}, {folded(name) for name in other}
    return first <= second or second <= first


def _most_complete(party: Sequence[Sound[_Names]]) -> Sound[_Names]:
    return max(party, key=lambda each: (each is party[0] or each.trust >= _ADDING, len(each.value)))
