"""What the templates of the pages can use: the settings, texts in the reader's language, dates and numbers in words."""

from flask import Flask
from jinja2 import StrictUndefined
from markupsafe import Markup

from web.appearance import Logo, check_templates, template_loader
from web.context import Site
from web.languages import AUTO
from web.markup import highlight, replace_unsafe
from web.pages import format as text_format
from web.pages.facet_texts import FACET_TEXTS
from web.texts import LANGUAGES, current_language, current_texts, translate
from web.urls import article_path


def prepare_templates(app: Flask, parts: Site, logo: Logo | None) -> None:
    """Give the templates of the application all that they use. Raises `AppearanceError` for one that is wrong."""
    environment = app.jinja_env
    environment.loader = template_loader(parts.settings.folder)
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    # Escaping is the templates' default; this replaces the unsafe characters that escaping leaves alone.
    environment.finalize = _finalize
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    # Texts are completed by the functions below, which also clean what they are completed with.
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.globals.update(
        _=_gettext,
        gettext=_gettext,
        ngettext=_ngettext,
        language=current_language,
        languages=LANGUAGES if parts.settings.language == AUTO else {},
        translate=translate,
        site=parts.settings,
        asset=lambda name: parts.assets.by_name[name].address,
        has_asset=lambda name: name in parts.assets.by_name,
        logo=logo,
        article_path=article_path,
        words=text_format,
        facet_texts=FACET_TEXTS,
        logs_searches=parts.searches is not None,
        shows_status=parts.status is not None and parts.settings.status,
    )
    environment.filters["highlight"] = highlight
    check_templates(environment, parts.settings.folder)


def _gettext(message: str, /, **values: object) -> Markup:
    """Return a text of a template; `%` itself is written twice. The texts may have tags, what completes them not."""
    return _completed(current_texts().catalogue.gettext(message), values)


def _ngettext(one: str, many: str, count: int, /, **values: object) -> Markup:
    texts = current_texts()
    return _completed(texts.catalogue.ngettext(one, many, count), {"num": texts.number(count), **values})


def _completed(text: str, values: dict[str, object]) -> Markup:
    return Markup(text) % {name: _finalize(value) for name, value in values.items()}  # noqa: S704 -- see _gettext


def _finalize(value: object) -> object:
    return replace_unsafe(value) if isinstance(value, str) and not isinstance(value, Markup) else value
