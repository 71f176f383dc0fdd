"""Here is a call of the API: which JSON?"""

import hashlib
import json
from functools import lru_cache
from itertools import chain
from typing import Any

import orjson
from flask import Blueprint, Response, request
from werkzeug.sansio.utils import get_current_url

from search.query import Query
from web import present
from web.asking import find, read_asked, readings
from web.links import address, next_pairs
from web.lookup import load
from web.markup import SURROGATES
from web.params import Asked, Defaults
from web.query_string import read_pairs
from web.site import site

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/search", strict_slashes=False)
def search() -> Response:
    """One page of results. An `ETag` that still holds is answered without a search."""
    asked = read_asked(Defaults(page_size=site().settings.page_size))
    tries = readings(asked)
    typed = next(tries)
    tag = _tag(asked, typed[0])
    if request.if_none_match.contains_weak(tag):
        return _unchanged(tag)
    found = find(asked, chain((typed,), tries))
    path = _root(request.scheme, request.host, request.root_path) + request.path
    following = next_pairs(asked, found)
    links = {
        "self": address(path, asked.pairs),
        "next": None if following is None else address(path, following),
        "feed": None,
    }
    response = _json(present.results(asked, found, links), tag)
    if links["next"]:
        response.headers["Link"] = f'<{links["next"]}>; rel="next"'
    return response


@blueprint.get("/articles/<anything:article_id>")
def article(article_id: str) -> Response:
    """One article whole."""
    read_pairs(request.query_string, ())
    found = load(article_id)
    body = present.article(found.article, found.first_seen, found.ledger)
    tag = hashlib.sha256(repr(body).encode("utf-8", "replace")).hexdigest()[:20]
    return _unchanged(tag) if request.if_none_match.contains_weak(tag) else _json(body, tag)


def _tag(asked: Asked, meant: Query) -> str:
    """What the answer depends on: the address, the index, and what settings, synonyms and this moment make of both."""
    stats = site().searcher.stats()
    index = stats.generation, stats.updated, stats.articles
    place = request.path, request.query_string, request.scheme, request.host, request.root_path
    filters = asked.request.filters
    stated = repr((place, index, asked.request.limit, filters.since, filters.until, meant))
    return hashlib.sha256(stated.encode("utf-8", "replace")).hexdigest()[:20]


@lru_cache(64)
def _root(scheme: str, host: str, path: str) -> str:
    """How absolute addresses of the site begin."""
    return get_current_url(scheme, host, path).rstrip("/")


def _json(body: dict[str, Any], tag: str) -> Response:
    try:
        text = orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:
        # A lone surrogate, which UTF-8 cannot carry.
        plain = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        text = (SURROGATES.sub("\ufffd", plain) + "\n").encode()
    return _tagged(Response(text, content_type="application/json"), tag)


def _unchanged(tag: str) -> Response:
    return _tagged(Response(status=304), tag)


def _tagged(response: Response, tag: str) -> Response:
    # Weak, because the time that a search took is part of the body and of no interest.
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response
