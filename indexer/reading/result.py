"""What reading one document gives: an article, and what had to be mended to get it."""

from dataclasses import dataclass

from search.article import Article


@dataclass(frozen=True, slots=True)
class Repair:
    """One kind of mending, how often it was done, and the first place as an example (at most 120 characters)."""

    kind: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with the repairs that were made to its text and fields."""

    article: Article
    repairs: tuple[Repair, ...] = ()
