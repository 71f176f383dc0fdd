"""Which language a page is in: the one of the settings, or the one that the reader chose, or that the browser asks for.

A choice is kept in a cookie and not in the address, so that a shared link opens in the language of whoever opens it.
"""

from collections.abc import Collection, Mapping

from flask import Flask, Response, request

from web.texts import ENGLISH, LANGUAGES, Texts, use_texts

COOKIE = "language"
AUTO = "auto"
"""The setting with which readers choose."""

_FOR_PROGRAMS = ("api", "api_articles")


def choose_languages(app: Flask, texts: Mapping[str, Texts], setting: str, pages: Collection[str]) -> None:
    """Have every request of the application answered in its language; `pages` are the blueprints with pages.

    The API is in English. Feeds have no reader when they are fetched, so they are in the language of the settings.
    """
    fixed = texts.get(setting, ENGLISH)

    def wanted() -> Texts:
        if request.blueprint in _FOR_PROGRAMS:
            return ENGLISH
        # Without a blueprint there is nothing at the address, and the answer is a page that says so.
        is_page = request.blueprint is None or request.blueprint in pages
        return texts[_asked_for()] if setting == AUTO and is_page else fixed

    @app.before_request
    def begin() -> None:
        use_texts(wanted())

    @app.after_request
    def vary(response: Response) -> Response:
        if setting == AUTO and response.mimetype == "text/html":
            response.vary.update(("Accept-Language", "Cookie"))
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        use_texts(ENGLISH)


def _asked_for() -> str:
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES), ENGLISH.language)
