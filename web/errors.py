"""What went wrong, and how is it told? One table of errors, for pages and JSON alike.

DatelineError (search.errors)
├── RequestError
│   └── BadParameter      a parameter that cannot be used; names it
└── WebError
    ├── UnreadablePath    the path of the address is no text (400)
    ├── NoSuchArticle     nobody ever heard of this id (404)
    └── ArticleRemoved    it was here and was taken away (410)
"""

import logging
import uuid
from dataclasses import dataclass, replace

from flask import request
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


class UnreadablePath(WebError):
    """The path of the address is not UTF-8."""


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
PROBLEMS = (
    _Row(BadParameter, 400, "invalid_parameter", "This address cannot be used"),
    _Row(CursorExpired, 410, "cursor_expired", "This cursor is no longer valid"),
    _Row(RequestError, 400, "invalid_request", "This search cannot be carried out"),
    _Row(UnreadablePath, 400, "invalid_path", "This address cannot be read"),
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


def all_problems() -> list[Problem]:
    """Every problem with a code of its own, for the help page."""
    parameters = [Problem(400, code, title, "") for code, title in PARAMETER_CODES.items()]
    known = [Problem(row.status, row.code, row.title, "") for row in PROBLEMS if row.kind is not BadParameter]
    http = [Problem(status, code, title, "") for status, (code, title, _) in _HTTP.items()]
    return sorted([*parameters, *known, *http, INTERNAL], key=lambda problem: (problem.status, problem.code))


def problem_of(error: BaseException) -> Problem:
    """The problem that an exception is. Nothing of an unforeseen one is told but the number of its log entry."""
    if isinstance(error, DatelineError):
        row = next(row for row in PROBLEMS if isinstance(error, row.kind))
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
