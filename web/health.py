"""The health checks."""

import json

from flask import Blueprint, Response

from web.context import site

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz", strict_slashes=False)
def healthz() -> Response:
    """Answer 200 while the process is alive."""
    return _answer({"status": "ok"})


@blueprint.get("/readyz", strict_slashes=False)
def readyz() -> Response:
    """Answer 200 when the index can be searched, otherwise the problem with its own status."""
    stats = site().searcher.stats()
    return _answer({"status": "ok", "generation": stats.generation, "articles": stats.articles})


def _answer(body: dict[str, object]) -> Response:
    response = Response(json.dumps(body) + "\n", content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
