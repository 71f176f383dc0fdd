"""Here is a search: which page of results?"""

from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request

from search.query.tree import Query
from search.request import MAX_OFFSET, Facet, Interval, SearchRequest, Sort
from search.results import Hit, SearchResults
from web.context import site
from web.markup import host, web_address
from web.pages.facets import HEADINGS, SHOWN, Chip, Dates, Group, chips, cleared, dates, groups
from web.pages.format import day
from web.pages.query_text import Said, understood
from web.parameters import Asked, Defaults, Pairs, read_search
from web.requests import find, options, read_asked
from web.urls import address, article_path, next_pairs, replaced, search_address, without

# FOLDED: Which other pages of the results are there, and where?


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


# FOLDED: Nothing was found: which condition should go, and what would then be found?


@dataclass(frozen=True, slots=True)
class Rescue:
    """The same search with less asked: how it reads, how many articles it finds, where it is."""

    label: str
    count: int
    address: str


def rescues(asked: Asked, query: Query) -> tuple[Rescue, ...]:
    """The searches for `query` without one kind of condition that do find something, and the one without any."""
    given = {name for name, _ in asked.pairs}
    kinds = [(label, names) for label, names in _KINDS if given.intersection(names)]
    if len(kinds) > 1:
        kinds.append(("Without any filter", tuple(name for _, names in kinds for name in names)))
    made = (_rescue(label, asked, query, names) for label, names in kinds)
    return tuple(rescue for rescue in made if rescue.count)


_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Without dates", ("from", "to", "date")),
    *((f"With any {HEADINGS[facet].lower()}", (facet.value,)) for facet in Facet),
)


def _rescue(label: str, asked: Asked, query: Query, names: tuple[str, ...]) -> Rescue:
    pairs = without(asked.pairs, *names, "page", "cursor")
    easier = read_search(pairs, site().clock(), Defaults()).request
    # Only the count is wanted: no hit is loaded, nothing is marked.
    counting = SearchRequest(query, easier.filters, limit=0, snippets=0, collapse=easier.collapse)
    return Rescue(label, site().searcher.search(counting).total, search_address(pairs))


blueprint = Blueprint("results", __name__)


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the results and where to get them so."""

    label: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A hit with its addresses: the title leads to `address`, `matches` to the first mark, `original` off the site."""

    hit: Hit
    address: str
    marks: str
    original: str | None
    host: str


@dataclass(frozen=True, slots=True)
class Meant:
    """The query spelled otherwise, and the address of the same search with it."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class ResultsView:
    """All that the template of the results page shows.

    `kept` are the conditions that the search form carries along, `kept_dates` those of the form of dates, whose boxes
    hold `first` and `last`. `permanent` is the whole address, `today` the day, for a printed page.
    """

    asked: Asked
    found: SearchResults
    understood: tuple[Said, ...]
    chips: tuple[Chip, ...]
    cleared: str
    meant: tuple[Meant, ...]
    orders: tuple[Order, ...]
    cards: tuple[Card, ...]
    pager: Pager
    groups: tuple[Group, ...]
    dates: Dates
    rescues: tuple[Rescue, ...]
    json: str
    kept: Pairs
    kept_dates: Pairs
    first: str
    last: str
    permanent: str
    today: str


def page_defaults() -> Defaults:
    """What a page of results has where the address does not say. One value more than shown tells whether there are."""
    settings = site().settings
    return Defaults(settings.page_size, settings.facets, SHOWN + 1, Interval.AUTO)


@blueprint.get("/search", strict_slashes=False)
def search() -> str:
    """The results page."""
    asked = read_asked(page_defaults(), page=True)
    found = find(asked)
    # The parser reads no further, and a page of links that all repeat a long query would weigh megabytes.
    text = asked.text[: options(asked.match).max_length]
    shown = replace(asked, pairs=tuple((name, text if name == "q" else value) for name, value in asked.pairs))
    return render_template("search.html", view=_view(shown, found))


def _view(asked: Asked, found: SearchResults) -> ResultsView:
    single = dict(asked.pairs)
    kept = without(asked.pairs, "q", "page", "cursor", "facet_size")
    return ResultsView(
        asked=asked,
        found=found,
        understood=understood(found.query, asked.request.filters),
        chips=chips(asked),
        cleared=cleared(asked.pairs),
        meant=tuple(_meant(asked, text) for text in found.suggestions),
        orders=tuple(_order(asked, sort) for sort in Sort),
        cards=tuple(_card(asked, hit) for hit in found.hits),
        pager=pager(asked, found),
        groups=groups(asked, found),
        dates=dates(asked, found.histogram),
        rescues=rescues(asked, found.query) if found.total == 0 else (),
        json=address("/api/v1/search", asked.pairs),
        kept=kept,
        kept_dates=without(kept, "from", "to", "date"),
        first=single.get("from", ""),
        last=single.get("to", ""),
        permanent=request.url_root.rstrip("/") + address("/search", asked.pairs),
        today=day(site().clock()),
    )


def _meant(asked: Asked, text: str) -> Meant:
    pairs = without(asked.pairs, "page", "cursor", "facet_size")
    return Meant(text, search_address((name, text if name == "q" else value) for name, value in pairs))


def _order(asked: Asked, sort: Sort) -> Order:
    stated = None if sort is Sort.RELEVANCE else sort.value
    return Order(
        sort.value.capitalize(), search_address(replaced(asked.pairs, sort=stated)), asked.request.sort is sort
    )


def _card(asked: Asked, hit: Hit) -> Card:
    path, context = article_path(hit.article.id), without(asked.pairs, "facet_size")
    here = address(path, context)
    original = web_address(hit.article.url)
    leads = original if site().settings.result_links == "original" and original else here
    return Card(hit, leads, address(path, context, "m1"), original, host(original) if original else "")
