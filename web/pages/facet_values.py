"""The page with all values of one field: their counts for a search, a field to find one, and pages."""

from dataclasses import dataclass
from enum import StrEnum

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from search.request import Facet, SearchRequest
from search.results import FacetCount
from web.context import site
from web.pages.facet_texts import FACET_TEXTS
from web.pages.facets import FacetChoice, facet_path, value_label
from web.pages.format import format_number
from web.pages.pager import Pager, page_links
from web.pages.results import has_empty_params, page_defaults
from web.param_types import OneOf, Text
from web.parameters import Parameter, QueryParams, SearchParams
from web.requests import interpret_query, read_search_params
from web.texts import gettext as _
from web.urls import build_url, drop_page, drop_params, search_url, toggle_param

MAX_VALUES = 20_000
"""The most values that are counted, the most frequent first."""

VALUES_PER_PAGE = 100

blueprint = Blueprint("facet_values", __name__)


class ValueOrder(StrEnum):
    """The order of the values."""

    COUNT = "count"
    NAME = "name"


FIND = Parameter("find", Text(), "Only values that contain this text.")
ORDER = Parameter("by", OneOf(ValueOrder), "The order of the values: by their number of articles, or by name.")


@dataclass(frozen=True, slots=True)
class ValuesView:
    """Everything that the template shows. `total` is the number of values, and `results` the address of the results."""

    facet: Facet
    heading: str
    title: str
    params: SearchParams
    find: str
    choices: tuple[FacetChoice, ...]
    total: int
    is_whole: bool
    orders: tuple[tuple[str, str, bool], ...]
    pager: Pager
    results: str
    all_values: str
    form_fields: QueryParams
    search_fields: QueryParams


@blueprint.get("/facets/<name>", strict_slashes=False)
def facet_values(name: str) -> str | Response:
    """Return the page of a field; 404 if there is no such field."""
    facet = next((facet for facet in Facet if facet.value == name), None)
    if facet is None:
        abort(404)
    params = read_search_params(page_defaults(), (FIND, ORDER), page=True)
    if has_empty_params(request.query_string):
        return redirect(build_url(f"/facets/{facet.value}", params.pairs))
    given, now = dict(params.pairs), site().clock()
    find, order = FIND.read(given, now) or "", ORDER.read(given, now) or ValueOrder.COUNT
    counts = _count(facet, params)
    matching = _find(facet, counts, find)
    if order is ValueOrder.NAME:
        matching.sort(key=lambda entry: (value_label(facet, entry.value).casefold(), entry.value))
    return render_template("facet_values.html", view=_view(facet, params, find, order, counts, matching))


def _count(facet: Facet, params: SearchParams) -> tuple[FacetCount, ...]:
    options = params.options
    counting = SearchRequest(
        interpret_query(params).query,
        filters=options.filters,
        limit=0,
        snippets=0,
        facets=(facet,),
        facet_size=MAX_VALUES,
        collapse=options.collapse,
    )
    return site().searcher.search(counting).facets.get(facet, ())


def _find(facet: Facet, counts: tuple[FacetCount, ...], text: str) -> list[FacetCount]:
    sought = text.strip().casefold()
    return [entry for entry in counts if sought in value_label(facet, entry.value).casefold()]


def _view(
    facet: Facet,
    params: SearchParams,
    find: str,
    order: ValueOrder,
    counts: tuple[FacetCount, ...],
    matching: list[FacetCount],
) -> ValuesView:
    searched = drop_params(drop_page(params.pairs), FIND.name, ORDER.name)
    listed = drop_page(params.pairs)
    path = f"/facets/{facet.value}"
    last = -(-len(matching) // VALUES_PER_PAGE)
    page = min(params.page or 1, max(last, 1))
    shown = matching[(page - 1) * VALUES_PER_PAGE : page * VALUES_PER_PAGE]
    chosen = {value.casefold() for value in params.options.filters.values.get(facet, ())}

    def link(number: int) -> str:
        return build_url(path, listed if number == 1 else (*listed, ("page", str(number))))

    def order_link(each: ValueOrder) -> tuple[str, str, bool]:
        others = drop_params(listed, ORDER.name)
        address = build_url(path, others if each is ValueOrder.COUNT else (*others, (ORDER.name, each.value)))
        label = _("Most articles") if each is ValueOrder.COUNT else _("A to Z")
        return label, address, each is order

    def choice(entry: FacetCount) -> FacetChoice:
        given = next((value for name, value in searched if name == facet.value and _same(value, entry.value)), None)
        address = search_url(toggle_param(searched, facet.value, given or entry.value))
        return FacetChoice(value_label(facet, entry.value), entry.count, entry.value.casefold() in chosen, address)

    pages = page_links(page, last, link) if last > 1 else ()
    texts = FACET_TEXTS[facet]
    whole = texts.counted(len(counts))
    found = _("%(found)s of %(values)s with “%(text)s”", found=format_number(len(matching)), values=whole, text=find)
    titles = [texts.heading, params.text, _("page %(number)s", number=format_number(page)) if page > 1 else ""]
    return ValuesView(
        facet=facet,
        heading=found if find else whole,
        title=" – ".join(filter(None, titles)),
        params=params,
        find=find,
        choices=tuple(map(choice, shown)),
        total=len(matching),
        is_whole=len(counts) < MAX_VALUES,
        orders=tuple(map(order_link, ValueOrder)),
        pager=Pager(last, link(page - 1) if page > 1 else None, link(page + 1) if page < last else None, pages),
        results=search_url(searched),
        all_values=facet_path(facet, searched),
        form_fields=drop_params(listed, FIND.name),
        search_fields=drop_params(searched, "q", "facet_size"),
    )


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
