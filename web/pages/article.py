"""Here is an article's id: which text, and where in it are the words that were searched for?"""

from dataclasses import dataclass
from enum import StrEnum

from flask import Blueprint, render_template, request
from markupsafe import Markup

from search.article import Article
from search.matching import match
from search.published import Published
from search.results import Fragment
from search.snippet import mark_text, mark_title
from web.asking import read_asked, readings
from web.links import address, article_path, search_address, without
from web.lookup import Found, load
from web.markup import mark, paragraphs, web_address
from web.pages.contexts import Context, contexts
from web.pages.ledger import Row as Told
from web.pages.ledger import rows
from web.pages.results import page_defaults
from web.pages.wording import day, listed, published
from web.params import Asked, read_choice, read_number
from web.query_string import Pairs, Parameter
from web.site import site

blueprint = Blueprint("article", __name__)

MARK = Parameter("m", "1, 2, …", "Which match is the current one.")
MARKS = Parameter("marks", "on, off", "Whether matches are marked.")
MOST_MARKS = 500


class Marks(StrEnum):
    """Whether matches are marked in the text."""

    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Row:
    """A passage in the list of matches, and the address of its first one."""

    address: str
    context: Context


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar that leads through the matches, of which the first `marked` can be gone to.

    `current` is None where none was asked for or it does not exist.
    """

    total: int
    marked: int
    current: int | None
    previous: str | None
    next: str | None
    hide: str
    contexts: tuple[Row, ...]

    @property
    def listed(self) -> int:
        """How many matches the rows of the list show."""
        return sum(row.context.matches for row in self.contexts)


@dataclass(frozen=True, slots=True)
class ArticleView:
    """All that the template of the article page shows.

    `told` says where its details come from. `back` leads to the results that one came from, `show` to the marks where
    they are hidden; `tags` lead to the articles with the same tag; `conditions` are what the search form carries along.
    """

    article: Article
    kept: Found
    title: Markup
    paragraphs: list[Markup]
    bar: Bar | None
    show: str | None
    back: str | None
    original: str | None
    picture: str | None
    told: tuple[Told, ...]
    conditions: Pairs
    tags: tuple[tuple[str, str], ...]
    citation: str
    citation_date: str | None
    permanent: str
    today: str


@blueprint.get("/articles/<anything:article_id>")
def article(article_id: str) -> str:
    """The article page. With `q` the matches are marked, `m` is the current one; `marks=off` hides them."""
    asked = read_asked(page_defaults(), (MARK, MARKS), page=True)
    single = dict(asked.pairs)
    number, hidden = read_number(single, "m"), read_choice(single, "marks", Marks) is Marks.OFF
    kept = load(article_id)
    found = kept.article
    title, text = _plain(found) if hidden else _marked(found, asked)
    shown = Fragment(text.text, text.highlights[:MOST_MARKS])
    current = number if number is not None and number <= len(shown.highlights) else None
    searched = without(asked.pairs, "m", "marks")
    permanent = request.url_root.rstrip("/") + article_path(found.id)
    view = ArticleView(
        article=found,
        kept=kept,
        title=mark(title),
        paragraphs=paragraphs(shown, current),
        bar=_bar(found, text, current, searched) if text.highlights else None,
        show=address(article_path(found.id), searched) if hidden and asked.text.strip() else None,
        back=search_address(searched) if searched else None,
        original=web_address(found.url),
        picture=web_address(found.image.url) if found.image else None,
        told=rows(found, kept.ledger),
        conditions=without(searched, "q", "page", "cursor", "facet_size"),
        tags=tuple((tag, search_address([("tag", tag)])) for tag in found.tags),
        citation=citation(found, permanent),
        citation_date=_citation_date(found.published),
        permanent=permanent,
        today=day(site().clock()),
    )
    return render_template("article.html", view=view, asked=asked)


def _marked(found: Article, asked: Asked) -> tuple[Fragment, Fragment]:
    if asked.text.strip():
        for tree, _ in readings(asked):
            matched = match(found, tree)
            if matched is not None:
                return mark_title(found, matched), mark_text(found, matched)
    return _plain(found)


def _plain(found: Article) -> tuple[Fragment, Fragment]:
    return Fragment(found.title), Fragment(found.text)


def _bar(found: Article, text: Fragment, current: int | None, searched: Pairs) -> Bar:
    last = min(len(text.highlights), MOST_MARKS)

    def link(number: int) -> str:
        return address(article_path(found.id), (*searched, ("m", str(number))), f"m{number}")

    return Bar(
        total=len(text.highlights),
        marked=last,
        current=current,
        previous=link(current - 1) if current is not None and current > 1 else None,
        next=link((current or 0) + 1) if (current or 0) < last else None,
        hide=address(article_path(found.id), (*searched, ("marks", Marks.OFF.value))),
        contexts=tuple(Row(link(context.first), context) for context in contexts(text)),
    )


def citation(found: Article, permanent: str) -> str:
    """The article as a footnote has it, with what is known of author, outlet and date."""
    when = published(found.published).partition(",")[0] if found.published else "undated"
    parts = [listed(found.author), f"“{found.title or 'Untitled'}”", found.source or "", when, permanent]
    return ", ".join(part for part in parts if part) + "."


def _citation_date(published_: Published | None) -> str | None:
    """The date as `citation_publication_date` has it: 2015/11/27, or as much of it as is known."""
    return None if published_ is None else str(published_).partition("T")[0].replace("-", "/")
