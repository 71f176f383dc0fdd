"""Here is a segment's file: its fields, columns and articles."""

from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from numpy.typing import NDArray

from search.article import Article
from search.engines.whoosh.segment.container import Container
from search.engines.whoosh.segment.records import RecordReader
from search.record import from_record

if TYPE_CHECKING:
    from search.engines.whoosh.segment.field import FieldReader


class SegmentReader:
    """One immutable segment, mapped. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.container = Container(path)
        self.doc_count = int(self.container.figures["articles"])
        self.field = lru_cache(maxsize=None)(partial(_field, self.container))
        self.records = lru_cache(maxsize=None)(partial(RecordReader, self.container))

    def column(self, name: str) -> NDArray[Any]:
        """A figure of every document."""
        return self.container.array(name)

    def article(self, doc: int) -> Article:
        """The article of a document."""
        record = orjson.loads(self.records("heads").record(doc))
        record["text"] = self.records("bodies").record(doc).decode()
        return from_record(record)


def _field(container: Container, name: str) -> "FieldReader":
    # Imported late: it needs compiled loops, and who asks only for columns and articles does not.
    from search.engines.whoosh.segment.field import FieldReader

    return FieldReader(container, name)
