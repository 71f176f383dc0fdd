"""The ports: all that the web ever sees of an engine, and all that the pipeline ever sees."""

from contextlib import AbstractContextManager
from typing import Protocol

from search.article import Article
from search.request import SearchRequest
from search.results import IndexStats, SearchResults, Suggestion


class Searcher(Protocol):
    """Reading. Safe to call from many threads; every call sees the last commit.

    `search` and `suggest` may see the one before while a large one is made ready for them.
    """

    def search(self, request: SearchRequest) -> SearchResults:
        """Answer one page. Raises `RequestError` or `EngineError`, never returns an empty result for a failure."""
        ...

    def get(self, article_id: str) -> Article | None:
        """The article with that id, or None when the index has none."""
        ...

    def suggest(self, prefix: str, limit: int) -> list[Suggestion]:
        """At most `limit` words that begin with `prefix` (folded first), those of most articles first."""
        ...

    def stats(self) -> IndexStats:
        """Figures of the live index."""
        ...


class IndexWriter(Protocol):
    """Writing, within the `with` of `Engine.writer()` or `Engine.rebuild()`."""

    def update(self, article: Article) -> None:
        """Add the article, or replace the one with its id. Idempotent."""
        ...

    def delete(self, article_id: str) -> None:
        """Remove the article with that id, if there is one."""
        ...


class Engine(Searcher, Protocol):
    """An index that can be searched, written and rebuilt."""

    def writer(self) -> AbstractContextManager[IndexWriter]:
        """Changes become visible together after a clean exit, none of them after an error.

        Raises `IndexLocked` while another writer is open.
        """
        ...

    def rebuild(self) -> AbstractContextManager[IndexWriter]:
        """A fresh generation beside the live one, promoted on a clean exit and thrown away after an error."""
        ...

    def clean_up(self) -> int:
        """Delete what no reader needs any more and nothing refers to; returns how many files went.

        Such things are left by processes that were killed, and by old generations. Raises `IndexLocked` while another
        writer is open.
        """
        ...

    def settle(self) -> None:
        """Wait until what follows on commits in the background is done. Raises `EngineError` when it failed.

        Nothing is lost without it: what `close` cuts short is done after another commit.
        """
        ...

    def close(self) -> None:
        """Give back files and memory. The engine is not used afterwards."""
        ...
