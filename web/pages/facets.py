"""Which filters can be chosen, which are, and where does each choice lead?"""

from collections.abc import Iterable
from dataclasses import dataclass

from search.request import Facet
from search.results import Histogram, SearchResults
from web.pages.format import language_name, period_text
from web.parameters import SearchParams, QueryParams
from web.urls import set_params, search_url, toggle_param, drop_params

MAX_VALUES_SHOWN = 8
"""So many values of a field are shown, until all are asked for."""

HEADINGS = {
    Facet.SOURCE: "Source",
    Facet.SECTION: "Section",
    Facet.AUTHOR: "Author",
    Facet.TAG: "Tag",
    Facet.LANGUAGE: "Language",
}


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """A value that can be chosen, or taken back where it is chosen. `count` is None where it was not counted."""

    label: str
    count: int | None
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """The values of one field; `more` leads to a page with more of them."""

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
    """A condition that holds now, and the address of the same search without it."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class DateFilter:
    """The counts by period, with addresses that narrow the search to one. `none` is for articles without a date."""

    rows: tuple[FacetChoice, ...]
    undated: FacetChoice | None


def facet_groups(asked: SearchParams, found: SearchResults) -> tuple[FacetGroup, ...]:
    """The fields to filter by, the chosen values first; fields without any value are left out."""
    limit = MAX_VALUES_SHOWN if "facet_size" not in dict(asked.pairs) else asked.request.facet_size
    shown = (_group(facet, asked, found, limit) for facet in asked.request.facets)
    return tuple(group for group in shown if group.choices)


def _group(facet: Facet, asked: SearchParams, found: SearchResults, limit: int) -> FacetGroup:
    counts = {entry.value: entry.count for entry in found.facets.get(facet, ())}
    chosen = asked.request.filters.values.get(facet, ())
    others = [value for value in counts if value not in chosen]
    choices = tuple(
        FacetChoice(
            _label(facet, value),
            counts.get(value),
            value in chosen,
            search_url(toggle_param(asked.pairs, facet.value, value)),
        )
        for value in [*chosen, *others[: max(limit - len(chosen), 0)]]
    )
    all_of_them = (*drop_params(asked.pairs, "page", "cursor"), ("facet_size", "100"))
    more = search_url(all_of_them).replace("#results", f"#by-{facet.value}")
    return FacetGroup(
        facet.value, HEADINGS[facet], choices, more if limit == MAX_VALUES_SHOWN and len(counts) > limit else None
    )


def active_filters(asked: SearchParams) -> tuple[ActiveFilter, ...]:
    """Every condition beside the query, in the order of the address."""
    made = []
    for name, value in asked.pairs:
        if name in [facet.value for facet in Facet]:
            facet = Facet(name)
            label = f"{HEADINGS[facet]}: {_label(facet, value)}"
            made.append(ActiveFilter(label, search_url(toggle_param(asked.pairs, name, value))))
        elif name in _CHIPS:
            label = _CHIPS[name].format(value)
            made.append(ActiveFilter(label, search_url(drop_params(asked.pairs, name, "page", "cursor"))))
    return tuple(made)


_CHIPS = {"from": "From {}", "to": "To {}", "date": "Undated", "collapse": "Without repeats"}


def url_without_filters(pairs: QueryParams) -> str:
    """The search without any condition beside the query."""
    return search_url(drop_params(pairs, *(facet.value for facet in Facet), *_CHIPS, "page", "cursor"))


def date_filter(asked: SearchParams, histogram: Histogram | None) -> DateFilter:
    """The periods that have articles, each a link, and the undated ones apart."""
    if histogram is None:
        return DateFilter((), None)
    undated = None
    if histogram.undated:
        nodate = set_params(asked.pairs, from_=None, to=None, date="none")
        undated = FacetChoice("Undated", histogram.undated, asked.request.filters.undated, search_url(nodate))
    return DateFilter(tuple(_periods(asked.pairs, histogram)), undated)


def _periods(pairs: QueryParams, histogram: Histogram) -> Iterable[FacetChoice]:
    for bucket in histogram.buckets:
        if bucket.count:
            label, stated = period_text(bucket.start, histogram.interval)
            narrowed = set_params(pairs, from_=stated, to=stated, date=None)
            yield FacetChoice(label, bucket.count, False, search_url(narrowed))


def _label(facet: Facet, value: str) -> str:
    return language_name(value) if facet is Facet.LANGUAGE else value
