"""How is the site put together? Blueprints, error shapes and headers around the parts that it is given."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.exceptions import RequestURITooLarge
from werkzeug.routing import BaseConverter

from search.engine import Searcher
from search.query.options import ParseOptions
from search.query.synonyms import Groups
from web import api, assets, error_handler
from web.assets import read_assets
from web.context import Archive, TtlCache, Site, site
from web.errors import UnreadablePath
from web.markup import replace_unsafe, highlight
from web.pages import article, home, results
from web.pages import format as wording
from web.pages import help as help_page
from web.pages import status as status_page
from web.settings import WebSettings
from web.urls import article_path

# FOLDED: What does every answer tell the browser about safety?


CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # The query is in the address, and is nobody else's business.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def add_security_headers(app: Flask) -> None:
    """Add the headers to every response of the application, errors included."""

    @app.after_request
    def secure(response: Response) -> Response:
        # To look for each of them among all would take longer than the rest of an answer's head.
        stated = {name.lower() for name, _ in response.headers}
        response.headers.extend(
            [(name, value) for name, value in SECURITY_HEADERS.items() if name.lower() not in stated]
        )
        return response


STATUS_SECONDS = 5.0
"""How old the figures of the status page may be: counting takes longer the more there is to count."""


class _Anything(BaseConverter):
    """All the rest of a path, slashes at either end included: article ids may be addresses."""

    regex = ".+"
    part_isolating = False


def build_app(
    settings: WebSettings,
    searcher: Searcher,
    archive: Archive | None,
    *,
    options: Callable[[], ParseOptions],
    groups: Groups | None,
    clock: Callable[[], datetime],
    status: Callable[[], Mapping[str, Any]] | None,
) -> Flask:
    """The site of `web.create_app`, whose docstring is the contract."""
    app = Flask("web", root_path=str(Path(__file__).parent), static_folder=None)
    # Ids may hold "//" and end in "/", and the path is taken as it stands.
    app.url_map.merge_slashes = False
    app.url_map.converters["anything"] = _Anything
    files = read_assets(Path(__file__).parent / "static")
    told = None if status is None else TtlCache(status, STATUS_SECONDS)
    here = Site(settings, searcher, archive, options, groups, clock, files, told)
    app.extensions["dateline"] = here
    _prepare_templates(app, here)
    error_handler.install_error_handler(app)
    add_security_headers(app)
    app.before_request(_refuse_unusable_addresses)
    for module in (home, results, article, help_page, status_page, api, assets):
        app.register_blueprint(module.blueprint)
    app.register_blueprint(api.health)
    return app


def _prepare_templates(app: Flask, here: Site) -> None:
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    # Escaping is the templates' default; this makes harmless what escaping leaves alone.
    environment.finalize = _finalize
    environment.globals.update(
        site=here.settings,
        asset=lambda name: here.assets.by_name[name].address,
        article_path=article_path,
        words=wording,
        shows_status=here.status is not None and here.settings.status,
    )
    environment.filters["highlight"] = highlight


def _finalize(value: object) -> object:
    return replace_unsafe(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _refuse_unusable_addresses() -> None:
    if len(request.query_string) + len(request.path) > site().settings.max_url_length:
        raise RequestURITooLarge
    try:
        request.environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8")
    except UnicodeError as error:
        raise UnreadablePath("The path of this address is not valid UTF-8. Check the address.") from error
