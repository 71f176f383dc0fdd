"""Here is a table (CSV, TSV): which articles are its rows?

The columns are known by the usual names of fields, or as the settings map them. A row is known by its id or address,
else by its number.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from indexer.document import Document
from indexer.found import Failure
from indexer.settings import SourceSettings
from indexer.sources.containers import Container, Problem
from indexer.sources.dialect import Dialect, dialect_of, encoding_of
from indexer.sources.fingerprints import digest
from indexer.sources.hashed import HashedFile
from indexer.sources.lines import DAMAGE, beginning_of, unpacked
from indexer.sources.names import printable
from indexer.sources.recordnames import RecordNames
from indexer.sources.rows import BadRow, Row, Rows

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
                f'Map the columns, as `fields = {{ title = "…" }}`. The first line is: {printable(first[:200])}'
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
