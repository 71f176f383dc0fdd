"""Records the search of a request in the search log: once a search, and nothing about who made it."""

from flask import request

from search.query.options import NoticeCode
from search.results import SearchResults
from web.context import site
from web.parameters import SearchParams
from web.searches.entry import LoggedSearch, Surface, is_crawler, loggable_query

_PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Moz")


def log_search(params: SearchParams, results: SearchResults, surface: Surface) -> None:
    """Record a search, if the site has a log.

    Further pages of the same results are left out, as are requests without an answer to see (HEAD, prefetches), those
    of crawlers, and queries that `loggable_query` refuses.
    """
    log = site().searches
    if log is None or params.page != 1 or request.method == "HEAD" or _is_prefetch():
        return
    query = loggable_query(params.text)
    if query is None or is_crawler(request.user_agent.string):
        return
    filters = params.options.filters
    # Where an easier query was searched for, what was typed has found nothing.
    is_easier = any(notice.code is NoticeCode.EASIER_QUERY for notice in results.notices)
    entry = LoggedSearch(
        hour=log.recorder.hour(),
        query=query,
        surface=surface,
        filtered=bool(filters.since or filters.until or filters.undated or filters.values),
        total=0 if is_easier else results.total,
        partial=results.partial + (results.total if is_easier else 0),
        took_ms=results.took * 1000,
    )
    log.recorder.record(entry)


def _is_prefetch() -> bool:
    return any("prefetch" in request.headers.get(name, "").lower() for name in _PREFETCH_HEADERS)
