"""tantivy through its Python package: English stems, dates and facet fields as columns."""

from pathlib import Path

import tantivy

from benchmarks.corpus import Record
from benchmarks.peers import TOP, Local
from benchmarks.workloads import Kind, Question

HEAP = 512_000_000
"""Bytes the writer may use: more than its default, which makes it faster."""

FACETS = {name: {"terms": {"field": name, "size": TOP}} for name in ("source", "section")}


class Tantivy(Local):
    """`rank` is a search with its count, `find` fetches the stored texts too. Facets are a second pass."""

    version = tantivy.__version__.removeprefix("tantivy v").partition(",")[0]

    def __init__(self, folder: Path, threads: str) -> None:
        super().__init__(folder)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=True, tokenizer_name="en_stem")
        builder.add_integer_field("published", stored=True, indexed=True, fast=True)
        for name in FACETS:
            builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw")
        self._schema = builder.build()
        self._threads = int(threads)
        folder.mkdir(exist_ok=True)

    def fill(self, articles: list[Record]) -> None:
        self.open()
        self._writer = self._index.writer(heap_size=HEAP, num_threads=self._threads)
        for article in articles:
            self._writer.add_document(_document(article))
        self._writer.commit()
        self._index.reload()

    def settle(self) -> None:
        self._writer.wait_merging_threads()

    def open(self) -> None:
        self._index = tantivy.Index(self._schema, path=str(self.folder))

    def find(self, question: Question) -> int:
        searcher = self._index.searcher()
        found = self._found(searcher, question)
        for _, address in found.hits:
            searcher.doc(address)
        return int(found.count)

    def change(self, article: Record) -> None:
        writer = self._index.writer(heap_size=HEAP, num_threads=1)
        writer.add_document(_document(article))
        writer.commit()
        self._index.reload()

    def rank(self, question: Question) -> int:
        return int(self._found(self._index.searcher(), question).count)

    def _found(self, searcher: tantivy.Searcher, question: Question) -> tantivy.SearchResult:
        query = self._query(question)
        if question.since is not None:
            dates = tantivy.Query.range_query(
                self._schema,
                "published",
                tantivy.FieldType.Integer,
                question.since,
                question.until,
                include_upper=False,
            )
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, dates)])
        if question.facets:
            searcher.aggregate(query, FACETS)
        if question.newest:
            return searcher.search(query, TOP, order_by_field="published")
        return searcher.search(query, TOP)

    def _query(self, question: Question) -> tantivy.Query:
        text = " ".join(question.words)
        match question.kind:
            case Kind.ANY:
                return self._index.parse_query(text, ["text"])
            case Kind.ALL:
                return self._index.parse_query(text, ["text"], conjunction_by_default=True)
            case Kind.PHRASE:
                return self._index.parse_query(f'"{text}"', ["text"])
            case Kind.PREFIX:
                return tantivy.Query.regex_query(self._schema, "text", text + ".*")


def _document(article: Record) -> tantivy.Document:
    return tantivy.Document(
        text=article.text, published=article.published, source=article.source, section=article.section
    )
