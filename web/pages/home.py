"""The home page: the search form, what the archive holds, searches to try, and ways to browse."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from search.request import Facet
from web.context import site
from web.pages.browse import HOME_FIELDS, HOME_VALUES, browse_groups
from web.pages.examples import example_words
from web.pages.overview import Overview, install, overview
from web.pages.timeline import make_timeline
from web.texts import gettext as _
from web.urls import build_url, search_url

blueprint = Blueprint("home", __name__)
install(blueprint)


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
        sources=len(whole.values[Facet.SOURCE]),
        examples=_examples(whole),
        timeline=make_timeline(whole.histogram, ()),
        groups=browse_groups(whole, HOME_FIELDS, HOME_VALUES, all_years=False),
    )


def _examples(whole: Overview) -> list[Example]:
    """Return the searches of the settings, or else some that are made from the words of this archive."""
    texts = site().settings.examples
    if not texts:
        if not whole.titles:
            return []
        words = example_words(whole)
        texts = (f"{words.first} {words.second}", f'"{words.phrase}"')
        if words.author:
            texts = (*texts, f'author:"{words.author}"')
    examples = [Example(text, build_url("/search", [("q", text)])) for text in texts]
    return (
        examples
        if site().settings.examples
        else [*examples, Example(_("the newest"), search_url([("sort", "newest")]))]
    )
