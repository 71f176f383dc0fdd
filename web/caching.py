"""Caching of answers: weak entity tags, and 304 where the client has the answer already."""

import hashlib

from flask import Response, request

from search.query.tree import Query
from web.context import site
from web.links import site_root
from web.parameters import SearchParams
from web.texts import current_language


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


def tagged(response: Response, tag: str) -> Response:
    """Return the response with its entity tag."""
    # Weak, because the body contains the time that the search took.
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response
