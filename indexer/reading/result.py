"""What reading one document gives: an article, and what had to be mended to get it."""

from dataclasses import dataclass

from indexer.reading.ledger import Ledger
from search.article import Article

NOTHING_KNOWN = Ledger()


@dataclass(frozen=True, slots=True)
class Repair:
    """One kind of mending, how often it was done, and the first place as an example (at most 120 characters)."""

    kind: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with the repairs that were made to its text and fields, and where each field came from."""

    article: Article
    repairs: tuple[Repair, ...] = ()
    ledger: Ledger = NOTHING_KNOWN
