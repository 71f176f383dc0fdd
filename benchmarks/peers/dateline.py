"""The project's embedded engine, as the web and the indexer use it."""

from datetime import UTC, datetime
from pathlib import Path

import dateline
from benchmarks.corpus import Record
from benchmarks.peers import TOP, Local
from benchmarks.workloads import Kind, Question
from search.article import Article, Published
from search.engines.whoosh.engine import WhooshEngine
from search.query.tree import And, Or, Phrase, Prefix, Query, Word
from search.request import Facet, Filters, SearchRequest, Sort
from search.settings import IndexSettings, SearchSettings
from search.warmup import warm_up


class Dateline(Local):
    """`rank` is the engine's ranking, `find` reads the articles of the page too, `search` also marks them."""

    version = dateline.__version__

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        # Installing compiles the kernels; a program that has started has loaded them.
        warm_up()
        self._engine = WhooshEngine(folder / "index", IndexSettings(), SearchSettings())

    def fill(self, articles: list[Record]) -> None:
        with self._engine.writer() as writer:
            for number, article in enumerate(articles):
                writer.update(_article(number, article))

    def settle(self) -> None:
        self._engine.settle()

    def open(self) -> None:
        self._snapshot = self._engine._latest()

    def find(self, question: Question) -> int:
        ranked = self._engine.rank(_request(question))
        for doc in ranked.docs.tolist():
            self._snapshot.article(doc)
        return ranked.results.total

    def rank(self, question: Question) -> int:
        return self._engine.rank(_request(question)).results.total

    def search(self, question: Question) -> int:
        return self._engine.search(_request(question)).total

    def change(self, article: Record) -> None:
        with self._engine.writer() as writer:
            writer.update(_article(0, article))
        self.open()


def _article(number: int, article: Record) -> Article:
    return Article(
        str(number),
        text=article.text,
        published=Published(_wall(article.published)),
        source=article.source,
        section=article.section,
        language="en",
    )


def _request(question: Question) -> SearchRequest:
    since, until = (None if moment is None else _wall(moment) for moment in (question.since, question.until))
    return SearchRequest(
        query_of(question),
        filters=Filters(since, until),
        sort=Sort.NEWEST if question.newest else Sort.RELEVANCE,
        limit=TOP,
        snippets=0,
        facets=(Facet.SOURCE, Facet.SECTION) if question.facets else (),
    )


def query_of(question: Question) -> Query:
    """Return the query tree of a question."""
    match question.kind:
        case Kind.PHRASE:
            return Phrase(" ".join(question.words))
        case Kind.PREFIX:
            return Prefix(question.words[0])
        case Kind.ANY | Kind.ALL:
            leaves = tuple(map(Word, question.words))
            if len(leaves) == 1:
                return leaves[0]
            return Or(leaves) if question.kind is Kind.ANY else And(leaves)


def _wall(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
