"""Answers every error in one of two shapes: `application/problem+json` for programs, a page for people."""

import logging
from dataclasses import replace
from urllib.parse import parse_qsl

from flask import Flask, Response, current_app, json, render_template, request
from werkzeug.exceptions import HTTPException

from search.request import Facet
from web.appearance import bundled_loader
from web.context import site
from web.errors import Problem, problem_of, request_id
from web.links import site_root
from web.texts import translate
from web.urls import build_url

logger = logging.getLogger("dateline.web")

_FILTER_NAMES = frozenset(facet.value for facet in Facet)
"""The filters that the date form of an error page keeps: any value of theirs is valid."""


_FOR_PROGRAMS = (
    "/api/", "/healthz", "/readyz", "/metrics", "/search.", "/openapi.", "/opensearch.", "/robots.", "/sitemap",
)  # fmt: skip
"""The addresses that programs read, whatever they say they accept."""


def install_error_handler(app: Flask) -> None:
    """Answer every error of the application in one of the two shapes."""

    @app.errorhandler(Exception)
    def answer(error: Exception) -> Response | HTTPException:
        # Flask raises redirects as HTTPException, too.
        if isinstance(error, HTTPException) and (error.code is None or error.code < 400):
            return error
        response = problem_response(problem_of(error))
        if isinstance(error, HTTPException):
            for name, value in error.get_headers():
                if name not in ("Content-Type", "Content-Length"):
                    response.headers[name] = value
        return response


def problem_response(problem: Problem, *, as_json: bool = False) -> Response:
    """Return the answer for a problem: as JSON where the client is a program, or `as_json` says so, else a page."""
    response = _problem_json(problem) if as_json or _wants_json() else _page(problem)
    if problem.retry_seconds is not None:
        response.headers["Retry-After"] = str(problem.retry_seconds)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def render_error_page(problem: Problem) -> str:
    """Return the page for a problem. Its form keeps what can be read of the address, however broken that is."""
    # The address may have been refused for its encoding, so it is decoded without errors here.
    pairs = parse_qsl(request.query_string.decode("latin-1"), encoding="latin-1", errors="replace")
    given = [(name, value.encode("latin-1", "replace").decode("utf-8", "replace")) for name, value in pairs]
    fields = {name: value for name, value in reversed(given) if name in ("q", "from", "to")}
    filters = [(name, value) for name, value in given if name in _FILTER_NAMES]
    without = None
    if problem.code == "unknown_parameter" and request.path == "/search":
        without = build_url("/search", [(name, value) for name, value in given if name != problem.param])
    shown = replace(problem, title=translate(problem.title), detail=translate(problem.detail))
    context = {"problem": shown, "fields": fields, "filters": filters, "without": without}
    if site().settings.folder is None:
        return render_template("error.html", **context)
    try:
        return render_template("error.html", **context)
    except Exception:
        # A template of the owner's is wrong, perhaps the one that made the problem.
        logger.exception("the page for errors cannot be made from the templates of the site")
        plain = current_app.jinja_env.overlay(loader=bundled_loader())
        return plain.get_template("error.html").render(**context)


def _page(problem: Problem) -> Response:
    return Response(render_error_page(problem), status=problem.status, content_type="text/html; charset=utf-8")


def _wants_json() -> bool:
    """Whether the client is a program: it calls the API, or prefers JSON to a page."""
    if request.path.startswith(_FOR_PROGRAMS) or request.path == "/api":
        return True
    offered = ["text/html", "application/json", "application/problem+json"]
    return request.accept_mimetypes.best_match(offered, "text/html") != "text/html"


def _problem_json(problem: Problem) -> Response:
    """Return the problem in the shape of RFC 9457."""
    body = {
        "type": f"{site_root()}/help/api#{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "param": problem.param,
        "nearest": problem.nearest,
        "request_id": request_id(),
    }
    text = json.dumps(body, sort_keys=False)
    return Response(text + "\n", status=problem.status, content_type="application/problem+json")
