"""Here is a table (CSV, TSV): which articles are its rows?

The columns are known by the usual names of fields, or as the settings map them. A row is known by its id or address,
else by its number.
"""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from indexer.document import Document, Failure
from indexer.settings import SourceSettings
from indexer.sources.compression import DAMAGE, HashedFile, beginning_of, unpacked
from indexer.sources.container import Container, Problem, RecordNames
from indexer.sources.csv_dialect import Dialect, dialect_of, encoding_of
from indexer.sources.fingerprints import digest, escape_unprintable

# FOLDED: Here are the lines of a table: what are its rows, and which lines are none?
# FOLDED:
# FOLDED: A quotation mark that is never closed would swallow the rows after it. So a row that goes wrong over several lines is
# FOLDED: given up with its first line, and the others are read again as rows of their own.


_MOST_READ_AGAIN = 1 << 25


class _Text(Protocol):
    def readline(self, size: int, /) -> str: ...


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


class Rows:
    """The rows of a table."""

    def __init__(self, text: _Text, longest: int) -> None:
        """Reads lines from `text`; no row of more than `longest` characters is read."""
        self._lines = _Lines(text, longest)
        self._longest = longest

    @property
    def line(self) -> int:
        """The number of the last line that was read."""
        return self._lines.number

    def skip_line(self) -> None:
        """Pass over a line."""
        next(self._lines, None)

    def read(self, dialect: Dialect) -> Iterator[Row | BadRow]:
        """The rows from here on, all of one width; rows without any content are left out."""
        lines = self._lines
        width = 0
        reader = dialect.reader(lines, strict=bool(dialect.quote))
        while True:
            lines.begin()
            try:
                cells = next(reader, None)
            except _TooLongError:
                reader = dialect.reader(lines, strict=bool(dialect.quote))
                message = f"The row is longer than the {self._longest:,} characters that are read."
                yield BadRow(lines.first, "too-large", message, not lines.give_back())
                continue
            except csv.Error as error:
                reader = dialect.reader(lines, strict=bool(dialect.quote))
                cells = self._leniently(dialect, width)
                gap = not lines.give_back()
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
                yield BadRow(lines.first, "ragged-row", message, not lines.give_back(), tuple(cells))

    def _leniently(self, dialect: Dialect, width: int) -> list[str] | None:
        """The cells of the first line alone, if they are as many as they should be."""
        first = [self._lines.taken[0]]
        try:
            (cells,) = dialect.reader(first, strict=False)
        except (csv.Error, ValueError):
            return None
        closed = dialect.quote and cells and not cells[-1].endswith("\n")
        return cells if closed and len(cells) == width else None


class _TooLongError(Exception):
    """A row that is too long."""


class _Lines:
    """Lines that can be given back."""

    def __init__(self, text: _Text, longest: int) -> None:
        self._text, self._longest = text, longest
        self._again: deque[str] = deque()
        self._read_again = self._size = 0
        self.number = 0
        self.first = 1
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(self._longest + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._size += len(line)
        if self._size > self._longest:
            if not self.taken:
                while line and not line.endswith("\n"):
                    line = self._text.readline(self._longest)
            else:
                self._again.appendleft(line)
                self.number -= 1
            raise _TooLongError
        self.taken.append(line)
        return line

    def begin(self) -> None:
        """A row begins with the next line."""
        self.first, self._size = self.number + 1, 0
        self.taken.clear()

    def give_back(self) -> bool:
        """Have all lines of the row but the first read again; False when that was done too often."""
        rest = self.taken[1:]
        self._read_again += sum(map(len, rest))
        if self._read_again > _MOST_READ_AGAIN:
            return not rest
        self._again.extendleft(reversed(rest))
        self.number -= len(rest)
        return True


_SAMPLE = 1 << 18
_SEPARATOR = re.compile(r"sep=(.)", re.IGNORECASE)
_STRAY = re.compile("[\udc80-\udcff]")
_NULL = "\\N"


class TableFile:
    """One table of a source."""

    def __init__(self, spec: SourceSettings, container: Container, max_bytes: int) -> None:
        """No row of more than `max_bytes` characters is read."""
        self._spec, self._container, self._longest = spec, container, max_bytes
        self._names = RecordNames(spec.fields)
        self._line = 0

    def found(self) -> Iterator[Document | Failure | Problem]:
        """The rows in their order; what cannot be read by its line. Raises OSError."""
        path = self._container.path
        # The module keeps one limit for the whole process; it is only ever raised.
        csv.field_size_limit(max(csv.field_size_limit(), self._longest + 1))
        try:
            sample = beginning_of(path, _SAMPLE)
            encoding = encoding_of(sample)
            if not sample.strip():
                yield Problem("empty", "The table is empty.", "line 1")
            elif encoding is None:
                yield Problem("binary", "The file holds no text, and so no table.", "line 1")
            else:
                with HashedFile(path) as raw, unpacked(raw, path.name) as file:
                    text = io.TextIOWrapper(file, *encoding, newline="")
                    yield from self._table(Rows(text, self._longest), sample.decode(encoding[0], "replace"))
        except DAMAGE as error:
            kind = "truncated" if isinstance(error, EOFError) else "damaged"
            message = f"The compressed file is {kind} after line {self._line}; the rows before that were read."
            yield Problem(kind, message, f"line {self._line}")

    def _table(self, rows: Rows, sample: str) -> Iterator[Document | Failure | Problem]:
        first = next(iter(sample.splitlines()), "").strip()
        separator = _SEPARATOR.fullmatch(first)
        if separator:  # a line by which one program tells another
            rows.skip_line()
        whole = len(sample) < _SAMPLE // 4
        dialect = Dialect(separator[1]) if separator else dialect_of(sample, whole=whole, mapped=self._mapped())
        if dialect is None:
            message = (
                "No column is named like a title or a text, so there is nothing to read the rows by. "
                f'Map the columns, as `fields = {{ title = "…" }}`. The first line is: {escape_unprintable(first[:200])}'
            )
            yield Problem("no-header", message, "line 1")
            return
        yield from self._documents(rows.read(dialect))

    def _documents(self, rows: Iterator[Row | BadRow]) -> Iterator[Document | Failure | Problem]:
        header: list[str] | None = None
        number = 0
        for row in rows:
            self._line = row.line
            number += 1
            if isinstance(row, BadRow):
                # By its id, so that what was read of it before stays.
                name = self._name(_fields(header or [], row.cells), number)
                problem = Problem(row.reason, row.message, f"line {row.line}", name)
                hash_ = digest(repr(row).encode("utf-8", "surrogatepass"))
                yield problem if row.gap else self._container.failure(problem, hash_)
            elif header is None:
                header = [name.strip() or f"column {at}" for at, name in enumerate(row.cells, 1)]
                number = 0
            elif [name.strip() for name in row.cells] != header:  # tables put together have their header again
                yield self._document(header, row, number)

    def _document(self, header: list[str], row: Row, number: int) -> Document:
        fields = _fields(header, row.cells)
        name = self._name(fields, number)
        return Document(
            key=self._container.key + name,
            location=self._container.location + name,
            fingerprint=digest("\0".join((*header, *row.cells)).encode("utf-8", "surrogatepass")),
            media_type="application/json",
            fields=fields,
            mapping=self._spec.fields,
            source=self._spec.source,
            stated_by="table",
            container=self._container.key,
        )

    def _name(self, fields: Mapping[str, object], number: int) -> str:
        return self._names.of({**{name.casefold(): value for name, value in fields.items()}, **fields}, number)

    def _mapped(self) -> list[str]:
        return [self._spec.fields[field] for field in ("title", "text") if field in self._spec.fields]


def _fields(header: Sequence[str], cells: Sequence[str]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for name, cell in zip(header, cells, strict=False):
        if cell and cell != _NULL:
            fields.setdefault(name, _STRAY.sub(_western, cell))
    return fields


def _western(stray: re.Match[str]) -> str:
    """A byte that is no UTF-8, amid a file that is, was pasted from Windows."""
    return bytes([ord(stray[0]) - 0xDC00]).decode("cp1252", "replace")
