"""The home page: the search form, what the archive covers, and a few searches to try."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from search.request import Facet
from web.context import site
from web.pages.overview import Overview, install, overview
from web.pages.timeline import make_timeline
from web.urls import build_url, search_url

blueprint = Blueprint("home", __name__)
install(blueprint)

MAX_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A search to try."""

    label: str
    address: str


@blueprint.get("/")
def home() -> str:
    """Return the home page."""
    whole = overview()
    return render_template(
        "home.html",
        stats=whole.stats,
        examples=_examples(whole),
        timeline=make_timeline(whole.histogram, ()),
    )


def _examples(whole: Overview) -> list[Example]:
    """Return the searches of the settings, or else the sections or sources with the most articles."""
    configured = site().settings.examples
    if configured:
        return [Example(text, build_url("/search", [("q", text)])) for text in configured]
    if not whole.stats.articles:
        return []
    for facet in (Facet.SECTION, Facet.SOURCE):
        largest = whole.values[facet][:MAX_EXAMPLES]
        if largest:
            return [Example(entry.value, search_url([(facet.value, entry.value)])) for entry in largest]
    return [Example("The newest articles", search_url([("sort", "newest")]))]
