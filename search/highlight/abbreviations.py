"""Which words end in a full stop without ending a sentence? Lists by language; English serves where none is known."""

from functools import cache
from typing import NamedTuple

from search.analysis.languages import get_language, primary_code


class Abbreviations(NamedTuple):
    """Folded to lower case and without the last full stop.

    After `never` no sentence ends (a name or a figure follows). After `seldom` one ends only before an opener. `before
    figures` are abbreviations only where a figure follows ("No. 5"). `openers` are the words that commonly begin a
    sentence and hardly ever a name. `ordinals`: a number with a full stop may be an ordinal ("3. Oktober").
    """

    never: frozenset[str]
    seldom: frozenset[str]
    before_figures: frozenset[str]
    openers: frozenset[str]
    ordinals: bool = False


@cache
def abbreviations(language: str | None) -> Abbreviations:
    """Return the lists for an ISO 639-1 code, of which the primary part counts."""
    its = get_language(primary_code(language or "en")).sentences
    lists = its if its.never_last else get_language("en").sentences
    words = (lists.never_last, lists.seldom_last, lists.before_figures, lists.openers)
    never, seldom, before_figures, openers = map(frozenset, words)
    return Abbreviations(never, seldom, before_figures, openers, its.ordinals)
