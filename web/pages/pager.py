"""The pager: links from one page of a list to the others."""

from collections.abc import Callable
from dataclasses import dataclass

from search.request import MAX_OFFSET
from search.results import SearchResults
from web.parameters import SearchParams
from web.urls import drop_page, next_page_params, search_url

_NEAR = 2
"""How many pages before and after the current one have a link, beside the first and the last."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page to go to. `number` is None for a gap in the numbers, `address` is None for the current page.

    A narrow screen leaves out the pages that are not `near`.
    """

    number: int | None
    address: str | None
    near: bool = True


@dataclass(frozen=True, slots=True)
class Pager:
    """The links from one page of results to the others. `last` is 0 where there are no results."""

    last: int
    previous: str | None
    next: str | None
    pages: tuple[PageLink, ...]


def build_pager(params: SearchParams, results: SearchResults) -> Pager:
    """Return the links below a page of results: the first page, the last one, and those around this one."""
    size = params.options.limit
    last = min(-(-(results.total + results.partial) // size), MAX_OFFSET // size)
    first_page = drop_page(params.pairs)

    def link(number: int) -> str:
        return search_url(first_page if number == 1 else (*first_page, ("page", str(number))))

    following = next_page_params(params, results)
    after = None if following is None else search_url(following)
    if params.page is None:
        return Pager(last, link(1) if last else None, after, ())
    before = link(min(params.page - 1, last)) if params.page > 1 and last else None
    return Pager(last, before, after, page_links(params.page, last, link))


def page_links(current: int, last: int, link: Callable[[int], str]) -> tuple[PageLink, ...]:
    """Return the links to the first page, the last one and those around the current one, with gaps between them."""
    pages: list[PageLink] = []
    wanted = {1, last, *range(current - _NEAR, current + _NEAR + 1)}
    for number in sorted(number for number in wanted if 1 <= number <= last):
        if pages and pages[-1].number != number - 1:
            pages.append(PageLink(None, None, near=False))
        is_near = abs(number - current) < _NEAR
        pages.append(PageLink(number, None if number == current else link(number), is_near))
    return tuple(pages)
