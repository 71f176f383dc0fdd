"""Tables (CSV, TSV) whose rows are articles.

The columns are known by the usual names of fields, or as the settings map them. A row is known by its id or URL, else
by its number. A quotation mark that is never closed would swallow the rows after it. So a row that goes wrong over
several lines is given up with its first line, and the others are read again as rows of their own.
"""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from indexer.document import Document, Failure
from indexer.sources.compression import DAMAGE, decompressed, read_beginning
from indexer.sources.container import ContainerFile, Problem, RecordNames, damage_problem
from indexer.sources.csv_dialect import Dialect, column_values, detect_dialect, detect_encoding, find_header
from indexer.sources.date_order import detect_date_order, has_numeric_date
from indexer.sources.fingerprints import escape_unprintable, hash_bytes

_SAMPLE_BYTES = 1 << 18
_MAX_REREAD_CHARS = 1 << 25
"""How much of a file may be read again in all, which bounds the time that unclosed quotation marks cost."""
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
_UNDECODABLE = re.compile("[\udc80-\udcff]")
_NULL = "\\N"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row that begins on a line, from 1."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line at which no row can be read, with the cells that were made out. With `gap` lines after it are lost too."""

    line: int
    reason: str
    message: str
    gap: bool
    cells: tuple[str, ...] = ()


class CsvFile:
    """One table of a source."""

    def __init__(self, container: ContainerFile, max_bytes: int) -> None:
        """Read no row of more than `max_bytes` characters."""
        self._container, self._max_chars = container, max_bytes
        self._names = RecordNames(container.spec.fields)
        self._line = 0
        self._date_order = ""

    def records(self, file: io.RawIOBase) -> Iterator[Document | Failure | Problem]:
        """Yield the rows in their order, and failures by line. Raises OSError."""
        path = self._container.path
        # The module keeps one limit for the whole process; it is only ever raised.
        csv.field_size_limit(max(csv.field_size_limit(), self._max_chars + 1))
        try:
            sample = read_beginning(path, _SAMPLE_BYTES)
            encoding = detect_encoding(sample)
            if not sample.strip():
                yield Problem("empty", "The table is empty.", "line 1")
            elif encoding is None:
                yield Problem("binary", "The file holds no text, and so no table.", "line 1")
            else:
                with decompressed(file, path.name) as stream:
                    text = io.TextIOWrapper(stream, *encoding, newline="")
                    yield from self._table(RowReader(text, self._max_chars), sample.decode(encoding[0], "replace"))
        except DAMAGE as error:
            yield damage_problem(error, self._line, "rows")

    def _table(self, rows: "RowReader", sample: str) -> Iterator[Document | Failure | Problem]:
        first = next(iter(sample.splitlines()), "").strip()
        separator = _SEPARATOR_LINE.fullmatch(first)
        if separator:  # a line by which spreadsheet programs state the delimiter
            rows.skip_line()
        whole = len(sample) < _SAMPLE_BYTES // 4
        mapping = self._container.spec.fields
        mapped = [mapping[field] for field in ("title", "text") if field in mapping]
        dialect = Dialect(separator[1]) if separator else detect_dialect(sample, whole=whole, mapped=mapped)
        if not separator and (found := find_header(sample, dialect, whole=whole, mapped=mapped)):
            skipped, dialect = found
            for _ in range(skipped):
                rows.skip_line()
            sample = "".join(sample.splitlines(keepends=True)[skipped:])
        if dialect is None:
            message = (
                "No column is named like a title or a text, so there is nothing to read the rows by. "
                'Map the columns, as `fields = { title = "…" }`. The first line is: ' + escape_unprintable(first[:200])
            )
            yield Problem("no-header", message, "line 1")
            return
        cells = column_values(dialect, sample.partition("\n")[2] if separator else sample)
        self._date_order = detect_date_order(cells, mapping.get("published", ""))
        yield from self._documents(rows.read(dialect))

    def _documents(self, rows: Iterator[Row | BadRow]) -> Iterator[Document | Failure | Problem]:
        header: list[str] | None = None
        number = 0
        for row in rows:
            self._line = row.line
            number += 1
            if isinstance(row, BadRow):
                # It is named by its id, so that what an earlier run read of it stays.
                name = self._name(_fields(header or [], row.cells), number)
                problem = Problem(row.reason, row.message, f"line {row.line}", name)
                fingerprint = hash_bytes(repr(row).encode("utf-8", "surrogatepass"))
                yield problem if row.gap else self._container.failure(problem, fingerprint)
            elif header is None:
                header = [name.strip() or f"column {column}" for column, name in enumerate(row.cells, 1)]
                number = 0
            elif [name.strip() for name in row.cells] != header:  # joined tables have their header again
                fields = _fields(header, row.cells)
                order = self._date_order if any(has_numeric_date(cell) for cell in row.cells) else ""
                stated = (*header, *row.cells, order) if order else (*header, *row.cells)
                fingerprint = hash_bytes("\0".join(stated).encode("utf-8", "surrogatepass"))
                name = self._name(fields, number)
                yield self._container.record(name, fields, fingerprint, stated_by="table", date_order=order)

    def _name(self, fields: Mapping[str, object], number: int) -> str:
        return self._names.name({**{name.casefold(): value for name, value in fields.items()}, **fields}, number)


def _fields(header: Sequence[str], cells: Sequence[str]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for name, cell in zip(header, cells, strict=False):
        if cell and cell != _NULL:
            fields.setdefault(name, _UNDECODABLE.sub(_decode_windows, cell))
    return fields


def _decode_windows(stray: re.Match[str]) -> str:
    """Decode a byte that is not UTF-8 in a file that is: it was pasted from Windows."""
    return bytes([ord(stray[0]) - 0xDC00]).decode("cp1252", "replace")


class RowReader:
    """Reads the rows of a table."""

    def __init__(self, text: TextIO, max_chars: int) -> None:
        """Read lines from `text`, and no row of more than `max_chars`."""
        self._lines = _LineBuffer(text, max_chars)
        self._max_chars = max_chars

    def skip_line(self) -> None:
        """Pass over a line."""
        next(self._lines, None)

    def read(self, dialect: Dialect) -> Iterator[Row | BadRow]:
        """Yield the rows from here on, all of one width; rows without any content are left out."""
        lines = self._lines
        width = 0
        reader = dialect.reader(lines, strict=bool(dialect.quote))
        while True:
            lines.begin_row()
            try:
                cells = next(reader, None)
            except _TooLongError:
                reader = dialect.reader(lines, strict=bool(dialect.quote))
                message = f"The row is longer than the {self._max_chars:,} characters that are read."
                yield BadRow(lines.first, "too-large", message, not lines.unread_rest())
                continue
            except csv.Error as error:
                reader = dialect.reader(lines, strict=bool(dialect.quote))
                cells = self._parse_leniently(dialect, width)
                gap = not lines.unread_rest()
                if cells is None or gap:
                    yield BadRow(lines.first, "bad-row", f"The row cannot be read: {error}.", gap)
                    continue
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            width = width or len(cells)
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            if len(cells) == width:
                yield Row(lines.first, cells)
            else:
                message = f"The row has {len(cells)} cells; the header has {width}."
                yield BadRow(lines.first, "ragged-row", message, not lines.unread_rest(), tuple(cells))

    def _parse_leniently(self, dialect: Dialect, width: int) -> list[str] | None:
        """Return the cells of the row's first line alone, if they are as many as they should be."""
        try:
            (cells,) = dialect.reader([self._lines.row[0]], strict=False)
        except (csv.Error, ValueError):
            return None
        is_closed = dialect.quote and cells and not cells[-1].endswith("\n")
        return cells if is_closed and len(cells) == width else None


class _TooLongError(Exception):
    """A row that is too long."""


class _LineBuffer:
    """The lines of a text, of which those of the present row can be read again."""

    def __init__(self, text: TextIO, max_chars: int) -> None:
        self._text, self._max_chars = text, max_chars
        self._unread: deque[str] = deque()
        self._reread_chars = self._row_chars = 0
        self._number = 0
        self.first = 1
        self.row: list[str] = []

    def __iter__(self) -> "_LineBuffer":
        return self

    def __next__(self) -> str:
        line = self._unread.popleft() if self._unread else self._text.readline(self._max_chars + 1)
        if not line:
            raise StopIteration
        self._number += 1
        self._row_chars += len(line)
        if self._row_chars > self._max_chars:
            if not self.row:
                while line and not line.endswith("\n"):
                    line = self._text.readline(self._max_chars)
            else:
                self._unread.appendleft(line)
                self._number -= 1
            raise _TooLongError
        self.row.append(line)
        return line

    def begin_row(self) -> None:
        """Begin a row with the next line."""
        self.first, self._row_chars = self._number + 1, 0
        self.row.clear()

    def unread_rest(self) -> bool:
        """Have all lines of the row but the first read again; return False when that was done too often."""
        rest = self.row[1:]
        self._reread_chars += sum(map(len, rest))
        if self._reread_chars > _MAX_REREAD_CHARS:
            return not rest
        self._unread.extendleft(reversed(rest))
        self._number -= len(rest)
        return True
