"""Partial matches: where fewer articles than a page have all the words, those that have most of them follow.

They are ranked among themselves by the order of the search and counted apart, and each says which words it lacks.
"""

from collections.abc import Sequence
from dataclasses import replace

from search.article import Article
from search.engine import Searcher
from search.highlight.matcher import matches_each
from search.query.normalize import make_and, make_not
from search.query.printer import to_text
from search.query.relax import PartialQuery
from search.query.tree import Query
from search.request import SearchOptions
from search.results import SearchResults

CURSOR_PREFIX = "p."
"""Begins the cursor of a page that consists of partial matches; the rest is the engine's own cursor of them."""


def add_partial_matches(
    searcher: Searcher, results: SearchResults, options: SearchOptions, partial: PartialQuery
) -> SearchResults:
    """Return the page with what belongs on it of the partial matches.

    `results` are those of the query itself for the same page, fewer than a page in all. Raises what `Searcher.search`
    raises.
    """
    others = make_and([partial.query, make_not(results.query)]) if results.total else partial.query
    cursor = partial_cursor(options)
    page = replace(
        options,
        offset=max(options.offset - results.total, 0),
        limit=options.limit - len(results.hits),
        cursor=cursor,
        facets=(),
        histogram=None,
    )
    found = searcher.search(page.request(others))
    missing = missing_words([hit.article for hit in found.hits], partial.words)
    hits = (replace(hit, missing=words) for hit, words in zip(found.hits, missing, strict=True))
    return replace(
        results,
        hits=(*results.hits, *hits),
        partial=found.total,
        next_cursor=None if found.next_cursor is None else CURSOR_PREFIX + found.next_cursor,
        notices=(*results.notices, *found.notices),
    )


def partial_cursor(options: SearchOptions) -> str | None:
    """Return the engine's cursor of a page of partial matches, None for any other page."""
    cursor = options.cursor or ""
    return cursor.removeprefix(CURSOR_PREFIX) if cursor.startswith(CURSOR_PREFIX) else None


def missing_words(articles: Sequence[Article], words: Sequence[tuple[Query, Query]]) -> list[tuple[str, ...]]:
    """Return for each article which words it lacks, as typed; each word comes as typed and as it was looked for.

    An article that has them all as they were looked for lacks those that it does not have as typed.
    """
    typed = [to_text(one, frozenset()) for one, _ in words]
    as_sought = matches_each(articles, [other for _, other in words])
    same = all(one == other for one, other in words)
    as_typed = as_sought if same else matches_each(articles, [one for one, _ in words])
    return [
        tuple(text for text, has in zip(typed, one if all(other) else other, strict=True) if not has)
        for one, other in zip(as_typed, as_sought, strict=True)
    ]
