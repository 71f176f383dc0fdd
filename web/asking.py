"""Here is a request: which search does it state, and what is found? What the pages and the API do alike."""

from collections.abc import Iterable
from dataclasses import replace

from flask import request

from search.parser import Match, ParseOptions
from search.results import SearchResults
from search.service import Readings, ask
from search.service import readings as readings_of
from web.params import Asked, Defaults, read_search
from web.query_string import SEARCH, Parameter, read_pairs
from web.site import site


def read_asked(defaults: Defaults, more: Iterable[Parameter] = (), *, page: bool = False) -> Asked:
    """The search in the address of the current request, for a page or for the API. Raises `BadParameter`."""
    pairs = read_pairs(request.query_string, (*SEARCH, *more), trackers=page)
    return read_search(pairs, site().clock(), defaults)


def find(asked: Asked, tries: Readings | None = None) -> SearchResults:
    """Carry the search out; `tries` are its readings, where they are made already. Raises what the engine raises."""
    here = site()
    return ask(here.searcher, asked.text, asked.request, options(asked.match), here.groups, tries=tries)


def options(match: Match | None) -> ParseOptions:
    """How a query is read now: as the site says, unless the address says otherwise."""
    chosen = site().options()
    return chosen if match is None else replace(chosen, match=match)


def readings(asked: Asked) -> Readings:
    """What the query may be searched as: the tree as typed, then the easier ones, each with its notices."""
    return readings_of(asked.text, options(asked.match), site().groups)
