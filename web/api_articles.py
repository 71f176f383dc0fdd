"""The JSON API of articles: one, its earlier versions, those like it, and the export of a search."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request

from search.article import Article, to_utc_text
from search.export import END_OF_EXPORT, ExportFormat, export_lines, iter_matches
from search.service import search
from web import serialize
from web.caching import answer_unchanged, tagged
from web.context import site
from web.json_answers import json_response, to_json
from web.links import site_root
from web.param_types import OneOf, WholeNumber
from web.parameters import COLLAPSE, FINDING, PARTIAL, ParamDefaults, Parameter, parse_query_string, parse_search_params
from web.requests import interpret_query, load_article

blueprint = Blueprint("api_articles", __name__, url_prefix="/api/v1")

SIMILAR_PARAMETERS: tuple[Parameter[object], ...] = (
    Parameter("limit", WholeNumber(1, 100), "The maximum number of articles; the default is 10."),
)
EXPORT_PARAMETERS: tuple[Parameter[object], ...] = (
    *(parameter for parameter in FINDING if parameter not in (COLLAPSE, PARTIAL)),
    Parameter("format", OneOf(ExportFormat), "The format: JSON Lines or CSV. The default is jsonl."),
)
"""The parameters of an export: those that say what a search finds, and the format."""

CONTENT_TYPES = {
    ExportFormat.JSONL: "application/x-ndjson; charset=utf-8",
    ExportFormat.CSV: "text/csv; charset=utf-8; header=present",
}


@blueprint.get("/articles/<anything:article_id>/similar")
def similar(article_id: str) -> Response:
    """Return articles that share the rarest words of one."""
    given = dict(parse_query_string(request.query_string, SIMILAR_PARAMETERS))
    limit = WholeNumber(1, 100).parse(given.get("limit", "10"), "limit", site().clock())
    article = load_article(article_id).article
    hits = site().searcher.similar(article, limit)
    return json_response({"id": article.id, "results": [serialize.hit(hit, site_root(), True) for hit in hits]})


@blueprint.get("/articles/<anything:article_id>/versions")
def versions(article_id: str) -> Response:
    """Return the earlier versions of an article that the archive has, the newest first."""
    parse_query_string(request.query_string, ())
    article = load_article(article_id).article
    archive = site().archive
    found = () if archive is None else archive.versions(article.id)
    earlier = [{"replaced": to_utc_text(each.replaced_at), **_content(each.article)} for each in reversed(found)]
    return json_response({"id": article.id, "versions": earlier})


@blueprint.get("/articles/<anything:article_id>")
def article(article_id: str) -> Response:
    """Return one whole article."""
    parse_query_string(request.query_string, ())
    loaded = load_article(article_id)
    body = serialize.article(loaded.article, loaded.first_seen, loaded.ledger)
    tag = hashlib.sha256(repr(body).encode("utf-8", "replace")).hexdigest()[:20]
    return answer_unchanged(tag) or tagged(json_response(body), tag)


def _content(article: Article) -> dict[str, Any]:
    whole = serialize.article(article, article.first_seen, None)
    return {name: whole[name] for name in ("title", "text", "url", "published", "author", "source", "section", "tags")}


@blueprint.get("/export", strict_slashes=False)
def export() -> Response:
    """Stream all full matches of a search, newest first, as JSON Lines or CSV.

    JSON Lines end with the line `{"end_of_export": true, "articles": 57}`. An export that fails on the way ends with
    `"end_of_export": false`, or in CSV without the last chunk, so that no client takes it for whole.
    """
    pairs = parse_query_string(request.query_string, EXPORT_PARAMETERS)
    given = dict(pairs)
    form = OneOf(ExportFormat).parse(given.get("format", ExportFormat.JSONL.value), "format", site().clock())
    searched = tuple(pair for pair in pairs if pair[0] != "format")
    params = parse_search_params(searched, site().clock(), ParamDefaults())
    interpretation = interpret_query(params)
    searcher, filters = site().searcher, params.options.filters
    counted = search(searcher, interpretation, replace(params.options, limit=0, snippets=0), relax=False)
    articles = iter_matches(
        lambda options: search(searcher, interpretation, replace(options, filters=filters), relax=False)
    )
    response = Response(_lines(articles, form), content_type=CONTENT_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="articles.{form.value}"'
    response.headers["X-Total-Articles"] = str(counted.total)
    response.headers["Cache-Control"] = "no-store"
    return response


def _lines(articles: Iterator[Article], form: ExportFormat) -> Iterator[bytes]:
    count = 0

    def counted() -> Iterator[Article]:
        nonlocal count
        for each in articles:
            count += 1
            yield replace(each, location=serialize.public_location(each.location))

    try:
        for line in export_lines(counted(), form):
            yield line.encode("utf-8", "replace")
    except Exception:
        if form is ExportFormat.JSONL:
            yield to_json({END_OF_EXPORT: False, "articles": count})
        raise
    if form is ExportFormat.JSONL:
        yield to_json({END_OF_EXPORT: True, "articles": count})
