"""Answers of a type that the client takes: 406 where its `Accept` rules out what the address has; and OPTIONS."""

from flask import Flask, Response, request
from werkzeug.datastructures import MIMEAccept

from web.error_handler import problem_response
from web.errors import http_problem

_OTHER_NAMES = {
    "text/html": ("application/xhtml+xml",),
    "application/feed+json": ("application/json",),
    "application/rss+xml": ("application/xml", "text/xml"),
    "application/atom+xml": ("application/xml", "text/xml"),
    "application/opensearchdescription+xml": ("application/xml", "text/xml"),
    "application/xml": ("text/xml",),
    "application/x-ndjson": ("application/ndjson", "application/jsonl", "application/json"),
}
"""The types that a client may ask for by a more general or an older name."""

_ANY_TYPE = ("/static/", "/healthz", "/readyz", "/robots.txt")
"""Addresses that are answered whatever the client says it takes: some monitors and old browsers say little."""


def refuse_unacceptable_types(app: Flask) -> None:
    """Answer 406 in place of every answer whose type the client's `Accept` excludes, errors apart."""

    @app.after_request
    def check(response: Response) -> Response:
        if request.method == "OPTIONS" and response.status_code == 200:
            # Nothing but headers, of which `Allow` is the answer.
            response.status_code = 204
            for name in ("Content-Type", "Content-Length"):
                response.headers.pop(name, None)
        if response.status_code != 200 or request.path.startswith(_ANY_TYPE):
            return response
        if takes(request.accept_mimetypes, response.mimetype or ""):
            return response
        response.close()
        return problem_response(http_problem(406, f"This address has {response.mimetype}."), as_json=True)


def takes(accepted: MIMEAccept, mimetype: str) -> bool:
    """Return whether a client that accepts these types takes this one; one that names none takes all."""
    if not accepted:
        return True
    return any(accepted.quality(name) > 0 for name in (mimetype, *_OTHER_NAMES.get(mimetype, ())))
