"""Which filters can be chosen, which are, and where does each choice lead?"""

from collections.abc import Iterable
from dataclasses import dataclass

from search.request import Facet
from search.results import Histogram, SearchResults
from web.pages.format import language, period
from web.parameters import Asked, Pairs
from web.urls import replaced, search_address, toggled, without

SHOWN = 8
"""So many values of a field are shown, until all are asked for."""

HEADINGS = {
    Facet.SOURCE: "Source",
    Facet.SECTION: "Section",
    Facet.AUTHOR: "Author",
    Facet.TAG: "Tag",
    Facet.LANGUAGE: "Language",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be chosen, or taken back where it is chosen. `count` is None where it was not counted."""

    label: str
    count: int | None
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one field; `more` leads to a page with more of them."""

    name: str
    heading: str
    choices: tuple[Choice, ...]
    more: str | None

    @property
    def chosen(self) -> int:
        """How many values are chosen."""
        return sum(choice.chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition that holds now, and the address of the same search without it."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Dates:
    """The counts by period, with addresses that narrow the search to one. `none` is for articles without a date."""

    rows: tuple[Choice, ...]
    undated: Choice | None


def groups(asked: Asked, found: SearchResults) -> tuple[Group, ...]:
    """The fields to filter by, the chosen values first; fields without any value are left out."""
    limit = SHOWN if "facet_size" not in dict(asked.pairs) else asked.request.facet_size
    shown = (_group(facet, asked, found, limit) for facet in asked.request.facets)
    return tuple(group for group in shown if group.choices)


def _group(facet: Facet, asked: Asked, found: SearchResults, limit: int) -> Group:
    counts = {entry.value: entry.count for entry in found.facets.get(facet, ())}
    chosen = asked.request.filters.values.get(facet, ())
    others = [value for value in counts if value not in chosen]
    choices = tuple(
        Choice(
            _label(facet, value),
            counts.get(value),
            value in chosen,
            search_address(toggled(asked.pairs, facet.value, value)),
        )
        for value in [*chosen, *others[: max(limit - len(chosen), 0)]]
    )
    all_of_them = (*without(asked.pairs, "page", "cursor"), ("facet_size", "100"))
    more = search_address(all_of_them).replace("#results", f"#by-{facet.value}")
    return Group(facet.value, HEADINGS[facet], choices, more if limit == SHOWN and len(counts) > limit else None)


def chips(asked: Asked) -> tuple[Chip, ...]:
    """Every condition beside the query, in the order of the address."""
    made = []
    for name, value in asked.pairs:
        if name in [facet.value for facet in Facet]:
            facet = Facet(name)
            label = f"{HEADINGS[facet]}: {_label(facet, value)}"
            made.append(Chip(label, search_address(toggled(asked.pairs, name, value))))
        elif name in _CHIPS:
            label = _CHIPS[name].format(value)
            made.append(Chip(label, search_address(without(asked.pairs, name, "page", "cursor"))))
    return tuple(made)


_CHIPS = {"from": "From {}", "to": "To {}", "date": "Undated", "collapse": "Without repeats"}


def cleared(pairs: Pairs) -> str:
    """The search without any condition beside the query."""
    return search_address(without(pairs, *(facet.value for facet in Facet), *_CHIPS, "page", "cursor"))


def dates(asked: Asked, histogram: Histogram | None) -> Dates:
    """The periods that have articles, each a link, and the undated ones apart."""
    if histogram is None:
        return Dates((), None)
    undated = None
    if histogram.undated:
        nodate = replaced(asked.pairs, from_=None, to=None, date="none")
        undated = Choice("Undated", histogram.undated, asked.request.filters.undated, search_address(nodate))
    return Dates(tuple(_periods(asked.pairs, histogram)), undated)


def _periods(pairs: Pairs, histogram: Histogram) -> Iterable[Choice]:
    for bucket in histogram.buckets:
        if bucket.count:
            label, stated = period(bucket.start, histogram.interval)
            narrowed = replaced(pairs, from_=stated, to=stated, date=None)
            yield Choice(label, bucket.count, False, search_address(narrowed))


def _label(facet: Facet, value: str) -> str:
    return language(value) if facet is Facet.LANGUAGE else value
