"""The errors of the web, and one table of problems: what pages and JSON say of each error.

DatelineError (search.errors)
├── RequestError
│   └── BadParameter      a parameter that cannot be used; names it
└── WebError
    ├── UnreadablePath    the path of the address is not UTF-8 (400)
    ├── NotAllowedHere    the client's address may not read this (403)
    ├── NoSuchPage        there is nothing at this address (404)
    ├── NoSuchArticle     no article ever had this id (404)
    ├── ArticleRemoved    the article was removed (410)
    ├── TooManyRequests   the client asks more often than it may (429)
    └── TooBusy           as many requests of this kind are answered as may be (503)
"""

import logging
import re
from dataclasses import dataclass, replace
from traceback import extract_tb

from flask import g, request
from jinja2 import TemplateSyntaxError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from indexer.archive import ArchiveError, RecordDamaged
from search.errors import (
    CursorExpired,
    CursorInvalid,
    DatelineError,
    EngineError,
    EngineUnavailable,
    HistogramTooFine,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexVersion,
    RequestError,
)
from search.message import Message, plural_message
from web.proxies import REQUEST_ID, new_request_id
from web.searches.store import SearchLogError

logger = logging.getLogger("dateline.web")

# Of a path of several parts that is not part of an address, all but the last part.
_FOLDERS = re.compile(r"(?<![\w:/.])/(?:[^\s/:;,'\"]+/)+(?=[^\s/:;,'\"])")


class BadParameter(RequestError):
    """A parameter of the address that cannot be used.

    `code` is stable, `param` the name as it was given, `nearest` the valid name or value that was probably meant.
    """

    def __init__(self, code: str, param: str, message: str, nearest: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.param = param
        self.nearest = nearest


class WebError(DatelineError):
    """Base of the errors that only the web raises."""


class UnreadablePath(WebError):
    """The path of the address is not UTF-8."""


class NotAllowedHere(WebError):
    """The client's address may not read this."""


class NoSuchPage(WebError):
    """There is nothing at this address."""


class NoSuchArticle(WebError):
    """There is no article with this id."""


class ArticleRemoved(WebError):
    """The article was removed from its source; the archive still has its text, but does not show it."""


class TooManyRequests(WebError):
    """The client asks more often than it may; `seconds` is how long it has to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            plural_message(
                "You have sent too many requests. Try again in %(num)s second.",
                "You have sent too many requests. Try again in %(num)s seconds.",
                seconds,
            )
        )
        self.seconds = seconds


class TooBusy(WebError):
    """As many requests of this kind are being answered as may be."""

    def __init__(self) -> None:
        super().__init__(Message("Many searches and downloads are running. Try again in a few seconds."))


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as clients see it. `code` is stable, `detail` says what to do, `retry_seconds` is for Retry-After.

    `title` and `detail` are in English; pages translate them.
    `param` is the parameter at fault, and `nearest` the valid name or value that was probably meant.
    """

    status: int
    code: str
    title: str
    detail: str
    param: str | None = None
    retry_seconds: int | None = None
    nearest: str | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    kind: type[DatelineError]
    status: int
    code: str
    title: str
    retry_seconds: int | None = None
    public: str = ""
    """What visitors are told instead of the error's own text, which is for the owner of the site; "" for that text."""
    param: str | None = None


_NOT_NOW = Message("This archive cannot be searched at the moment. Try again later.")
_SOON = Message("This archive cannot be searched at the moment. Try again in a few seconds.")
_NOT_READ = Message("This cannot be read from the archive at the moment. Try again later.")
_FAILED = Message("Try again. If it fails again, tell the owner of this site.")

# The first row whose kind fits is used, so subclasses come before their bases.
PROBLEMS = (
    _Row(BadParameter, 400, "invalid_parameter", Message("Check this value")),
    _Row(HistogramTooFine, 400, "invalid_parameter", Message("Check this value"), param="histogram"),
    _Row(CursorInvalid, 400, "invalid_parameter", Message("Check this value"), param="cursor"),
    _Row(CursorExpired, 410, "cursor_expired", Message("This cursor is no longer valid")),
    _Row(RequestError, 400, "invalid_request", Message("This search cannot be run")),
    _Row(UnreadablePath, 400, "invalid_path", Message("Invalid address")),
    _Row(NotAllowedHere, 403, "not_allowed", Message("Not for this address")),
    _Row(NoSuchPage, 404, "not_found", Message("Page not found")),
    _Row(NoSuchArticle, 404, "article_not_found", Message("Article not found")),
    _Row(ArticleRemoved, 410, "article_removed", Message("This article was removed")),
    _Row(TooManyRequests, 429, "too_many_requests", Message("Too many requests")),
    _Row(TooBusy, 503, "too_busy", Message("This site is busy"), 5),
    _Row(
        IndexMissing,
        503,
        "index_missing",
        Message("There is no index yet"),
        60,
        Message("Nothing can be searched here yet. Try again later."),
    ),
    _Row(IndexDamaged, 503, "index_damaged", Message("The index is damaged"), None, _NOT_NOW),
    _Row(IndexVersion, 503, "index_version", Message("The index has a different format"), None, _NOT_NOW),
    _Row(IndexLocked, 503, "index_locked", Message("The index is being updated"), 10, _SOON),
    _Row(EngineUnavailable, 503, "engine_unavailable", Message("The search engine is not responding"), 10, _SOON),
    _Row(RecordDamaged, 503, "article_damaged", Message("This article cannot be shown"), None, _NOT_READ),
    _Row(ArchiveError, 503, "archive_unavailable", Message("The archive cannot be read"), 10, _NOT_READ),
    _Row(SearchLogError, 503, "search_log_unavailable", Message("The search log cannot be read"), None, _NOT_READ),
    _Row(EngineError, 500, "engine_error", Message("The search failed"), None, _FAILED),
    _Row(DatelineError, 500, "error", Message("Something went wrong"), None, _FAILED),
)

# The codes of BadParameter, each with its title.
PARAMETER_CODES: dict[str, str] = {
    "invalid_parameter": Message("Check this value"),
    "unknown_parameter": Message("Unknown parameter"),
    "repeated_parameter": Message("Parameter given twice"),
    "conflicting_parameters": Message("Conflicting parameters"),
    "page_out_of_range": Message("Page number too high"),
    "invalid_encoding": Message("The address is not in UTF-8"),
}

_HTTP: dict[int, tuple[str, str, str]] = {
    400: ("bad_request", Message("Bad request"), Message("Check the address.")),
    401: (
        "unauthorized",
        Message("Sign in to see this page"),
        Message("Use the admin token of this site as the password."),
    ),
    404: ("not_found", Message("Page not found"), Message("There is no page at this address. Try a search instead.")),
    405: ("method_not_allowed", Message("Method not allowed"), Message("This address is read-only: use GET or HEAD.")),
    406: (
        "not_acceptable",
        Message("Not available in this type"),
        Message("Send an Accept header that allows it, or none."),
    ),
    413: ("content_too_large", Message("The request is too large"), Message("Shorten the query or remove filters.")),
    414: ("uri_too_long", Message("The address is too long"), Message("Shorten the query or remove filters.")),
    415: (
        "unsupported_media_type",
        Message("Unsupported kind of request"),
        Message("Send the parameters as a form: application/x-www-form-urlencoded."),
    ),
}

_TAKES_POST = Message("This address takes GET, HEAD and POST.")

INTERNAL = Problem(500, "internal_error", Message("Something went wrong on our side"), "")


def http_problem(status: int, reason: str = "") -> Problem:
    """Return the problem of an HTTP status that has a row; `reason` is a sentence before what to do."""
    code, title, advice = _HTTP[status]
    return Problem(status, code, title, f"{reason} {advice}".lstrip())


def all_problems() -> list[Problem]:
    """Return every problem that has a code of its own, for the help page."""
    parameters = [Problem(400, code, title, "") for code, title in PARAMETER_CODES.items()]
    known = [Problem(row.status, row.code, row.title, "") for row in PROBLEMS if row.code not in PARAMETER_CODES]
    http = [Problem(status, code, title, "") for status, (code, title, _) in _HTTP.items()]
    by_code = {problem.code: problem for problem in (*parameters, *known, *http, INTERNAL)}
    return sorted(by_code.values(), key=lambda problem: (problem.status, problem.code))


def problem_of(error: BaseException) -> Problem:
    """Return the problem for an exception.

    An error that is not the visitor's own is logged, and the problem has no more of it than the number of its log
    entry: its text may have paths of the server, and what only the owner of the site can do about it.
    """
    if isinstance(error, DatelineError):
        row = next(row for row in PROBLEMS if isinstance(error, row.kind))
        if isinstance(error, BadParameter):
            title = PARAMETER_CODES[error.code]
            return Problem(row.status, error.code, title, error.args[0], error.param, nearest=error.nearest)
        retry = error.seconds if isinstance(error, TooManyRequests) else row.retry_seconds
        public = row.public and _both(row.public, _logged_as(error, with_traceback=False))
        detail = public or (error.args[0] if error.args else "")
        return Problem(row.status, row.code, row.title, detail, row.param, retry)
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        error = error.original_exception
    elif isinstance(error, HTTPException) and error.code is not None:
        fallback = f"http_{error.code}", error.name, error.description or ""
        code, title, advice = _HTTP.get(error.code, fallback)
        takes_post = isinstance(error, MethodNotAllowed) and "POST" in (error.valid_methods or ())
        return Problem(error.code, code, title, _TAKES_POST if takes_post else advice)
    return replace(INTERNAL, detail=_both(_FAILED, _logged_as(error, with_traceback=True)))


def request_id() -> str:
    """Return the number of the current request, under which the log has it; the same each time."""
    if not request:  # a call of a tool
        called: str = g.setdefault("request_id", new_request_id())
        return called
    number: str = request.environ.setdefault(REQUEST_ID, "")
    if not number:
        # Another server runs the application.
        number = request.environ[REQUEST_ID] = new_request_id()
    return number


def _logged_as(error: BaseException, *, with_traceback: bool) -> Message:
    """Log an error with all that visitors are not told, and return under which number."""
    number = request_id()
    traceback = error if with_traceback or logger.isEnabledFor(logging.DEBUG) else None
    asked = f"{request.method} {request.path!r}" if request else "a call of a tool"
    template = _template_place(error)
    logger.error("request %s failed: %s: %s%s", number, asked, template, error, exc_info=traceback)
    return Message("The error was logged as %(number)s.", number=number)


def _template_place(error: BaseException) -> str:
    """Return the file and the line of the template that an error arose in, for the log; "" where it was none."""
    if isinstance(error, TemplateSyntaxError):
        return f"template {error.filename or error.name}, line {error.lineno}: "
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename.endswith(".html")]
    return f"template {frames[-1].filename}, line {frames[-1].lineno}: " if frames else ""


def _both(first: str, second: str) -> Message:
    return Message("%(first)s %(second)s", first=first, second=second)


def hide_folders(text: str) -> str:
    """Return the text with the last part of each path alone, so that it names no folder of the server."""
    return _FOLDERS.sub("", text)
