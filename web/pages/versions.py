"""The page of an article's versions: what each change removed and added, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from flask import Blueprint, render_template, request

from indexer.archive import Version
from search.article import Article
from web.context import site
from web.pages.cards import MAX_TITLE_CHARS, clip
from web.pages.differences import ChangedParagraph, compare_texts
from web.pages.format import join_words, published_text
from web.parameters import parse_query_string
from web.requests import LoadedArticle, load_article
from web.texts import gettext, to_translate
from web.urls import article_path

MAX_COMPARED_VERSIONS = 10
"""How many changes the page shows, at most, the newest of them."""

blueprint = Blueprint("versions", __name__)


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field other than the text, by its English name; the value before or after is empty where the field was."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TextPart:
    """A paragraph with changes, or how many paragraphs without any stand at this place."""

    paragraph: ChangedParagraph | None
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Revision:
    """The change that made version `number`, at a time in UTC."""

    number: int
    changed: datetime
    fields: tuple[ChangedField, ...]
    text: tuple[TextPart, ...]


@dataclass(frozen=True, slots=True)
class VersionsView:
    """Everything that the template shows: the article as it is now, its changes, and how many there were in all."""

    article: Article
    loaded: LoadedArticle
    title: str
    address: str
    revisions: tuple[Revision, ...]
    count: int


@blueprint.get("/articles/<anything:article_id>/versions")
def versions_page(article_id: str) -> str:
    """Return the page; one that says so where the article never changed."""
    parse_query_string(request.query_string, (), ignore_trackers=True)
    loaded = load_article(article_id)
    article, archive = loaded.article, site().archive
    earlier = () if archive is None else archive.versions(article.id)
    view = VersionsView(
        article=article,
        loaded=loaded,
        title=clip(article.title, MAX_TITLE_CHARS) or gettext("Untitled"),
        address=article_path(article.id),
        revisions=tuple(revisions(earlier[-MAX_COMPARED_VERSIONS:], article)),
        count=len(earlier),
    )
    return render_template("versions.html", view=view)


def revisions(earlier: tuple[Version, ...], current: Article) -> Iterator[Revision]:
    """Yield what each change of an article changed, the newest first. `earlier` has its versions, the oldest first."""
    contents = [*(version.article for version in earlier), current]
    changes = zip(earlier, pairwise(contents), strict=True)
    for version, (before, after) in reversed(list(changes)):
        text = compare_texts(before.text, after.text, after.language)
        yield Revision(version.number + 1, version.replaced_at, _changed_fields(before, after), tuple(_folded(text)))


def _changed_fields(before: Article, after: Article) -> tuple[ChangedField, ...]:
    return tuple(
        ChangedField(name, old, new)
        for (name, old), (_, new) in zip(_field_texts(before), _field_texts(after), strict=True)
        if old != new
    )


def _field_texts(article: Article) -> list[tuple[str, str]]:
    return [
        (to_translate("Title"), article.title),
        (to_translate("Author"), join_words(article.author)),
        (to_translate("Published"), "" if article.published is None else published_text(article.published)),
        (to_translate("Source"), article.source or ""),
        (to_translate("Section"), article.section or ""),
        (to_translate("Tags"), ", ".join(article.tags)),
        (to_translate("Address"), article.url or ""),
    ]


def _folded(paragraphs: tuple[ChangedParagraph, ...]) -> Iterator[TextPart]:
    if not any(paragraph.is_changed for paragraph in paragraphs):
        return
    for is_changed, group in groupby(paragraphs, key=lambda paragraph: paragraph.is_changed):
        if is_changed:
            yield from (TextPart(paragraph) for paragraph in group)
        else:
            yield TextPart(None, sum(1 for _ in group))
