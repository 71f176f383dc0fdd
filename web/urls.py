"""Which address asks the same search with one thing changed?"""

from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from search.request import MAX_OFFSET
from search.results import SearchResults
from web.parameters import SearchParams, QueryParams

# These say where in the results one is, so they do not outlive a change of the search.
_PLACE = ("page", "cursor")


def drop_params(pairs: QueryParams, *names: str) -> QueryParams:
    """The parameters but for those with these names."""
    return tuple(pair for pair in pairs if pair[0] not in names)


def set_params(pairs: QueryParams, **changes: str | None) -> QueryParams:
    """The parameters with these values instead of others (None: left out), back on the first page.

    `from_` stands for `from`, which is a keyword.
    """
    named = {name.rstrip("_"): value for name, value in changes.items()}
    kept = drop_params(pairs, *named, *_PLACE)
    return (*kept, *((name, value) for name, value in named.items() if value is not None))


def toggle_param(pairs: QueryParams, name: str, value: str) -> QueryParams:
    """The parameters with this one added, or taken away where it was there; back on the first page."""
    kept = tuple(pair for pair in drop_params(pairs, *_PLACE) if pair != (name, value))
    return kept if (name, value) in pairs else (*kept, (name, value))


def next_page_params(asked: SearchParams, found: SearchResults) -> QueryParams | None:
    """The parameters of the next page; None on the last one. Beyond the deepest page it goes on by cursor."""
    kept = drop_params(asked.pairs, *_PLACE)
    if asked.page is not None:
        more = asked.request.offset + len(found.hits) < found.total or not found.total_is_exact
        if not more or not found.hits:
            return None
        if asked.page < MAX_OFFSET // asked.request.limit:
            return (*kept, ("page", str(asked.page + 1)))
    return None if found.next_cursor is None else (*kept, ("cursor", found.next_cursor))


def build_url(path: str, pairs: Iterable[tuple[str, str]], anchor: str = "") -> str:
    """The path with the parameters and the place within the page, ready for a link."""
    query = "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in pairs])
    return path + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")


def _quoted(text: str) -> str:
    return text if text.isascii() and text.isalnum() else quote_plus(text, errors="replace")


def search_url(pairs: Iterable[tuple[str, str]]) -> str:
    """The results page, so that a browser without a script puts the focus on the results."""
    return build_url("/search", pairs, "results")


def article_path(article_id: str, prefix: str = "/articles/") -> str:
    """The path of an article; its id may hold slashes, question marks and anything else."""
    return prefix + quote(article_id, safe="", errors="replace")
