"""Helpers: what is marked in an article by a query, and the fragments of one article."""

from search.article import Article
from search.highlight.fragmenter import fragment_each
from search.highlight.matcher import Match, match
from search.query.tree import Query
from search.results import Fragment


def marked(article: Article, query: Query) -> tuple[list[str], list[str]] | None:
    found = match(article, query)
    if found is None:
        return None
    return (
        [article.title[start:end] for start, end in found.title],
        [article.text[start:end] for start, end in found.text],
    )


def in_text(text: str, query: Query, language: str = "en") -> list[str] | None:
    found = marked(Article("a", text=text, language=language), query)
    return found and found[1]


def fragments(article: Article, found: Match, *, limit: int, chars: int) -> tuple[Fragment, ...]:
    return fragment_each((article,), (found,), limit=limit, chars=chars)[0]
