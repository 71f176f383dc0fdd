"""Is this process alive, and can it search?"""

import json

from flask import Blueprint, Response

from web.site import site

health = Blueprint("health", __name__)


@health.get("/healthz", strict_slashes=False)
def healthz() -> Response:
    """200 while the process lives."""
    return _answer({"status": "ok"})


@health.get("/readyz", strict_slashes=False)
def readyz() -> Response:
    """200 when the index can be searched; otherwise the problem, with its own status."""
    stats = site().searcher.stats()
    return _answer({"status": "ok", "generation": stats.generation, "articles": stats.articles})


def _answer(body: dict[str, object]) -> Response:
    response = Response(json.dumps(body) + "\n", content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
