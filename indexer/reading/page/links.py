"""Which address does a page have, and what does the address tell?"""

import re
from collections.abc import Iterable

from indexer.reading.draft import Candidate, Field, candidate
from indexer.reading.page.elements import Elements

_DATED = re.compile(r"/((?:19|20)\d\d)(?:[/-](\d\d?)[/-](\d\d?)|(\d\d)[/-]?(\d\d))(?!\d)")


def link_candidates(found: Elements) -> tuple[Candidate, ...]:
    """The address that the page states as its own."""
    return tuple(
        one
        for element in found.links
        if "canonical" in element.get("rel", "").lower().split()
        for one in candidate(Field.URL, "link canonical", element.get("href"))
    )


def dated_by_address(stated: Iterable[Candidate], address: str) -> tuple[Candidate, ...]:
    """The date in an address such as /2015/11/27/pier, of the page or of the file that holds it."""
    for url in (address, *(one.value for one in stated if one.field is Field.URL)):
        dated = _DATED.search(url)
        if dated:
            year, *parts = (part for part in dated.groups() if part)
            date = "-".join((year, *(part.zfill(2) for part in parts)))
            return candidate(Field.PUBLISHED, "address of the page", date)
    return ()
