"""Builds the Flask application: blueprints, templates, error handler and security headers."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import RequestURITooLarge
from werkzeug.routing import BaseConverter

from indexer.archive import Archive
from search.engine import Searcher
from search.message import Message
from search.query.options import ParseOptions
from search.query.synonyms import SynonymGroups
from web import api, api_articles, assets, discovery, error_handler, feeds, health
from web.appearance import read_appearance
from web.caching import tag_answers
from web.catalogues import read_texts
from web.compression import compress_answers
from web.context import Site, TtlCache, serving, site
from web.cors import share_with_other_origins
from web.crawlers import restrain_crawlers
from web.errors import TooManyRequests, UnreadablePath, request_id
from web.languages import choose_languages
from web.negotiation import refuse_unacceptable_types
from web.pages import article, browse, facet_values, home, language, results, versions
from web.pages import help as help_page
from web.pages import searches as searches_page
from web.pages import status as status_page
from web.proxies import client_network
from web.searches.site_log import SiteLog
from web.serving import ROUTE
from web.settings import WebSettings
from web.templating import prepare_templates

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # The address contains the query, which other sites must not learn.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


STATUS_CACHE_SECONDS = 5.0
"""How long the figures of the status page are cached: counting takes longer the more articles there are."""


UNLIMITED = ("/healthz", "/readyz", "/metrics", "/static/", "/robots.txt")
"""Addresses that no limit of requests holds for: monitors ask them, or every page needs them."""


def add_security_headers(app: Flask) -> None:
    """Add the headers to every response of the application, errors included."""

    @app.after_request
    def secure(response: Response) -> Response:
        # Looking up each name in `response.headers` would take longer than all else that is done for the headers.
        stated = {name.lower() for name, _ in response.headers}
        response.headers.extend(
            [(name, value) for name, value in SECURITY_HEADERS.items() if name.lower() not in stated]
        )
        response.headers["X-Request-Id"] = request_id()
        return response


class _Anything(BaseConverter):
    """The whole rest of a path, slashes at either end included: article ids may be addresses."""

    regex = ".+"
    part_isolating = False


def build_app(
    settings: WebSettings,
    searcher: Searcher,
    archive: Archive | None,
    *,
    options: Callable[[], ParseOptions],
    groups: SynonymGroups | None,
    clock: Callable[[], datetime],
    status: Callable[[], Mapping[str, Any]] | None,
    searches: SiteLog | None,
    recipe: str,
) -> Flask:
    """Return the application. The docstring of `web.create_app` is the contract."""
    app = Flask("web", root_path=str(Path(__file__).parent), static_folder=None)
    # Ids may contain "//" and end in "/", so paths are not normalized.
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = settings.max_url_length
    app.url_map.converters["anything"] = _Anything
    look = read_appearance(settings)
    cached_status = None if status is None else TtlCache(status, STATUS_CACHE_SECONDS)
    pages = (home, browse, results, facet_values, versions, article, help_page, status_page, searches_page, language)
    parts = Site(settings, searcher, archive, options, groups, clock, look.assets, cached_status, searches, recipe)
    app.extensions["dateline"] = parts
    choose_languages(app, read_texts(settings.folder), settings.language, [module.blueprint.name for module in pages])
    prepare_templates(app, parts, look.logo)
    error_handler.install_error_handler(app)
    # The last of these runs first.
    compress_answers(app)
    tag_answers(app)
    add_security_headers(app)
    share_with_other_origins(app)
    refuse_unacceptable_types(app)
    app.before_request(_refuse_unusable_addresses)
    app.before_request(_limit_rate)
    restrain_crawlers(app)
    for module in (*pages, api, api_articles, feeds, discovery, health, assets):
        app.register_blueprint(module.blueprint)
    return app


def _limit_rate() -> None:
    request.environ[ROUTE] = request.url_rule.rule if request.url_rule is not None else ""
    server, client = serving(), client_network(request.remote_addr)
    if server is None or server.limiter is None or not client or request.path.startswith(UNLIMITED):
        return
    if seconds := server.limiter.seconds_to_wait(client):
        if server.metrics is not None:
            server.metrics.count_limited()
        raise TooManyRequests(seconds)


def _refuse_unusable_addresses() -> None:
    if len(request.query_string) + len(request.path) > site().settings.max_url_length:
        raise RequestURITooLarge
    try:
        request.environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8")
    except UnicodeError as error:
        raise UnreadablePath(Message("The path of this address is not valid UTF-8. Check the address.")) from error
