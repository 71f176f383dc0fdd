"""The cards of the results page: a hit, its links, and its texts at a length that a list can show."""

from dataclasses import dataclass, replace

from search.article import Article
from search.results import Fragment, Hit
from web.context import site
from web.markup import host_name, linkable_url
from web.parameters import Collapse, SearchParams
from web.texts import gettext as _
from web.texts import ngettext
from web.urls import article_path, build_url, drop_params, search_url, set_params

MAX_TITLE_CHARS = 300
MAX_NAME_CHARS = 100
"""The most that a card shows of a title, and of the name of a source, a section or an author."""

_MAX_AUTHORS = 5


@dataclass(frozen=True, slots=True)
class Copy:
    """An article with the same words as a hit, and the address of its page."""

    article: Article
    address: str


@dataclass(frozen=True, slots=True)
class ResultCard:
    """A hit with its links: `address` is for the title, `first_match` for the matches, `original` leaves the site.

    `copies` are articles with the same words; `with_copies` leads to the same search with each of them as a result.
    """

    hit: Hit
    address: str
    first_match: str
    original: str | None
    host: str
    copies: tuple[Copy, ...]
    with_copies: str

    @property
    def title(self) -> str:
        """The title as plain text, for the names of links."""
        return self.hit.title.text or _("Untitled")


def clip(text: str, most: int) -> str:
    """Return the text, or as much of its beginning as fits, with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def clip_fragment(fragment: Fragment, most: int) -> Fragment:
    """Return the fragment, or as much of its beginning as fits with its highlights, and an ellipsis."""
    text = clip(fragment.text, most)
    if text == fragment.text:
        return fragment
    end = len(text) - 1
    return Fragment(text, tuple((start, min(stop, end)) for start, stop in fragment.highlights if start < end))


def clip_names(article: Article) -> Article:
    """Return the article with the names that a byline shows clipped, and at most five authors."""
    authors = tuple(clip(name, MAX_NAME_CHARS) for name in article.author[:_MAX_AUTHORS])
    more = len(article.author) - _MAX_AUTHORS
    return replace(
        article,
        author=(*authors, ngettext("%(num)s other", "%(num)s others", more)) if more > 0 else authors,
        source=clip(article.source or "", MAX_NAME_CHARS) or None,
        section=clip(article.section or "", MAX_NAME_CHARS) or None,
    )


def make_card(params: SearchParams, hit: Hit) -> ResultCard:
    """Return the card of a hit of this search."""
    path, context = article_path(hit.article.id), drop_params(params.pairs, "facet_size")
    here = build_url(path, context)
    original = linkable_url(hit.article.url)
    address = original if site().settings.result_links == "original" and original else here
    shown = replace(
        hit,
        article=clip_names(hit.article),
        title=clip_fragment(hit.title, MAX_TITLE_CHARS),
        missing=tuple(clip(word, MAX_NAME_CHARS) for word in hit.missing),
    )
    first_match = build_url(path, (*context, ("m", "1")), "m1")
    return ResultCard(
        shown,
        address,
        first_match,
        original,
        host_name(original) if original else "",
        copies=tuple(Copy(clip_names(copy), build_url(article_path(copy.id), context)) for copy in hit.copies),
        with_copies=search_url(set_params(params.pairs, collapse=Collapse.NONE.value)) if hit.copies else "",
    )
