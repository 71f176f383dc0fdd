"""Extraction: a document becomes an article, with the repairs that were made and the provenance of every field."""

from datetime import UTC, datetime

from indexer.document import Document
from indexer.errors import ReadingError
from indexer.extract.result import Extraction, Repair, RepairKind
from indexer.extract.settings import DateOrder, ExtractSettings

__all__ = ["DateOrder", "ExtractSettings", "Extraction", "ReadingError", "Repair", "RepairKind", "extract"]


def extract(
    document: Document, *, settings: ExtractSettings, now: datetime | None = None, source_name: str = ""
) -> Extraction:
    """Return the article that a document holds, with the repairs that were made.

    `now` is what dates in the future are measured against; None asks the machine's clock. `source_name` is the name of
    the source, which keeps documents of the same key in two sources apart where they have neither id nor address. The
    result depends on nothing else. Raises ReadingError, and nothing else, for a document without an article.
    """
    from indexer.extract.reader import read_document  # the extractors take a second to load; settings alone need none

    return read_document(document, settings, now or datetime.now(UTC), source_name)
