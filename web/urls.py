"""Addresses of pages: the same search with one thing changed, the next page, an article."""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, quote_plus

from search.request import MAX_OFFSET
from search.results import SearchResults
from web.parameters import QueryParams, SearchParams

# These say which page of the results is shown, so a changed search drops them.
_PAGE_PARAMS = ("page", "cursor")


def drop_params(params: QueryParams, *names: str) -> QueryParams:
    """Return the parameters without those with these names."""
    return tuple(param for param in params if param[0] not in names)


def drop_page(params: QueryParams) -> QueryParams:
    """Return the parameters of the first page."""
    return drop_params(params, *_PAGE_PARAMS)


def set_params(params: QueryParams, **changes: str | None) -> QueryParams:
    """Return the parameters with these values in place of others (None: dropped), on the first page.

    `from_` stands for `from`, which is a keyword.
    """
    named = {name.rstrip("_"): value for name, value in changes.items()}
    others = drop_params(params, *named, *_PAGE_PARAMS)
    return (*others, *((name, value) for name, value in named.items() if value is not None))


def toggle_param(params: QueryParams, name: str, value: str) -> QueryParams:
    """Return the parameters with this one added, or removed where it was there, on the first page."""
    others = tuple(param for param in drop_page(params) if param != (name, value))
    return others if (name, value) in params else (*others, (name, value))


def next_page_params(params: SearchParams, results: SearchResults) -> QueryParams | None:
    """Return the parameters of the next page, or None on the last one. Beyond the deepest page they have a cursor."""
    others = drop_page(params.pairs)
    if params.page is not None:
        more = params.options.offset + len(results.hits) < results.total + results.partial or not results.total_is_exact
        if not more or not results.hits:
            return None
        if params.page < MAX_OFFSET // params.options.limit:
            return (*others, ("page", str(params.page + 1)))
    return None if results.next_cursor is None else (*others, ("cursor", results.next_cursor))


def build_url(path: str, params: Iterable[tuple[str, str]], anchor: str = "") -> str:
    """Return the path with the parameters and the anchor, ready for a link."""
    query = "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in params])
    return path + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")


@lru_cache(4096)
def _quoted(text: str) -> str:
    """Return a name or a value as an address has it; the links of a page share most of theirs."""
    return text if text.isascii() and text.isalnum() else quote_plus(text, errors="replace")


def search_url(params: Iterable[tuple[str, str]]) -> str:
    """Return the address of the results; the anchor makes a browser put the focus on them without a script."""
    return build_url("/search", params, "results")


def article_path(article_id: str, prefix: str = "/articles/") -> str:
    """Return the path of an article, whose id may contain slashes, question marks and anything else."""
    return prefix + quote(article_id, safe="", errors="replace")
