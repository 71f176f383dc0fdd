"""Xapian with English stems; dates and facets in value slots."""

from pathlib import Path

import xapian

from benchmarks.corpus import Record
from benchmarks.peers import TOP, Local
from benchmarks.workloads import Kind, Question

PUBLISHED, SOURCE, SECTION = 0, 1, 2
EXPANSIONS = 1000


class Xapian(Local):
    """All matches are looked at for the exact total; facets are counted in the same pass."""

    version = xapian.version_string()

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._stem = xapian.Stem("en")

    def fill(self, articles: list[Record]) -> None:
        database = xapian.WritableDatabase(str(self.folder), xapian.DB_CREATE)
        for article in articles:
            database.add_document(self._document(article))
        database.commit()
        database.close()

    def open(self) -> None:
        self._database = xapian.Database(str(self.folder))
        self._parser = xapian.QueryParser()
        self._parser.set_stemmer(self._stem)
        self._parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self._parser.set_database(self._database)
        self._parser.set_max_expansion(EXPANSIONS, xapian.Query.WILDCARD_LIMIT_MOST_FREQUENT)

    def change(self, article: Record) -> None:
        database = xapian.WritableDatabase(str(self.folder), xapian.DB_OPEN)
        database.replace_document(1, self._document(article))
        database.commit()
        database.close()
        self._database.reopen()

    def _document(self, article: Record) -> "xapian.Document":
        document = xapian.Document()
        generator = xapian.TermGenerator()
        generator.set_stemmer(self._stem)
        generator.set_document(document)
        generator.index_text(article.text)
        document.set_data(article.text)
        document.add_value(PUBLISHED, xapian.sortable_serialise(article.published))
        document.add_value(SOURCE, article.source)
        document.add_value(SECTION, article.section)
        return document

    def find(self, question: Question) -> int:
        query = self._query(question)
        if question.since is not None and question.until is not None:
            first, last = (xapian.sortable_serialise(each) for each in (question.since, question.until - 1))
            dates = xapian.Query(xapian.Query.OP_VALUE_RANGE, PUBLISHED, first, last)
            query = xapian.Query(xapian.Query.OP_FILTER, query, dates)
        enquire = xapian.Enquire(self._database)
        enquire.set_query(query)
        if question.newest:
            enquire.set_sort_by_value(PUBLISHED, True)
        facets = [xapian.ValueCountMatchSpy(slot) for slot in (SOURCE, SECTION)] if question.facets else []
        for facet in facets:
            enquire.add_matchspy(facet)
        found = enquire.get_mset(0, TOP, self._database.get_doccount())
        for match in found:
            match.document.get_data()
        for facet in facets:
            list(facet.top_values(TOP))
        return int(found.get_matches_estimated())

    def _query(self, question: Question) -> "xapian.Query":
        text = " ".join(question.words)
        flags = xapian.QueryParser
        match question.kind:
            case Kind.PHRASE:
                return self._parser.parse_query(f'"{text}"', flags.FLAG_PHRASE)
            case Kind.PREFIX:
                return self._parser.parse_query(text + "*", flags.FLAG_WILDCARD)
            case Kind.ANY | Kind.ALL:
                either = question.kind is Kind.ANY
                self._parser.set_default_op(xapian.Query.OP_OR if either else xapian.Query.OP_AND)
                return self._parser.parse_query(text, 0)
