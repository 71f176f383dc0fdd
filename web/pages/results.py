"""Here is a search: which page of results?"""

from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request

from search.query.tree import Query
from search.request import MAX_OFFSET, Facet, Interval, SearchRequest, Sort
from search.results import Hit, SearchResults
from web.context import site
from web.markup import host_name, linkable_url
from web.pages.facets import (
    HEADINGS,
    MAX_VALUES_SHOWN,
    ActiveFilter,
    DateFilter,
    FacetGroup,
    active_filters,
    url_without_filters,
    date_filter,
    facet_groups,
)
from web.pages.format import day_text
from web.pages.query_text import TextPart, describe_search
from web.parameters import SearchParams, ParamDefaults, QueryParams, parse_search_params
from web.requests import run_search, parse_options, read_search_params
from web.urls import build_url, article_path, next_page_params, set_params, search_url, drop_params

# FOLDED: Which other pages of the results are there, and where?


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page to go to; no number stands for pages that are left out, no address for the page at hand."""

    number: int | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Pager:
    """The ways from one page of results to the others. `last` is 0 where nothing was found."""

    last: int
    previous: str | None
    next: str | None
    pages: tuple[PageLink, ...]


def build_pager(asked: SearchParams, found: SearchResults) -> Pager:
    """The links below a page of results: the first, the last and the pages around this one."""
    size = asked.request.limit
    last = min(-(-found.total // size), MAX_OFFSET // size)
    kept = drop_params(asked.pairs, "page", "cursor")

    def link(number: int) -> str:
        return search_url(kept if number == 1 else (*kept, ("page", str(number))))

    following = next_page_params(asked, found)
    pages: list[PageLink] = []
    previous = None
    if asked.page is not None:
        previous = link(min(asked.page - 1, last)) if asked.page > 1 and last else None
        near = {1, last, *range(asked.page - 2, asked.page + 3)}
        for number in sorted(number for number in near if 1 <= number <= last):
            if pages and pages[-1].number != number - 1:
                pages.append(PageLink(None, None))
            pages.append(PageLink(number, None if number == asked.page else link(number)))
    elif last:
        previous = link(1)
    return Pager(last, previous, None if following is None else search_url(following), tuple(pages))


# FOLDED: Nothing was found: which condition should go, and what would then be found?


@dataclass(frozen=True, slots=True)
class FilterRemoval:
    """The same search with less asked: how it reads, how many articles it finds, where it is."""

    label: str
    count: int
    address: str


def filter_removals(asked: SearchParams, query: Query) -> tuple[FilterRemoval, ...]:
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


def _rescue(label: str, asked: SearchParams, query: Query, names: tuple[str, ...]) -> FilterRemoval:
    pairs = drop_params(asked.pairs, *names, "page", "cursor")
    easier = parse_search_params(pairs, site().clock(), ParamDefaults()).request
    # Only the count is wanted: no hit is loaded, nothing is marked.
    counting = SearchRequest(query, easier.filters, limit=0, snippets=0, collapse=easier.collapse)
    return FilterRemoval(label, site().searcher.search(counting).total, search_url(pairs))


blueprint = Blueprint("results", __name__)


@dataclass(frozen=True, slots=True)
class SortLink:
    """An order of the results and where to get them so."""

    label: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ResultCard:
    """A hit with its addresses: the title leads to `build_url`, `matches` to the first mark, `original` off the site."""

    hit: Hit
    address: str
    marks: str
    original: str | None
    host: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The query spelled otherwise, and the address of the same search with it."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class ResultsView:
    """All that the template of the results page shows.

    `kept` are the conditions that the search form carries along, `kept_dates` those of the form of dates, whose boxes
    hold `first` and `last`. `permanent` is the whole address, `today` the day, for a printed page.
    """

    asked: SearchParams
    found: SearchResults
    understood: tuple[TextPart, ...]
    chips: tuple[ActiveFilter, ...]
    cleared: str
    meant: tuple[Suggestion, ...]
    orders: tuple[SortLink, ...]
    cards: tuple[ResultCard, ...]
    pager: Pager
    groups: tuple[FacetGroup, ...]
    dates: DateFilter
    rescues: tuple[FilterRemoval, ...]
    json: str
    kept: QueryParams
    kept_dates: QueryParams
    first: str
    last: str
    permanent: str
    today: str


def page_defaults() -> ParamDefaults:
    """What a page of results has where the address does not say. One value more than shown tells whether there are."""
    settings = site().settings
    return ParamDefaults(settings.page_size, settings.facets, MAX_VALUES_SHOWN + 1, Interval.AUTO)


@blueprint.get("/search", strict_slashes=False)
def search() -> str:
    """The results page."""
    asked = read_search_params(page_defaults(), page=True)
    found = run_search(asked)
    # The parser reads no further, and a page of links that all repeat a long query would weigh megabytes.
    text = asked.text[: parse_options(asked.match).max_length]
    shown = replace(asked, pairs=tuple((name, text if name == "q" else value) for name, value in asked.pairs))
    return render_template("search.html", view=_view(shown, found))


def _view(asked: SearchParams, found: SearchResults) -> ResultsView:
    single = dict(asked.pairs)
    kept = drop_params(asked.pairs, "q", "page", "cursor", "facet_size")
    return ResultsView(
        asked=asked,
        found=found,
        understood=describe_search(found.query, asked.request.filters),
        chips=active_filters(asked),
        cleared=url_without_filters(asked.pairs),
        meant=tuple(_meant(asked, text) for text in found.suggestions),
        orders=tuple(_order(asked, sort) for sort in Sort),
        cards=tuple(_card(asked, hit) for hit in found.hits),
        pager=build_pager(asked, found),
        groups=facet_groups(asked, found),
        dates=date_filter(asked, found.histogram),
        rescues=filter_removals(asked, found.query) if found.total == 0 else (),
        json=build_url("/api/v1/search", asked.pairs),
        kept=kept,
        kept_dates=drop_params(kept, "from", "to", "date"),
        first=single.get("from", ""),
        last=single.get("to", ""),
        permanent=request.url_root.rstrip("/") + build_url("/search", asked.pairs),
        today=day_text(site().clock()),
    )


def _meant(asked: SearchParams, text: str) -> Suggestion:
    pairs = drop_params(asked.pairs, "page", "cursor", "facet_size")
    return Suggestion(text, search_url((name, text if name == "q" else value) for name, value in pairs))


def _order(asked: SearchParams, sort: Sort) -> SortLink:
    stated = None if sort is Sort.RELEVANCE else sort.value
    return SortLink(
        sort.value.capitalize(), search_url(set_params(asked.pairs, sort=stated)), asked.request.sort is sort
    )


def _card(asked: SearchParams, hit: Hit) -> ResultCard:
    path, context = article_path(hit.article.id), drop_params(asked.pairs, "facet_size")
    here = build_url(path, context)
    original = linkable_url(hit.article.url)
    leads = original if site().settings.result_links == "original" and original else here
    return ResultCard(hit, leads, build_url(path, context, "m1"), original, host_name(original) if original else "")
