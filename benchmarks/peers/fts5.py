"""SQLite's FTS5 with Porter stems; dates, sources and sections in a table beside it."""

import sqlite3
from pathlib import Path

from benchmarks.corpus import Record
from benchmarks.peers import TOP, Local
from benchmarks.workloads import Kind, Question


class SqliteFts5(Local):
    """The page and the count are two statements; each facet is one more."""

    version = sqlite3.sqlite_version

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        folder.mkdir(exist_ok=True)

    def fill(self, articles: list[Record]) -> None:
        self.open()
        with self._connection as connection:
            connection.execute("CREATE VIRTUAL TABLE articles USING fts5(text, tokenize='porter unicode61')")
            connection.execute("CREATE TABLE about (id INTEGER PRIMARY KEY, published INTEGER, source, section)")
            connection.executemany(
                "INSERT INTO articles (rowid, text) VALUES (?, ?)",
                ((number, article.text) for number, article in enumerate(articles)),
            )
            connection.executemany(
                "INSERT INTO about VALUES (?, ?, ?, ?)",
                (
                    (number, article.published, article.source, article.section)
                    for number, article in enumerate(articles)
                ),
            )
            connection.execute("CREATE INDEX by_date ON about (published)")

    def open(self) -> None:
        self._connection = sqlite3.connect(self.folder / "fts.sqlite")

    def change(self, article: Record) -> None:
        with self._connection as connection:
            connection.execute("UPDATE articles SET text = ? WHERE rowid = 0", (article.text,))

    def find(self, question: Question) -> int:
        arguments: list[str | int] = [_match(question)]
        tables, where = "articles", "articles MATCH ?"
        if question.newest or question.since is not None:
            tables += " JOIN about ON about.id = articles.rowid"
        if question.since is not None and question.until is not None:
            where += " AND about.published >= ? AND about.published < ?"
            arguments += [question.since, question.until]
        ask = self._connection.execute
        order = "about.published DESC" if question.newest else "rank"
        ask(f"SELECT text FROM {tables} WHERE {where} ORDER BY {order} LIMIT {TOP}", arguments).fetchall()
        if question.facets:
            for facet in ("source", "section"):
                ask(
                    f"SELECT {facet}, count(*) FROM {tables} WHERE {where} GROUP BY 1 ORDER BY 2 DESC LIMIT {TOP}",
                    arguments,
                ).fetchall()
        return int(ask(f"SELECT count(*) FROM {tables} WHERE {where}", arguments).fetchone()[0])


def _match(question: Question) -> str:
    match question.kind:
        case Kind.PHRASE:
            return f'"{" ".join(question.words)}"'
        case Kind.PREFIX:
            return f'"{question.words[0]}"*'
        case Kind.ANY | Kind.ALL:
            joint = " OR " if question.kind is Kind.ANY else " AND "
            return joint.join(f'"{word}"' for word in question.words)
