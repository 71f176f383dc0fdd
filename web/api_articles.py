"""The JSON API of articles: one, its earlier versions, those like it, and the export of a search."""

import hashlib
from collections.abc import Collection, Iterator
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
from web.param_types import NameList, OneOf, Text, WholeNumber
from web.parameters import (
    COLLAPSE,
    FIELDS,
    FINDING,
    MATCH,
    PARTIAL,
    ParamDefaults,
    Parameter,
    parse_query_string,
    parse_search_params,
    values_by_name,
)
from web.requests import interpret_query, interpret_text, load_article, mark_article

blueprint = Blueprint("api_articles", __name__, url_prefix="/api/v1")

SIMILAR_PARAMETERS: tuple[Parameter[object], ...] = (
    Parameter("limit", WholeNumber(1, 100), "The maximum number of articles; the default is 10."),
)
HIGHLIGHT_QUERY = Parameter("hq", Text(), "A query whose matches in title and text are marked, as a search marks them.")
ARTICLE_FIELDS = Parameter(
    FIELDS,
    NameList(serialize.ARTICLE_FIELDS),
    "The members that are wanted, separated by commas; the default is all. The id always comes.",
    repeatable=True,
)
ARTICLE_PARAMETERS: tuple[Parameter[object], ...] = (HIGHLIGHT_QUERY, MATCH, ARTICLE_FIELDS)
EXPORT_FORMAT = Parameter(
    "format",
    OneOf(ExportFormat),
    "The format: JSON Lines or CSV. The default is jsonl, or csv for a client that accepts text/csv alone.",
)
EXPORT_FIELDS = Parameter(
    FIELDS,
    NameList(serialize.RECORD_FIELDS),
    "The fields that are wanted, separated by commas; the default is all. The id always comes.",
    repeatable=True,
)
EXPORT_PARAMETERS: tuple[Parameter[object], ...] = (
    *(parameter for parameter in FINDING if parameter not in (COLLAPSE, PARTIAL)),
    EXPORT_FORMAT,
    EXPORT_FIELDS,
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
    """Return one whole article, with the matches of the query `hq` if there is one."""
    given = values_by_name(parse_query_string(request.query_string, ARTICLE_PARAMETERS))
    fields, mode = ARTICLE_FIELDS.read(given, site().clock()), MATCH.read(given, site().clock())
    loaded = load_article(article_id)
    text = given.get(HIGHLIGHT_QUERY.name, "")
    marked = mark_article(loaded.article, interpret_text(text, mode)) if text.strip() else None
    body = serialize.select(serialize.article(loaded.article, loaded.first_seen, loaded.ledger, marked), fields)
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
    given = values_by_name(pairs)
    fields = EXPORT_FIELDS.read(given, site().clock())
    form = EXPORT_FORMAT.read(given, site().clock()) or _accepted_format()
    searched = tuple(pair for pair in pairs if pair[0] not in ("format", FIELDS))
    params = parse_search_params(searched, site().clock(), ParamDefaults())
    interpretation = interpret_query(params)
    searcher, filters = site().searcher, params.options.filters
    counted = search(searcher, interpretation, replace(params.options, limit=0, snippets=0), relax=False)
    articles = iter_matches(
        lambda options: search(searcher, interpretation, replace(options, filters=filters), relax=False)
    )
    response = Response(_lines(articles, form, fields), content_type=CONTENT_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="articles.{form.value}"'
    response.headers["X-Total-Articles"] = str(counted.total)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _accepted_format() -> ExportFormat:
    accepted = request.accept_mimetypes
    takes_csv = accepted.quality("text/csv") > accepted.quality("application/x-ndjson")
    return ExportFormat.CSV if takes_csv else ExportFormat.JSONL


def _lines(articles: Iterator[Article], form: ExportFormat, fields: Collection[str] | None) -> Iterator[bytes]:
    count = 0

    def counted() -> Iterator[Article]:
        nonlocal count
        for each in articles:
            count += 1
            yield replace(each, location=serialize.public_location(each.location))

    try:
        for line in export_lines(counted(), form, fields):
            yield line.encode("utf-8", "replace")
    except Exception:
        if form is ExportFormat.JSONL:
            yield to_json({END_OF_EXPORT: False, "articles": count})
        raise
    if form is ExportFormat.JSONL:
        yield to_json({END_OF_EXPORT: True, "articles": count})
