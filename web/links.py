"""Absolute links of answers: the root of the site, and the pages before and after a page of results."""

import ipaddress
from functools import lru_cache

from flask import request
from werkzeug.sansio.utils import get_current_url

from search.request import MAX_OFFSET
from search.results import SearchResults
from web.context import site
from web.parameters import FIELDS, SHAPE_NAMES, QueryParams, SearchParams
from web.urls import article_path, build_url, drop_page, drop_params, next_page_params


def site_root() -> str:
    """Return the beginning of all absolute addresses of the site, without a slash at the end.

    It is the setting `base_url`. Without that setting it is the address that the client used if that is this machine's
    own (`localhost`), and otherwise empty, so that links begin with a path: any client can claim any host.
    """
    return site().settings.base_url or _own_root(request.scheme, request.host, request.root_path)


@lru_cache(64)
def _own_root(scheme: str, host: str, path: str) -> str:
    return get_current_url(scheme, host, path).rstrip("/") if _is_loopback(host) else path.rstrip("/")


def _is_loopback(host: str) -> bool:
    name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
    name = name.strip("[]").lower()
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def article_link(article_id: str) -> str:
    """Return the address of an article's page."""
    return site_root() + article_path(article_id)


def feed_params(params: QueryParams) -> QueryParams:
    """Return the parameters of the feed of a search: what it finds, on whatever page it is shown."""
    return drop_params(params, *SHAPE_NAMES, FIELDS)


def export_params(params: QueryParams) -> QueryParams:
    """Return the parameters of the export of a search, which has all its full matches."""
    return drop_params(feed_params(params), "partial", "collapse")


def page_links(params: SearchParams, results: SearchResults) -> dict[str, str | None]:
    """Return the links of a page of results: `self`, `first`, `prev`, `next`, `last` and `feed`, None for no such page.

    Pages that a cursor reaches have no page before them and no last one.
    """
    here = site_root() + request.path
    others = drop_page(params.pairs)

    def page(number: int) -> str:
        return build_url(here, (*others, ("page", str(number))))

    following = next_page_params(params, results)
    last = -(-(results.total + results.partial) // max(params.options.limit, 1))
    deepest = MAX_OFFSET // max(params.options.limit, 1)
    is_numbered = params.page is not None and results.total_is_exact and 0 < last <= deepest
    return {
        "self": build_url(here, params.pairs),
        "first": build_url(here, others),
        "prev": page(min(params.page - 1, last or 1)) if params.page is not None and params.page > 1 else None,
        "next": None if following is None else build_url(here, following),
        "last": page(last) if is_numbered else None,
        "feed": build_url(f"{site_root()}/search.atom", feed_params(params.pairs)),
    }
