"""Here is an article's id: what is kept under it?"""

from dataclasses import dataclass
from datetime import datetime

from search.article import Article
from web.errors import ArticleRemoved, NoSuchArticle
from web.site import Mending, Stored, site
from web.told import Ledger


@dataclass(frozen=True, slots=True)
class Found:
    """An article, and what the archive knows of it: None where there is no archive. Times are in UTC."""

    article: Article
    first_seen: datetime | None
    stored: Stored | None = None

    @property
    def changed(self) -> datetime | None:
        """When its text last changed, if it has since it was first met."""
        return self.stored.updated if self.stored is not None and self.stored.versions > 1 else None

    @property
    def repairs(self) -> tuple[str, ...]:
        """What was mended in it: "false break (3)"; of what was left out, how it begins, too."""
        made = () if self.stored is None else self.stored.repairs
        return tuple(f"{repair.kind.replace('-', ' ')} ({repair.count}{_quoted(repair)})" for repair in made)

    @property
    def ledger(self) -> Ledger | None:
        """Where its fields came from, if that was kept."""
        return self.stored.ledger if self.stored is not None else None


def _quoted(repair: Mending) -> str:
    return f": “{repair.example}”" if repair.kind == "boilerplate" else ""


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
        return Found(stored.article, stored.first_seen, stored)
    article = site().searcher.get(article_id)
    if article is None:
        raise NoSuchArticle("There is no article at this address. Search for words that you remember of it.")
    return Found(article, article.first_seen)
