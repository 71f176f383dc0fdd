"""The JSON API: search, articles, and the health checks."""

import hashlib
import json
from typing import Any

import orjson
from flask import Blueprint, Response, request

from search.query.tree import Query
from web import serialize
from web.context import site
from web.links import page_links, site_root
from web.markup import SURROGATES
from web.pages.query_text import explain
from web.parameters import ParamDefaults, SearchParams, parse_query_string
from web.requests import interpret_query, load_article, read_search_params, run_search

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/search", strict_slashes=False)
def search() -> Response:
    """Return one page of results. A request whose `ETag` is still valid is answered without a search."""
    params = read_search_params(ParamDefaults(page_size=site().settings.page_size))
    interpretation = interpret_query(params)
    tag = _tag(params, interpretation.query)
    if request.if_none_match.contains_weak(tag):
        return _unchanged(tag)
    results = run_search(params, interpretation)
    links = page_links(params, results)
    body = serialize.results(
        results,
        text=params.text,
        page=params.page,
        page_size=params.options.limit,
        facets=params.options.facets,
        links=links,
        article_root=site_root(),
        explained=explain(results.query, params.options.filters),
    )
    response = _json(body, tag)
    if links["next"]:
        response.headers["Link"] = f'<{links["next"]}>; rel="next"'
    return response


@blueprint.get("/articles/<anything:article_id>")
def article(article_id: str) -> Response:
    """Return one whole article."""
    parse_query_string(request.query_string, ())
    loaded = load_article(article_id)
    body = serialize.article(loaded.article, loaded.first_seen, loaded.ledger)
    tag = hashlib.sha256(repr(body).encode("utf-8", "replace")).hexdigest()[:20]
    return _unchanged(tag) if request.if_none_match.contains_weak(tag) else _json(body, tag)


def _tag(params: SearchParams, meant: Query) -> str:
    """Return a digest of what the answer depends on: the address, the index, the parsed query and the dates."""
    stats = site().searcher.stats()
    index = stats.generation, stats.updated, stats.articles
    place = request.path, request.query_string, site_root()
    filters = params.options.filters
    stated = repr((place, index, params.options.limit, filters.since, filters.until, meant))
    return hashlib.sha256(stated.encode("utf-8", "replace")).hexdigest()[:20]


def _json(body: dict[str, Any], tag: str) -> Response:
    try:
        text = orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:
        # A lone surrogate, which UTF-8 cannot encode.
        plain = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        text = (SURROGATES.sub("\ufffd", plain) + "\n").encode()
    return _tagged(Response(text, content_type="application/json"), tag)


def _unchanged(tag: str) -> Response:
    return _tagged(Response(status=304), tag)


def _tagged(response: Response, tag: str) -> Response:
    # Weak, because the body contains the time that the search took.
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


health = Blueprint("health", __name__)


@health.get("/healthz", strict_slashes=False)
def healthz() -> Response:
    """Answer 200 while the process is alive."""
    return _answer({"status": "ok"})


@health.get("/readyz", strict_slashes=False)
def readyz() -> Response:
    """Answer 200 when the index can be searched, otherwise the problem with its own status."""
    stats = site().searcher.stats()
    return _answer({"status": "ok", "generation": stats.generation, "articles": stats.articles})


def _answer(body: dict[str, object]) -> Response:
    response = Response(json.dumps(body) + "\n", content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
