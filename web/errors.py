"""What went wrong, and how is it told? One table of errors; `application/problem+json` for programs, a page for people.

DatelineError (search.errors)
├── RequestError
│   └── BadParameter      a parameter that cannot be used; names it
└── WebError
    ├── NoSuchArticle     nobody ever heard of this id (404)
    └── ArticleRemoved    it was here and was taken away (410)
"""

import logging
import uuid
from dataclasses import dataclass, replace

from flask import Flask, Response, json, request
from werkzeug.exceptions import HTTPException, InternalServerError

from search.errors import (
    CursorExpired,
    DatelineError,
    EngineError,
    EngineUnavailable,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexVersion,
    RequestError,
)

logger = logging.getLogger("dateline.web")


class BadParameter(RequestError):
    """A parameter of the address that cannot be used. `code` is stable; `param` is the name as it was given."""

    def __init__(self, code: str, param: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.param = param


class WebError(DatelineError):
    """Base of the errors that only the web knows."""


class NoSuchArticle(WebError):
    """There is no article with this id."""


class ArticleRemoved(WebError):
    """The article was removed from its source; what is kept of it is not shown."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as it is told. `code` is stable, `detail` says what to do, `retry` is in seconds."""

    status: int
    code: str
    title: str
    detail: str
    param: str | None = None
    retry: int | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    kind: type[DatelineError]
    status: int
    code: str
    title: str
    retry: int | None = None


# The first row whose kind fits is used, so the special ones come before the general ones.
TABLE = (
    _Row(BadParameter, 400, "invalid_parameter", "This address cannot be used"),
    _Row(CursorExpired, 410, "cursor_expired", "This cursor is no longer valid"),
    _Row(RequestError, 400, "invalid_request", "This search cannot be carried out"),
    _Row(NoSuchArticle, 404, "article_not_found", "No such article"),
    _Row(ArticleRemoved, 410, "article_removed", "This article was removed"),
    _Row(IndexMissing, 503, "index_missing", "There is no index yet", 60),
    _Row(IndexDamaged, 503, "index_damaged", "The index is damaged"),
    _Row(IndexVersion, 503, "index_version", "The index has another format"),
    _Row(IndexLocked, 503, "index_locked", "The index is being written", 10),
    _Row(EngineUnavailable, 503, "engine_unavailable", "The search engine does not answer", 10),
    _Row(EngineError, 500, "engine_error", "The search failed"),
    _Row(DatelineError, 500, "error", "Something failed"),
)

# The codes of BadParameter, with what each says.
PARAMETER_CODES = {
    "invalid_parameter": "A value cannot be used",
    "unknown_parameter": "There is no parameter of this name",
    "repeated_parameter": "A parameter is given twice",
    "conflicting_parameters": "Two parameters contradict each other",
    "page_out_of_range": "The page lies too deep",
    "invalid_encoding": "The address is not UTF-8",
}

_HTTP = {
    400: ("bad_request", "This request cannot be understood", "Check the address."),
    404: ("not_found", "Page not found", "There is nothing at this address. Search for what you were looking for."),
    405: ("method_not_allowed", "Method not allowed", "This address is only read: use GET or HEAD."),
    414: ("uri_too_long", "The address is too long", "Shorten the query or leave out filters."),
}


INTERNAL = Problem(500, "internal_error", "Something failed on our side", "")


def catalogue() -> list[Problem]:
    """Every problem with a code of its own, for the help page."""
    parameters = [Problem(400, code, title, "") for code, title in PARAMETER_CODES.items()]
    known = [Problem(row.status, row.code, row.title, "") for row in TABLE if row.kind is not BadParameter]
    http = [Problem(status, code, title, "") for status, (code, title, _) in _HTTP.items()]
    return sorted([*parameters, *known, *http, INTERNAL], key=lambda problem: (problem.status, problem.code))


def describe(error: BaseException) -> Problem:
    """The problem that an exception is. Nothing of an unforeseen one is told but the number of its log entry."""
    if isinstance(error, DatelineError):
        row = next(row for row in TABLE if isinstance(error, row.kind))
        if isinstance(error, BadParameter):
            return Problem(row.status, error.code, PARAMETER_CODES[error.code], str(error), error.param)
        return Problem(row.status, row.code, row.title, str(error), None, row.retry)
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        error = error.original_exception
    elif isinstance(error, HTTPException) and error.code is not None:
        fallback = (f"http_{error.code}", error.name, error.description or "")
        return Problem(error.code, *_HTTP.get(error.code, fallback))
    number = uuid.uuid4().hex[:12]
    logger.error("request %s failed: %s %r", number, request.method, request.path, exc_info=error)
    return replace(
        INTERNAL, detail=f"The failure was logged as {number}. Try again, and give this number when you report it."
    )


def wants_problem() -> bool:
    """Whether the client is a program: it calls the API, or prefers JSON to a page."""
    if request.path.startswith(("/api/", "/healthz", "/readyz")):
        return True
    offered = ["text/html", "application/json", "application/problem+json"]
    return request.accept_mimetypes.best_match(offered, "text/html") != "text/html"


def as_json(problem: Problem) -> Response:
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


def install(app: Flask) -> None:
    """Answer every error of the application in one of the two shapes."""

    @app.errorhandler(Exception)
    def answer(error: Exception) -> Response | HTTPException:
        # Redirects are no errors, though they come along the same way.
        if isinstance(error, HTTPException) and (error.code is None or error.code < 400):
            return error
        problem = describe(error)
        response = as_json(problem) if wants_problem() else _page(problem)
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
    # Imported here because the page needs the form, which needs the parameters, which raise the errors above.
    from web.error_page import render

    return Response(render(problem), status=problem.status, content_type="text/html; charset=utf-8")
