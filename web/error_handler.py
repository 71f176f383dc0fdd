"""Something failed: in which shape is it answered? `application/problem+json` for programs, a page for people."""

from flask import Flask, Response, json, request
from werkzeug.exceptions import HTTPException

from web.errors import Problem, describe
from web.pages.error import render


def install(app: Flask) -> None:
    """Answer every error of the application in one of the two shapes."""

    @app.errorhandler(Exception)
    def answer(error: Exception) -> Response | HTTPException:
        # Redirects are no errors, though they come along the same way.
        if isinstance(error, HTTPException) and (error.code is None or error.code < 400):
            return error
        problem = describe(error)
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
    return Response(render(problem), status=problem.status, content_type="text/html; charset=utf-8")


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
