"""Articles and search results written as JSON Lines or CSV, one article at a time, whatever their number."""

import csv
import io
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Any, TextIO

from search.article import Article, to_record
from search.request import SearchOptions, Sort
from search.results import SearchResults

PAGE_SIZE = 100

END_OF_EXPORT = "end_of_export"
"""The member of the last line of an export over HTTP: true where it is whole, false where it broke off."""

# A spreadsheet takes a cell that begins like this for a formula, which may fetch or run what it names.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class ExportFormat(StrEnum):
    """The file formats of an export."""

    JSONL = "jsonl"
    CSV = "csv"


def export_lines(
    articles: Iterable[Article], form: ExportFormat, fields: Collection[str] | None = None
) -> Iterator[str]:
    """Yield the lines of the articles, one by one. Both formats have the fields of `search.article`, in its order.

    `fields` names those to write, beside the id (None: all). JSON Lines can be indexed again without loss. In CSV lists
    are joined by `; `, and a cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    match form:
        case ExportFormat.JSONL:
            for article in articles:
                yield json.dumps(_record(article, fields), ensure_ascii=False) + "\n"
        case ExportFormat.CSV:
            yield _row(_record(Article(id=""), fields))
            for article in articles:
                yield _row(map(_cell, _record(article, fields).values()))


def write_articles(articles: Iterable[Article], out: TextIO, form: ExportFormat) -> None:
    """Write the lines of the articles, as `export_lines` yields them."""
    out.writelines(export_lines(articles, form))


def iter_matches(run_search: Callable[[SearchOptions], SearchResults]) -> Iterator[Article]:
    """Yield all articles of one search, newest first; `run_search` is called for page after page, through cursors."""
    options = SearchOptions(sort=Sort.NEWEST, limit=PAGE_SIZE, snippets=0)
    while True:
        results = run_search(options)
        yield from (hit.article for hit in results.hits)
        if results.next_cursor is None:
            return
        options = replace(options, cursor=results.next_cursor)


def _record(article: Article, fields: Collection[str] | None) -> dict[str, Any]:
    record = to_record(article)
    if fields is None:
        return record
    return {name: value for name, value in record.items() if name == "id" or name in fields}


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
