"""The filters of the results page: which can be chosen, which are active, and where each choice leads."""

from dataclasses import dataclass

from search.request import Facet
from search.results import Histogram, SearchResults
from web.pages.facet_texts import FACET_TEXTS
from web.pages.format import language_name
from web.parameters import COLLAPSE, SEARCH, Collapse, QueryParams, SearchParams
from web.texts import gettext as _
from web.urls import build_url, drop_page, drop_params, search_url, set_params, toggle_param

MAX_VALUES_SHOWN = 8
"""How many values of a field the results page shows; a page of its own has the others."""

_PAGE_COLLAPSE = (COLLAPSE.name, Collapse.DUPLICATES.value)
_FILTERS = {parameter.name: parameter for parameter in SEARCH if parameter.filter_label}


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """A value that can be chosen, or removed where it is chosen. `count` is None where it was not counted."""

    label: str
    count: int | None
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """The values of one field; `more` leads to the page with all of them."""

    name: str
    heading: str
    choices: tuple[FacetChoice, ...]
    more: str | None

    @property
    def chosen(self) -> int:
        """How many values are chosen."""
        return sum(choice.chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter that is set, and the address of the same search without it."""

    label: str
    address: str


def facet_groups(params: SearchParams, results: SearchResults) -> tuple[FacetGroup, ...]:
    """Return the fields to filter by, chosen values first; fields without any value are omitted."""
    limit = MAX_VALUES_SHOWN if "facet_size" not in dict(params.pairs) else params.options.facet_size
    groups = (_group(facet, params, results, limit) for facet in params.options.facets)
    return tuple(group for group in groups if group.choices)


def _group(facet: Facet, params: SearchParams, results: SearchResults, limit: int) -> FacetGroup:
    counts = {entry.value: entry.count for entry in results.facets.get(facet, ())}
    # Filters ignore case, so a chosen value may be spelled otherwise than the one that was counted.
    by_folded = {value.casefold(): value for value in counts}
    chosen = params.options.filters.values.get(facet, ())
    shown = {value: by_folded.get(value.casefold(), value) for value in chosen}
    others = [value for value in counts if value not in shown.values()]
    choices = tuple(
        FacetChoice(
            value_label(facet, shown.get(value, value)),
            counts.get(shown.get(value, value)),
            value in chosen,
            search_url(toggle_param(params.pairs, facet.value, value)),
        )
        for value in [*chosen, *others[: max(limit - len(chosen), 0)]]
    )
    more = facet_path(facet, params.pairs) if len(others) + len(chosen) > len(choices) else None
    return FacetGroup(facet.value, FACET_TEXTS[facet].heading, choices, more)


def facet_path(facet: Facet, params: QueryParams) -> str:
    """Return the address of the page with all values of a field, for the same search."""
    return build_url(f"/facets/{facet.value}", drop_params(drop_page(params), "facet_size"))


def active_filters(params: SearchParams) -> tuple[ActiveFilter, ...]:
    """Return every filter that is set, in the order of the address. That pages hide duplicates is none."""
    filters = []
    for name, value in params.pairs:
        if name in _FILTERS and (name, value) != _PAGE_COLLAPSE:
            shown = value_label(Facet(name), value) if _FILTERS[name].repeatable else value
            without = search_url(toggle_param(params.pairs, name, value))
            filters.append(ActiveFilter(_(_FILTERS[name].filter_label, value=shown), without))
    return tuple(filters)


def url_without_filters(params: QueryParams) -> str:
    """Return the address of the search without any filter."""
    return search_url(drop_params(drop_page(params), *_FILTERS))


def undated_choice(params: SearchParams, histogram: Histogram | None) -> FacetChoice | None:
    """Return the choice of the articles without a date, where there are some and they are not chosen already."""
    if histogram is None or not histogram.undated or params.options.filters.undated:
        return None
    without_date = set_params(params.pairs, from_=None, to=None, date="none")
    return FacetChoice(_("Undated"), histogram.undated, False, search_url(without_date))


def value_label(facet: Facet, value: str) -> str:
    """Return a value as people read it: the name of a language, any other as it is."""
    return language_name(value) if facet is Facet.LANGUAGE else value
