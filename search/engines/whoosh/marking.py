"""What of a page's articles is marked, within the time of the search."""

import time
from collections.abc import Iterator, Sequence

from search.article import Article
from search.highlight.matcher import Match, match_each
from search.query.tree import Query

GROUP_ARTICLES = 20
GROUP_CHARS = 400_000
"""Articles, and characters of their texts, that are matched together before the next look at the clock."""


def match_until(articles: Sequence[Article], query: Query, deadline: float) -> tuple[list[Match], bool]:
    """Return the match of each article, and whether there was time for all of them.

    The first ones are always matched, and those for which there is no time have no marks. `deadline` is of
    `time.perf_counter()`. An article that the matcher does not confirm has no marks either, but stays on the page.
    """
    matches: list[Match] = []
    for group in _groups(articles):
        if matches and time.perf_counter() >= deadline:
            return [*matches, *(Match() for _ in articles[len(matches) :])], False
        matches += [found or Match() for found in match_each(group, query)]
    return matches, True


def _groups(articles: Sequence[Article]) -> Iterator[Sequence[Article]]:
    start = chars = 0
    for number, article in enumerate(articles):
        if number > start and (number - start >= GROUP_ARTICLES or chars + len(article.text) > GROUP_CHARS):
            yield articles[start:number]
            start, chars = number, 0
        chars += len(article.text)
    if start < len(articles):
        yield articles[start:]
