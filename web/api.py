"""Here is a call of the API: which JSON?"""

import hashlib
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, json, request

from search.request import SearchRequest
from web import present
from web.asking import find, read_asked, readings
from web.links import address, next_pairs
from web.lookup import load
from web.markup import SURROGATES
from web.params import Defaults
from web.query_string import read_pairs
from web.site import site

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/search", strict_slashes=False)
def search() -> Response:
    """One page of results. An `ETag` that still holds is answered without a search."""
    asked = read_asked(Defaults(page_size=site().settings.page_size))
    # What words like "today" mean at this moment, and what settings and synonyms make of the address, counts too.
    tag = _tag(replace(asked.request, query=next(readings(asked))))
    if request.if_none_match.contains_weak(tag):
        return _unchanged(tag)
    found = find(asked)
    root = request.url_root.rstrip("/")
    following = next_pairs(asked, found)
    links = {
        "self": root + address(request.path, asked.pairs),
        "next": None if following is None else root + address(request.path, following),
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


def _tag(meant: SearchRequest) -> str:
    stats = site().searcher.stats()
    stated = (request.full_path, request.url_root, stats.generation, stats.updated, stats.articles, meant)
    return hashlib.sha256(repr(stated).encode("utf-8", "replace")).hexdigest()[:20]


def _json(body: dict[str, Any], tag: str) -> Response:
    text = json.dumps(body, ensure_ascii=False, sort_keys=False, separators=(",", ":"))
    response = Response(SURROGATES.sub("\ufffd", text) + "\n", content_type="application/json")
    return _tagged(response, tag)


def _unchanged(tag: str) -> Response:
    return _tagged(Response(status=304), tag)


def _tagged(response: Response, tag: str) -> Response:
    # Weak, because the time that a search took is part of the body and of no interest.
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response
