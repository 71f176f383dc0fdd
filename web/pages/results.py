"""Here is a search: which page of results?"""

from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request

from search.request import Interval, Sort
from search.results import Hit, SearchResults
from web.asking import find, options, read_asked
from web.links import address, article_path, replaced, search_address, without
from web.markup import host, web_address
from web.pages.facets import SHOWN, Chip, Dates, Group, chips, cleared, dates, groups
from web.pages.pager import Pager, pager
from web.pages.rescue import Rescue, rescues
from web.pages.understood import Said, understood
from web.pages.wording import day
from web.params import Asked, Defaults
from web.query_string import Pairs
from web.site import site

blueprint = Blueprint("results", __name__)


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the results and where to get them so."""

    label: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A hit with its addresses: the title leads to `address`, `matches` to the first mark, `original` off the site."""

    hit: Hit
    address: str
    marks: str
    original: str | None
    host: str


@dataclass(frozen=True, slots=True)
class Meant:
    """The query spelled otherwise, and the address of the same search with it."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class ResultsView:
    """All that the template of the results page shows.

    `kept` are the conditions that the search form carries along, `kept_dates` those of the form of dates, whose boxes
    hold `first` and `last`. `permanent` is the whole address, `today` the day, for a printed page.
    """

    asked: Asked
    found: SearchResults
    understood: tuple[Said, ...]
    chips: tuple[Chip, ...]
    cleared: str
    meant: tuple[Meant, ...]
    orders: tuple[Order, ...]
    cards: tuple[Card, ...]
    pager: Pager
    groups: tuple[Group, ...]
    dates: Dates
    rescues: tuple[Rescue, ...]
    json: str
    kept: Pairs
    kept_dates: Pairs
    first: str
    last: str
    permanent: str
    today: str


def page_defaults() -> Defaults:
    """What a page of results has where the address does not say. One value more than shown tells whether there are."""
    settings = site().settings
    return Defaults(settings.page_size, settings.facets, SHOWN + 1, Interval.AUTO)


@blueprint.get("/search", strict_slashes=False)
def search() -> str:
    """The results page."""
    asked = read_asked(page_defaults(), page=True)
    found = find(asked)
    # The parser reads no further, and a page of links that all repeat a long query would weigh megabytes.
    text = asked.text[: options(asked.match).max_length]
    shown = replace(asked, pairs=tuple((name, text if name == "q" else value) for name, value in asked.pairs))
    return render_template("search.html", view=_view(shown, found))


def _view(asked: Asked, found: SearchResults) -> ResultsView:
    single = dict(asked.pairs)
    kept = without(asked.pairs, "q", "page", "cursor", "facet_size")
    return ResultsView(
        asked=asked,
        found=found,
        understood=understood(found.query, asked.request.filters),
        chips=chips(asked),
        cleared=cleared(asked.pairs),
        meant=tuple(_meant(asked, text) for text in found.suggestions),
        orders=tuple(_order(asked, sort) for sort in Sort),
        cards=tuple(_card(asked, hit) for hit in found.hits),
        pager=pager(asked, found),
        groups=groups(asked, found),
        dates=dates(asked, found.histogram),
        rescues=rescues(asked, found.query) if found.total == 0 else (),
        json=address("/api/v1/search", asked.pairs),
        kept=kept,
        kept_dates=without(kept, "from", "to", "date"),
        first=single.get("from", ""),
        last=single.get("to", ""),
        permanent=request.url_root.rstrip("/") + address("/search", asked.pairs),
        today=day(site().clock()),
    )


def _meant(asked: Asked, text: str) -> Meant:
    pairs = without(asked.pairs, "page", "cursor", "facet_size")
    return Meant(text, search_address((name, text if name == "q" else value) for name, value in pairs))


def _order(asked: Asked, sort: Sort) -> Order:
    stated = None if sort is Sort.RELEVANCE else sort.value
    return Order(
        sort.value.capitalize(), search_address(replaced(asked.pairs, sort=stated)), asked.request.sort is sort
    )


def _card(asked: Asked, hit: Hit) -> Card:
    path, context = article_path(hit.article.id), without(asked.pairs, "facet_size")
    here = address(path, context)
    original = web_address(hit.article.url)
    leads = original if site().settings.result_links == "original" and original else here
    return Card(hit, leads, address(path, context, "m1"), original, host(original) if original else "")
