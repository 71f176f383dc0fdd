"""Whoosh as it comes, with its own codec, stemming and evaluation."""

from datetime import UTC, datetime
from pathlib import Path

import whoosh
from whoosh import fields, index, query
from whoosh.analysis import StemmingAnalyzer
from whoosh.qparser import AndGroup, OrGroup, QueryParser

from benchmarks.corpus import Record
from benchmarks.peers import TOP, Local
from benchmarks.workloads import Kind, Question


class Whoosh(Local):
    """The count is exact, which is a second search where the ten best were found without looking at all matches."""

    version = whoosh.versionstring()

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        folder.mkdir(exist_ok=True)

    def fill(self, articles: list[Record]) -> None:
        schema = fields.Schema(
            text=fields.TEXT(analyzer=StemmingAnalyzer(), stored=True),
            published=fields.DATETIME(sortable=True),
            source=fields.ID(sortable=True),
            section=fields.ID(sortable=True),
        )
        writer = index.create_in(self.folder, schema).writer(limitmb=512)
        for article in articles:
            writer.add_document(**_fields(article))
        writer.commit()

    def open(self) -> None:
        self._index = index.open_dir(self.folder)
        self._searcher = self._index.searcher()
        self._parsers = {
            kind: QueryParser("text", self._index.schema, group=OrGroup if kind is Kind.ANY else AndGroup)
            for kind in Kind
        }

    def change(self, article: Record) -> None:
        writer = self._index.writer()
        writer.add_document(**_fields(article))
        writer.commit()
        self._searcher = self._index.searcher()

    def find(self, question: Question) -> int:
        text = " ".join(question.words)
        marks = {Kind.PHRASE: f'"{text}"', Kind.PREFIX: text + "*"}
        dates = None
        if question.since is not None and question.until is not None:
            dates = query.DateRange("published", _wall(question.since), _wall(question.until), endexcl=True)
        found = self._searcher.search(
            self._parsers[question.kind].parse(marks.get(question.kind, text)),
            limit=TOP,
            filter=dates,
            sortedby="published" if question.newest else None,
            reverse=question.newest,
            groupedby=["source", "section"] if question.facets else None,
        )
        for hit in found:
            hit.fields()
        if question.facets:
            for facet in ("source", "section"):
                found.groups(facet)
        return len(found)


def _fields(article: Record) -> dict[str, str | datetime]:
    return {
        "text": article.text,
        "published": _wall(article.published),
        "source": article.source,
        "section": article.section,
    }


def _wall(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
