"""The extractors that are compared: Dateline, and trafilatura with several options."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import trafilatura

from indexer.document import Document
from indexer.errors import ReadingError
from indexer.extract import ExtractSettings, extract
from tests.judged.extraction.pages import Page

OURS = "dateline"
_NOW = datetime(2026, 6, 1, tzinfo=UTC)  # after the youngest page of any set


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article as an extractor gives it; `seconds` is the processor time that it took.

    A title of None says that the extractor was asked for the text alone.
    """

    text: str = ""
    title: str | None = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    seconds: float = 0.0


Extractor = Callable[[Page], Extracted]


def extract_with_dateline(page: Page) -> Extracted:
    """Extract a page as every document is extracted."""
    document = Document(key=page.name, location=page.url, fingerprint="1", data=page.data, media_type="text/html")
    started = time.process_time()
    try:
        article = extract(document, settings=ExtractSettings(), now=_NOW).article
    except ReadingError:
        return Extracted(seconds=time.process_time() - started)
    seconds = time.process_time() - started
    return Extracted(article.text, article.title, article.author, str(article.published or ""), seconds)


def trafilatura_extractor(*, metadata: bool = True, **options: bool) -> Extractor:
    """Return trafilatura by itself, as its own documentation calls it, with these options."""
    nothing = Extracted(title="" if metadata else None)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

    def extracted(page: Page) -> Extracted:
        started = time.process_time()
        try:
            found: Any = trafilatura.bare_extraction(
                page.data, url=page.url or None, with_metadata=metadata, include_comments=False, **options
            )
        except Exception:  # a page that makes it fail counts as one from which it extracts nothing
            found = None
        seconds = time.process_time() - started
        if found is None:
            return replace(nothing, seconds=seconds)
        if not metadata:
            return replace(nothing, text=found.text or "", seconds=seconds)
        authors = tuple((found.author or "").split("; ")) if found.author else ()
        return Extracted(found.text or "", found.title or "", authors, found.date or "", seconds)

    return extracted


EXTRACTORS: Mapping[str, Extractor] = {
    OURS: extract_with_dateline,
    "trafilatura": trafilatura_extractor(),
    "trafilatura-recall": trafilatura_extractor(metadata=False, favor_recall=True),
    "trafilatura-precision": trafilatura_extractor(metadata=False, favor_precision=True),
}
"""By name; the first is ours, the second the one that ours is compared with."""

TRAFILATURA_VERSION = version("trafilatura")
