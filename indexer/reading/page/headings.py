"""Which heading of a page is the article's, and which titles stand on it?"""

import re
from collections.abc import Iterable, Sequence

from indexer.reading.draft import Candidate, Field, candidate
from indexer.reading.page.elements import Elements, Spot, Surroundings, text_of
from indexer.reading.titles import folded

_MOST = 60
_LONGEST = 400
_SHORTEST = 8  # letters and digits that a heading shares with a title, so that it is no accident
_MARKED = re.compile(
    r"head-?line|(?:entry|post|article|story|page|content|news)[-_]*title|titel\b|titre", re.IGNORECASE
)


def headline_of(found: Elements, stated: Iterable[Candidate]) -> Spot | None:
    """The heading that repeats a title stated elsewhere, else one that is marked as headline, else the first `h1`."""
    titles = [folded(one.value[:_LONGEST]) for one in stated if one.field is Field.TITLE]
    titles += [folded(text_of(element, _LONGEST)) for element in found.titles[:1]]
    headings = [(spot, folded(text_of(spot.element, _LONGEST))) for spot in found.headings[:_MOST]]
    headings = [(spot, words) for spot, words in headings if words]
    matching = [
        spot
        for spot, words in headings
        if any(words == title or (len(words) >= _SHORTEST and words in title) for title in titles)
    ]
    first = [spot for spot, _ in headings if spot.element.tag == "h1"]
    marked = [spot for spot, _ in headings if _MARKED.search(spot.element.get("class", ""))]
    for spots in (_of_tag(matching, "h1"), matching, marked[:1] if len(marked) == 1 else [], first):
        if spots:
            return spots[0]
    return None


def _of_tag(spots: Sequence[Spot], tag: str) -> list[Spot]:
    return [spot for spot in spots if spot.element.tag == tag]


def heading_candidates(found: Elements, around: Surroundings) -> tuple[Candidate, ...]:
    """The titles that readers see: the headline on the page, and the name of the window."""
    titles = [text_of(element, _LONGEST) for element in found.titles[:1]]
    headline = around.headline
    on_page: tuple[Candidate, ...] = ()
    if headline is not None:
        on_page = candidate(Field.TITLE, f"heading {headline.element.tag}", text_of(headline.element, _LONGEST))
    return (*on_page, *candidate(Field.TITLE, "title element", *titles))
