"""Here is a document: what is to be recorded of it, an article or a failure?"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from indexer.archive.models import Read
from indexer.document import Document, Failure
from indexer.errors import ReadingError
from indexer.extract import Extraction, ExtractSettings, extract
from indexer.sources.fingerprints import escape_unprintable
from search.article import Published

_LOG = logging.getLogger(__name__)


def entry_of(document: Document, settings: ExtractSettings, now: datetime, source_name: str) -> Read | Failure:
    """The article of a document, or why there is none; never an exception. The document's bytes are let go."""
    bare = replace(document, data=b"", fields={})
    try:
        result = extract(document, settings=settings, now=now, source_name=source_name)
        if result.article.published is not None:
            Published.parse(str(result.article.published))  # what the archive could not read back must not go in
    except ReadingError as error:
        return _failure(bare, error.reason, str(error))
    # One document must never stop a run; a fault of ours in reading it is recorded for us to mend.
    except Exception as error:
        _LOG.exception("Reading %s failed unexpectedly", document.location)
        return _failure(bare, "internal", f"{type(error).__name__}: {error}"[:500])
    return Read(bare, _with_first_seen(result, document.fields))


def _failure(document: Document, reason: str, message: str) -> Failure:
    return Failure(
        key=document.key,
        location=document.location,
        reason=reason,
        message=escape_unprintable(message),
        fingerprint=document.fingerprint,
        container=document.container,
    )


def _with_first_seen(result: Extraction, stated: Mapping[str, object]) -> Extraction:
    """A line of an export says when its article was first met, which no reading of the article could."""
    text = stated.get("first_seen")
    if not isinstance(text, str) or result.article.first_seen is not None:
        return result
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return result
    # Near the ends of the calendar a zone leads beyond them.
    if not 1 < moment.year < 9999:
        return result
    return replace(result, article=replace(result.article, first_seen=moment))
