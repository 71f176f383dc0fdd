"""The encoding and the dialect of a table (delimiter, quotation, escapes), detected from its beginning."""

import _csv
import codecs
import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

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
_MAX_LINES_ABOVE = 30
_MAX_SAMPLED_ROWS = 2_000


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
    skips_space: bool = False
    """Whether blanks between a delimiter and a quotation mark are no part of a cell."""

    def reader(self, lines: Iterable[str], *, strict: bool) -> _csv.Reader:
        """Return the rows of lines. A strict one raises csv.Error for a quotation mark amid a cell."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape or None,
            doublequote=not self.escape,
            skipinitialspace=self.skips_space,
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
            skips_space = bool(quote) and f"{delimiter} {quote}" in sample
            dialect = Dialect(delimiter, quote, escape, skips_space)
            score = _score(_first_rows(dialect, sample, whole), wanted)
            if score is not None and (best is None or score > best[0]):
                best = score, dialect
    return best[1] if best else None


def find_header(
    sample: str, above: Dialect | None, *, whole: bool, mapped: Collection[str]
) -> tuple[int, Dialect] | None:
    """Return how many lines stand above the header of a table, and its dialect; None where there are none.

    Programs print titles, filters and dates there. A header has the names of two columns at least, of which one is an
    article's, and the row below it has as many cells. Where the first line may be a header too, read by the dialect
    `above`, another has the names of three columns, and the first has one.
    """
    lines = sample.splitlines(keepends=True)
    known_above = _count_known(lines[0]) if above and lines else 0
    if known_above > 1:
        return None
    for skipped in range(1, min(_MAX_LINES_ABOVE, len(lines) - 1)):
        if _count_known(lines[skipped]) < (3 if above else 1):
            continue
        rest = "".join(lines[skipped : skipped + 2 * _SCORED_ROWS])
        dialect = detect_dialect(rest, whole=whole, mapped=mapped)
        rows = _first_rows(dialect, rest, whole) if dialect else []
        if dialect and len(rows) > 1 and 2 <= len(rows[0]) == len(rows[1]):
            return skipped, dialect
    return None


def _count_known(line: str) -> int:
    """Return how many names of columns a line has that articles have; 0 for a line of one cell."""
    words = [_normalize(word.strip("\"' \r\n")) for word in re.split(r"[,;\t|]", line[:10_000])]
    return sum(word in _KNOWN_COLUMNS for word in words) if len(words) > 1 else 0


def column_values(dialect: Dialect, sample: str) -> Iterator[tuple[str, str]]:
    """Yield the cells of a table that begins so, header first, each with the name of its column."""
    reader = dialect.reader(sample.splitlines(keepends=True), strict=False)
    try:
        header = next(reader, [])
        for row in islice(reader, _MAX_SAMPLED_ROWS):
            yield from zip(header, row, strict=False)
    except csv.Error:
        return


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
