"""Which other pages of the results are there, and where?"""

from dataclasses import dataclass

from search.request import MAX_OFFSET
from search.results import SearchResults
from web.links import next_pairs, search_address, without
from web.params import Asked


@dataclass(frozen=True, slots=True)
class Page:
    """A page to go to; no number stands for pages that are left out, no address for the page at hand."""

    number: int | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Pager:
    """The ways from one page of results to the others. `last` is 0 where nothing was found."""

    last: int
    previous: str | None
    next: str | None
    pages: tuple[Page, ...]


def pager(asked: Asked, found: SearchResults) -> Pager:
    """The links below a page of results: the first, the last and the pages around this one."""
    size = asked.request.limit
    last = min(-(-found.total // size), MAX_OFFSET // size)
    kept = without(asked.pairs, "page", "cursor")

    def link(number: int) -> str:
        return search_address(kept if number == 1 else (*kept, ("page", str(number))))

    following = next_pairs(asked, found)
    pages: list[Page] = []
    previous = None
    if asked.page is not None:
        previous = link(min(asked.page - 1, last)) if asked.page > 1 and last else None
        near = {1, last, *range(asked.page - 2, asked.page + 3)}
        for number in sorted(number for number in near if 1 <= number <= last):
            if pages and pages[-1].number != number - 1:
                pages.append(Page(None, None))
            pages.append(Page(number, None if number == asked.page else link(number)))
    elif last:
        previous = link(1)
    return Pager(last, previous, None if following is None else search_address(following), tuple(pages))
