"""Here is an article's id: what is kept under it?"""

from dataclasses import dataclass
from datetime import datetime

from web.errors import ArticleRemoved, NoSuchArticle
from web.site import site
from search.article import Article


@dataclass(frozen=True, slots=True)
class Found:
    """An article, and when the archive first met it, in UTC, where that is known."""

    article: Article
    first_seen: datetime | None


def load(article_id: str) -> Found:
    """The article with that id, from the archive where there is one, otherwise from the index.

    Raises `NoSuchArticle`, or `ArticleRemoved` for one that was taken away.
    """
    archive = site().archive
    stored = None if archive is None else archive.get(article_id)
    if stored is not None:
        if stored.removed_at is not None:
            raise ArticleRemoved(
                "The article that was here has been removed from its source, so its text is no longer shown."
            )
        return Found(stored.article, stored.first_seen)
    article = site().searcher.get(article_id)
    if article is None:
        raise NoSuchArticle("There is no article at this address. Search for words that you remember of it.")
    return Found(article, article.first_seen)
