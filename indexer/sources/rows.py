"""Here are the lines of a table: what are its rows, and which lines are none?

A quotation mark that is never closed would swallow the rows after it. So a row that goes wrong over several lines is
given up with its first line, and the others are read again as rows of their own.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from indexer.sources.dialect import Dialect

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
