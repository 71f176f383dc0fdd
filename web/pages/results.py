"""The results page: cards, pager, filters, and ways out of an empty result."""

from dataclasses import dataclass, replace

from flask import Blueprint, render_template

from search.query.tree import Query
from search.request import MAX_OFFSET, Facet, Filters, Interval, SearchRequest, Sort
from search.results import Histogram, Hit, SearchResults
from web.context import site
from web.links import site_root
from web.markup import host_name, linkable_url
from web.pages.facets import (
    HEADINGS,
    MAX_VALUES_SHOWN,
    ActiveFilter,
    FacetChoice,
    FacetGroup,
    active_filters,
    facet_groups,
    undated_choice,
    url_without_filters,
)
from web.pages.format import day_text
from web.pages.periods import finer_interval
from web.pages.query_text import TextPart, describe_search
from web.pages.timeline import Timeline, make_timeline
from web.parameters import ParamDefaults, QueryParams, SearchParams, parse_search_params
from web.requests import interpret_query, parse_options, read_search_params, run_search
from web.urls import article_path, build_url, drop_page, drop_params, next_page_params, search_url, set_params

blueprint = Blueprint("results", __name__)


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page to go to. `number` is None for a gap in the numbers, `address` is None for the current page."""

    number: int | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Pager:
    """The links from one page of results to the others. `last` is 0 where there are no results."""

    last: int
    previous: str | None
    next: str | None
    pages: tuple[PageLink, ...]


@dataclass(frozen=True, slots=True)
class FilterRemoval:
    """The same search without some of its filters: its label, its number of articles, its address."""

    label: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class SortLink:
    """An order of the results, and the address of the results in it."""

    label: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ResultCard:
    """A hit with its links: `address` is for the title, `first_match` for the matches, `original` leaves the site."""

    hit: Hit
    address: str
    first_match: str
    original: str | None
    host: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another spelling of the query, and the address of the same search with it."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class ResultsView:
    """Everything that the template of the results page shows.

    `search_fields` are the hidden fields of the search form, `date_fields` those of the date form, whose boxes contain
    `first` and `last`. `permanent` is the whole address and `today` the day, for a printed page.
    """

    params: SearchParams
    results: SearchResults
    sentence: tuple[TextPart, ...]
    filters: tuple[ActiveFilter, ...]
    without_filters: str
    suggestions: tuple[Suggestion, ...]
    orders: tuple[SortLink, ...]
    cards: tuple[ResultCard, ...]
    pager: Pager
    groups: tuple[FacetGroup, ...]
    timeline: Timeline | None
    undated: FacetChoice | None
    removals: tuple[FilterRemoval, ...]
    json: str
    search_fields: QueryParams
    date_fields: QueryParams
    first: str
    last: str
    permanent: str
    today: str


def page_defaults() -> ParamDefaults:
    """Return the defaults of pages. One more value of each field is counted than shown, to know if there are more."""
    settings = site().settings
    return ParamDefaults(settings.page_size, settings.facets, MAX_VALUES_SHOWN + 1, Interval.AUTO)


@blueprint.get("/search", strict_slashes=False)
def search() -> str:
    """Return the results page."""
    params = read_search_params(page_defaults(), page=True)
    results = run_search(params, interpret_query(params))
    # The parser ignores the rest, and a page whose links all repeat a long query would weigh megabytes.
    text = params.text[: parse_options(params.match).max_length]
    shown = replace(params, pairs=tuple((name, text if name == "q" else value) for name, value in params.pairs))
    return render_template("search.html", view=_view(shown, results))


def _view(params: SearchParams, results: SearchResults) -> ResultsView:
    single = dict(params.pairs)
    search_fields = drop_params(drop_page(params.pairs), "q", "facet_size")
    return ResultsView(
        params=params,
        results=results,
        sentence=describe_search(results.query, params.options.filters),
        filters=active_filters(params),
        without_filters=url_without_filters(params.pairs),
        suggestions=tuple(_suggestion(params, text) for text in results.suggestions),
        orders=tuple(_sort_link(params, sort) for sort in Sort),
        cards=tuple(_card(params, hit) for hit in results.hits),
        pager=build_pager(params, results),
        groups=facet_groups(params, results),
        timeline=_timeline(params, results),
        undated=undated_choice(params, results.histogram),
        removals=filter_removals(params, results.query) if results.total + results.partial == 0 else (),
        json=build_url("/api/v1/search", params.pairs),
        search_fields=search_fields,
        date_fields=drop_params(search_fields, "from", "to", "date"),
        first=single.get("from", ""),
        last=single.get("to", ""),
        permanent=site_root() + build_url("/search", params.pairs),
        today=day_text(site().clock()),
    )


def _timeline(params: SearchParams, results: SearchResults) -> Timeline | None:
    """Return the timeline of the results, or, where they are all of one period, that of the search with any date."""
    filters, found = params.options.filters, results.histogram
    chart = make_timeline(None if found is None else _refine(results.query, params, filters, found), params.pairs)
    if chart is not None or not (filters.since or filters.until or filters.undated):
        return chart
    anytime = replace(filters, since=None, until=None, undated=False)
    every = _histogram(results.query, params, anytime, Interval.AUTO)
    around = None if every is None else _refine(results.query, params, anytime, every)
    return make_timeline(around, params.pairs, chosen=filters)


def _refine(query: Query, params: SearchParams, filters: Filters, histogram: Histogram) -> Histogram | None:
    finer = finer_interval(histogram)
    return histogram if finer is None else _histogram(query, params, filters, finer)


def _histogram(query: Query, params: SearchParams, filters: Filters, interval: Interval) -> Histogram | None:
    counting = SearchRequest(
        query, filters=filters, limit=0, snippets=0, histogram=interval, collapse=params.options.collapse
    )
    return site().searcher.search(counting).histogram


def build_pager(params: SearchParams, results: SearchResults) -> Pager:
    """Return the links below a page of results: the first page, the last one, and those around this one."""
    size = params.options.limit
    last = min(-(-(results.total + results.partial) // size), MAX_OFFSET // size)
    first_page = drop_page(params.pairs)

    def link(number: int) -> str:
        return search_url(first_page if number == 1 else (*first_page, ("page", str(number))))

    following = next_page_params(params, results)
    pages: list[PageLink] = []
    previous = None
    if params.page is not None:
        previous = link(min(params.page - 1, last)) if params.page > 1 and last else None
        near = {1, last, *range(params.page - 2, params.page + 3)}
        for number in sorted(number for number in near if 1 <= number <= last):
            if pages and pages[-1].number != number - 1:
                pages.append(PageLink(None, None))
            pages.append(PageLink(number, None if number == params.page else link(number)))
    elif last:
        previous = link(1)
    return Pager(last, previous, None if following is None else search_url(following), tuple(pages))


def filter_removals(params: SearchParams, query: Query) -> tuple[FilterRemoval, ...]:
    """Return the searches without one kind of filter, and without any, that find something."""
    given = {name for name, _ in params.pairs}
    kinds = [(label, names) for label, names in _FILTER_KINDS if given.intersection(names)]
    if len(kinds) > 1:
        kinds.append(("Without any filter", tuple(name for _, names in kinds for name in names)))
    removals = (_filter_removal(label, params, query, names) for label, names in kinds)
    return tuple(removal for removal in removals if removal.count)


_FILTER_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Without dates", ("from", "to", "date")),
    *((f"With any {HEADINGS[facet].lower()}", (facet.value,)) for facet in Facet),
)


def _filter_removal(label: str, params: SearchParams, query: Query, names: tuple[str, ...]) -> FilterRemoval:
    pairs = drop_params(drop_page(params.pairs), *names)
    broader = parse_search_params(pairs, site().clock(), ParamDefaults()).options
    # Only the count is needed: no hit is loaded, nothing is highlighted.
    counting = SearchRequest(query, filters=broader.filters, limit=0, snippets=0, collapse=broader.collapse)
    return FilterRemoval(label, site().searcher.search(counting).total, search_url(pairs))


def _suggestion(params: SearchParams, text: str) -> Suggestion:
    pairs = drop_params(drop_page(params.pairs), "facet_size")
    return Suggestion(text, search_url((name, text if name == "q" else value) for name, value in pairs))


def _sort_link(params: SearchParams, sort: Sort) -> SortLink:
    value = None if sort is Sort.RELEVANCE else sort.value
    address = search_url(set_params(params.pairs, sort=value))
    return SortLink(sort.value.capitalize(), address, params.options.sort is sort)


def _card(params: SearchParams, hit: Hit) -> ResultCard:
    path, context = article_path(hit.article.id), drop_params(params.pairs, "facet_size")
    here = build_url(path, context)
    original = linkable_url(hit.article.url)
    address = original if site().settings.result_links == "original" and original else here
    return ResultCard(hit, address, build_url(path, context, "m1"), original, host_name(original) if original else "")
