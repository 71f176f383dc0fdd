"""Which address does a page have, and what does the address tell?"""

import re
from collections.abc import Iterable

from indexer.reading.draft import Candidate, Field, candidate
from indexer.reading.page.elements import Elements

_DATED = re.compile(r"/((?:19|20)\d\d)(?:[/-](\d\d?)[/-](\d\d?)|(\d\d)[/-]?(\d\d))(?!\d)")
_DAY_FIRST = re.compile(r"[/_-]([0-3]\d)-([01]\d)-((?:19|20)\d\d)(?!\d)")
_MONTH = re.compile(r"/((?:19|20)\d\d)/([01]\d)/")
_ADDRESS = "address of the page"


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
    urls = (address, *(one.value for one in stated if one.field is Field.URL))
    for shape in (_DATED, _DAY_FIRST, _MONTH):
        for url in urls:
            dated = shape.search(url)
            if dated:
                year, *parts = (part for part in dated.groups() if part)
                ordered = (year, *parts) if len(year) == 4 else (*reversed(parts), year)
                date = "-".join(part.zfill(2) for part in ordered)
                return candidate(Field.PUBLISHED, _ADDRESS if len(ordered) > 2 else f"{_ADDRESS}, month alone", date)
    return ()
