"""Where in a page does an element stand, seen from the headline?"""

import re
from functools import lru_cache
from itertools import islice

from indexer.reading.page.elements import MOST_KEPT, WHOLE, Spot, names_of
from indexer.reading.parsing import Element

_WITHOUT = re.compile(
    r"comment|respon[ds]|discuss|related|recommend|sidebar|side-bar|(?<!elementor-)\bwidget|teaser|recent|popular"
    r"|trending|most-?read|read-?more|more-?(?:from|news|stories|posts)|also-?(?:like|read)|carousel|newsletter"
    r"|(?<!entry-)(?<!post-)(?<!article-)footer|nav(?:bar|igation)?\b|menu|breadcrumb|promo|advert|banner|archive|ticker"
    r"|kommentar|cookie"
)
_WITHOUT_TAGS = frozenset({"nav", "footer", "aside", "form"})
_TOUCHING = (4, 10)


class Surroundings:
    """Where elements stand, seen from the headline."""

    def __init__(self, headline: Spot | None) -> None:
        self.headline = headline
        self._around = set(headline.element.iterancestors()) if headline else set()

    def apart(self, element: Element) -> bool:
        """Whether it stands in what surrounds an article: navigation, comments, lists of other articles.

        What holds the headline too is no such place, whatever it is called.
        """
        for around in islice(element.iterancestors(), 40):
            if around in self._around or around.tag in WHOLE:
                return False
            if around.tag == "footer" and next(around.iterancestors("article"), None) is not None:
                continue  # the end of the article itself
            if around.tag in _WITHOUT_TAGS or _surrounds(names_of(around)):
                return True
        return False

    def where(self, spot: Spot) -> str:
        """Where it stands, as the end of an origin. What touches the headline belongs to it, whatever it is called."""
        if self.near(spot, *_TOUCHING):
            return "near the headline"
        if self.apart(spot.element):
            return "elsewhere"
        return "near the headline" if self.near(spot) else "in the page"

    def near(self, spot: Spot, before: int = 25, after: int = 40) -> bool:
        """Whether no more than so many elements lie between it and the headline."""
        return self.headline is not None and -before <= spot.place - self.headline.place <= after


@lru_cache(MOST_KEPT)
def _surrounds(names: str) -> bool:
    return _WITHOUT.search(names) is not None
