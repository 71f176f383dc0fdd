"""JSON as a response."""

import json
from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response

from web.markup import SURROGATES


def to_json(body: Mapping[str, Any]) -> bytes:
    """Return a line of JSON in UTF-8; lone surrogates, which it cannot encode, become U+FFFD."""
    try:
        return orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:
        plain = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return (SURROGATES.sub("\ufffd", plain) + "\n").encode()


def json_response(body: Mapping[str, Any]) -> Response:
    """Return the response that has this body."""
    return Response(to_json(body), content_type="application/json")
