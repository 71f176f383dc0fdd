"""Nothing was found: which condition should go, and what would then be found?"""

from dataclasses import dataclass

from search.query import Query
from search.request import Facet, SearchRequest
from web.links import search_address, without
from web.pages.facets import HEADINGS
from web.params import Asked, Defaults, read_search
from web.site import site


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
