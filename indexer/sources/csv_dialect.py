"""The encoding and the dialect of a table (delimiter, quotation, escapes), detected from its beginning."""

import _csv
import codecs
import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from indexer.extract.encoding_guess import guess_encoding
from indexer.extract.fields import FIELDS, HTML_ALIASES, SUMMARY_ALIASES, TEXT_ALIASES, Field

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t|"
_SCORED_ROWS = 20


def _normalize(name: str) -> str:
    return name.strip().casefold().replace("_", "").replace("-", "").replace(" ", "")


_CONTENT_COLUMNS = frozenset(
    _normalize(name) for name in (*FIELDS[Field.TITLE].aliases, *TEXT_ALIASES, *HTML_ALIASES, *SUMMARY_ALIASES)
)
_KNOWN_COLUMNS = _CONTENT_COLUMNS | {_normalize(name) for rules in FIELDS.values() for name in rules.aliases}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are separated. Without `quote` quotation marks mean nothing; `escape` is "" or a backslash."""

    delimiter: str
    quote: str = '"'
    escape: str = ""

    def reader(self, lines: Iterable[str], *, strict: bool) -> _csv.Reader:
        """Return the rows of lines. A strict one raises csv.Error for a quotation mark amid a cell."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape or None,
            doublequote=not self.escape,
            strict=strict,
        )


def detect_encoding(sample: bytes) -> tuple[str, str] | None:
    """Return the codec for a file that begins so and what it does with errors, or None where there is no text."""
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name, "surrogateescape" if name == "utf-8-sig" else "replace"
    if b"\0" in sample:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        if max(even, odd) * 2 < len(sample) * 0.6:
            return None
        return ("utf-16-le" if odd > even else "utf-16-be"), "replace"
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(sample)
    undecodable = sum("\udc80" <= character <= "\udcff" for character in text)
    if undecodable * 2 <= sum(character > "\x7f" for character in text):
        return "utf-8", "surrogateescape"
    return guess_encoding(sample), "replace"


def detect_dialect(sample: str, *, whole: bool, mapped: Collection[str]) -> Dialect | None:
    """Return the dialect of a table that begins so, header first; None where no column of it is an article's.

    `whole` says that the sample is all of the table, `mapped` which columns the settings name. The dialect is taken
    under which most columns have known names, then most rows the width of the header, then most columns come out.
    """
    wanted = {_normalize(name) for name in mapped}
    quotes = [('"', ""), ("'", ""), ("", "")]
    if '\\"' in sample:
        quotes.insert(0, ('"', "\\"))
    best: tuple[tuple[int, float, int], Dialect] | None = None
    for quote, escape in quotes:
        for delimiter in _DELIMITERS:
            dialect = Dialect(delimiter, quote, escape)
            score = _score(_first_rows(dialect, sample, whole), wanted)
            if score is not None and (best is None or score > best[0]):
                best = score, dialect
    return best[1] if best else None


def _first_rows(dialect: Dialect, sample: str, whole: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    lines = sample.splitlines(keepends=True)
    reader = dialect.reader(lines, strict=bool(dialect.quote))
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) > _SCORED_ROWS:
                break
        else:
            if not whole and len(rows) > 1:
                rows.pop()
    except csv.Error:
        if whole or reader.line_num < len(lines):
            rows.append([])  # a row that this dialect cannot read
    return rows


def _score(rows: list[list[str]], wanted: Collection[str]) -> tuple[int, float, int] | None:
    if not rows:
        return None
    header = [_normalize(name) for name in rows[0]]
    if not any(name in _CONTENT_COLUMNS or name in wanted for name in header):
        return None
    known = sum(name in _KNOWN_COLUMNS or name in wanted for name in header)
    rest = rows[1:]
    same_width = sum(len(row) == len(header) for row in rest) / len(rest) if rest else 1.0
    return known, same_width, len(header)
