"""Caching of answers: weak entity tags, and 304 where the client has the answer already."""

import hashlib
import re

from flask import Flask, Response, request

from search.query.options import NoticeCode
from search.query.tree import Query
from search.results import SearchResults
from web.context import site
from web.links import site_root
from web.parameters import SearchParams
from web.texts import current_language

_TOOK = re.compile(rb'<p class="took">.*?</p>', re.DOTALL)
"""The time that a search took, on its page: it makes no other answer of the same."""


def tag_answers(app: Flask) -> None:
    """Give every whole answer of the application that has no tag one of its content, and answer 304 where it fits.

    So a page is sent again exactly when anything on it has changed: the index, the archive, a setting, the language of
    the reader or a template. Streamed answers have no tag, and neither have those that nobody may store.
    """

    @app.after_request
    def tag(response: Response) -> Response:
        is_whole = response.status_code == 200 and not response.is_streamed and request.method in ("GET", "HEAD")
        if not is_whole or response.cache_control.no_store or "Set-Cookie" in response.headers:
            return response
        if "ETag" not in response.headers:
            content = _TOOK.sub(b"", response.get_data())
            response.set_etag(hashlib.sha256(content).hexdigest()[:20], weak=True)
            response.headers.setdefault("Cache-Control", "no-cache")
        response.make_conditional(request)
        return response


def result_tag(params: SearchParams, meant: Query) -> str:
    """Return a digest of what an answer depends on: the address, the index, the parsed query and the dates."""
    stats = site().searcher.stats()
    index = stats.generation, stats.updated, stats.articles
    place = request.path, request.query_string, site_root(), current_language()
    filters = params.options.filters
    stated = repr((place, index, params.options.limit, filters.since, filters.until, meant))
    return hashlib.sha256(stated.encode("utf-8", "replace")).hexdigest()[:20]


def answer_unchanged(tag: str) -> Response | None:
    """Return the answer without a body if the client has this one, otherwise None."""
    return tagged(Response(status=304), tag) if request.if_none_match.contains_weak(tag) else None


def may_be_tagged(results: SearchResults) -> bool:
    """Whether the same search would find the same again: one that has reached a limit may find more next time."""
    return results.total_is_exact and all(notice.code is not NoticeCode.INCOMPLETE for notice in results.notices)


def tagged(response: Response, tag: str) -> Response:
    """Return the response with its entity tag."""
    # Weak, because the body contains the time that the search took.
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response
