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
    """Return a digest of what an answer depends on: the parameters, the index, the query, the dates, the site."""
    stats = site().searcher.stats()
    index = stats.generation, stats.updated, stats.articles
    # The parameters of a POST are in its body.
    place = request.path, params.pairs, site_root(), site().settings.title, current_language(), site().recipe
    filters = params.options.filters
    stated = repr((place, index, params.options.limit, filters.since, filters.until, meant))
    return hashlib.sha256(stated.encode("utf-8", "replace")).hexdigest()[:20]


def answer_unchanged(tag: str) -> Response | None:
    """Return the answer without a body if the client has this one, otherwise None."""
    return tagged(Response(status=304), tag) if request.if_none_match.contains_weak(tag) else None


def tagged(response: Response, tag: str) -> Response:
    """Return the response with its entity tag."""
    # Weak, because the body contains the time that the search took.
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


def tagged_if_complete(response: Response, tag: str, results: SearchResults) -> Response:
    """Return the response with its entity tag, or as not to be stored if a limit of the search has cut it short."""
    if results.total_is_exact and all(notice.code is not NoticeCode.INCOMPLETE for notice in results.notices):
        return tagged(response, tag)
    response.headers["Cache-Control"] = "no-store"
    return response
