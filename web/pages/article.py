"""Here is an article's id: which text, and where in it are the words that were searched for?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask import Blueprint, render_template, request
from markupsafe import Markup

from search.article import Article, Published
from search.highlight.fragmenter import mark_text, mark_title
from search.highlight.matcher import match
from search.results import Fragment
from web.context import site
from web.markup import mark, paragraphs, web_address
from web.pages.format import day, listed, published
from web.pages.provenance import Row as Told
from web.pages.provenance import rows
from web.pages.results import page_defaults
from web.parameters import Asked, Pairs, Parameter, read_choice, read_number
from web.requests import Found, load, read_asked, readings
from web.urls import address, article_path, search_address, without

# FOLDED: Here is a text with its matches: in which passages do they stand? No passage comes twice.


MOST = 100
"""So many passages are listed, at most."""

AROUND = 50
"""Characters on either side of the matches of a passage."""

LONGEST = 240
"""Characters from the first match of a passage to its last one: a text full of matches is not one long passage."""

_BETWEEN_WORDS = re.compile(r"[^\S\n]*")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Context:
    """A passage: the number of its first match, counted from 1 over the text, and how many matches it has."""

    first: int
    matches: int
    shown: Markup


def contexts(text: Fragment) -> tuple[Context, ...]:
    """The passages around the matches, in their order. Words that stand side by side are shown as one match."""
    groups = list(_groups(text))[:MOST]
    made: list[Context] = []
    number, before = 1, 0
    for place, group in enumerate(groups):
        after = groups[place + 1][0][0] if place + 1 < len(groups) else len(text.text)
        begin, end = max(group[0][0] - AROUND, before), min(group[-1][1] + AROUND, after)
        made.append(Context(number, len(group), _shown(text.text, begin, end, _joined(text.text, group))))
        number, before = number + len(group), end
    return tuple(made)


def _groups(text: Fragment) -> Iterator[list[Range]]:
    group: list[Range] = []
    for start, end in text.highlights:
        # Farther apart, what is shown around them does not meet.
        near = group and start - group[-1][1] <= 2 * AROUND and end - group[0][0] <= LONGEST
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


def _shown(text: str, begin: int, end: int, matches: list[Range]) -> Markup:
    head, tail = text[begin : matches[0][0]], text[matches[-1][1] : end]
    # Words cut in two at the edges are left out, as far as the match itself is not touched.
    if begin:
        head = "…" + head.partition(" ")[2]
    if end < len(text):
        tail = tail.rpartition(" ")[0] + "…"
    first, last = matches[0][0], matches[-1][1]
    moved = tuple((start - first + len(head), stop - first + len(head)) for start, stop in matches)
    return mark(Fragment(head + text[first:last] + tail, moved))


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
