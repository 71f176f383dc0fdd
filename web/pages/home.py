"""The home page: the search form, what the archive covers, and a few searches to try."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from search.query.tree import MatchAll
from search.request import Facet, SearchRequest
from search.results import IndexStats
from web.context import site
from web.urls import build_url, search_url

blueprint = Blueprint("home", __name__)

MAX_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A search to try."""

    label: str
    address: str


@blueprint.get("/")
def home() -> str:
    """Return the home page."""
    stats = site().searcher.stats()
    return render_template("home.html", stats=stats, examples=_examples(stats))


def _examples(stats: IndexStats) -> list[Example]:
    """Return the searches of the settings, or else the sections or sources with the most articles."""
    configured = site().settings.examples
    if configured:
        return [Example(text, build_url("/search", [("q", text)])) for text in configured]
    if not stats.articles:
        return []
    facets = (Facet.SECTION, Facet.SOURCE)
    request = SearchRequest(MatchAll(), limit=0, snippets=0, facets=facets, facet_size=MAX_EXAMPLES)
    counts = site().searcher.search(request).facets
    for facet in facets:
        largest = counts.get(facet, ())[:MAX_EXAMPLES]
        if largest:
            return [Example(entry.value, search_url([(facet.value, entry.value)])) for entry in largest]
    return [Example("The newest articles", search_url([("sort", "newest")]))]
