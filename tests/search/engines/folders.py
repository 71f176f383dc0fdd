"""Indexes in temporary folders, with a few articles."""

from datetime import datetime
from pathlib import Path

from search.article import Article, Published
from search.engine import Engine
from search.engines import open_engine
from search.request import SearchRequest
from search.settings import IndexSettings, SearchSettings


def articles(count: int, words: str = "harbour news") -> list[Article]:
    return [
        Article(f"n{n}", f"Story {n}", f"{words} number {n}", published=Published(datetime(2015, 1, 1 + n % 28)))
        for n in range(count)
    ]


def opened(folder: Path, **settings: object) -> Engine:
    return open_engine(IndexSettings(merge_at=3), SearchSettings(**settings), folder)


def filled(folder: Path, *batches: list[Article]) -> Engine:
    engine = opened(folder)
    for batch in batches:
        with engine.writer() as writer:
            for article in batch:
                writer.update(article)
    return engine


def ids(engine: Engine, request: SearchRequest) -> list[str]:
    return [hit.article.id for hit in engine.search(request).hits]
