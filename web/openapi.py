"""The OpenAPI 3.1 description of the API, made from the declarations of the parameters."""

from collections.abc import Iterable
from typing import Any

from web.api import SEARCH_PARAMETERS, SUGGEST_PARAMETERS, TIMELINE_PARAMETERS
from web.api_articles import ARTICLE_PARAMETERS, EXPORT_PARAMETERS, SIMILAR_PARAMETERS
from web.feeds import FEED_PARAMETERS
from web.parameters import Parameter
from web.serialize import ARTICLE_FIELDS, LINKS, RESULT_FIELDS

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NULLABLE: Schema = {"type": ["string", "null"]}
STRINGS: Schema = {"type": "array", "items": STRING}
RANGES: Schema = {
    "type": "array",
    "items": {"type": "array", "prefixItems": [COUNT, COUNT], "minItems": 2, "maxItems": 2},
}


def _object(members: Schema, optional: Iterable[str] = ()) -> Schema:
    return {
        "type": "object",
        "properties": members,
        "required": [name for name in members if name not in set(optional)],
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_BUCKETS = _list(_object({"start": {"type": "string", "format": "date"}, "count": COUNT}))
_FIELDS: Schema = {
    "id": STRING,
    "title": STRING,
    "title_html": STRING,
    "url": NULLABLE,
    "published": NULLABLE,
    "author": STRINGS,
    "source": NULLABLE,
    "section": NULLABLE,
    "language": NULLABLE,
}

SCHEMAS: dict[str, Schema] = {
    "Problem": _object(
        {
            "type": STRING,
            "title": STRING,
            "status": {"type": "integer"},
            "detail": STRING,
            "code": STRING,
            "param": NULLABLE,
            "nearest": NULLABLE,
            "request_id": STRING,
        }
    ),
    "Index": _object({"generation": STRING, "articles": COUNT, "updated": NULLABLE}),
    "Hit": _object(
        {
            **_FIELDS,
            "link": NULLABLE,
            "title_highlights": RANGES,
            "score": {"type": ["number", "null"]},
            "matches": COUNT,
            "missing": STRINGS,
            "copies": _object({"count": COUNT, "articles": _list(_ref("Copy"))}),
            "snippets": _list(_object({"text": STRING, "html": STRING, "highlights": RANGES})),
        },
        # `fields` leaves out all but the id.
        optional=RESULT_FIELDS[1:],
    ),
    "Copy": _object(
        {name: STRING if name == "id" else NULLABLE for name in ("id", "title", "source", "published", "link")}
    ),
    "Results": _object(
        {
            "query": _object(
                {
                    "q": STRING,
                    "parsed": STRING,
                    "explained": STRING,
                    "notices": _list(_object({"position": COUNT, "code": STRING, "message": STRING})),
                }
            ),
            "total": _object({"value": COUNT, "relation": {"enum": ["eq", "gte"]}, "partial": COUNT}),
            "page": {"type": ["integer", "null"]},
            "page_size": COUNT,
            "links": _object(dict.fromkeys(LINKS, NULLABLE)),
            "next_cursor": NULLABLE,
            "results": _list(_ref("Hit")),
            "facets": {
                "type": "object",
                "additionalProperties": _list(_object({"value": STRING, "count": COUNT})),
            },
            "facet_totals": {"type": "object", "additionalProperties": COUNT},
            "histogram": {
                "anyOf": [
                    {"type": "null"},
                    _object({"interval": STRING, "undated": COUNT, "buckets": _BUCKETS}),
                ]
            },
            "suggestions": STRINGS,
            "took_ms": {"type": "number"},
            "index": _ref("Index"),
        }
    ),
    "Timeline": _object(
        {
            "q": STRING,
            "total": _object({"value": COUNT, "relation": {"enum": ["eq", "gte"]}}),
            "interval": STRING,
            "undated": COUNT,
            "buckets": _BUCKETS,
            "index": _ref("Index"),
        }
    ),
    "Suggestions": _object(
        {
            "q": STRING,
            "words": _list(_object({"text": STRING, "word": STRING, "articles": COUNT})),
            "titles": _list(_object({"id": STRING, "title": STRING, "link": STRING})),
        }
    ),
    "Article": _object(
        {
            **_FIELDS,
            "text": STRING,
            "tags": STRINGS,
            "place": NULLABLE,
            "location": NULLABLE,
            "first_seen": NULLABLE,
            "title_highlights": RANGES,
            "text_html": STRING,
            "text_highlights": RANGES,
            "matches": COUNT,
        },
        optional=set(ARTICLE_FIELDS) - {"id"},
    ),
    "Similar": _object({"id": STRING, "results": _list(_ref("Hit"))}),
    "Versions": _object({"id": STRING, "versions": _list({"type": "object"})}),
    "Links": _object({"title": STRING, "links": {"type": "object"}, "index": _ref("Index")}),
}
"""The answers. Members may be added; those that are there keep their names."""

_ID: Schema = {"name": "id", "in": "path", "required": True, "schema": STRING}


def openapi_document(title: str, root: str) -> Schema:
    """Return the description; `root` begins the addresses of the site, and may be empty."""
    json = "application/json"
    paths = {
        "/api/v1/": _get("index", "The addresses of the API.", (), {json: _ref("Links")}),
        "/api/v1/search": _get("search", "One page of results.", SEARCH_PARAMETERS, {json: _ref("Results")})
        | _post("search_by_form", "The same, for long queries.", SEARCH_PARAMETERS, {json: _ref("Results")}),
        "/api/v1/timeline": _get(
            "timeline", "How many articles appeared in each period.", TIMELINE_PARAMETERS, {json: _ref("Timeline")}
        ),
        "/api/v1/suggest": _get(
            "suggest", "Words and titles that complete what was typed.", SUGGEST_PARAMETERS, {json: _ref("Suggestions")}
        ),
        "/api/v1/export": _get(
            "export",
            "All full matches of a search, newest first.",
            EXPORT_PARAMETERS,
            {"application/x-ndjson": STRING, "text/csv": STRING},
        ),
        "/api/v1/articles/{id}": _get("article", "One article.", ARTICLE_PARAMETERS, {json: _ref("Article")}, _ID),
        "/api/v1/articles/{id}/similar": _get(
            "similar", "Articles that share the rarest words.", SIMILAR_PARAMETERS, {json: _ref("Similar")}, _ID
        ),
        "/api/v1/articles/{id}/versions": _get(
            "versions", "The earlier versions of an article.", (), {json: _ref("Versions")}, _ID
        ),
        "/search.rss": _get("rss", "A search as RSS.", FEED_PARAMETERS, {"application/rss+xml": STRING}),
        "/search.atom": _get("atom", "A search as Atom.", FEED_PARAMETERS, {"application/atom+xml": STRING}),
        "/search.json": _get(
            "json_feed", "A search as JSON Feed.", FEED_PARAMETERS, {"application/feed+json": {"type": "object"}}
        ),
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1", "description": "Search this archive of articles."},
        "servers": [{"url": root or "/"}],
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    }


def _get(
    name: str, summary: str, parameters: Iterable[Parameter[object]], content: Schema, *more: Schema
) -> dict[str, Schema]:
    answers: Schema = {
        "200": {"description": summary, "content": {kind: {"schema": schema} for kind, schema in content.items()}},
        "304": {"description": "The answer that the client has is still right."},
    }
    problem = {"application/problem+json": {"schema": _ref("Problem")}}
    for status, meaning in (
        ("400", "A parameter cannot be used."),
        ("404", "There is no such article."),
        ("406", "The Accept header allows none of the types of this address."),
        ("410", "The article was removed, or the cursor belongs to another search."),
        ("414", "The address is too long."),
        ("429", "The client has sent too many requests; Retry-After says how long to wait."),
        ("503", "The archive cannot be searched at the moment."),
    ):
        answers[status] = {"description": meaning, "content": problem}
    described = [*more, *map(_parameter, parameters)]
    return {"get": {"operationId": name, "summary": summary, "parameters": described, "responses": answers}}


def _post(name: str, summary: str, parameters: Iterable[Parameter[object]], content: Schema) -> dict[str, Schema]:
    described = tuple(parameters)
    operation = _get(name, summary, (), content)["get"]
    fields = {each.name: _list(each.type.schema) if each.repeatable else each.type.schema for each in described}
    form = {"application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": fields}}}
    problem = {"application/problem+json": {"schema": _ref("Problem")}}
    refused = {
        "413": {"description": "The form is too long.", "content": problem},
        "415": {"description": "The body is not a form.", "content": problem},
    }
    answers = {status: each for status, each in operation["responses"].items() if status != "304"} | refused
    return {"post": operation | {"requestBody": {"content": form}, "responses": answers}}


def _parameter(parameter: Parameter[object]) -> Schema:
    schema = parameter.type.schema
    described: Schema = {"name": parameter.name, "in": "query", "description": parameter.help, "schema": schema}
    if parameter.repeatable:
        described |= {"schema": _list(schema), "style": "form", "explode": True}
    return described
