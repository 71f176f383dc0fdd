"""The results page: how the query was read, cards, timeline, pager, filters, and ways out of an empty result."""

from dataclasses import dataclass, replace

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from search.export import ExportFormat
from search.query.tree import Query, has_text_terms
from search.request import Interval, PartialMatches, SearchRequest, Sort
from search.results import SearchResults
from search.service import Interpretation
from web.context import site
from web.links import export_params, feed_params, site_root
from web.log_search import log_search
from web.pages.broader import BroaderSearch, broader_searches
from web.pages.cards import ResultCard, clip, make_card
from web.pages.facets import (
    MAX_VALUES_SHOWN,
    ActiveFilter,
    FacetChoice,
    FacetGroup,
    active_filters,
    facet_groups,
    undated_choice,
    url_without_filters,
)
from web.pages.format import day_text, format_number, took_text
from web.pages.pager import Pager, build_pager
from web.pages.periods import MAX_COUNTED
from web.pages.query_text import TextPart, describe_search
from web.pages.timeline import Timeline, make_timeline
from web.pages.understood import IgnoredWords, WordCount, ignored_words, word_counts
from web.parameters import COLLAPSE, Collapse, ParamDefaults, QueryParams, SearchParams
from web.requests import interpret_query, parse_options, read_search_params, run_search
from web.searches.entry import Surface
from web.texts import gettext, ngettext, to_translate, translate
from web.urls import build_url, drop_page, drop_params, search_url, set_params

blueprint = Blueprint("results", __name__)

WHOLE_PAGE = "base.html"
_MAX_TITLE_QUERY_CHARS = 80
_MAX_TITLE_FILTERS = 3


@dataclass(frozen=True, slots=True)
class SortLink:
    """An order of the results, and the address of the results in it."""

    label: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another spelling of the query, and the address of the same search with it."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Download:
    """A form of the results for programs: what its link says, its address and its media type."""

    label: str
    address: str
    media_type: str


@dataclass(frozen=True, slots=True)
class ResultsView:
    """Everything that the template of the results page shows.

    `title` is that of the window, `heading` the number of articles, or which of them a later page shows, and
    `announcement` what a screen reader is told when the results change while someone types. `only_full` leads
    to the results without partial matches, `feed` to the feed of the search, `downloads` to the same results for
    programs: this page as JSON, all of them as a table and as lines. `search_fields` are the hidden fields of the
    search form, `date_fields` those of the date form, whose boxes contain `first` and `last`. `permanent` is the whole
    address and `today` the day, for a printed page.
    """

    params: SearchParams
    results: SearchResults
    title: str
    heading: str
    announcement: str
    took: str
    words: tuple[WordCount, ...]
    ignored: IgnoredWords | None
    sentence: tuple[TextPart, ...]
    notices: tuple[str, ...]
    filters: tuple[ActiveFilter, ...]
    without_filters: str
    suggestions: tuple[Suggestion, ...]
    orders: tuple[SortLink, ...]
    cards: tuple[ResultCard, ...]
    pager: Pager
    groups: tuple[FacetGroup, ...]
    timeline: Timeline | None
    undated: FacetChoice | None
    broader: tuple[BroaderSearch, ...]
    only_full: str
    feed: str
    downloads: tuple[Download, ...]
    search_fields: QueryParams
    date_fields: QueryParams
    first: str
    last: str
    permanent: str
    today: str


def page_defaults() -> ParamDefaults:
    """Return the defaults of pages. One more value of each field is counted than shown, to know if there are more."""
    settings = site().settings
    return ParamDefaults(
        settings.page_size, settings.facets, MAX_VALUES_SHOWN + 1, Interval.AUTO, MAX_COUNTED, Collapse.DUPLICATES
    )


@blueprint.get("/search", strict_slashes=False)
def search() -> str | Response:
    """Return the results page. An address with empty parameters, as forms make them, leads to the one without."""
    params = read_search_params(page_defaults(), page=True)
    if has_empty_params(request.query_string):
        return redirect(build_url("/search", params.pairs))
    return _render(params, WHOLE_PAGE)


@blueprint.get("/search/fragment")
def fragment() -> Response:
    """Return what differs between two results pages: title, links of the head and main part.

    The script of the pages puts it into the page while someone types. It is no page of its own.
    """
    response = Response(_render(read_search_params(page_defaults(), page=True), "fragment.html"), mimetype="text/html")
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.post("/search/settled")
def settled() -> Response:
    """Log a search whose results the script showed while someone typed, and which the reader has seen or left by now.

    The parameters are those of the page, as a form. It is searched once more for the number of articles alone. A
    browser that was told to by a page of another site is refused, as that would log what nobody searched for.
    """
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)
    params = read_search_params(page_defaults(), page=True)
    if site().searches is not None:
        options = replace(params.options, snippets=0, facets=(), histogram=None)
        log_search(params, run_search(replace(params, options=options), interpret_query(params)), Surface.PAGE)
    return Response(status=204)


def _render(params: SearchParams, layout: str) -> str:
    interpretation = interpret_query(params)
    results = run_search(params, interpretation)
    if layout == WHOLE_PAGE:  # what is shown while someone types is mostly unfinished
        log_search(params, results, Surface.PAGE)
    # The parser ignores the rest, and a page whose links all repeat a long query would weigh megabytes.
    text = params.text[: parse_options(params.match).max_length]
    pairs = tuple((name, text if name == "q" else value) for name, value in params.pairs)
    view = _view(replace(params, text=text, pairs=pairs), interpretation, results)
    return render_template("search.html", view=view, layout=layout)


def has_empty_params(query_string: bytes) -> bool:
    """Return whether a parameter of an address has no value."""
    return any(not part.partition(b"=")[2] for part in query_string.split(b"&")) if query_string else False


def _view(params: SearchParams, interpretation: Interpretation, results: SearchResults) -> ResultsView:
    single = dict(params.pairs)
    search_fields = drop_params(drop_page(params.pairs), "q", "facet_size")
    filters = active_filters(params)
    return ResultsView(
        params=params,
        results=results,
        title=_title(params, filters),
        heading=_heading(params, results),
        announcement=_announcement(results),
        took=took_text(results.took),
        words=word_counts(params, interpretation),
        ignored=ignored_words(params, interpretation),
        sentence=describe_search(results.query, params.options.filters),
        notices=tuple(translate(notice.message) for notice in results.notices),
        filters=filters,
        without_filters=url_without_filters(params.pairs),
        suggestions=tuple(_suggestion(params, text) for text in results.suggestions),
        orders=_orders(params, results.query),
        cards=tuple(make_card(params, hit) for hit in results.hits),
        pager=build_pager(params, results),
        groups=facet_groups(params, results),
        timeline=_timeline(params, results) if results.hits else None,
        undated=undated_choice(params, results.histogram),
        broader=broader_searches(params, interpretation) if results.total == 0 else (),
        only_full=search_url(set_params(params.pairs, partial=PartialMatches.NONE.value)),
        feed=build_url("/search.atom", feed_params(params.pairs)),
        downloads=_downloads(params),
        search_fields=search_fields,
        date_fields=drop_params(search_fields, "from", "to", "date"),
        first=single.get("from", ""),
        last=single.get("to", ""),
        permanent=site_root() + build_url("/search", params.pairs),
        today=day_text(site().clock()),
    )


def _title(params: SearchParams, filters: tuple[ActiveFilter, ...]) -> str:
    """Return what tells this page from others in a list of windows: query, filters and page number."""
    labels = [clip(filter_.label, _MAX_TITLE_QUERY_CHARS) for filter_ in filters]
    if len(labels) > _MAX_TITLE_FILTERS:
        labels = [*labels[: _MAX_TITLE_FILTERS - 1], _more_filters(len(labels) - _MAX_TITLE_FILTERS + 1)]
    parts = [clip(params.text.strip(), _MAX_TITLE_QUERY_CHARS) or gettext("All articles"), ", ".join(labels)]
    if params.page != 1:
        page = params.page and format_number(params.page)
        parts.append(gettext("page %(number)s", number=page) if page else gettext("a later page"))
    return " – ".join(part for part in parts if part)


def _more_filters(count: int) -> str:
    return ngettext("%(num)s more filter", "%(num)s more filters", count)


def _heading(params: SearchParams, results: SearchResults) -> str:
    whole = results.total + results.partial
    if params.page is not None and params.page > 1 and results.hits:
        first = params.options.offset + 1
        places = {"first": format_number(first), "last": format_number(first + len(results.hits) - 1)}
        if results.total_is_exact:
            return ngettext(
                "%(first)s–%(last)s of %(num)s article", "%(first)s–%(last)s of %(num)s articles", whole, **places
            )
        return ngettext(
            "%(first)s–%(last)s of %(num)s+ article", "%(first)s–%(last)s of %(num)s+ articles", whole, **places
        )
    if results.total:
        if results.total_is_exact:
            return ngettext("%(num)s article", "%(num)s articles", results.total)
        return ngettext("%(num)s+ article", "%(num)s+ articles", results.total)
    return gettext("No articles contain all words") if results.partial else gettext("No articles found")


_ORDERS = {
    Sort.RELEVANCE: to_translate("Relevance"),
    Sort.NEWEST: to_translate("Newest"),
    Sort.OLDEST: to_translate("Oldest"),
}


def _announcement(results: SearchResults) -> str:
    if results.partial and not results.total:
        return gettext("No articles contain all words.")
    if not results.total_is_exact:
        return gettext("More than %(num)s results.", num=format_number(results.total))
    return ngettext("%(num)s result.", "%(num)s results.", results.total) if results.total else gettext("No results.")


def _orders(params: SearchParams, query: Query) -> tuple[SortLink, ...]:
    """Return the orders to choose from. Without words nothing is more relevant, so the newest come first."""
    ranked = has_text_terms(query)
    offered = tuple(Sort) if ranked else (Sort.NEWEST, Sort.OLDEST)
    current = params.options.sort if params.options.sort in offered else Sort.NEWEST

    def link(sort: Sort) -> SortLink:
        value = None if sort is offered[0] else sort.value
        return SortLink(gettext(_ORDERS[sort]), search_url(set_params(params.pairs, sort=value)), sort is current)

    return tuple(map(link, offered))


def _downloads(params: SearchParams) -> tuple[Download, ...]:
    whole = export_params(params.pairs)

    def export(form: ExportFormat) -> str:
        return build_url("/api/v1/export", (*whole, ("format", form.value)))

    return (
        Download("JSON", build_url("/api/v1/search", _api_params(params)), "application/json"),
        Download("CSV", export(ExportFormat.CSV), "text/csv"),
        Download("JSON Lines", export(ExportFormat.JSONL), "application/x-ndjson"),
    )


def _api_params(params: SearchParams) -> QueryParams:
    """Return the parameters that give the same articles in the API, which does not collapse duplicates by itself."""
    collapse = Collapse.DUPLICATES if params.options.collapse else Collapse.NONE
    return (*drop_params(params.pairs, COLLAPSE.name), (COLLAPSE.name, collapse.value))


def _timeline(params: SearchParams, results: SearchResults) -> Timeline | None:
    """Return the timeline of the results, or, where they are all of one period, that of the search with any date."""
    filters = params.options.filters
    chart = make_timeline(results.histogram, params.pairs)
    if chart is not None or not (filters.since or filters.until or filters.undated):
        return chart
    counting = SearchRequest(
        results.query,
        filters=replace(filters, since=None, until=None, undated=False),
        limit=0,
        snippets=0,
        histogram=Interval.AUTO,
        histogram_buckets=MAX_COUNTED,
        collapse=params.options.collapse,
    )
    return make_timeline(site().searcher.search(counting).histogram, params.pairs, chosen=filters)


def _suggestion(params: SearchParams, text: str) -> Suggestion:
    pairs = drop_params(drop_page(params.pairs), "facet_size")
    return Suggestion(text, search_url((name, text if name == "q" else value) for name, value in pairs))
