"""The peers, each behind the same three calls."""

import sqlite3
from pathlib import Path
from typing import Protocol

import tantivy

from search.article import Article
from search.engines import open_engine
from search.query import Or, Query, Word
from search.request import SearchRequest
from search.settings import IndexSettings, SearchSettings

TOP = 10


class Peer(Protocol):
    """An engine under test: made in an empty folder, filled once, then asked."""

    name: str

    def fill(self, texts: list[str]) -> None:
        """Index all texts; they are searchable and on disk when this returns."""
        ...

    def search(self, words: list[str]) -> int:
        """Find the ten best articles that have any of these words; the exact number of all."""
        ...


class Dateline:
    """The embedded engine of this project."""

    name = "Dateline"

    def __init__(self, folder: Path) -> None:
        self._engine = open_engine(IndexSettings(), SearchSettings(), folder)

    def fill(self, texts: list[str]) -> None:
        with self._engine.writer() as writer:
            for number, text in enumerate(texts):
                writer.update(Article(str(number), text=text, language="en"))

    def search(self, words: list[str]) -> int:
        leaves = tuple(Word(word) for word in dict.fromkeys(words))
        query: Query = Or(leaves) if len(leaves) > 1 else leaves[0]
        return self._engine.search(SearchRequest(query, limit=TOP, snippets=0)).total


class Tantivy:
    """tantivy through its Python package, two writing threads, English stems."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        schema = tantivy.SchemaBuilder().add_text_field("text", stored=True, tokenizer_name="en_stem").build()
        folder.mkdir()
        self._index = tantivy.Index(schema, path=str(folder))

    def fill(self, texts: list[str]) -> None:
        writer = self._index.writer(num_threads=2)
        for text in texts:
            writer.add_document(tantivy.Document(text=text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, words: list[str]) -> int:
        searcher = self._index.searcher()
        found = searcher.search(self._index.parse_query(" ".join(words), ["text"]), TOP)
        for _, address in found.hits:
            searcher.doc(address)
        return int(found.count)


class SqliteFts5:
    """SQLite's FTS5 with Porter stems."""

    name = "SQLite FTS5"

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._connection = sqlite3.connect(folder / "fts.sqlite")
        self._connection.execute("CREATE VIRTUAL TABLE articles USING fts5(text, tokenize='porter unicode61')")

    def fill(self, texts: list[str]) -> None:
        with self._connection:
            self._connection.executemany("INSERT INTO articles VALUES (?)", ((text,) for text in texts))

    def search(self, words: list[str]) -> int:
        query = " OR ".join(f'"{word}"' for word in words)
        ranked = "SELECT text FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT ?"
        self._connection.execute(ranked, (query, TOP)).fetchall()
        counted = self._connection.execute("SELECT count(*) FROM articles WHERE articles MATCH ?", (query,))
        return int(counted.fetchone()[0])


PEERS: tuple[type[Dateline] | type[Tantivy] | type[SqliteFts5], ...] = (Dateline, Tantivy, SqliteFts5)
