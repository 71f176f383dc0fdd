"""Where the form at the foot of every page sends the language that a reader chose."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from web.context import site
from web.languages import AUTO, COOKIE
from web.texts import LANGUAGES

blueprint = Blueprint("language", __name__)

_YEAR_SECONDS = 365 * 24 * 60 * 60


@blueprint.post("/language")
def choose_language() -> Response:
    """Keep the chosen language in a cookie, and lead back to the page that the form was on."""
    if site().settings.language != AUTO:
        abort(404)
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    response = redirect(_came_from(), 303)
    secure = request.is_secure or site().settings.base_url.startswith("https:")
    response.set_cookie(COOKIE, chosen, max_age=_YEAR_SECONDS, secure=secure, httponly=True, samesite="Lax")
    response.headers["Cache-Control"] = "no-store"
    return response


def _came_from() -> str:
    """Return the path and the query of the page before, which is of this site whatever host the header names."""
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:
        return "/"
    # A path that begins with two slashes would name another host.
    path = "/" + parts.path.lstrip("/\\")
    return f"{path}?{parts.query}" if parts.query else path
