"""Something failed: in which shape is it answered? `application/problem+json` for programs, a page for people."""

from urllib.parse import parse_qsl

from flask import Flask, Response, json, render_template, request
from werkzeug.exceptions import HTTPException

from search.request import Facet
from web.errors import Problem, problem_of

# FOLDED: Something failed: what does a person see? The form, still with the query in it, and what to do.


_KEPT = frozenset(facet.value for facet in Facet)
"""The filters, any value of which is sound: the form of dates goes on with them."""


def render_error_page(problem: Problem) -> str:
    """The page for a problem. The form keeps what can be read of the address, however broken."""
    # The address was refused, perhaps for its encoding, so this reading forgives everything.
    pairs = parse_qsl(request.query_string.decode("latin-1"), encoding="latin-1", errors="replace")
    given = [(name, value.encode("latin-1", "replace").decode("utf-8", "replace")) for name, value in pairs]
    shown = {name: value for name, value in reversed(given) if name in ("q", "from", "to")}
    kept = [(name, value) for name, value in given if name in _KEPT]
    return render_template("error.html", problem=problem, shown=shown, kept=kept)


def install_error_handler(app: Flask) -> None:
    """Answer every error of the application in one of the two shapes."""

    @app.errorhandler(Exception)
    def answer(error: Exception) -> Response | HTTPException:
        # Redirects are no errors, though they come along the same way.
        if isinstance(error, HTTPException) and (error.code is None or error.code < 400):
            return error
        problem = problem_of(error)
        response = _as_json(problem) if _wants_problem() else _page(problem)
        if isinstance(error, HTTPException):
            for name, value in error.get_headers():
                if name not in ("Content-Type", "Content-Length"):
                    response.headers[name] = value
        if problem.retry is not None:
            response.headers["Retry-After"] = str(problem.retry)
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Accept")
        return response


def _page(problem: Problem) -> Response:
    return Response(render_error_page(problem), status=problem.status, content_type="text/html; charset=utf-8")


def _wants_problem() -> bool:
    """Whether the client is a program: it calls the API, or prefers JSON to a page."""
    if request.path.startswith(("/api/", "/healthz", "/readyz")):
        return True
    offered = ["text/html", "application/json", "application/problem+json"]
    return request.accept_mimetypes.best_match(offered, "text/html") != "text/html"


def _as_json(problem: Problem) -> Response:
    """The problem as RFC 9457 has it."""
    body = {
        "type": f"{request.url_root}help#{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "param": problem.param,
    }
    text = json.dumps(body, sort_keys=False)
    return Response(text + "\n", status=problem.status, content_type="application/problem+json")
