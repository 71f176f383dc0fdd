"""Which heading of a page is the article's, and which titles stand on it?"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from indexer.extract.candidates import Candidate, Field, make_candidates
from indexer.extract.metadata.dom import HeadlineContext, PageElements, PlacedElement, element_text
from indexer.extract.titles import comparison_key

_MOST = 60
_LONGEST = 400
_SHORTEST = 8  # letters and digits that a heading shares with a title, so that it is no accident
_MARKED = re.compile(
    r"head-?line|(?:entry|post|article|story|page|content|news)[-_]*title|titel\b|titre", re.IGNORECASE
)


def find_headline(found: PageElements, stated: Iterable[Candidate]) -> PlacedElement | None:
    """The heading that repeats a title stated elsewhere, else one that is marked as headline, else the first `h1`."""
    titles = [comparison_key(one.value[:_LONGEST]) for one in stated if one.field is Field.TITLE]
    titles += [comparison_key(element_text(element, _LONGEST)) for element in found.titles[:1]]
    headings = [(spot, comparison_key(element_text(spot.element, _LONGEST))) for spot in found.headings[:_MOST]]
    headings = [(spot, words) for spot, words in headings if words]
    matching = [
        (words in titles, spot.element.tag == "h1", len(words), spot)
        for spot, words in headings
        if any(words == title or (len(words) >= _SHORTEST and words in title) for title in titles)
    ]
    if matching:
        return max(matching, key=lambda each: each[:3])[-1]
    marked = [spot for spot, _ in headings if _MARKED.search(spot.element.get("class", ""))]
    first = [spot for spot, _ in headings if spot.element.tag == "h1"]
    return next(iter([*(marked if len(marked) == 1 else []), *first]), None)


_ALIKE = 0.4
_SEPARATED = re.compile(r"\s+[|｜»·•:–—-]+\s+|\s*[|｜]\s*")


def heading_candidates(
    found: PageElements, stated: Sequence[Candidate], around: HeadlineContext
) -> tuple[Candidate, ...]:
    """The titles that readers see: the headline on the page, and the name of the window.

    A heading that is not like any title that is `stated` elsewhere may be that of the site or of a part of it.
    """
    titles = [element_text(element, _LONGEST) for element in found.titles[:1]]
    on_page: tuple[Candidate, ...] = ()
    if around.headline is not None:
        text = element_text(around.headline.element, _LONGEST)
        others = [*titles, *(one.value[:_LONGEST] for one in stated if one.field is Field.TITLE)]
        like = not any(others) or any(_are_alike(text, other) for other in others)
        origin = f"heading {around.headline.element.tag}" if like else "heading unlike the title"
        on_page = make_candidates(Field.TITLE, origin, text)
    return (*on_page, *make_candidates(Field.TITLE, "title element", *titles))


def _are_alike(heading: str, title: str) -> bool:
    """Whether a heading and a title may be of the same story: they share many pairs of letters.

    A heading that is only the last part of a title is what stands behind the headline there: the name of the site.
    """
    *before, last = (comparison_key(part) for part in _SEPARATED.split(title))
    if before and last == comparison_key(heading) and len("".join(before)) > len(last):
        return False
    ours = _pairs(comparison_key(heading))
    theirs = max((_pairs(part) for part in (comparison_key(title), *before[:1])), key=lambda pairs: _alike(ours, pairs))
    return _alike(ours, theirs) >= _ALIKE


def _pairs(letters: str) -> Counter[str]:
    return Counter(one + other for one, other in pairwise(letters)) or Counter([letters])


def _alike(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / (one.total() + other.total())
