"""The article page: its text with the matches of the search highlighted, and what the archive knows about it."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask import Blueprint, render_template
from markupsafe import Markup

from search.article import Article
from search.errors import EngineError
from search.results import Fragment
from web.context import site
from web.links import article_link
from web.markup import highlight, highlight_paragraphs, json_for_html, linkable_url
from web.pages.cards import MAX_TITLE_CHARS, clip, clip_names
from web.pages.citation import Citations, citation_date, citations, description, linked_data
from web.pages.format import day_text
from web.pages.provenance import ProvenanceRow, provenance_rows, repair_texts
from web.pages.results import page_defaults
from web.param_types import OneOf, WholeNumber
from web.parameters import Parameter, QueryParams
from web.requests import LoadedArticle, interpret_query, load_article, mark_article, read_search_params
from web.texts import gettext as _
from web.urls import article_path, build_url, drop_page, drop_params, search_url

MAX_MARKS = 500
"""How many matches of a text are highlighted, at most."""

MAX_SIMILAR = 5
"""How many similar articles are listed, at most."""

MAX_CONTEXTS = 100
"""How many passages are listed, at most."""

CONTEXT_CHARS = 50
"""The length of text on either side of the matches of a passage."""

MAX_CONTEXT_SPAN_CHARS = 240
"""The most from the first match of a passage to its last: a text full of matches is not one long passage."""

blueprint = Blueprint("article", __name__)

logger = logging.getLogger("dateline.web")


class MarksSwitch(StrEnum):
    """Whether matches are highlighted in the text."""

    ON = "on"
    OFF = "off"


MARK = Parameter("m", WholeNumber(1), "The number of the current match.")
MARKS = Parameter("marks", OneOf(MarksSwitch), "Whether matches are highlighted.")

_BETWEEN_WORDS = re.compile(r"[^\S\n]*")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MatchContext:
    """A passage: the number of its first match, counted from 1 over the text, and how many matches it has."""

    first: int
    matches: int
    html: Markup


def match_contexts(text: Fragment) -> tuple[MatchContext, ...]:
    """Return the passages around the matches, in order and without overlap. Adjacent words are shown as one match."""
    groups = list(_groups(text))[:MAX_CONTEXTS]
    contexts: list[MatchContext] = []
    number, before = 1, 0
    for index, group in enumerate(groups):
        after = groups[index + 1][0][0] if index + 1 < len(groups) else len(text.text)
        begin, end = max(group[0][0] - CONTEXT_CHARS, before), min(group[-1][1] + CONTEXT_CHARS, after)
        html = _passage_html(text.text, begin, end, _joined(text.text, group))
        contexts.append(MatchContext(number, len(group), html))
        number, before = number + len(group), end
    return tuple(contexts)


def _groups(text: Fragment) -> Iterator[list[Range]]:
    group: list[Range] = []
    for start, end in text.highlights:
        # Matches farther apart have separate surroundings.
        near = group and start - group[-1][1] <= 2 * CONTEXT_CHARS and end - group[0][0] <= MAX_CONTEXT_SPAN_CHARS
        if group and not (near and "\n\n" not in text.text[group[-1][1] : start]):
            yield group
            group = []
        group.append((start, end))
    if group:
        yield group


def _joined(text: str, group: list[Range]) -> list[Range]:
    joined: list[Range] = []
    for start, end in group:
        if joined and _BETWEEN_WORDS.fullmatch(text, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _passage_html(text: str, begin: int, end: int, matches: list[Range]) -> Markup:
    head, tail = text[begin : matches[0][0]], text[matches[-1][1] : end]
    # Words cut in two at the edges are omitted; the match itself stays whole.
    if begin:
        head = "…" + head.partition(" ")[2]
    if end < len(text):
        tail = tail.rpartition(" ")[0] + "…"
    first, last = matches[0][0], matches[-1][1]
    moved = tuple((start - first + len(head), stop - first + len(head)) for start, stop in matches)
    return highlight(Fragment(head + text[first:last] + tail, moved))


@dataclass(frozen=True, slots=True)
class ContextLink:
    """A passage in the list of matches, and the address of its first match."""

    address: str
    context: MatchContext


@dataclass(frozen=True, slots=True)
class MatchBar:
    """The bar that leads through the matches, of which the first `marked` have links.

    `current` is None where no match was asked for, or where it does not exist.
    """

    total: int
    marked: int
    current: int | None
    previous: str | None
    next: str | None
    hide: str
    contexts: tuple[ContextLink, ...]

    @property
    def listed(self) -> int:
        """How many matches the passages of the list contain."""
        return sum(row.context.matches for row in self.contexts)


@dataclass(frozen=True, slots=True)
class SimilarArticle:
    """An article that shares rare words with the one on the page."""

    article: Article
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """Everything that the template of the article page shows.

    `back` leads to the results that the reader came from, `show` to the marks where they are hidden, `versions` to what
    changed, each of `tags` to the articles with the same tag. `search_fields` are the hidden fields of the search form.
    """

    article: Article
    loaded: LoadedArticle
    title: Markup
    paragraphs: list[Markup]
    bar: MatchBar | None
    show: str | None
    back: str | None
    versions: str
    original: str | None
    picture: str | None
    provenance: tuple[ProvenanceRow, ...]
    repairs: tuple[str, ...]
    search_fields: QueryParams
    tags: tuple[tuple[str, str], ...]
    similar: tuple[SimilarArticle, ...]
    citations: Citations
    citation_date: str | None
    description: str
    linked_data: Markup
    query: str
    permanent: str
    today: str


@blueprint.get("/articles/<anything:article_id>")
def article_page(article_id: str) -> str:
    """Return the article page. With `q` the matches are highlighted, `m` is the current one; `marks=off` hides them."""
    params = read_search_params(page_defaults(), (MARK, MARKS), page=True)
    given, now = dict(params.pairs), site().clock()
    number, hidden = MARK.read(given, now), MARKS.read(given, now) is MarksSwitch.OFF
    loaded = load_article(article_id)
    article = loaded.article
    if hidden or not params.text.strip():
        title, text = Fragment(article.title), Fragment(article.text)
    else:
        title, text = mark_article(article, interpret_query(params))
    shown = Fragment(text.text, text.highlights[:MAX_MARKS])
    current = number if number is not None and number <= len(shown.highlights) else None
    searched = drop_params(params.pairs, "m", "marks")
    permanent = article_link(article.id)
    view = ArticleView(
        article=article,
        loaded=loaded,
        title=highlight(title),
        paragraphs=highlight_paragraphs(shown, current),
        bar=_bar(article, text, current, searched) if text.highlights else None,
        show=build_url(article_path(article.id), searched) if hidden and params.text.strip() else None,
        back=search_url(searched) if searched else None,
        versions=f"{article_path(article.id)}/versions",
        original=linkable_url(article.url),
        picture=linkable_url(article.image.url) if article.image else None,
        provenance=provenance_rows(article, loaded.ledger),
        repairs=repair_texts(loaded.stored.repairs if loaded.stored is not None else ()),
        search_fields=drop_params(drop_page(searched), "q", "facet_size"),
        tags=tuple((tag, search_url([("tag", tag)])) for tag in article.tags),
        similar=_similar(article),
        citations=citations(article, permanent),
        citation_date=citation_date(article.published),
        description=description(article),
        linked_data=json_for_html(linked_data(article, permanent)),
        query=clip(params.text.strip(), MAX_TITLE_CHARS),
        permanent=permanent,
        today=day_text(now),
    )
    return render_template("article.html", view=view, params=params)


def _bar(article: Article, text: Fragment, current: int | None, searched: QueryParams) -> MatchBar:
    last = min(len(text.highlights), MAX_MARKS)

    def link(number: int) -> str:
        return build_url(article_path(article.id), (*searched, ("m", str(number))), f"m{number}")

    return MatchBar(
        total=len(text.highlights),
        marked=last,
        current=current,
        previous=link(current - 1) if current is not None and current > 1 else None,
        next=link((current or 0) + 1) if (current or 0) < last else None,
        hide=build_url(article_path(article.id), (*searched, ("marks", MarksSwitch.OFF.value))),
        contexts=tuple(ContextLink(link(context.first), context) for context in match_contexts(text)),
    )


def _similar(article: Article) -> tuple[SimilarArticle, ...]:
    """Return the most similar articles; none where the index cannot be read, which the article does not need."""
    try:
        hits = site().searcher.similar(article, MAX_SIMILAR)
    except EngineError as error:
        logger.error("similar articles of %r cannot be found: %s", article.id, error)
        return ()
    return tuple(
        SimilarArticle(
            clip_names(hit.article),
            clip(hit.article.title, MAX_TITLE_CHARS) or _("Untitled"),
            article_path(hit.article.id),
        )
        for hit in hits
    )
