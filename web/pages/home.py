"""What is in this archive, and how does one begin?"""

from dataclasses import dataclass

from flask import Blueprint, render_template

from search.request import Facet, SearchRequest
from search.results import IndexStats
from web.context import site
from web.urls import build_url, search_url

blueprint = Blueprint("home", __name__)

MAX_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A search to begin with."""

    label: str
    address: str


@blueprint.get("/")
def home() -> str:
    """The home page."""
    stats = site().searcher.stats()
    return render_template("home.html", stats=stats, examples=_examples(stats))


def _examples(stats: IndexStats) -> list[Example]:
    """The searches that the site owner proposes, or else the parts of the archive with the most articles."""
    chosen = site().settings.examples
    if chosen:
        return [Example(text, build_url("/search", [("q", text)])) for text in chosen]
    if not stats.articles:
        return []
    facets = (Facet.SECTION, Facet.SOURCE)
    counts = site().searcher.search(SearchRequest(limit=0, snippets=0, facets=facets, facet_size=MAX_EXAMPLES)).facets
    for facet in facets:
        found = counts.get(facet, ())[:MAX_EXAMPLES]
        if found:
            return [Example(entry.value, search_url([(facet.value, entry.value)])) for entry in found]
    return [Example("The newest articles", search_url([("sort", "newest")]))]
