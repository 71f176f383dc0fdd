"""The headline of a page: which heading it is, and the titles that readers see."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise

from indexer.extract.candidates import Candidate, make_candidates
from indexer.extract.fields import Field
from indexer.extract.html_parser import Element
from indexer.extract.metadata.dom import HeadlineContext, PageElements, PlacedElement, element_text
from indexer.extract.titles import comparison_key

_MAX_HEADINGS = 60
_MAX_CHARS = 400
_MIN_SHARED_CHARS = 8  # letters and digits that a heading shares with a title, so that it is no accident
_FRONT_PAGE = re.compile(r"(?:https?://[^/?#]+)?/?(?:\.{0,2}/|index\.(?:html?|php|aspx?))?", re.IGNORECASE)
_HEADLINE_NAME = re.compile(
    r"head-?line|(?:entry|post|article|story|page|content|news)[-_]*title|titel\b|titre", re.IGNORECASE
)


def find_headline(elements: PageElements, stated: Iterable[Candidate]) -> PlacedElement | None:
    """Return the heading that repeats a title stated elsewhere, else one named a headline, else the first `h1`."""
    titles = [comparison_key(one.value[:_MAX_CHARS]) for one in stated if one.field is Field.TITLE]
    titles += [comparison_key(element_text(element, _MAX_CHARS)) for element in elements.titles[:1]]
    headings = [
        (placed, comparison_key(element_text(placed.element, _MAX_CHARS)))
        for placed in elements.headings[:_MAX_HEADINGS]
    ]
    headings = [(placed, words) for placed, words in headings if words]
    inner = [each for each in headings if not _leads_to_front_page(each[0].element)]
    headings = inner or headings
    matching = [
        (words in titles, placed.element.tag == "h1", len(words), placed)
        for placed, words in headings
        if any(words == title or (len(words) >= _MIN_SHARED_CHARS and words in title) for title in titles)
    ]
    if matching:
        return max(matching, key=lambda each: each[:3])[-1]
    named = [placed for placed, _ in headings if _HEADLINE_NAME.search(placed.element.get("class", ""))]
    first = [placed for placed, _ in headings if placed.element.tag == "h1"]
    return next(iter([*(named if len(named) == 1 else []), *first]), None)


def _leads_to_front_page(heading: Element) -> bool:
    """Return whether all of a heading is a link to the front page: then it is the name of the site."""
    links = list(islice(heading.iter("a"), 2))
    if len(links) != 1 or _FRONT_PAGE.fullmatch(links[0].get("href", "").strip()) is None:
        return False
    return comparison_key(element_text(links[0], _MAX_CHARS)) == comparison_key(element_text(heading, _MAX_CHARS))


_MIN_SIMILARITY = 0.4
_SEPARATED = re.compile(r"\s+[|｜»·•:–—-]+\s+|\s*[|｜]\s*")


def heading_candidates(
    elements: PageElements, stated: Sequence[Candidate], context: HeadlineContext
) -> tuple[Candidate, ...]:
    """Return the titles that readers see: the headline on the page, and the title of the window.

    A heading unlike every title that is `stated` elsewhere may be that of the site or of a part of it.
    """
    titles = [element_text(element, _MAX_CHARS) for element in elements.titles[:1]]
    on_page: tuple[Candidate, ...] = ()
    if context.headline is not None:
        text = element_text(context.headline.element, _MAX_CHARS)
        others = [*titles, *(one.value[:_MAX_CHARS] for one in stated if one.field is Field.TITLE)]
        like = not any(others) or any(_may_be_same_story(text, other) for other in others)
        origin = f"heading {context.headline.element.tag}" if like else "heading unlike the title"
        on_page = make_candidates(Field.TITLE, origin, text)
    return (*on_page, *make_candidates(Field.TITLE, "title element", *titles))


def _may_be_same_story(heading: str, title: str) -> bool:
    """Return whether a heading and a title may be of the same story: they share many pairs of letters.

    A heading that is only the last part of a title is the name of the site, which follows the headline there.
    """
    *before, last = (comparison_key(part) for part in _SEPARATED.split(title))
    if before and last == comparison_key(heading) and len("".join(before)) > len(last):
        return False
    ours = _pairs(comparison_key(heading))
    theirs = max(
        (_pairs(part) for part in (comparison_key(title), *before[:1])), key=lambda pairs: _dice_similarity(ours, pairs)
    )
    return _dice_similarity(ours, theirs) >= _MIN_SIMILARITY


def _pairs(letters: str) -> Counter[str]:
    return Counter(one + other for one, other in pairwise(letters)) or Counter([letters])


def _dice_similarity(one: Counter[str], other: Counter[str]) -> float:
    """Return the Sørensen-Dice coefficient: twice what two have in common over the sum of their sizes."""
    return 2 * (one & other).total() / (one.total() + other.total())
