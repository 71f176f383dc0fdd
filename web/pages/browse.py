"""The values to browse the archive by: sources, sections, years, tags, authors and languages, each with its search."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from search.request import Facet
from web.pages.facet_texts import FACET_TEXTS
from web.pages.facets import FacetChoice, facet_path, value_label
from web.pages.overview import Overview, install, overview
from web.pages.timeline import make_timeline
from web.texts import gettext as _
from web.urls import search_url

blueprint = Blueprint("browse", __name__)
install(blueprint)

HOME_FIELDS = (Facet.SOURCE, Facet.SECTION, Facet.TAG)
PAGE_FIELDS = (Facet.SOURCE, Facet.SECTION, Facet.TAG, Facet.AUTHOR, Facet.LANGUAGE)
HOME_VALUES = 5
PAGE_VALUES = 15


@dataclass(frozen=True, slots=True)
class BrowseGroup:
    """The values of one field, or the years. `more` leads to all of them, where there are more, and says `all`."""

    name: str
    heading: str
    choices: tuple[FacetChoice, ...]
    all: str
    more: str | None


@blueprint.get("/browse", strict_slashes=False)
def browse() -> str:
    """Return the page."""
    whole = overview()
    groups = browse_groups(whole, PAGE_FIELDS, PAGE_VALUES, all_years=True)
    return render_template("browse.html", stats=whole.stats, groups=groups, timeline=make_timeline(whole.histogram, ()))


def browse_groups(
    whole: Overview, fields: tuple[Facet, ...], values: int, *, all_years: bool
) -> tuple[BrowseGroup, ...]:
    """Return a group for each of these fields that has values, and one of years after the second."""
    groups = [_group(whole, facet, values) for facet in fields if whole.values[facet]]
    if whole.years:
        groups.insert(2, _years(whole, None if all_years else values))
    return tuple(groups)


def _group(whole: Overview, facet: Facet, most: int) -> BrowseGroup:
    entries = whole.values[facet]
    choices = tuple(
        FacetChoice(value_label(facet, entry.value), entry.count, False, search_url([(facet.value, entry.value)]))
        for entry in entries[:most]
    )
    texts = FACET_TEXTS[facet]
    more = facet_path(facet, ()) if len(entries) > most else None
    return BrowseGroup(facet.value, texts.plural, choices, texts.all, more)


def _years(whole: Overview, most: int | None) -> BrowseGroup:
    choices = tuple(
        FacetChoice(span.label, span.count, False, search_url(zip(("from", "to"), span.bounds, strict=True)))
        for span in whole.years[:most]
    )
    more = "/browse#year" if len(choices) < len(whole.years) else None
    return BrowseGroup("year", _("Years"), choices, _("All years"), more)
