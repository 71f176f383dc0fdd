"""The ports of a search engine: what the web package reads, and what the indexer writes."""

from contextlib import AbstractContextManager
from typing import Protocol

from search.article import Article
from search.query.spellings import WordSpelling
from search.request import SearchRequest
from search.results import Hit, IndexStats, SearchResults, Suggestion


class Searcher(Protocol):
    """The reading side. Safe to call from many threads; every call sees the last commit.

    `search` and `suggest` may see the previous commit while a large one is being verified.
    """

    def search(self, request: SearchRequest) -> SearchResults:
        """Return one page of results. Raises `RequestError` or `EngineError`; a failure is never an empty result."""
        ...

    def get(self, article_id: str) -> Article | None:
        """Return the article with that id, or None when the index has none."""
        ...

    def suggest(self, prefix: str, limit: int) -> list[Suggestion]:
        """Return at most `limit` words with this prefix (folded first), those of most articles first."""
        ...

    def spelling(self, word: str) -> WordSpelling:
        """Return how the archive spells a folded word."""
        ...

    def similar(self, article: Article, limit: int) -> list[Hit]:
        """Return at most `limit` articles that share the rarest words of this one, the most similar first.

        The article itself is not among them. Raises what `search` raises.
        """
        ...

    def stats(self) -> IndexStats:
        """Return figures of the live index."""
        ...


class IndexWriter(Protocol):
    """The writing side, within the `with` of `Engine.writer()` or `Engine.rebuild()`."""

    def update(self, article: Article) -> None:
        """Add the article, or replace the one with its id. Idempotent."""
        ...

    def delete(self, article_id: str) -> None:
        """Remove the article with that id, if there is one."""
        ...


class Engine(Searcher, Protocol):
    """An index that can be searched, written and rebuilt."""

    def writer(self) -> AbstractContextManager[IndexWriter]:
        """Open a writer. Changes become visible together after a clean exit, none of them after an error.

        Raises `IndexLocked` while another writer is open.
        """
        ...

    def rebuild(self, origin: str = "") -> AbstractContextManager[IndexWriter]:
        """Write a new generation beside the live one; promote it on a clean exit, delete it after an error.

        `origin` names the archive that it is built from: `IndexStats.origin`. A generation of another origin than the
        live one is never deleted.
        """
        ...

    def clean_up(self) -> int:
        """Delete files that no reader needs any more and nothing refers to; return how many.

        Processes that were killed leave such files, and so do old generations. Raises `IndexLocked` while another
        writer is open.
        """
        ...

    def settle(self) -> None:
        """Wait until the background work that follows commits is done. Raises `EngineError` when it failed.

        Nothing is lost without it: work that `close` interrupts is done after another commit.
        """
        ...

    def close(self) -> None:
        """Release files and memory. The engine is not used afterwards."""
        ...
