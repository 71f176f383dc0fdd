"""What the templates of the pages can use: the settings, texts in the reader's language, dates and numbers in words."""

from flask import Flask
from jinja2 import StrictUndefined, Template
from markupsafe import Markup, escape

from web.appearance import Logo, check_templates, template_loader
from web.context import Site
from web.languages import AUTO
from web.markup import highlight, replace_unsafe
from web.pages import format as text_format
from web.pages.facet_texts import FACET_TEXTS
from web.texts import LANGUAGES, current_language, current_texts, translate
from web.urls import article_path


class _SafeTemplate(Template):
    """A template that escapes by default, and whose page has no unsafe characters, which escaping leaves alone."""

    def render(self, *args: object, **values: object) -> str:
        return replace_unsafe(super().render(*args, **values))


def prepare_templates(app: Flask, parts: Site, logo: Logo | None) -> None:
    """Give the templates of the application all that they use. Raises `AppearanceError` for one that is wrong."""
    environment = app.jinja_env
    environment.loader = template_loader(parts.settings.folder)
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.template_class = _SafeTemplate
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    # Texts are completed by the functions below, which also escape what they are completed with.
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
    # `Markup(text) % values` does the same in four times the time, and a page has a hundred texts.
    return Markup(text % {name: escape(value) for name, value in values.items()})  # noqa: S704 -- see _gettext
