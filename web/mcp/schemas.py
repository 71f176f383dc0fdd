"""The JSON Schemas of the tools: arguments from the declared parameters of the API, and the structured answers."""

from collections.abc import Iterable

from web.openapi import COUNT, NULLABLE, STRING, STRINGS, Schema
from web.parameters import Parameter


def input_schema(parameters: Iterable[Parameter[object]], required: Iterable[str] = ()) -> Schema:
    """Return the arguments of a tool: one for each parameter, a list where the parameter may be repeated."""
    properties: Schema = {}
    for parameter in parameters:
        schema = parameter.type.schema
        if parameter.repeatable:
            schema = {"type": "array", "items": schema}
        properties[parameter.name] = {**schema, "description": parameter.help}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _object(members: Schema) -> Schema:
    return {"type": "object", "properties": members, "required": list(members)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _described(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


_TOTAL = _object({"value": COUNT, "relation": {"enum": ["eq", "gte"]}, "partial": COUNT})
_INDEX = _object({"generation": STRING, "articles": COUNT, "updated": NULLABLE})
_NOTICES = _described(STRINGS, "What to know about how the query was read.")
_NEXT = _described(
    {"type": ["object", "null"]}, "The arguments to add to the same call for the next page; null on the last page."
)
_BIBLIOGRAPHIC: Schema = {
    "id": STRING,
    "title": STRING,
    "published": NULLABLE,
    "author": STRINGS,
    "source": NULLABLE,
    "section": NULLABLE,
    "language": NULLABLE,
    "link": _described(NULLABLE, "The address of the article's page in this archive."),
    "citation": _described(STRING, "The citation of the article, ready to be copied."),
}

SEARCH_OUTPUT = _object(
    {
        "q": STRING,
        "explained": _described(STRING, "The search in plain words."),
        "notices": _NOTICES,
        "suggestions": _described(STRINGS, "Corrected queries."),
        "total": _TOTAL,
        "page_size": COUNT,
        "results": _list(
            _object(
                {
                    **_BIBLIOGRAPHIC,
                    "snippet": STRING,
                    "missing": _described(STRINGS, "The words of the query that this partial match does not have."),
                }
            )
        ),
        "next": _NEXT,
        "index": _INDEX,
    }
)

ARTICLE_OUTPUT = _object(
    {
        **_BIBLIOGRAPHIC,
        "url": _described(NULLABLE, "The address where the article was published."),
        "tags": STRINGS,
        "place": NULLABLE,
        "text": _described(STRING, "This page of the text."),
        "page": COUNT,
        "pages": COUNT,
        "next": _NEXT,
    }
)

TIMELINE_OUTPUT = _object(
    {
        "q": STRING,
        "notices": _NOTICES,
        "total": _object({"value": COUNT, "relation": {"enum": ["eq", "gte"]}}),
        "interval": {"enum": ["day", "month", "year"]},
        "undated": COUNT,
        "buckets": _list(_object({"start": {"type": "string", "format": "date"}, "count": COUNT})),
        "index": _INDEX,
    }
)

FACETS_OUTPUT = _object(
    {
        "q": STRING,
        "notices": _NOTICES,
        "total": _TOTAL,
        "facets": {
            "type": "object",
            "additionalProperties": _list(_object({"value": STRING, "count": COUNT})),
        },
        "index": _INDEX,
    }
)
