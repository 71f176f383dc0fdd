"""An engine in memory that keeps the promises of the port, and fails on demand."""

from collections.abc import Iterator
from contextlib import contextmanager

from search.article import Article
from search.engine import IndexWriter
from search.errors import EngineUnavailable, IndexMissing
from search.query.spellings import WordSpelling
from search.request import SearchRequest
from search.results import Hit, IndexStats, SearchResults, Suggestion


class Session:
    def __init__(self, articles: dict[str, Article]) -> None:
        self.articles = articles
        self.calls = 0

    def update(self, article: Article) -> None:
        self.calls += 1
        self.articles[article.id] = article

    def delete(self, article_id: str) -> None:
        self.calls += 1
        self.articles.pop(article_id, None)


class MemoryEngine:
    def __init__(self) -> None:
        self.articles: dict[str, Article] = {}
        self.generation = 0
        self.origin = ""
        self.commits: list[int] = []
        self.failing_commits = 0

    def search(self, request: SearchRequest) -> SearchResults:
        raise EngineUnavailable("This engine only keeps articles.")

    def suggest(self, prefix: str, limit: int) -> list[Suggestion]:
        return []

    def get(self, article_id: str) -> Article | None:
        return self.articles.get(article_id)

    def similar(self, article: Article, limit: int) -> list[Hit]:
        return []

    def spelling(self, word: str) -> WordSpelling:
        return WordSpelling()

    def stats(self) -> IndexStats:
        if not self.generation:
            raise IndexMissing("There is no index yet.")
        return IndexStats(len(self.articles), f"g{self.generation}", None, origin=self.origin)

    @contextmanager
    def writer(self) -> Iterator[IndexWriter]:
        with self._session(dict(self.articles)) as session:
            yield session
        self.generation = self.generation or 1

    @contextmanager
    def rebuild(self, origin: str = "") -> Iterator[IndexWriter]:
        with self._session({}) as session:
            yield session
        self.generation += 1
        self.origin = origin

    def clean_up(self) -> int:
        return 0

    def settle(self) -> None:
        pass

    def close(self) -> None:
        self.articles.clear()

    @contextmanager
    def _session(self, articles: dict[str, Article]) -> Iterator[Session]:
        session = Session(articles)
        yield session
        if self.failing_commits:
            self.failing_commits -= 1
            raise EngineUnavailable("The disk of the index is full.")
        self.articles = session.articles
        self.commits.append(session.calls)
